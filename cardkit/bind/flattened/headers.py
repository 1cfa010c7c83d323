"""Headings of columns run together: `任务得分`, `ModelParamsTokensCOREMMLU`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise

from cardkit.bind.flattened.budget import Budget
from cardkit.bind.flattened.cells import KINDS, CellKind
from cardkit.catalog.labels import LabelKind, labels
from cardkit.catalog.metrics import metrics
from cardkit.catalog.tasks import TaskMatch, find_task
from cardkit.quantity import fold_width

MAX_HEADER = 300
_MAX_LABEL = 40
_MAX_COLUMNS = 24
_MEANS = ("average", "overall")
_LOOK_UP = 30
"""Steps that a look-up in the catalogue counts for."""
_MAX_SPLITS = 64
"""More ways to cut a header are as good as none: no reading would be the only one."""

_BESIDE_HAN = re.compile(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])")
_FIRST = re.compile(r"[#\w]")


@dataclass(frozen=True, slots=True)
class Column:
    """A heading: its text, where in the header it stands, what it means and what its cells hold.

    `role` is an id of the catalogue's columns or fields; that of a task is its label.
    """

    text: str
    start: int
    end: int
    role: str
    kind: CellKind
    share: bool = False
    """The scores are shares of a whole, or means of such: none is above 100."""


def splits_of(header: str, budget: Budget) -> list[tuple[Column, ...]]:
    """Return every way to read `header` as two or more known headings, none of a role twice.

    Tabs, where the text kept them, are the only places to cut at. Raises Exhausted when the budget
    is spent.
    """
    if len(header) > MAX_HEADER:
        return []
    if "\t" in header:
        columns = _of_tabs(header)
        return [columns] if columns else []
    splits = _split(header, 0, _reaching(header, budget), frozenset(), budget)
    return [c for c in islice(splits, _MAX_SPLITS) if len(c) > 1 and is_spaced(c) is not None]


def is_spaced(cells: Sequence[Column]) -> bool | None:
    """Say whether spaces part headings; None where they part some and others nothing does.

    Where separators are lost, a space is part of a heading: `ModelMMLU Score` are two.
    """
    gaps = {b.start > a.end for a, b in pairwise(cells)}
    return gaps.pop() if len(gaps) == 1 else None


def _of_tabs(header: str) -> tuple[Column, ...] | None:
    columns: list[Column] = []
    at = 0
    for part in header.split("\t"):
        text = part.strip()
        start = at + len(part) - len(part.lstrip())
        columns.append(
            Column(text, start, start + len(text), *(_meaning(text) or (text, "name", False)))
        )
        at += len(part) + 1
    return tuple(columns) if len(columns) > 1 else None


def _reaching(header: str, budget: Budget) -> list[list[Column]]:
    """Return, for each place, the headings that begin there and from which the end is reached."""
    size = len(header)
    at: list[list[Column]] = [[] for _ in range(size + 1)]
    good = [False] * size + [True]
    for start in range(size - 1, -1, -1):
        if not _FIRST.match(header, start):
            good[start] = header[start] == " " and good[start + 1]
            at[start] = at[start + 1] if good[start] else []
            continue
        for end in range(start + 1, min(start + _MAX_LABEL, size) + 1):
            if not good[end]:
                continue
            budget.spend(_LOOK_UP)
            meaning = _meaning(header[start:end])
            if meaning is not None:
                at[start].append(Column(header[start:end], start, end, *meaning))
        good[start] = bool(at[start])
    return at


def _split(
    header: str, start: int, at: list[list[Column]], seen: frozenset[str], budget: Budget
) -> Iterator[tuple[Column, ...]]:
    """Yield the ways to cut the header from `start` on, with no role of `seen`."""
    if start == len(header):
        yield ()
        return
    for column in reversed(at[start]):
        budget.spend()
        if column.role not in seen and len(seen) < _MAX_COLUMNS:
            for rest in _split(header, column.end, at, seen | {column.role}, budget):
                yield (column, *rest)


_Meaning = tuple[str, CellKind, bool]


def _meaning(text: str) -> _Meaning | None:
    """Return role, kind and whether it is a share; None for text that is no heading."""
    if text != text.strip() or text.count("(") + text.count("（") != text.count(")") + text.count(
        "）"
    ):
        return None
    key = _spelling(text)
    for kind in ("column", "field"):
        role = _index(kind).get(key)
        if role is not None and role in KINDS:
            return role, KINDS[role], role in _MEANS
    match = find_task(text)
    return None if match is None else (text, "score", _is_share(match))


def _is_share(match: TaskMatch) -> bool:
    if match.task is None:
        return match.aggregate is not None
    metric = metrics().get(match.task.metric)
    return metric is not None and metric.scale == "proportion"


@cache
def _index(kind: LabelKind) -> dict[str, str]:
    """Return the labels of a kind by their spelling, in which spaces count but beside Han."""
    found: dict[str, str] = {}
    for (entry_kind, id_), entry in labels().items():
        if entry_kind == kind:
            for name in (entry.en, entry.zh, *entry.aliases):
                if "*" not in name and "@" not in name:
                    found.setdefault(_spelling(name), id_)
    return found


def _spelling(text: str) -> str:
    folded = fold_width(text).casefold().rstrip("?:")
    return _BESIDE_HAN.sub("", " ".join(folded.split()))

"""Scores of the model and cells of its comparison: by task and model, never by the words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cardkit.bind.reading import Reading
from cardkit.bind.sections import name_key
from cardkit.catalog.labels import find_label
from cardkit.diff.change import ChangeClass, Part
from cardkit.diff.mirror import words
from cardkit.diff.mirror.drift import DriftKind, Log
from cardkit.quantity import same_rounded
from cardkit.record.base import Prose
from cardkit.record.comparison import ComparisonRow
from cardkit.record.scalars import Quantity, Score
from cardkit.source.span import Path, Span
from cardkit.text import Text

_ROOT: Path = ("comparison",)
_FACTS = {"params": words.PARAMS, "tokens": words.TOKENS, "open_data": words.OPEN_DATA}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something with a key of its own in both languages: a score, a cell, a fact of a row."""

    label: Text
    path: Path
    value: object
    shown: str


def compare_scores(log: Log) -> None:
    """Compare the evaluations and the comparison."""
    _compare(log, "score", "evaluations", evaluations(log.upstream), evaluations(log.copy))
    old, new = axes(log.upstream), axes(log.copy)
    _compare(log, "row", "comparison", old, new)
    told = {key for key in old if key not in new} | {key for key in new if key not in old}
    cells = [
        {key: cell for key, cell in cells_of(reading).items() if not told & {key[:2], key[2:]}}
        for reading in (log.upstream, log.copy)
    ]
    _compare(log, "score", "comparison", cells[0], cells[1])


def _compare(
    log: Log,
    kind: DriftKind,
    part: Part,
    old: Mapping[tuple[str, ...], Entry],
    new: Mapping[tuple[str, ...], Entry],
) -> None:
    for key, entry in old.items():
        other = new.get(key)
        span = _span(log.upstream, entry.path)
        if other is None:
            if not (span and log.is_told(span)):
                said = (entry.shown, None)
                log.add(kind, entry.label, part, "missing", said, (span, None), path=entry.path)
        elif klass := _disagreement(entry.value, other.value):
            spans = (span, _span(log.copy, other.path))
            both = (entry.shown, other.shown)
            log.add(kind, entry.label, part, klass, both, spans, path=entry.path)
    for key, entry in new.items():
        place = _span(log.copy, entry.path) if key not in old else None
        if place is not None and not log.is_told_new(place):
            spans = (None, place)
            log.add(kind, entry.label, part, "stale", (None, entry.shown), spans, path=entry.path)


def _span(reading: Reading, path: Path) -> Span | None:
    return reading.spans.get(path) or reading.span(path)


def _disagreement(a: object, b: object) -> ChangeClass | None:
    if isinstance(a, Score) and isinstance(b, Score):
        if a.value == b.value:
            return None
        same = same_rounded(a.value, a.decimals, b.value, b.decimals)
        return "rounding" if same else "contradiction"
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        return None if a.amount == b.amount else "contradiction"
    return None if a == b else "contradiction"


def evaluations(reading: Reading) -> dict[tuple[str, ...], Entry]:
    """Return the model's scores by task, shots, split and metric; a second one of a key counts."""
    found: dict[tuple[str, ...], Entry] = {}
    for i, item in enumerate(reading.record.evaluations):
        label = item.label
        said = (label.en or label.zh) if label is not None else None
        name = said or item.task or ""
        base = (item.task or name_key(name), str(item.shots), item.split or "", item.metric or "")
        key: tuple[str, ...] = base
        while key in found:
            key = (*key, "again")
        found[key] = Entry(
            Text(en=name, zh=name), ("evaluations", i, "score"), item.score, item.score.printed
        )
    return found


def axes(reading: Reading) -> dict[tuple[str, ...], Entry]:
    """Return groups, rows and columns of the comparison by what they are."""
    found: dict[tuple[str, ...], Entry] = {}
    table = reading.comparison
    if table is None or not reading.comparison_stands_here:
        return found
    for i, column in enumerate(table.columns):
        name = _said(column.label)
        key = ("column", _column_key(column.task, name))
        label = words.COLUMN.format(name=name)
        found.setdefault(key, Entry(label, (*_ROOT, "columns", i), None, name))
    for g, group in enumerate(table.groups):
        path: Path = (*_ROOT, "groups", g)
        if group.label is not None:
            name = _said(group.label)
            known = find_label("group", name)
            told = words.GROUP.format(name=name)
            found.setdefault(("group", known or str(g)), Entry(told, (*path, "label"), None, name))
        for r, row in enumerate(group.rows):
            told = words.ROW.format(name=row.label)
            entry = Entry(told, (*path, "rows", r, "label"), None, row.label)
            found.setdefault(("row", name_key(row.label)), entry)
    return found


def cells_of(reading: Reading) -> dict[tuple[str, ...], Entry]:
    """Return the cells of the comparison by row and column, and the facts of its rows."""
    found: dict[tuple[str, ...], Entry] = {}
    table = reading.comparison
    if table is None or not reading.comparison_stands_here:
        return found
    names = {c.id: (_column_key(c.task, _said(c.label)), _said(c.label)) for c in table.columns}
    for g, group in enumerate(table.groups):
        for r, row in enumerate(group.rows):
            path: Path = (*_ROOT, "groups", g, "rows", r)
            head = ("row", name_key(row.label))
            for id_, score in row.scores.items():
                if score is not None and id_ in names:
                    key, name = names[id_]
                    label = words.CELL.format(row=row.label, column=name)
                    entry = Entry(label, (*path, "scores", id_), score.score, score.score.printed)
                    found.setdefault((*head, "column", key), entry)
            for fact, entry in _facts(row, path):
                found.setdefault((*head, "fact", fact), entry)
    return found


def _facts(row: ComparisonRow, path: Path) -> Iterator[tuple[str, Entry]]:
    for name, what in _FACTS.items():
        value = getattr(row, name)
        if value is not None:
            shown = value.printed if isinstance(value, Quantity) else str(value).lower()
            label = words.ROW_FACT.format(row=row.label, what=what)
            yield name, Entry(label, (*path, name), value, shown)


def _column_key(task: str | None, name: str) -> str:
    return task or name_key(name)


def _said(prose: Prose) -> str:
    return prose.en or prose.zh or ""

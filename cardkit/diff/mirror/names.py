"""Names of tasks that a copy translates in part, and columns of one meaning with two headings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from cardkit.bind.grid import grid_of
from cardkit.bind.lookup import find_label
from cardkit.bind.matrix import column_role
from cardkit.bind.reading import Reading
from cardkit.catalog.task_names import read_setting
from cardkit.diff.mirror import words
from cardkit.diff.mirror.drift import Log
from cardkit.diff.mirror.scores import evaluations
from cardkit.source.blocks import Cell, Table, walk
from cardkit.text import listed

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2}")


def compare_names(log: Log) -> None:
    """Compare the words for tasks and columns, which are the same ones by their ids."""
    _task_names(log)
    if log.in_two_languages:
        _column_names(log)


def _task_names(log: Log) -> None:
    old, new = evaluations(log.upstream), evaluations(log.copy)
    for key, entry in old.items():
        if key not in new:
            continue
        spans = tuple(
            reading.key_spans.get(path)
            for reading, path in ((log.upstream, entry.path), (log.copy, new[key].path))
        )
        if spans[0] is None or spans[1] is None:
            continue
        said = log.text(spans[0]), log.copy.document.source.slice(spans[1])
        if log.in_two_languages and _is_partly(said[1]) and not _is_partly(said[0]):
            label = words.TASK_NAME.format(name=said[0])
            log.add(
                "name",
                label,
                "evaluations",
                "style",
                said,
                (spans[0], spans[1]),
                path=entry.path,
                note=words.PARTLY,
            )


def _is_partly(name: str) -> bool:
    """Say whether a name, without the setting behind it, mixes Han and Latin words."""
    base = read_setting(name).base or name
    return bool(_HAN.search(base) and _LATIN.search(base))


def _column_names(log: Log) -> None:
    """Tell of headings of one meaning for which the copy uses two names."""
    old, new = _headings(log.upstream), _headings(log.copy)
    pairs: list[str] = []
    cells: list[tuple[Cell, Cell]] = []
    for role, copies in new.items():
        if len({cell.text for cell in copies}) > 1 and len(old.get(role, ())) == len(copies):
            for a, b in zip(old[role], copies, strict=True):
                pairs.append(f"{a.text} → {b.text}")
                cells.append((a, b))
    if cells:
        spans = cells[0][0].content.span, cells[0][1].content.span
        said = (
            ", ".join(dict.fromkeys(a.text for a, _ in cells)),
            "、".join(dict.fromkeys(b.text for _, b in cells)),
        )
        note = words.TWO_NAMES.format(pairs=listed(pairs))
        log.add("column-names", words.COLUMN_NAMES, "tables", "style", said, spans, note=note)


def _headings(reading: Reading) -> dict[str, list[Cell]]:
    """Return the headings of a card's tables by what they mean, in the order of the card."""
    found: dict[str, list[Cell]] = defaultdict(list)
    for table in tables(reading):
        grid = grid_of(table)
        for cell in grid.header_cells if grid else ():
            role = (
                None if cell is None else column_role(cell.text) or find_label("field", cell.text)
            )
            if cell is not None and role is not None:
                found[role].append(cell)
    return found


def tables(reading: Reading) -> Iterator[Table]:
    """Yield the tables of a Markdown card or page text."""
    for section in reading.document.body.sections:
        for block in walk(section.blocks):
            if isinstance(block, Table):
                yield block

"""Tables that no part of the record holds: by their numbers, else by their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cardkit.bind.reading import Reading
from cardkit.diff.align import overlap, pairs_in_order
from cardkit.diff.mirror import words
from cardkit.diff.mirror.drift import Log, side_class
from cardkit.diff.mirror.features import Features, likeness, other_numbers
from cardkit.source.blocks import Table, walk
from cardkit.source.span import Span

_SAME_TABLE = 0.35
_SHAPE = 0.3
"""What an equal number of rows counts for, where languages differ: not enough alone."""
_FACTS = frozenset(("evaluations", "comparison", "details", "description", "sources", "training"))


@dataclass(frozen=True, slots=True)
class Loose:
    """A table that is text to the record."""

    span: Span
    title: str
    features: Features
    shown: str
    rows: int


def compare_tables(log: Log) -> None:
    """Pair the tables in their order and tell of those without a partner, and of other numbers."""
    old, new = list(_loose(log.upstream)), list(_loose(log.copy))

    def like(a: Loose, b: Loose) -> float:
        numbers = overlap(a.features.numbers, b.features.numbers)
        if not log.in_two_languages:
            return max(numbers, likeness(a.features, b.features, translated=False))
        return max(numbers, _SHAPE * (a.rows == b.rows) + (1 - _SHAPE) * _names(a, b))

    pairs = pairs_in_order(old, new, like, _SAME_TABLE)
    for i, j in pairs:
        _numbers(log, old[i], new[j])
    for i, table in enumerate(old):
        if i not in {i for i, _ in pairs} and not log.is_told(table.span):
            label = words.TABLE.format(title=table.title)
            said = (table.shown, None)
            log.add("table", label, "tables", "missing", said, (table.span, None))
    for j, table in enumerate(new):
        if j not in {j for _, j in pairs} and not log.is_told_new(table.span):
            label = words.TABLE.format(title=table.title)
            came = (None, table.shown)
            log.add("table", label, "tables", "stale", came, (None, table.span))


def _names(a: Loose, b: Loose) -> float:
    """Return the share of Latin words that both have of the side that has fewer."""
    fewer = min(a.features.latin, b.features.latin, key=len)
    return len(a.features.latin & b.features.latin) / len(fewer) if fewer else 0.0


def _numbers(log: Log, a: Loose, b: Loose) -> None:
    said = other_numbers(a.features, b.features)
    if said != (None, None):
        label = words.TABLE.format(title=a.title)
        log.add("table", label, "tables", side_class(said), said, (a.span, b.span))


def _loose(reading: Reading) -> Iterator[Loose]:
    held = [span for path, span in reading.spans.items() if len(path) > 1 and path[0] in _FACTS]
    for section in reading.document.body.sections:
        title = section.heading.title.text if section.heading else ""
        for block in walk(section.blocks):
            if isinstance(block, Table) and not any(block.span.contains(span) for span in held):
                rows = [[cell.text for cell in row.cells] for row in (*block.header, *block.rows)]
                text = "\n".join(" | ".join(row) for row in rows)
                yield Loose(block.span, title, Features(text), _first(rows), len(rows))


def _first(rows: list[list[str]]) -> str:
    return " | ".join(rows[0])[:160] if rows else ""

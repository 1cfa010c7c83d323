"""Values that one card prints bold and the other does not, and whether they are the best."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from cardkit.bind.lookup import find_metric
from cardkit.catalog.metrics import Direction
from cardkit.diff.pair import CardPair, Side
from cardkit.diff.tables.agreement import TablePairing, table_agreement
from cardkit.diff.tables.alignment import Pair
from cardkit.diff.tables.differences import printed
from cardkit.diff.tables.sheet import Line, Sheet
from cardkit.source.span import Span
from cardkit.text import Text

MANY = 4
"""Marks that differ in one table, above which they are told as one."""


@dataclass(frozen=True, slots=True)
class BoldDifference:
    """A value in bold on `side` only. `best` says whether it is its group's best, None unknown.

    With `count`, the table has that many such values, all marks of the card across missing where
    `none_there`; `span` and `there` are then the first.
    """

    side: Side
    span: Span
    there: Span
    row: Text
    column: Text
    text: str
    best: bool | None = None
    count: int = 0
    none_there: bool = False
    values: tuple[str, ...] = ()
    """With `count`, all of them."""


def bold_differences(pair: CardPair) -> Iterator[BoldDifference]:
    """Yield the marks that differ in tables that surely belong together."""
    for tables in table_agreement(pair).pairs:
        yield from _of_tables(tables)


def _of_tables(tables: TablePairing) -> Iterator[BoldDifference]:
    marks: dict[Side, int] = {"a": 0, "b": 0}
    found: dict[Side, list[tuple[Pair, Pair]]] = {"a": [], "b": []}
    for (row, column), relation in tables.judged.relations.items():
        if relation not in ("same", "rounded"):
            continue
        if tables.a.value(row[0], column[0]).kind != "number":
            continue
        bold = _bold(tables.a, row[0], column[0]), _bold(tables.b, row[1], column[1])
        marks["a"] += bold[0]
        marks["b"] += bold[1]
        if bold[0] != bold[1]:
            found["a" if bold[0] else "b"].append((row, column))
    for side, across in _ACROSS:
        places = found[side]
        none = marks[across] == 0
        if len(places) > MANY or (none and len(places) > 1):
            first = _difference(tables, side, *places[0], count=len(places), none_there=none)
            each = (_difference(tables, side, row, column).text for row, column in places)
            yield replace(first, values=tuple(each))
        else:
            for row, column in places:
                yield _difference(tables, side, row, column)


_ACROSS: tuple[tuple[Side, Side], ...] = (("a", "b"), ("b", "a"))


def _bold(sheet: Sheet, row: int, column: int) -> bool:
    cell = sheet.cells[row][column]
    return cell is not None and cell.content.strong


def _difference(
    tables: TablePairing,
    side: Side,
    row: Pair,
    column: Pair,
    *,
    count: int = 0,
    none_there: bool = False,
) -> BoldDifference:
    a = printed(tables.a, row[0], column[0])
    b = printed(tables.b, row[1], column[1])
    here, there = (a, b) if side == "a" else (b, a)
    at = 0 if side == "a" else 1
    return BoldDifference(
        side,
        here.span,
        there.span,
        tables.name("row", row),
        tables.name("column", column),
        here.text,
        None if count else is_best(tables.sheet(side), row[at], column[at]),
        count,
        none_there,
    )


def is_best(sheet: Sheet, row: int, column: int) -> bool | None:
    """Say whether a value is the best of its metric among its group; None where nobody can tell.

    Metrics are columns (compared down the rows of one group) or rows (compared across); a heading
    says the direction by a metric's name, by an arrow, or by naming a task.
    """
    value = sheet.value(row, column)
    down = _direction(sheet.columns[column])
    direction = down or _direction(sheet.rows[row])
    if direction is None or value.amount is None:
        return None
    amounts = list(_rivals(sheet, row, column, across=down is None))
    best = min(amounts) if direction == "lower" else max(amounts)
    return value.amount == best if len(amounts) > 1 else None


def _rivals(sheet: Sheet, row: int, column: int, *, across: bool) -> Iterator[Decimal]:
    if across:
        values = list(sheet.values[row])
    else:
        group = sheet.rows[row].group.key
        values = [
            sheet.value(i, column)
            for i, line in enumerate(sheet.rows)
            if line.group.key == group or i == row
        ]
    for value in values:
        if value.amount is not None and value.amount.is_finite():
            yield value.amount


def _direction(line: Line) -> Direction | None:
    text = line.label.text
    if "↓" in text or "↑" in text:
        return "lower" if "↓" in text else "higher"
    metric = find_metric(text)
    if metric is not None:
        return metric.direction
    return "higher" if line.label.key.startswith("task:") else None

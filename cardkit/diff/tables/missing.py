"""What the tables of one card hold and those of the other lack: tables, rows, columns, values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cardkit.diff.pair import CardPair, Side, other
from cardkit.diff.tables.agreement import TablePairing, table_agreement
from cardkit.diff.tables.alignment import Pair
from cardkit.diff.tables.differences import printed
from cardkit.diff.tables.naming import Axis, names_of
from cardkit.diff.tables.sheet import Line, Sheet
from cardkit.diff.tables.values import print_of
from cardkit.patterns import lazy
from cardkit.source.span import Span
from cardkit.text import Text

_MIN_NUMBERS = 3
"""Different numbers from which a table in one card only is one of values."""
_VALUES = 0.3
"""Share of its cells that are numbers in such a table."""
_ELSEWHERE = 0.8
"""Share of its numbers in the other card from which a table is told there in another form."""
_NUMBER = lazy(r"(?<![\w.])\d{1,30}(?:,\d{3}){0,8}(?:\.\d{1,30})?")
_HAN = lazy(r"[\u3400-\u4dbf\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Missing:
    """What stands on `side` only; `span` is the first of it, `there` where it would belong.

    `names` are those of the rows, of the columns, or for values in one `row` of their columns.
    """

    axis: Literal["table", "row", "column", "value"]
    side: Side
    span: Span
    names: tuple[Text, ...] = ()
    there: Span | None = None
    row: Text | None = None


def missing(pair: CardPair) -> Iterator[Missing]:
    """Yield what one card's tables lack of the other's, table by table.

    Lines are looked for in tables that surely belong together, and only those with numbers count.
    Where a label in one language may be the translation of one left over in the other, neither is
    claimed to be missing.
    """
    agreement = table_agreement(pair)
    for tables in agreement.pairs:
        if tables.judged.sound:
            for axis in _AXES:
                yield from _lines(tables, axis)
            yield from _values(tables)
    yield from _tables(pair, "a", agreement.only_a)
    yield from _tables(pair, "b", agreement.only_b)


_AXES: tuple[Axis, ...] = ("row", "column")
_SIDES: tuple[Side, ...] = ("a", "b")


def _lines(tables: TablePairing, axis: Axis) -> Iterator[Missing]:
    left = {side: _left(tables, axis, side) for side in _SIDES}
    for side in _SIDES:
        across = [line.label.text for line in _at(tables, axis, other(side), left[other(side)])]
        lines = tables.lines(side, axis)
        gone = [
            i
            for i in left[side]
            if _has_numbers(tables.sheet(side), axis, i)
            and not _may_be_among(lines[i].label.text, across)
        ]
        if gone:
            names = tables.names[side, axis]
            there = tables.sheet(other(side)).table.span
            yield Missing(axis, side, lines[gone[0]].span, tuple(names[i] for i in gone), there)


def _left(tables: TablePairing, axis: Axis, side: Side) -> list[int]:
    """Return the lines of one side without a partner, those of a wrong partner among them."""
    alignment, judged = tables.alignment, tables.judged
    loose = judged.loose_rows if axis == "row" else judged.loose_columns
    rest = {
        ("a", "row"): alignment.rows_a,
        ("b", "row"): alignment.rows_b,
        ("a", "column"): alignment.columns_a,
        ("b", "column"): alignment.columns_b,
    }[side, axis]
    return sorted([*rest, *(places[_SIDES.index(side)] for places in loose)])


def _at(tables: TablePairing, axis: Axis, side: Side, places: Iterable[int]) -> list[Line]:
    lines = tables.lines(side, axis)
    return [lines[i] for i in places]


def _has_numbers(sheet: Sheet, axis: Axis, place: int) -> bool:
    if axis == "row":
        return any(value.kind == "number" for value in sheet.values[place])
    return any(row[place].kind == "number" for row in sheet.values)


def _may_be_among(label: str, others: Sequence[str]) -> bool:
    """Say whether one of the labels may be the same in the other language."""
    chinese = _HAN.search(label) is not None
    return any((_HAN.search(text) is not None) != chinese for text in others)


def _values(tables: TablePairing) -> Iterator[Missing]:
    """Yield the values of a row that the other card leaves out."""
    gaps: dict[tuple[Pair, Side], list[Pair]] = {}
    for (row, column), relation in tables.judged.relations.items():
        if relation == "gap":
            gaps.setdefault((row, _stated(tables, row, column)), []).append(column)
    for (row, side), columns in gaps.items():
        at = _SIDES.index(side)
        here = printed(tables.sheet(side), row[at], columns[0][at])
        there = printed(tables.sheet(other(side)), row[1 - at], columns[0][1 - at])
        names = tuple(tables.name("column", column) for column in columns)
        yield Missing("value", side, here.span, names, there.span, tables.name("row", row))


def _stated(tables: TablePairing, row: Pair, column: Pair) -> Side:
    """Return the side that says more: a value, or a value with its spread."""
    a = tables.a.value(row[0], column[0])
    b = tables.b.value(row[1], column[1])
    if a.kind == "gap" or b.kind == "gap":
        return "b" if a.kind == "gap" else "a"
    return "a" if a.plus_minus is not None else "b"


def _tables(pair: CardPair, side: Side, sheets: Sequence[Sheet]) -> Iterator[Missing]:
    numeric = [sheet for sheet in sheets if _is_of_values(sheet)]
    if not numeric:
        return
    elsewhere = _numbers_in(pair.side(other(side)).document.text)
    for sheet in numeric:
        numbers = set(sheet.prints)
        if len(numbers & elsewhere) < _ELSEWHERE * len(numbers):
            yield Missing("table", side, sheet.table.span, names_of("row", sheet.rows))


def _is_of_values(sheet: Sheet) -> bool:
    values = [value for row in sheet.values for value in row]
    numbers = sum(value.kind == "number" for value in values)
    return len(sheet.prints) >= _MIN_NUMBERS and numbers >= _VALUES * len(values)


def _numbers_in(text: str) -> set[str]:
    return {print_of(Decimal(found.replace(",", ""))) for found in _NUMBER.findall(text)}

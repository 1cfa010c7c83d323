"""What the tables of one card hold and those of the other lack: tables, rows, columns, values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cardkit.diff.align import overlap
from cardkit.diff.pair import CardPair, Side, other
from cardkit.diff.tables.agreement import TablePairing, table_agreement
from cardkit.diff.tables.alignment import SAME_NUMBERS, Pair
from cardkit.diff.tables.differences import printed
from cardkit.diff.tables.labels import is_chinese
from cardkit.diff.tables.naming import Axis, names_of
from cardkit.diff.tables.sheet import Sheet
from cardkit.diff.tables.values import Value, fingerprints, print_of
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
    spread: bool = False
    """Of values: it is the ± that the other card leaves out."""


def missing(pair: CardPair) -> Iterator[Missing]:
    """Yield what one card's tables lack of the other's, table by table.

    Lines are looked for in tables that surely belong together, and only those with numbers count.
    Where a label in one language may be the translation of one left over in the other, neither is
    claimed to be missing.
    """
    agreement = table_agreement(pair)
    alone = {"a": _line_prints(agreement.only_b), "b": _line_prints(agreement.only_a)}
    for tables in agreement.pairs:
        if tables.judged.sound:
            for axis in _AXES:
                for side in _SIDES:
                    yield from _lines(tables, axis, side, alone[side])
            yield from _values(tables)
    yield from _tables(pair, "a", agreement.only_a)
    yield from _tables(pair, "b", agreement.only_b)


_AXES: tuple[Axis, ...] = ("row", "column")
_SIDES: tuple[Side, ...] = ("a", "b")


def _lines(
    tables: TablePairing, axis: Axis, side: Side, elsewhere: Mapping[str, Sequence[Counter[str]]]
) -> Iterator[Missing]:
    """Yield the lines of one side that the table across lacks.

    `elsewhere` holds by key the lines of tables across that have no partner.
    """
    left = _left(tables, axis, side)
    if not left:
        return
    lines = tables.lines(side, axis)
    over = _left(tables, axis, other(side))
    across = {is_chinese(tables.lines(other(side), axis)[j].label) for j in over}
    sheet = tables.sheet(side)
    gone = [
        i
        for i in left
        if any(value.kind == "number" for value in _values_of(sheet, axis, i))
        and across <= {is_chinese(lines[i].label)}  # else one may be its translation
        and not _stands_in(elsewhere.get(lines[i].label.key, ()), _values_of(sheet, axis, i))
    ]
    if gone:
        names = tables.names[side, axis]
        there = _place_across(tables, axis, side, gone[0])
        yield Missing(axis, side, lines[gone[0]].place, tuple(names[i] for i in gone), there)


def _place_across(tables: TablePairing, axis: Axis, side: Side, place: int) -> Span:
    """Return the line across behind which a line would belong, the table before the first."""
    at = _SIDES.index(side)
    pairs = tables.alignment.rows if axis == "row" else tables.alignment.columns
    before = max((pair for pair in pairs if pair[at] < place), key=lambda p: p[at], default=None)
    if before is None:
        return tables.sheet(other(side)).table.span
    return tables.lines(other(side), axis)[before[1 - at]].place


def _line_prints(sheets: Iterable[Sheet]) -> dict[str, list[Counter[str]]]:
    """Return the numbers of all rows and columns by key: a table may be printed as two."""
    found: dict[str, list[Counter[str]]] = {}
    for sheet in sheets:
        for axis in _AXES:
            for i, line in enumerate(sheet.rows if axis == "row" else sheet.columns):
                found.setdefault(line.label.key, []).append(_prints(_values_of(sheet, axis, i)))
    return found


def _stands_in(lines: Iterable[Counter[str]], values: Sequence[Value]) -> bool:
    numbers = _prints(values)
    return any(overlap(numbers, line) >= SAME_NUMBERS for line in lines)


def _prints(values: Sequence[Value]) -> Counter[str]:
    return Counter(found for value in values for found in fingerprints(value))


def _values_of(sheet: Sheet, axis: Axis, place: int) -> Sequence[Value]:
    return sheet.values[place] if axis == "row" else [row[place] for row in sheet.values]


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


def _values(tables: TablePairing) -> Iterator[Missing]:
    """Yield the values of a row that the other card leaves out."""
    gaps: dict[tuple[Pair, Side, bool], list[Pair]] = {}
    for (row, column), relation in tables.judged.relations.items():
        if relation == "gap":
            gaps.setdefault((row, *_stated(tables, row, column)), []).append(column)
    for (row, side, spread), columns in gaps.items():
        at = _SIDES.index(side)
        here = printed(tables.sheet(side), row[at], columns[0][at])
        there = printed(tables.sheet(other(side)), row[1 - at], columns[0][1 - at])
        names = tuple(tables.name("column", column) for column in columns)
        yield Missing("value", side, here.span, names, there.span, tables.name("row", row), spread)


def _stated(tables: TablePairing, row: Pair, column: Pair) -> tuple[Side, bool]:
    """Return the side that says more, and whether it is but the spread."""
    a = tables.a.value(row[0], column[0])
    b = tables.b.value(row[1], column[1])
    if a.kind == "gap" or b.kind == "gap":
        return ("b" if a.kind == "gap" else "a"), False
    return ("a" if a.plus_minus is not None else "b"), True


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

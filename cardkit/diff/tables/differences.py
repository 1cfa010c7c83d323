"""Values that differ between the tables of two cards, each with its name and both places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cardkit.diff.pair import CardPair
from cardkit.diff.tables.agreement import TablePairing, table_agreement
from cardkit.diff.tables.cells import CellRelation
from cardkit.diff.tables.evidence import LineDifference
from cardkit.diff.tables.naming import shortened
from cardkit.diff.tables.sheet import Sheet
from cardkit.source.span import Span
from cardkit.text import Text


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell: where it stands and what it says."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class CellDifference:
    """Two cells of one place. `relation` is `contradiction`, `rounded` or `gap`."""

    relation: CellRelation
    row: Text
    column: Text
    a: Printed
    b: Printed


@dataclass(frozen=True, slots=True)
class WholeDifference:
    """A row, column or table in which `differ` of `compared` values are others."""

    axis: Literal["row", "column", "table"]
    name: Text
    differ: int
    compared: int
    a: Span
    b: Span
    texts: tuple[str, ...]
    """All that stands in both, in no order of the cards."""


def cell_differences(pair: CardPair) -> Iterator[CellDifference]:
    """Yield the cells that differ, in the order of the first card's tables."""
    for tables in table_agreement(pair).pairs:
        for (row, column), relation in tables.judged.relations.items():
            if relation in ("contradiction", "rounded", "gap"):
                yield CellDifference(
                    relation,
                    tables.name("row", row),
                    tables.name("column", column),
                    printed(tables.a, row[0], column[0]),
                    printed(tables.b, row[1], column[1]),
                )


def printed(sheet: Sheet, row: int, column: int) -> Printed:
    """Return a cell; the place of one that the row ends before is the row."""
    cell = sheet.cells[row][column]
    if cell is None:
        line = sheet.columns[column] if sheet.turned else sheet.rows[row]
        return Printed(line.span, "")
    return Printed(cell.content.span, shortened(cell.text))


def whole_differences(pair: CardPair) -> Iterator[WholeDifference]:
    """Yield the rows, columns and tables of one name in which most values differ."""
    for tables in table_agreement(pair).pairs:
        for whole in tables.judged.whole:
            yield _whole(tables, whole)


def _whole(tables: TablePairing, whole: LineDifference) -> WholeDifference:
    if whole.axis == "table":
        name, a, b = Text(en="", zh=""), tables.a.table.span, tables.b.table.span
    else:
        i, j = whole.pair
        name = tables.name(whole.axis, whole.pair)
        a = tables.lines("a", whole.axis)[i].place
        b = tables.lines("b", whole.axis)[j].place
    one, two = whole.pair
    texts = tuple(sorted((_text(tables.a, whole, one), _text(tables.b, whole, two))))
    return WholeDifference(whole.axis, name, whole.differ, whole.compared, a, b, texts)


def _text(sheet: Sheet, whole: LineDifference, line: int) -> str:
    rows = (sheet.cells[line],) if whole.axis == "row" else sheet.cells
    if whole.axis == "column":
        rows = tuple((row[line],) for row in rows)
    return " | ".join(cell.text for row in rows for cell in row if cell is not None)

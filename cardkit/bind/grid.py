"""A table as a rectangle: header texts by column, and the cell that covers each place."""

from __future__ import annotations

from dataclasses import dataclass

from cardkit.source.blocks import Cell, Row, Table

MAX_CELLS = 200_000
"""Beyond this a table is no card's; spans could otherwise multiply a few cells without end."""


@dataclass(frozen=True, slots=True)
class Grid:
    """`headers[c]` is what stands above column `c`; `cells[r][c]` is None where a row ends."""

    table: Table
    headers: tuple[str, ...]
    header_cells: tuple[Cell | None, ...]
    rows: tuple[Row, ...]
    cells: tuple[tuple[Cell | None, ...], ...]

    def text(self, row: int, column: int) -> str:
        """Return what a reader sees in a cell; empty for none."""
        cell = self.cells[row][column]
        return cell.text.strip() if cell else ""

    def column(self, column: int) -> list[str]:
        """Return the texts of a column below the header."""
        return [self.text(row, column) for row in range(len(self.rows))]

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.headers)


def grid_of(table: Table) -> Grid | None:
    """Lay a table out; None for one without header, without rows or beyond all measure."""
    header, rows = table.header, table.rows
    if not header and len(rows) > 1:
        header, rows = rows[:1], rows[1:]
    width = table.width
    if not header or not rows or width * (len(header) + len(rows)) > MAX_CELLS:
        return None
    laid = _lay([*header, *rows], width)
    above, below = laid[: len(header)], laid[len(header) :]
    return Grid(
        table=table,
        headers=tuple(_header(above, column) for column in range(width)),
        header_cells=tuple(_lowest(above, column) for column in range(width)),
        rows=tuple(rows),
        cells=tuple(below),
    )


def _lay(rows: list[Row], width: int) -> list[tuple[Cell | None, ...]]:
    """Give each row the cells that stand in it or reach down into it from above."""
    reaching: list[tuple[Cell, int] | None] = [None] * width
    laid: list[tuple[Cell | None, ...]] = []
    for row in rows:
        line: list[Cell | None] = [None] * width
        for column, above in enumerate(reaching):
            if above is not None:
                cell, left = above
                line[column] = cell
                reaching[column] = (cell, left - 1) if left > 1 else None
        for cell in row.cells:
            for column in range(cell.column, min(cell.column + cell.colspan, width)):
                line[column] = cell
                if cell.rowspan > 1:
                    reaching[column] = (cell, cell.rowspan - 1)
        laid.append(tuple(line))
    return laid


def _header(above: list[tuple[Cell | None, ...]], column: int) -> str:
    texts = [cell.text.strip() for line in above if (cell := line[column]) is not None]
    return " ".join(dict.fromkeys(filter(None, texts)))


def _lowest(above: list[tuple[Cell | None, ...]], column: int) -> Cell | None:
    cells = [cell for line in above if (cell := line[column]) is not None and cell.text.strip()]
    return cells[-1] if cells else None

"""A table as rows and columns with labels, and values between them; either way round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cardkit.bind.grid import Grid, grid_of
from cardkit.bind.matrix import is_group_row
from cardkit.diff.notes import is_ragged
from cardkit.diff.tables.labels import NO_LABEL, Label, read_label
from cardkit.diff.tables.values import Value, fingerprints, read_value
from cardkit.source.blocks import Cell, Table
from cardkit.source.span import Span

_MAX_LABEL_COLUMNS = 3
"""`Model | Precision | Batch`: more columns than this never make a row's name."""
_BETWEEN = " · "
_CONTINUES = ("+", "w/", "└", "├", "↳")
"""Begins the label of a row about the model in the row above: `+ int4`, `w/ CoT`."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column: its label, the group it stands in, and where.

    `cell` is the label's own cell, None for a column without a heading. The group is a label row
    above, or for a row that `continues` another (`+ int4`) that row's label.
    """

    label: Label
    span: Span
    cell: Cell | None = None
    group: Label = NO_LABEL
    continues: bool = False

    @property
    def place(self) -> Span:
        """Where the label stands; the whole line where it has none."""
        return self.cell.content.span if self.cell else self.span


@dataclass(frozen=True)
class Sheet:
    """`cells[r][c]` stands in row r and column c, None where a row ends early.

    `names` heads the column of labels, `groups` are the rows that label what follows, `labels`
    counts the columns that name a row. `turned` says that rows are the table's columns.
    """

    table: Table
    names: str
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    cells: tuple[tuple[Cell | None, ...], ...]
    groups: tuple[Line, ...] = ()
    labels: int = 1
    ragged: bool = False
    turned: bool = False

    def value(self, row: int, column: int) -> Value:
        """Return what a cell says; a missing cell is a gap."""
        return self.values[row][column]

    @cached_property
    def values(self) -> tuple[tuple[Value, ...], ...]:
        """What each cell says."""
        return tuple(
            tuple(read_value(cell.text.strip() if cell else "") for cell in row)
            for row in self.cells
        )

    @cached_property
    def prints(self) -> Counter[str]:
        """The numbers of all cells, as often as they stand there."""
        return Counter(
            found for row in self.values for value in row for found in fingerprints(value)
        )

    @cached_property
    def tokens(self) -> frozenset[str]:
        """The keys and Latin words of all labels."""
        lines = (*self.rows, *self.columns)
        keys = {line.label.key for line in lines if line.label.key}
        return frozenset(keys.union(*(line.label.tokens for line in lines)))

    def transposed(self) -> Sheet:
        """Return the same table read the other way round."""
        cells = tuple(tuple(row[c] for row in self.cells) for c in range(len(self.columns)))
        return replace(
            self, rows=self.columns, columns=self.rows, cells=cells, turned=not self.turned
        )


def sheet_of(table: Table, labels: int = 1) -> Sheet | None:
    """Read a table; None for one without a heading row, without rows, or beyond all measure.

    `labels` columns name a row where there are as many of text; more where rows share a name.
    Blank rows are left out, and so are the rows that label a group: their label is the group of
    the rows below.
    """
    grid = grid_of(table)
    if grid is None:
        return None
    rows, groups, heads = _data_rows(grid)
    if not rows:
        return None
    names = _label_columns(grid, rows, labels)
    columns = [c for c in range(grid.width) if c not in names]
    return Sheet(
        table=table,
        names=_BETWEEN.join(filter(None, (grid.headers[c] for c in names))),
        rows=tuple(_row(grid, r, names, group) for r, group in zip(rows, groups, strict=True)),
        columns=tuple(_column(grid, c) for c in columns),
        cells=tuple(tuple(grid.cells[r][c] for c in columns) for r in rows),
        groups=tuple(heads),
        labels=len(names),
        ragged=is_ragged(table),
    )


def _data_rows(grid: Grid) -> tuple[list[int], list[Label], list[Line]]:
    """Return the rows of data, the group each stands in, and the rows that label groups."""
    rows: list[int] = []
    groups: list[Label] = []
    heads: list[Line] = []
    group = model = NO_LABEL
    for r in range(len(grid.rows)):
        if not any(cell and cell.text.strip() for cell in grid.cells[r]):
            continue
        if is_group_row(grid, r) and grid.width > 2:
            group = model = read_label(grid.text(r, 0))
            heads.append(Line(group, grid.rows[r].span, grid.cells[r][0]))
            continue
        rows.append(r)
        continues = grid.text(r, 0).startswith(_CONTINUES)
        groups.append(model if continues else group)
        if not continues:
            model = read_label(grid.text(r, 0))
    return rows, groups, heads


def _label_columns(grid: Grid, rows: Sequence[int], least: int) -> list[int]:
    """Return the first column of text, and those behind it that tell rows of one name apart."""
    first = next((c for c in range(grid.width) if _is_text(grid, rows, c)), None)
    if first is None and len(rows) == 1:
        return []  # one line of values under their headings
    first = first or 0
    chosen = [first]
    for c in range(first + 1, grid.width):
        names = [tuple(grid.text(r, k) for k in chosen) for r in rows]
        full = len(chosen) in (_MAX_LABEL_COLUMNS, grid.width - 1)
        if full or (len(set(names)) == len(names) and len(chosen) >= least):
            break
        if _is_text(grid, rows, c):
            chosen.append(c)
    return chosen


def _is_text(grid: Grid, rows: Sequence[int], column: int) -> bool:
    values = [read_value(grid.text(r, column)) for r in rows]
    said = [value for value in values if value.kind != "gap"]
    return 2 * sum(value.kind == "text" for value in said) > len(said)


def _row(grid: Grid, row: int, names: Sequence[int], group: Label) -> Line:
    texts = [grid.text(row, c) for c in names]
    label = read_label(_BETWEEN.join(filter(None, texts)))
    continues = grid.text(row, 0).startswith(_CONTINUES)
    cell = grid.cells[row][names[0]] if names else None
    return Line(label, grid.rows[row].span, cell, group, continues)


def _column(grid: Grid, column: int) -> Line:
    cell = grid.header_cells[column]
    span = cell.content.span if cell else grid.table.span
    return Line(read_label(grid.headers[column]), span, cell)

"""HTML tables with their cells on a grid: rowspan, colspan, missing end tags, any nesting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cardkit.source.blocks import Cell, Inline, Row, Table
from cardkit.source.characters import BLANK_LINE
from cardkit.source.found import Found
from cardkit.source.html_text import read_html
from cardkit.source.inline import read_inline
from cardkit.source.stretch import Stretch
from cardkit.source.tags import Tag, attributes

MAX_SPAN = 1000
"""The most columns or rows that a cell can cover; HTML has the same bound for columns."""
_MAX_HANGING = 128
_CELLS = frozenset(("td", "th"))
_GROUPS = frozenset(("thead", "tbody", "tfoot"))


def read_html_table(stretch: Stretch, tags: Sequence[Tag], end: int, found: Found) -> Table | None:
    """Read the table that `tags[0]` opens and `end` ends; None when it has no cell.

    Tables inside a cell are part of the cell's text. Head rows are those in `<thead>`, else the
    first rows made of `<th>` only.
    """
    scan = _Scan(stretch, tags, found)
    for index, tag in enumerate(tags):
        scan.take(index, tag)
    scan.end_row(end)
    rows = [row for row in scan.rows if row.cells]
    if not rows:
        return None
    laid = _lay_out(stretch, rows)
    heads = _count_heads(rows)
    span = stretch.span(tags[0].start, end)
    return Table(span, tuple(laid[:heads]), tuple(laid[heads:]), "html")


@dataclass(slots=True)
class _RawCell:
    content: Inline
    header: bool
    colspan: int
    rowspan: int


@dataclass(slots=True)
class _RawRow:
    start: int
    in_head: bool
    end: int = -1
    cells: list[_RawCell] = field(default_factory=list)

    @property
    def all_header(self) -> bool:
        return all(cell.header for cell in self.cells)


def _count_heads(rows: Sequence[_RawRow]) -> int:
    """Count the head rows; of a table made of `<th>` only the first row is the head."""
    grouped = rows[0].in_head
    marks = [row.in_head if grouped else row.all_header for row in rows]
    heads = next((i for i, mark in enumerate(marks) if not mark), len(rows))
    return heads if grouped or heads < len(rows) else 1


class _Scan:
    """Collects rows and cells from the tags of one table."""

    def __init__(self, stretch: Stretch, tags: Sequence[Tag], found: Found) -> None:
        self.stretch = stretch
        self.tags = tags
        self.found = found
        self.rows: list[_RawRow] = []
        self.row: _RawRow | None = None
        self.cell: tuple[int, Tag] | None = None
        self.depth = 0
        self.in_head = False
        self.index = 0

    def take(self, index: int, tag: Tag) -> None:
        """Take the next tag; those of tables inside this one are content."""
        self.index = index
        if tag.name == "table":
            self.depth += -1 if tag.closing else 1
        elif self.depth != 1:
            return
        elif tag.name in _CELLS:
            self._end_cell(tag.start)
            if not tag.closing:
                self._begin_row(tag.start)
                self.cell = index, tag
        elif tag.name == "tr":
            self.end_row(tag.end if tag.closing else tag.start)
            if not tag.closing:
                self._begin_row(tag.start)
        elif tag.name in _GROUPS:
            self.end_row(tag.start)
            self.in_head = tag.name == "thead" and not tag.closing

    def _begin_row(self, at: int) -> None:
        if self.row is None:
            self.row = _RawRow(at, self.in_head)
            self.rows.append(self.row)

    def end_row(self, at: int) -> None:
        """End the open row, and its open cell, at `at`."""
        tag = self.tags[self.index]
        self._end_cell(tag.start if tag.end == at else at)
        if self.row:
            self.row.end = at
            self.row = None

    def _end_cell(self, at: int) -> None:
        if self.cell is None or self.row is None:
            return
        opened, tag = self.cell
        self.cell = None
        content = self.stretch.part(tag.end, at).stripped()
        spans = attributes(tag) if tag.attributes else {}
        sizes = [_size(spans[n].value) if n in spans else 1 for n in ("colspan", "rowspan")]
        header = tag.name == "th" or self.in_head
        self.row.cells.append(_RawCell(self._read(content, opened, tag.end, at), header, *sizes))

    def _read(self, content: Stretch, opened: int, start: int, end: int) -> Inline:
        text = self.stretch.text[start:end]
        start += len(text) - len(text.lstrip()) if content.text else 0
        if BLANK_LINE.search(text):  # Markdown is read there
            return read_inline(content, Found(self.found.definitions, self.found.links, []))
        inside = self.tags[opened + 1 : self.index]
        return read_html(self.stretch, inside, (start, start + len(content.text)), self.found)


def _size(value: str) -> int:
    """Read a span; 0 (to the end) and what is too large count as the bound."""
    digits = value.strip()
    if not (digits.isascii() and digits.isdigit()):
        return 1
    return min(int(digits[:6]) or MAX_SPAN, MAX_SPAN)


def _lay_out(stretch: Stretch, rows: Sequence[_RawRow]) -> list[Row]:
    """Give each cell its column: cells of earlier rows that hang down push it to the right."""
    laid: list[Row] = []
    hanging: list[tuple[int, int, int]] = []  # first column, column after, rows left
    for row in rows:
        cells: list[Cell] = []
        new: list[tuple[int, int, int]] = []
        column = 0
        blocked = iter(hanging)
        block = next(blocked, None)
        for raw in row.cells:
            while block and block[0] <= column:
                column = max(column, block[1])
                block = next(blocked, None)
            cells.append(Cell(raw.content, column, raw.colspan, raw.rowspan, raw.header))
            if raw.rowspan > 1:
                new.append((column, column + raw.colspan, raw.rowspan - 1))
            column += raw.colspan
        laid.append(Row(stretch.span(row.start, row.end), tuple(cells)))
        kept = [(a, b, left - 1) for a, b, left in hanging if left > 1]
        hanging = sorted(kept + new)[:_MAX_HANGING]
    return laid

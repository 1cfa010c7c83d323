"""Pipe tables: where their cells lie in a line, and what the cells say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cardkit.source.blocks import Cell, Row, Table
from cardkit.source.found import Found
from cardkit.source.inline import read_inline, read_text
from cardkit.source.span import Span
from cardkit.source.stretch import plain

_BAR = re.compile(r"(?<!\\)\|")
_DELIMITER = re.compile(r":?-+:?")


def cells_of_row(line: str) -> list[tuple[int, int]]:
    r"""Return where the trimmed content of each cell of `line` starts and ends.

    GFM's rules: an unescaped bar parts cells, in code spans too; the outer bars may be missing.
    """
    start, end = _trimmed(line, 0, len(line))
    bars = [m.start() for m in _BAR.finditer(line, start, end)]
    if bars and bars[0] == start:
        start = bars.pop(0) + 1
    if bars and bars[-1] == end - 1:
        end = bars.pop()
    edges = [*bars, end]
    cells = []
    for edge in edges:
        cells.append(_trimmed(line, start, edge))
        start = edge + 1
    return cells


def count_columns(line: str) -> int:
    """Return the number of columns that the delimiter row `line` marks; 0 if it is none.

    A lone `-` underlines a heading, and `- ` begins a list item.
    """
    if len(line) < 2 or line.startswith(("- ", "-\t")):
        return 0
    parts = [part.strip() for part in line.split("|")]
    if not parts[0]:
        parts.pop(0)
    if parts and not parts[-1]:
        parts.pop()
    return len(parts) if all(_DELIMITER.fullmatch(part) for part in parts) else 0


def _trimmed(line: str, start: int, end: int) -> tuple[int, int]:
    piece = line[start:end]
    content = piece.strip()
    if not content:
        return start, start
    start += len(piece) - len(piece.lstrip())
    return start, start + len(content)


def read_pipe_table(text: str, lines: Sequence[tuple[int, int]], found: Found) -> Table:
    """Read the table in `lines` of `text`: header row, delimiter row, then rows as written.

    A row may have fewer or more cells than the header; none is added or dropped.
    """
    header = _row(text, *lines[0], found, header=True)
    rows = tuple(_row(text, *line, found) for line in lines[2:])
    end = rows[-1].span.end if rows else lines[1][1]
    return Table(Span(header.span.start, end), (header,), rows, "pipe")


def _row(text: str, start: int, end: int, found: Found, *, header: bool = False) -> Row:
    line = text[start:end]
    cells = []
    for column, (first, last) in enumerate(cells_of_row(line)):
        raw = line[first:last]
        if "\\|" in raw:
            content = read_inline(plain(raw, start + first).without("\\", "|"), found)
        else:
            content = read_text(raw, start + first, found)
        cells.append(Cell(content, column, header=header))
    return Row(Span(*_trimmed(text, start, end)), tuple(cells))

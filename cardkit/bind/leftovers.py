"""What a bound table says that no fact holds: unread columns, categories, rows without scores."""

from __future__ import annotations

from collections.abc import Collection

from cardkit.bind.draft import Draft
from cardkit.bind.grid import Grid
from cardkit.bind.lookup import is_gap
from cardkit.source.blocks import Cell
from cardkit.source.span import Span


def held_spans(draft: Draft) -> set[Span]:
    """Return the places that facts, their labels and the list of what was not read hold so far."""
    spans = {*draft.spans.values(), *draft.key_spans.values()}
    return spans | draft.taken | draft.listed


def list_leftovers(draft: Draft, grid: Grid, held: Collection[Span]) -> None:
    """List what the cells below the header say and nothing holds: columns, then rows, as they are.

    A column without any held cell is one entry (`Category: QA | QA | Code`), and so is a row that
    has an open cell in another column.
    """
    rows = [row for row in range(len(grid.rows)) if grid.rows[row].span not in draft.listed]
    unread = [
        column
        for column in range(grid.width)
        if not any(_is_held(grid.cells[row][column], held) for row in rows)
    ]
    spare = {row for row in rows if not any(_is_held(cell, held) for cell in grid.cells[row])}
    for column in unread:
        texts = [grid.text(row, column) for row in rows if row not in spare]
        above = grid.header_cells[column]
        if above is not None and any(map(_says, texts)):
            text = f"{grid.headers[column]}: {' | '.join(texts)}"
            draft.list_unrecognised("field", above.content.span, text)
    for row in rows:
        open_cells = [
            cell
            for column, cell in enumerate(grid.cells[row])
            if cell is not None and _says(cell.text) and not _is_held(cell, held)
            if row in spare or column not in unread or grid.header_cells[column] is None
        ]
        if open_cells:
            draft.list_unrecognised("field", grid.rows[row].span)


def _says(text: str) -> bool:
    return not is_gap(text) and any(c.isalnum() for c in text)


def _is_held(cell: Cell | None, held: Collection[Span]) -> bool:
    return cell is not None and cell.content.span in held

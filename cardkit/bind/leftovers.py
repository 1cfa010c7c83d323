"""What a bound table says that no fact holds: unread columns, categories, rows without scores."""

from __future__ import annotations

from collections.abc import Collection

from cardkit.bind.draft import Draft
from cardkit.bind.grid import Grid
from cardkit.bind.lookup import is_gap
from cardkit.bind.pairs import Value
from cardkit.bind.values import written
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
    unread = dict.fromkeys(
        column
        for column in range(grid.width)
        if not any(_is_held(grid.cells[row][column], held) for row in rows)
    )
    spare = {row for row in rows if not any(_is_held(cell, held) for cell in grid.cells[row])}
    for column in unread:
        cells = [grid.cells[row][column] for row in rows if row not in spare]
        said = [cell for cell in cells if cell is not None and _says(cell.text)]
        if said:
            title = f"{grid.headers[column]}: " if grid.headers[column] else ""
            text = title + " | ".join(_written(draft, cell) for cell in cells)
            above = grid.header_cells[column] or said[0]
            draft.list_unrecognised("field", above.content.span, text)
    for row in rows:
        open_cells = [
            cell
            for column, cell in enumerate(grid.cells[row])
            if cell is not None and _says(cell.text) and not _is_held(cell, held)
            if row in spare or column not in unread
        ]
        if open_cells:
            draft.list_unrecognised("field", grid.rows[row].span)


def _written(draft: Draft, cell: Cell | None) -> str:
    return written(Value(cell.text.strip(), cell.content.span), draft) if cell else ""


def _says(text: str) -> bool:
    return not is_gap(text) and any(c.isalnum() for c in text)


def _is_held(cell: Cell | None, held: Collection[Span]) -> bool:
    return cell is not None and cell.content.span in held

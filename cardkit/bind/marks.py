"""The marks of a verification in a card: read for who checks them, and no part of the record.

How a claim stands is derived when it is read, so a printed mark is a claim of its own, which the
rules hold against the evidence; it is neither a score nor a fact.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cardkit.bind.grid import Grid, grid_of
from cardkit.bind.lookup import find_label
from cardkit.bind.mark import Attestation, Mark, SaidLine
from cardkit.bind.pairs import Pair, read_pair
from cardkit.catalog.marks import DIGEST, read_in_column, read_mark, says_signed
from cardkit.source.blocks import Block, Cell, Inline, ListBlock, ListItem, Paragraph, Table
from cardkit.source.span import Path, Span

if TYPE_CHECKING:
    from cardkit.bind.draft import Draft
    from cardkit.bind.sections import CardSection

LINES = frozenset({"evidence", "verified_on", "verification_marks"})
_COLUMNS = ("claim", "claimed", "verification")


def bind_mark(draft: Draft, path: Path, name: str, cell: Cell | None) -> None:
    """Note the mark in a cell beside the score at `path`; other text stays to be listed.

    What only means the same is noted as loose: who has no statement may head a column so.
    """
    if cell is None:
        return
    span = cell.content.span
    text = cell.text.strip() or draft.document.text[span.start : span.end]  # of a badge its words
    status, loose = read_in_column(text), read_mark(text) is None
    if status is None:
        return
    if not loose:
        draft.taken.add(span)
    draft.marks.append(Mark(status, path, name.strip(), "", text, span, loose))


def note_others(
    draft: Draft, path: Path, name: str, cells: Sequence[Cell | None], known: Collection[int]
) -> None:
    """Note marks beside the score at `path` under other headings: a renamed one frees no mark."""
    for at, cell in enumerate(cells):
        status = read_mark(cell.text) if cell is not None and at not in known else None
        if cell is not None and status is not None:
            span = cell.content.span
            draft.marks.append(Mark(status, path, name.strip(), "", cell.text.strip(), span, True))


def marks_read(draft: Draft) -> tuple[Mark, ...]:
    """Return the marks of a card; the loose ones only where it names a statement behind them."""
    named = draft.attestation is not None
    return tuple(mark for mark in draft.marks if named or not mark.loose)


def attestation_read(draft: Draft) -> Attestation | None:
    """Return what a card says of the statement behind its marks, None where it names none."""
    named = draft.attestation
    return None if named is None else replace(named, lines=tuple(draft.said_lines))


def verification(draft: Draft, _entry: CardSection, blocks: Sequence[Block]) -> list[Block]:
    """Read the section that names the statement; what cardkit does not write there is left."""
    return [block for block in blocks if not _read(draft, block)]


def _read(draft: Draft, block: Block) -> bool:
    if isinstance(block, ListBlock):
        ours = [_line(draft, item) for item in block.items]  # all are read, whatever the first is
        return all(ours)
    if isinstance(block, Paragraph):  # none of ours, and people read it as they read a list
        _note(draft, block.content, ())
        return False
    grid = grid_of(block) if isinstance(block, Table) else None
    return grid is not None and _table(draft, grid)


def _line(draft: Draft, item: ListItem) -> bool:
    """Say whether a line is one of ours; note the statement it names."""
    found = DIGEST.search(item.content.text)
    if found and draft.attestation is None:
        span = item.content.span
        draft.attestation = Attestation(found[1].lower(), item.content.text, span)
        draft.mark(("attestation",), span)
    label = _note(draft, item.content, item.children)
    return label in LINES and not item.children


def _note(draft: Draft, content: Inline, children: tuple[ListItem, ...]) -> str | None:
    """Note what a line says of the evidence or of its day; return what its label means."""
    pair = read_pair(draft.document.text, content, children)
    label = find_label("field", pair.label.text) if pair is not None else None
    if pair is not None and label == "verified_on":
        draft.said_lines.append(SaidLine("verified_on", pair.value.text, content.span))
    elif label == "evidence" or DIGEST.search(content.text) or _is_of_signers(pair):
        draft.said_lines.append(SaidLine("evidence", content.text, content.span))
    return label


def _is_of_signers(pair: Pair | None) -> bool:
    return pair is not None and says_signed(pair.label.text)


def _table(draft: Draft, grid: Grid) -> bool:
    """Note the marks of the model's figures; False for a table that is not their list alone.

    A row that says something else hides none of the others.
    """
    if tuple(find_label("column", header) for header in grid.headers) != _COLUMNS:
        return False
    found: list[Mark] = []
    for row in range(len(grid.rows)):
        name, claimed, text = (grid.text(row, column) for column in range(3))
        status = read_in_column(text)
        if status is not None:
            loose = read_mark(text) is None
            found.append(Mark(status, None, name, claimed, text, _span(grid, row), loose))
    draft.marks += found
    return len(found) == len(grid.rows) and not any(mark.loose for mark in found)


def _span(grid: Grid, row: int) -> Span:
    cell = grid.cells[row][2]
    return grid.rows[row].span if cell is None else cell.content.span

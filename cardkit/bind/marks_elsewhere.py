"""Marks of a verification that stand where cardkit writes none: in other tables, columns and cells.

A card in which a statement is named came from cardkit, and explains the signs: there a mark is one
wherever it stands. In any other card ticks mean all manner of things; there only what plainly says
of a score or a figure of the card that it is verified is taken for it.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cardkit.bind.grid import Grid, grid_of
from cardkit.bind.lookup import MAX_LENGTH, find_label, number_of
from cardkit.bind.mark import Mark
from cardkit.bind.marks import LINES
from cardkit.bind.pairs import read_pair
from cardkit.catalog.marks import (
    MarkStatus,
    has_tick,
    heads_verified,
    is_tick,
    read_in_column,
    read_mark,
    verified_beside_number,
)
from cardkit.catalog.tasks import find_task
from cardkit.patterns import lazy
from cardkit.source.blocks import Block, Cell, ListBlock, ListItem, Table, walk

if TYPE_CHECKING:
    from cardkit.bind.draft import Draft
    from cardkit.bind.sections import CardSection
    from cardkit.source.span import Path, Span

_WORTH_A_LOOK = lazy(
    r"(?i)verified|[核校验][实验证]|[✅✓✔☑🟢👍💯🟩🗸√❌✗✘≈⌛]|check_mark|with_check"
)
_OF_MAKE = frozenset({"precision"})
"""Labels of figures beside those that are called as their field."""


def marks_elsewhere(
    draft: Draft, sections: Sequence[CardSection], known: Sequence[Mark]
) -> Iterator[Mark]:
    """Yield the marks in tables that are none of the `known` ones."""
    if not _WORTH_A_LOOK.search(draft.document.text):
        return
    seen = {mark.span for mark in known}
    claims = Claims(draft)
    for entry in sections:
        for block in walk(entry.section.blocks):
            places = _in_block(draft, block, claims)
            yield from (mark for mark in _of(draft, places) if mark.span not in seen)


class Claims:
    """Where the scores of a card stand, and by which labels they go."""

    def __init__(self, draft: Draft) -> None:
        self._scores = sorted(
            (span, path)
            for path, span in draft.spans.items()
            if len(path) == 3 and path[0] == "evaluations" and path[2] == "score"
        )
        self._starts = [span.start for span, _ in self._scores]
        text = draft.document.text
        keys = {path: draft.key_spans[path] for _, path in self._scores if path in draft.key_spans}
        self.labels = frozenset(keys.values())
        """Where the tasks' names stand, which may be signs."""
        self._named = {_key(text[k.start : k.end]): path for path, k in keys.items()}
        self._fields = {
            str(path[1]) for path in draft.spans if path[0] == "details" and len(path) > 1
        }

    def within(self, span: Span) -> list[Path]:
        """Return the scores that stand within a stretch of the card."""
        first = bisect.bisect_left(self._starts, span.start)
        last = bisect.bisect_left(self._starts, span.end)
        return [path for at, path in self._scores[first:last] if at.end <= span.end]

    def named(self, label: str) -> Path | None:
        """Return the score that goes by a label, None for none."""
        return self._named.get(_key(label)) if label else None

    def is_figure(self, label: str) -> bool:
        """Say whether a label is that of a figure of the model's make which the card states."""
        field = find_label("field", label)
        return field is not None and (field in self._fields or field in _OF_MAKE)


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell of a table or a list's item, what heads it, and what its row is about."""

    span: Span
    text: str
    heads: bool
    label: str
    other: str
    path: Path | None
    is_figure: bool
    is_read: bool
    """Whether the cell is one of another fact, such as a metric."""
    is_bound: bool = False
    """Whether a score of the card stands in it."""
    head: str = ""

    @property
    def names_task(self) -> bool:
        """Say whether its row or its column is headed by a task that the catalogue knows."""
        short = (text for text in (self.label, self.head) if len(text) <= MAX_LENGTH)
        return any(find_task(text) is not None for text in short)

    @property
    def is_claim(self) -> bool:
        return self.path is not None or self.is_figure

    @property
    def has_own_number(self) -> bool:
        """Say whether it states a value, and one that was not read as a score of the card."""
        strict = read_mark(self.text) is not None
        return not (self.is_bound or strict) and any(map(str.isdigit, self.text))


def _in_block(draft: Draft, block: Block, claims: Claims) -> Iterator[_Place]:
    if isinstance(block, ListBlock):
        yield from _items(draft, block.items, claims)
    grid = grid_of(block) if isinstance(block, Table) else None
    if grid is not None:
        yield from _places(draft, grid, claims)


def _items(draft: Draft, items: Sequence[ListItem], claims: Claims) -> Iterator[_Place]:
    """Yield the values of a list of labels: `- **Layers**: 2 ✅ verified`."""
    for item in items:
        pair = read_pair(draft.document.text, item.content, item.children)
        if pair is None or find_label("field", pair.label.text) in LINES:
            continue
        name, text = pair.label.text, pair.value.text
        path = claims.named(name)
        figure = path is None and claims.is_figure(name)
        yield _Place(pair.value.span, text, False, name, "", path, figure, False)


def _of(draft: Draft, places: Iterable[_Place]) -> Iterator[Mark]:
    named = draft.attestation is not None
    for place in places:
        status = _status(place, named=named)
        if status is None:
            continue
        loose, path, claimed = read_mark(place.text) is None, place.path, place.other
        if place.has_own_number:
            path, claimed = None, place.text
        yield Mark(status, path, place.label, claimed, place.text, place.span, loose)


def _status(place: _Place, *, named: bool) -> MarkStatus | None:
    """Return what a cell says of the verification of a claim, None for nothing.

    `named`: in a card that names a statement.
    """
    status = read_mark(place.text)
    if status is not None and (named or place.is_claim):
        return status
    if place.is_read:
        return None
    if verified_beside_number(place.text) and (named or place.is_claim or place.names_task):
        return "verified"
    if not place.is_claim:
        return None
    numbered = number_of(place.text) is not None
    if place.heads and (is_tick(place.text) or numbered):
        return "verified"
    if not named:
        return None
    if has_tick(place.text):
        return "verified"  # the card's own legend says what a tick is
    return read_in_column(place.text) if place.heads else None


def _places(draft: Draft, grid: Grid, claims: Claims) -> Iterator[_Place]:
    """Yield the cells of a table, each once, with what they are about: their row, or column."""
    met: set[Span] = set()
    heads = [heads_verified(header) for header in grid.headers]
    ticked = [draft.attestation is not None and has_tick(header) for header in grid.headers]
    for row, line in enumerate(grid.cells):
        label = grid.text(row, 0)
        in_row = claims.within(grid.rows[row].span)
        across = heads_verified(label)
        for column, cell in enumerate(line):
            if cell is None or cell.content.span in met or cell.content.span in claims.labels:
                continue
            met.add(cell.content.span)
            text = _shown(draft, cell)
            if not text:
                continue
            name = grid.headers[column] if across else label
            within = claims.within(cell.content.span)
            own = within or in_row
            path = own[0] if len(own) == 1 else claims.named(name)
            rest = [grid.text(row, c) for c in range(1, grid.width) if c != column]
            other = rest[0] if len(rest) == 1 else ""
            figure = path is None and claims.is_figure(name)
            is_read = cell.content.span in draft.taken
            bound = bool(within)  # over the card's own scores a tick says so of them
            head = heads[column] or across or (bound and ticked[column])
            span = cell.content.span
            above = grid.headers[column]
            yield _Place(span, text, head, name, other, path, figure, is_read, bound, above)


def _key(label: str) -> str:
    return "".join(c for c in label.casefold() if c.isalnum())


def _shown(draft: Draft, cell: Cell) -> str:
    span = cell.content.span
    return cell.text.strip() or draft.document.text[span.start : span.end].strip()

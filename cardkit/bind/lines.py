"""Lists and tables of `label: value` lines, and spec tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cardkit.bind.draft import Draft
from cardkit.bind.fields import bind_pair, known_field, list_pair
from cardkit.bind.grid import Grid
from cardkit.bind.lookup import find_label, is_gap
from cardkit.bind.pairs import Pair, Value, read_pair
from cardkit.source.blocks import Cell, Inline, ListBlock, ListItem, Paragraph
from cardkit.source.span import Span

_VALUE_HEADERS = frozenset({"value", "description", "note", "score"})
_BREAK = re.compile(r"\\?\r?\n|<br {0,3}/?>", re.IGNORECASE)
_LABEL_HEADERS = frozenset({"hyperparameter", "metric", "params"})


def bind_list(draft: Draft, block: ListBlock, section: str | None, *, known: int = 1) -> bool:
    """Bind a list of `label: value` lines; False when it is no such list, and nothing is bound.

    At least `known` lines must state a field of the record, and most must be pairs.
    """
    items = [one for item in block.items for one in _parts(draft, item, section)]
    pairs = [(item, _pair_of(draft, item)) for item in items]
    read = [pair for _, pair in pairs if pair is not None]
    fields = sum(known_field(pair, section) is not None for pair in _with_children(draft, read))
    if fields < known or 2 * len(read) < len(pairs):
        return False
    for item, pair in pairs:
        if pair is None:
            draft.list_unrecognised("field", item.span)
        else:
            _bind_item(draft, item, pair, section)
    return True


def _parts(draft: Draft, item: ListItem, section: str | None) -> list[ListItem]:
    """Return an item, or one for each of the pairs that stand in its lines."""
    lines = _pair_lines(draft, item, section)
    if len(lines) < 2:
        return [item]
    parts = [ListItem(line.span, line) for line in lines]
    parts[-1] = replace(parts[-1], children=item.children, blocks=item.blocks)
    return parts


def _pair_of(draft: Draft, item: ListItem) -> Pair | None:
    return read_pair(draft.document.text, item.content, item.children)


def _with_children(draft: Draft, pairs: Iterable[Pair]) -> list[Pair]:
    found: list[Pair] = []
    for pair in pairs:
        found.append(pair)
        inner = (_pair_of(draft, child) for child in pair.children)
        found += [child for child in inner if child is not None]
    return found


def _bind_item(draft: Draft, item: ListItem, pair: Pair, section: str | None) -> None:
    """Bind one item; a label whose value stands below it as a list is kept with that list."""
    if not pair.value.text and item.children:
        inner = [(child, _pair_of(draft, child)) for child in item.children]
        if all(child is not None and child.value.text for _, child in inner):
            for child_item, child in inner:
                if child is not None:
                    _bind_item(draft, child_item, child, section)
            return
        draft.list_unrecognised("field", item.span)
        return
    if not pair.value.text or not bind_pair(draft, pair, section):
        draft.list_unrecognised("field", item.span)
        return
    for block in item.blocks:
        draft.list_unrecognised("field", block.span)


def bind_paragraph(draft: Draft, block: Paragraph, section: str | None) -> bool:
    """Bind a paragraph whose every line is `**label:** value` with a known field in the first."""
    lines = _lines(draft, block.content)
    pairs = [read_pair(draft.document.text, line) for line in lines]
    read = [pair for pair in pairs if pair is not None and pair.value.text]
    if len(read) < len(lines) or not read or not all(pair.strong for pair in read):
        return False
    if known_field(read[0], section) is None:
        return False
    for pair in read:
        if not bind_pair(draft, pair, section):
            list_pair(draft, pair)
    return True


def _lines(draft: Draft, content: Inline) -> list[Inline]:
    """Split running text at line ends and `<br>`; one piece where reader and source disagree."""
    text = draft.document.text[content.span.start : content.span.end]
    seen = [line.strip() for line in content.text.splitlines() if line.strip()]
    places: list[Span] = []
    at = 0
    for found in (*_BREAK.finditer(text), None):
        raw = text[at : found.start() if found else len(text)]
        start = content.span.start + at + len(raw) - len(raw.lstrip())
        if raw.strip():
            places.append(Span(start, start + len(raw.strip())))
        at = found.end() if found else len(text)
    if len(seen) != len(places):
        return [content]
    return [Inline(span, shown) for span, shown in zip(places, seen, strict=True)]


def _pair_lines(draft: Draft, item: ListItem, section: str | None) -> list[Inline]:
    """Return the first paragraph of an item cut before every line that is a pair of its own.

    Such a line has a bold label or that of a known field; any other line continues the value.
    """
    lines = _lines(draft, item.content)
    found: list[list[Inline]] = [lines[:1]]
    for line in lines[1:]:
        pair = read_pair(draft.document.text, line)
        stated = pair is not None and bool(pair.value.text)
        if stated and pair and (pair.strong or known_field(pair, section) is not None):
            found.append([line])
        else:
            found[-1].append(line)
    return [
        Inline(Span(part[0].span.start, part[-1].span.end), "\n".join(line.text for line in part))
        for part in found
        if part
    ]


def bind_spec_table(draft: Draft, grid: Grid, section: str | None) -> bool:
    """Bind a header of field labels over one row of values; False when it is no such table."""
    if len(grid.rows) != 1:
        return False
    pairs = [
        _cell_pair(above, cell)
        for above, cell in zip(grid.header_cells, grid.cells[0], strict=True)
        if above is not None and cell is not None and cell.text.strip()
    ]
    return _bind_pairs(draft, pairs, section, len(grid.headers))


def bind_field_table(draft: Draft, grid: Grid, section: str | None) -> bool:
    """Bind two columns of label and value; the header is a pair itself or names the columns."""
    if grid.width != 2:
        return False
    header = (grid.header_cells[0], grid.header_cells[1])
    rows: list[tuple[Cell | None, Cell | None]] = [(row[0], row[1]) for row in grid.cells]
    pairs = [_cell_pair(a, b) for a, b in rows if a is not None and b is not None]
    pairs = [pair for pair in pairs if pair.label.text and pair.value.text]
    if header[0] is not None and header[1] is not None and not _is_naming(grid):
        first = _cell_pair(header[0], header[1])
        if known_field(first, section) is not None:
            pairs.insert(0, first)
    return _bind_pairs(draft, pairs, section, len(pairs))


def _is_naming(grid: Grid) -> bool:
    left, right = (find_label("column", header) for header in grid.headers)
    return right in _VALUE_HEADERS or left in _LABEL_HEADERS


def _cell_pair(label: Cell, value: Cell) -> Pair:
    return Pair(
        label=Value(label.text.strip().rstrip(":："), label.content.span),
        value=Value(value.text.strip(), value.content.span),
        span=Span(
            min(label.content.span.start, value.content.span.start),
            max(label.content.span.end, value.content.span.end),
        ),
        strong=label.content.strong,
    )


def _bind_pairs(draft: Draft, pairs: Sequence[Pair], section: str | None, of: int) -> bool:
    """Bind the pairs of a table when at least two, and half of all, state known fields."""
    known = sum(known_field(pair, section) is not None for pair in pairs)
    if known < 2 or 2 * known < of:
        return False
    for pair in pairs:
        if is_gap(pair.value.text):
            continue
        if not bind_pair(draft, pair, section):
            draft.list_unrecognised(
                "field", pair.value.span, f"{pair.label.text}: {pair.value.text}"
            )
    return True

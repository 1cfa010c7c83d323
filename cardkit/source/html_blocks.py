"""Raw HTML blocks: the tables and headings in them, and the rest."""

from __future__ import annotations

from collections.abc import Sequence

from cardkit.source.blocks import Block, Heading, HtmlBlock
from cardkit.source.found import Found
from cardkit.source.html_tables import read_html_table
from cardkit.source.html_text import read_html
from cardkit.source.stretch import Stretch
from cardkit.source.tags import Tag, scan_tags

_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))


def read_html_block(stretch: Stretch, found: Found) -> list[Block]:
    """Split the HTML of `stretch` into tables, headings and what lies between them."""
    tags = list(scan_tags(stretch.text))
    found.comments.extend(stretch.span(t.start, t.end) for t in tags if t.is_comment)
    blocks: list[Block] = []
    done = first = index = 0
    while index < len(tags):
        tag = tags[index]
        taken = index
        block: Block | None = None
        if not tag.closing and tag.name == "table":
            taken, end = _end_of_table(tags, index, len(stretch.text))
            block = read_html_table(stretch, tags[index : taken + 1], end, found)
        elif not tag.closing and tag.name in _HEADINGS:
            taken, end = _end_of_heading(tags, index)
            block = _heading(stretch, tags[index : taken + 1], found) if taken > index else None
        if block:
            blocks += _rest(stretch, tags[first:index], done, tag.start, found)
            blocks.append(block)
            done, first = end, taken + 1
        index = taken + 1
    return blocks + _rest(stretch, tags[first:], done, len(stretch.text), found)


def _end_of_table(tags: Sequence[Tag], index: int, end: int) -> tuple[int, int]:
    """Return the index and end of the tag that closes the table; else the last tag and `end`."""
    depth = 0
    for i in range(index, len(tags)):
        if tags[i].name == "table":
            depth += -1 if tags[i].closing else 1
            if not depth:
                return i, tags[i].end
    return len(tags) - 1, end


def _end_of_heading(tags: Sequence[Tag], index: int) -> tuple[int, int]:
    """Return the index and end of the tag that closes the heading; `index` where none does."""
    for i in range(index + 1, len(tags)):
        if tags[i].name == tags[index].name and tags[i].closing:
            return i, tags[i].end
        if tags[i].name in _HEADINGS or tags[i].name == "table":
            break
    return index, tags[index].end


def _heading(stretch: Stretch, tags: Sequence[Tag], found: Found) -> Heading:
    opening, closing = tags[0], tags[-1]
    start, end = opening.end, closing.start
    inner = stretch.text[start:end]
    if inner.strip():
        start += len(inner) - len(inner.lstrip())
        end = start + len(inner.strip())
    else:
        end = start
    title = read_html(stretch, tags[1:-1], (start, end), found)
    return Heading(stretch.span(opening.start, closing.end), int(opening.name[1]), title)


def _rest(stretch: Stretch, tags: Sequence[Tag], start: int, end: int, found: Found) -> list[Block]:
    piece = stretch.text[start:end]
    if not piece.strip():
        return []
    start += len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    shown = read_html(stretch, tags, (start, end), found)
    return [HtmlBlock(shown.span, shown.text)]

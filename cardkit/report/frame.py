"""The frame around a place in a file: lines with numbers, carets under the exact columns.

Columns are terminal columns: Han and emoji take two, a tab is widened, a hostile character is
shown as its escape, and a long line is cut around the place.
"""

from __future__ import annotations

from dataclasses import dataclass

from cardkit.source.source import Source
from cardkit.source.span import Span
from cardkit.text import visible

TAB = "    "
_LEAD = 24
"""Columns kept before the place when a line is cut."""


@dataclass(frozen=True, slots=True)
class Style:
    """How to write: colour or not, the marks the stream can encode, the width of the page."""

    color: bool = False
    unicode: bool = True
    width: int = 80

    def paint(self, text: str, *codes: str) -> str:
        """Wrap `text` in ANSI codes where colour is on; it reads the same without."""
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if self.color and text else text

    @property
    def ellipsis(self) -> str:
        """The mark where a line is cut."""
        return "…" if self.unicode else "..."


def columns(text: str) -> int:
    """Return the terminal columns `text` takes."""
    if text.isascii():
        return len(text)
    from cardkit.text import width

    return width(text)


def shown(text: str) -> str:
    """Return what the terminal shows for a piece of a line."""
    return visible(text.replace("\t", TAB))


def numbered(number: int | str, gutter: int, text: str, style: Style) -> str:
    """Return one line of the frame: number, bar, text."""
    return style.paint(f"{number:>{gutter}} |", "2") + (f" {text}" if text else "")


def excerpt(source: Source, span: Span, gutter: int, style: Style) -> tuple[str, int, int]:
    """Return the first line of `span` as shown, and the columns its part of it begins and ends at.

    The part is at least one column wide, so that a place between characters shows too.
    """
    first = source.line_span(source.position(span.start).line)
    start = min(span.start, first.end)
    end = max(start, min(span.end, first.end))
    before, part, after = (
        shown(source.text[a:b]) for a, b in ((first.start, start), (start, end), (end, first.end))
    )
    room = max(style.width - gutter - 3, 20)
    if columns(before + part + after) <= room:
        at = columns(before)
        return before + part + after, at, max(columns(before + part), at + 1)
    return _cut(before, part, after, room, style)


def _cut(before: str, part: str, after: str, room: int, style: Style) -> tuple[str, int, int]:
    mark = style.ellipsis
    lead = min(_LEAD, room // 3)
    if columns(before) > lead:
        before = mark + _last(before, lead - columns(mark))
    at = columns(before)
    left = room - at
    if columns(part) > left:
        part, after = _first(part, left - columns(mark)) + mark, ""
    elif columns(part + after) > left:
        after = _first(after, max(left - columns(part) - columns(mark), 0)) + mark
    return before + part + after, at, max(columns(before + part), at + 1)


def _first(text: str, room: int) -> str:
    """Return the front of `text` that fits `room` columns."""
    text = text[: max(room, 0)]
    while text and columns(text) > room:
        text = text[:-1]
    return text


def _last(text: str, room: int) -> str:
    """Return the end of `text` that fits `room` columns."""
    text = text[-room:] if room > 0 else ""
    while text and columns(text) > room:
        text = text[1:]
    return text

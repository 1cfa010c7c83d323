"""A block's text without the marks of the quotes and lists around it, and where it lies."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from cardkit.source.span import Span


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text made of pieces of the source; `starts[i]` in `text` is `places[i]` in the source.

    Most blocks are one piece. More pieces arise from `> ` and list indentation before continued
    lines, from line ends other than a newline, and from `\\|` in table cells.
    """

    text: str
    starts: Sequence[int]
    places: Sequence[int]

    def place(self, at: int) -> int:
        """Return the source offset of the character `text[at]`."""
        if len(self.starts) == 1:
            return self.places[0] + at
        piece = bisect.bisect_right(self.starts, at) - 1
        return self.places[piece] + at - self.starts[piece]

    def span(self, start: int, end: int) -> Span:
        """Return the source span of `text[start:end]`."""
        first = self.place(start)
        return Span(first, self.place(end - 1) + 1 if end > start else first)

    def part(self, start: int, end: int) -> Stretch:
        """Return the stretch of `text[start:end]`."""
        if len(self.starts) == 1:
            return Stretch(self.text[start:end], (0,), (self.places[0] + start,))
        first = bisect.bisect_right(self.starts, start)
        last = max(bisect.bisect_left(self.starts, end), first)
        starts = [0, *(s - start for s in self.starts[first:last])]
        return Stretch(self.text[start:end], starts, [self.place(start), *self.places[first:last]])

    def stripped(self) -> Stretch:
        """Return the stretch without the white space around it."""
        text = self.text.strip()
        if len(text) == len(self.text):
            return self
        start = len(self.text) - len(self.text.lstrip()) if text else 0
        return self.part(start, start + len(text))

    def without(self, char: str, before: str) -> Stretch:
        """Return the stretch without each `char` that stands right before `before`."""
        pieces = self.text.split(char + before)
        starts, places = [0], [self.place(0)]
        at = len(pieces[0])
        source = at + 1
        for piece in pieces[1:]:
            starts.append(at)
            places.append(self.place(source))
            at += len(before) + len(piece)
            source += len(char) + len(before) + len(piece)
        return Stretch(before.join(pieces), starts, places)


def plain(text: str, place: int) -> Stretch:
    """Return `text`, which lies at `place` in the source as it is."""
    return Stretch(text, (0,), (place,))


def of_lines(text: str, lines: Sequence[tuple[int, int]]) -> Stretch:
    """Join pieces `text[start:end]` by newlines; what a newline joins anyway stays one piece."""
    parts: list[str] = []
    starts: list[int] = []
    places: list[int] = []
    at = 0
    begin, last = lines[0]
    for start, end in lines[1:]:
        if start != last + 1 or text[last] != "\n":
            parts.append(text[begin:last])
            starts.append(at)
            places.append(begin)
            at += last - begin + 1
            begin = start
        last = end
    parts.append(text[begin:last])
    return Stretch("\n".join(parts), (*starts, at), (*places, begin))

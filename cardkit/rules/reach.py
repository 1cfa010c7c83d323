"""How far a suppression comment reaches: its line, the next block, the next YAML entry.

Every table is built once, when the first comment asks for it, and searched by bisection: a card
of nothing but comments is still read in near-linear time.
"""

from __future__ import annotations

import bisect
import re
from functools import cached_property
from typing import TYPE_CHECKING

from cardkit.source.blocks import walk
from cardkit.source.span import Path, Span

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

_MARGIN = re.compile(r"[ \t>]*")
_BLANK = re.compile(r"[ \t]*")
_SPACE = re.compile(r"\s*")
_SPACE_IN_QUOTE = re.compile(r"[\s>]*")


class Reach:
    """The places of one file that comments can reach."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._source = reading.document.source
        self._lines: dict[int, Span] = {}
        self._entry_of_line: dict[int, Span] = {}

    def line(self, number: int) -> Span:
        """Return the span of line `number`; a line with many comments is looked up once."""
        if number not in self._lines:
            self._lines[number] = self._source.line_span(number)
        return self._lines[number]

    def of_html(self, comment: Span) -> Span:
        """Return the block below an HTML comment that stands alone, else the comment's own line."""
        text = self._source.text
        line = self.line(self._source.position(comment.start).line)
        margin = _end(_MARGIN, text, line.start, comment.start)
        begins = margin == comment.start
        several_lines = comment.end > line.end
        if several_lines or (begins and _end(_BLANK, text, comment.end, line.end) == line.end):
            return self._next_block(comment.end, ">" in text[line.start : margin])
        return line

    def _next_block(self, after: int, in_quote: bool) -> Span:
        """Return the block that begins on the next line that is not blank."""
        text = self._source.text
        at = _end(_SPACE_IN_QUOTE if in_quote else _SPACE, text, after, len(text))
        line = self.line(self._source.position(at).line)
        first = bisect.bisect_left(self._blocks, Span(line.start, 0))
        if first < len(self._blocks) and self._blocks[first].start <= line.end:
            return Span(line.start, max(self._blocks[first].end, line.end))
        return line

    @cached_property
    def _blocks(self) -> list[Span]:
        """Headings and blocks, those in quotes and lists too, the enclosing one first."""
        spans: list[Span] = []
        for section in self._reading.document.body.sections:
            if section.heading:
                spans.append(section.heading.span)
            spans += [block.span for block in walk(section.blocks)]
        return sorted(spans, key=lambda span: (span.start, -span.end))

    def yaml_area(self) -> Span | None:
        """Return the part of the file that is YAML."""
        if self._reading.kind != "markdown":
            return Span(0, len(self._source.text))
        front = self._reading.document.front_matter
        return front.yaml_span if front else None

    def of_yaml(self, number: int) -> Span:
        """Return the entry below line `number`, with all of its value; without one, the line."""
        below = bisect.bisect_right(self._content, number)
        if below == len(self._content):
            return self.line(number)
        found = self._content[below]
        if found not in self._entry_of_line:
            self._entry_of_line[found] = self._entry(self.line(found))
        return self._entry_of_line[found]

    def _entry(self, line: Span) -> Span:
        first = bisect.bisect_left(self._entries, Span(line.start, 0))
        last = bisect.bisect_right(self._entries, Span(line.end, len(self._source.text)))
        ends = [entry.end for entry in self._entries[first:last]]
        return Span(line.start, max([line.end, *ends]))

    @cached_property
    def _content(self) -> list[int]:
        """Numbers of the YAML lines that hold more than a comment."""
        area = self.yaml_area()
        if area is None:
            return []
        first, last = (self._source.position(offset).line for offset in area)
        lines = ((n, self._source.slice(self._source.line_span(n))) for n in range(first, last + 1))
        return [n for n, text in lines if text.strip() and not text.lstrip().startswith("#")]

    @cached_property
    def _entries(self) -> list[Span]:
        """Entries from their key, and list items, each to the end of its value."""
        spans, keys = self._reading.spans, self._reading.key_spans
        entries = [Span(key.start, spans[p].end) for p, key in keys.items() if p in spans]
        entries += [span for path, span in spans.items() if _is_item(path)]
        return sorted(entries)


def _is_item(path: Path) -> bool:
    return bool(path) and isinstance(path[-1], int)


def _end(pattern: re.Pattern[str], text: str, start: int, stop: int) -> int:
    match = pattern.match(text, start, stop)
    return match.end() if match else start

"""Which places of a Markdown card are not prose: code, code spans, comments, link targets."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading


class Outside:
    """The spans of a card that a reader does not read as text. Build it once for a card."""

    def __init__(self, reading: Reading) -> None:
        body = reading.document.body
        spans = [block.span for block in reading.code]
        spans += body.comments
        spans += [link.url_span for link in body.links]
        self._text = reading.document.text
        self._spans = sorted(spans)
        self._starts = [span.start for span in self._spans]

    def holds(self, offset: int) -> bool:
        """Say whether `offset` lies outside the prose."""
        return self.holds_block(offset) or in_code_span(
            self._text, self._text.rfind("\n", 0, offset) + 1, offset
        )

    def holds_block(self, offset: int) -> bool:
        """Say whether `offset` lies in a code block, a comment or a link target."""
        i = bisect.bisect_right(self._starts, offset)
        near = self._spans[max(0, i - 3) : i]
        return any(s.start <= offset < s.end for s in near)


def in_code_span(text: str, start: int, at: int) -> bool:
    """Say whether `at` lies between code ticks, counted from `start`."""
    return text.count("`", start, at) % 2 == 1

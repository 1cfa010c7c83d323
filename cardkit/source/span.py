"""Places in a text, paths in a record, and edits that touch their span only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

Path = tuple[str | int, ...]
"""Where a fact lies in a record: `("evaluations", 3, "score")`."""


class Span(NamedTuple):
    """A half-open range of code points, `text[start:end]`."""

    start: int
    end: int

    def contains(self, other: Span) -> bool:
        """Say whether `other` lies inside this span."""
        return self.start <= other.start and other.end <= self.end


class Position(NamedTuple):
    """A place as people count: line and column from 1, columns in code points."""

    line: int
    column: int


class TextEdit(NamedTuple):
    """Replace what `span` covers by `new`."""

    span: Span
    new: str


def apply_edits(text: str, edits: Iterable[TextEdit]) -> str:
    """Apply `edits` to `text`; nothing outside their spans changes.

    Raises ValueError when two edits overlap (two insertions at one place count as overlapping) or
    when one leaves the text.
    """
    parts: list[str] = []
    at = 0
    last: TextEdit | None = None
    for edit in sorted(edits, key=lambda e: e.span):
        start, end = edit.span
        overlaps = last is not None and (start < last.span.end or edit.span == last.span)
        if overlaps or not 0 <= start <= end <= len(text):
            raise ValueError(f"edit {edit} overlaps another or leaves the text")
        parts += (text[at:start], edit.new)
        at, last = end, edit
    parts.append(text[at:])
    return "".join(parts)


def breadcrumb(path: Path) -> str:
    """Write a path as people read it: `evaluations[3].score`."""
    shown = ""
    for part in path:
        shown += f"[{part}]" if isinstance(part, int) else f".{part}" if shown else part
    return shown

"""The lines of a page text, each with its place, gathered into runs that blank lines part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from cardkit.source.source import Source
from cardkit.source.span import Span


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the white space around it; `indent` is what stood before."""

    span: Span
    text: str
    indent: str = ""


Run = list[Line]
"""Lines without a blank line between them."""


def runs_of(source: Source) -> Iterator[Run]:
    """Yield the runs of `source` in order."""
    run: Run = []
    starts = [*source.line_starts, len(source.text)]
    for start, end in pairwise(starts):
        raw = source.text[start:end].lstrip("\ufeff") if start == 0 else source.text[start:end]
        text = raw.strip()
        if not text:
            if run:
                yield run
            run = []
            continue
        at = end - len(raw.lstrip())
        run.append(Line(Span(at, at + len(text)), text, raw[: len(raw) - len(raw.lstrip())]))
    if run:
        yield run


def span_of(run: Run) -> Span:
    """Return the place of a run: from its first line's text to the end of its last."""
    return Span(run[0].span.start, run[-1].span.end)

"""Where BibTeX entries stand in a card: in code of any language, or bare in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardkit.source.characters import BLANK_LINE
from cardkit.source.span import Span

_ENTRY = re.compile(
    r"(?<![\w.])@(?:article|book|booklet|conference|inbook|incollection|inproceedings|manual"
    r"|mastersthesis|misc|online|patent|phdthesis|proceedings|report|software|techreport|dataset"
    r"|unpublished)[ \t]*\{",
    re.IGNORECASE,
)
_BRACE = re.compile(r"\\.|[{}]")


def bibtex_entries(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the entries between `start` and `end`: each from its `@` to its closing brace.

    An entry that is never closed ends before the next blank line.
    """
    at = start
    while match := _ENTRY.search(text, at, end):
        at = _closing_brace(text, match.end(), end)
        if at < 0:
            blank = BLANK_LINE.search(text, match.end(), end)
            at = blank.start() if blank else end
        yield Span(match.start(), match.start() + len(text[match.start() : at].rstrip()))


def _closing_brace(text: str, at: int, end: int) -> int:
    depth = 1
    for brace in _BRACE.finditer(text, at, end):
        if brace[0] == "{":
            depth += 1
        elif brace[0] == "}":
            depth -= 1
            if not depth:
                return brace.end()
    return -1

"""BibTeX of a copy: entries that are gone or say something else."""

from __future__ import annotations

import re

from cardkit.bind.reading import Reading
from cardkit.diff.mirror import words
from cardkit.diff.mirror.drift import Log, side_class
from cardkit.source.span import Span

_KEY = re.compile(r"@\w{1,40}\s{0,20}[{(]\s{0,20}([^,\s{}()]{0,200})")


def compare_citations(log: Log) -> None:
    """Compare BibTeX entries by key; blanks and line ends do not count."""
    old, new = _entries(log.upstream), _entries(log.copy)
    for key in dict.fromkeys((*old, *new)):
        spans = old.get(key), new.get(key)
        label = words.BIBTEX.format(key=key)
        said = tuple(
            reading.document.source.slice(span) if span else None
            for reading, span in zip((log.upstream, log.copy), spans, strict=True)
        )
        if said[0] and said[1] and said[0].split() == said[1].split():
            continue
        told = said[0], said[1]
        log.add("citation", label, "citation", side_class(told), told, spans)


def _entries(reading: Reading) -> dict[str, Span]:
    found: dict[str, Span] = {}
    for i, span in enumerate(reading.bibtex):
        match = _KEY.match(reading.document.source.slice(span))
        found.setdefault(match[1] if match and match[1] else f"#{i + 1}", span)
    return found

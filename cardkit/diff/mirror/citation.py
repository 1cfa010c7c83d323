"""BibTeX of a copy: entries that are gone or say something else."""

from __future__ import annotations

from cardkit.bind.reading import Reading
from cardkit.diff.bibtex import Entry, entries
from cardkit.diff.mirror import words
from cardkit.diff.mirror.drift import Log, side_class


def compare_citations(log: Log) -> None:
    """Compare BibTeX entries by key; braces, blanks and the order of fields do not count."""
    old, new = entries(log.upstream), entries(log.copy)
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if before and after and _stated(before) == _stated(after):
            continue
        said = _written(log.upstream, before), _written(log.copy, after)
        spans = before.span if before else None, after.span if after else None
        label = words.BIBTEX.format(key=key)
        log.add("citation", label, "citation", side_class(said), said, spans)


def _stated(entry: Entry) -> tuple[str, dict[str, str]]:
    return entry.kind, {name: value.bare for name, value in entry.fields.items()}


def _written(reading: Reading, entry: Entry | None) -> str | None:
    return reading.document.source.slice(entry.span) if entry else None

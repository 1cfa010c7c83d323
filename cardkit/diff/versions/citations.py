"""BibTeX entries: by key, field by field."""

from __future__ import annotations

from cardkit.diff.bibtex import Entry, entries
from cardkit.diff.versions.draft import Draft, kind_of
from cardkit.diff.versions.words import BIBTEX, BIBTEX_FIELD
from cardkit.source.span import Path

_TYPE = "@"


def compare_citations(draft: Draft) -> None:
    """Compare the BibTeX of two Markdown cards; braces, blanks and order of fields are style."""
    old, new = (entries(r) if r.kind == "markdown" else {} for r in (draft.a, draft.b))
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if before is None or after is None:
            found = after or before
            if found is None:
                continue
            spans = (before.span if before else None, after.span if after else None)
            label = BIBTEX.format(key=found.key)
            draft.add(kind_of(before, after), label, "citation", (None, None), spans, _path(found))
            continue
        for name in dict.fromkeys((_TYPE, *before.fields, *after.fields)):
            said = _said(before, name), _said(after, name)
            if said[0] == said[1]:
                continue
            label = BIBTEX_FIELD.format(key=after.key, field=name)
            path = _path(draft.newer(before, after))
            draft.add(kind_of(*said), label, "citation", said, (before.span, after.span), path)


def _path(entry: Entry) -> Path:
    return ("bibtex", entry.index)


def _said(entry: Entry, name: str) -> str | None:
    if name == _TYPE:
        return entry.kind
    value = entry.fields.get(name)
    return None if value is None else value.bare

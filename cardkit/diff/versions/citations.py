"""BibTeX entries: by key, field by field."""

from __future__ import annotations

from dataclasses import dataclass

from cardkit.bind.reading import Reading
from cardkit.diff.versions.draft import Draft, kind_of
from cardkit.diff.versions.words import BIBTEX, BIBTEX_FIELD
from cardkit.patterns import lazy
from cardkit.source.span import Path, Span

_HEAD = lazy(r"@(\w{1,40})\s{0,40}[{(]\s{0,40}([^,\s{}()]{0,200})\s{0,40},?")
_FIELD = lazy(r"\s*,?\s*([A-Za-z][\w-]{0,60})\s{0,40}=\s{0,40}")
_TYPE = "@"


@dataclass(frozen=True, slots=True)
class _Entry:
    path: Path
    key: str
    fields: dict[str, str]
    span: Span


def compare_citations(draft: Draft) -> None:
    """Compare the BibTeX of two Markdown cards; braces, blanks and order of fields are style."""
    old, new = _entries(draft.a), _entries(draft.b)
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if before is None or after is None:
            found = after or before
            if found is None:
                continue
            spans = (before.span if before else None, after.span if after else None)
            label = BIBTEX.format(key=found.key)
            draft.add(kind_of(before, after), label, "citation", (None, None), spans, found.path)
            continue
        for name in dict.fromkeys((*before.fields, *after.fields)):
            said = _bare(before.fields.get(name)), _bare(after.fields.get(name))
            if said[0] == said[1]:
                continue
            label = BIBTEX_FIELD.format(key=after.key, field=name)
            path = draft.newer(before, after).path
            draft.add(kind_of(*said), label, "citation", said, (before.span, after.span), path)


def _entries(reading: Reading) -> dict[str, _Entry]:
    if reading.kind != "markdown":
        return {}
    found: dict[str, _Entry] = {}
    for i, span in enumerate(reading.bibtex):
        text = reading.document.source.slice(span)
        head = _HEAD.match(text)
        if head is None:
            continue
        fields = {_TYPE: head[1].lower(), **_fields(text, head.end())}
        name = head[2] or f"#{i + 1}"
        key = name if name not in found else f"{name}#{i + 1}"
        found[key] = _Entry(("bibtex", i), name, fields, span)
    return found


def _fields(text: str, at: int) -> dict[str, str]:
    """Read `name = value` after `name = value`; each value ends where its braces do."""
    found: dict[str, str] = {}
    while match := _FIELD.match(text, at):
        end = _end(text, match.end())
        found.setdefault(match[1].lower(), " ".join(text[match.end() : end].split()))
        at = end
    return found


def _end(text: str, at: int) -> int:
    depth, quoted = 0, False
    for i in range(at, len(text)):
        c = text[i]
        if c == '"' and depth == 0:
            quoted = not quoted
        elif c == "{":
            depth += 1
        elif c == "}":
            if depth == 0:
                return i
            depth -= 1
        elif c == "," and depth == 0 and not quoted:
            return i
    return len(text)


def _bare(value: str | None) -> str | None:
    """Return a value without the braces and quotes around and in it."""
    return None if value is None else "".join(c for c in value if c not in '{}"').strip()

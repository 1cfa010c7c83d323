"""The BibTeX entries of a card, field by field and each with its place; broken ones too.

What is wrong with an entry is said by the rules of single cards, which parse it strictly
(`cardkit.rules.bibtex`). A comparison takes of it what can be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cardkit.patterns import lazy
from cardkit.source.span import Span

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

_HEAD = lazy(r"@(\w{1,40})\s{0,40}[{(]\s{0,40}([^,\s{}()]{0,200})\s{0,40},?")
_FIELD = lazy(r"\s*,?\s*([A-Za-z][\w-]{0,60})\s{0,40}=\s{0,40}")
_MARKS = '{}"'


@dataclass(frozen=True, slots=True)
class Value:
    """What a field states within its outer braces or quotes: on one line, and its place."""

    text: str
    span: Span

    @property
    def bare(self) -> str:
        """The text without the braces and quotes around and in it."""
        return "".join(c for c in self.text if c not in _MARKS).strip()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `index` is its place in `Reading.bibtex`, `kind` its type in lower case."""

    index: int
    kind: str
    key: str
    fields: Mapping[str, Value]
    span: Span


def entries(reading: Reading) -> dict[str, Entry]:
    """Return the entries of a card by key; a second one of a key is `key#2` or so. Linear time."""
    found: dict[str, Entry] = {}
    for i, span in enumerate(reading.bibtex):
        head = _HEAD.match(reading.document.source.slice(span))
        if head is None:
            continue
        name = head[2] or f"#{i + 1}"
        key = name if name not in found else f"{name}#{i + 1}"
        fields = _fields(head.string, head.end(), span.start)
        found[key] = Entry(i, head[1].lower(), name, fields, span)
    return found


def _fields(text: str, at: int, offset: int) -> dict[str, Value]:
    """Read `name = value` after `name = value`; each value ends where its braces do."""
    found: dict[str, Value] = {}
    while match := _FIELD.match(text, at):
        at = _end(text, match.end())
        value = _value(text, match.end(), at, offset)
        found.setdefault(match[1].lower(), value)
    return found


def _value(text: str, start: int, end: int, offset: int) -> Value:
    written = text[start:end].rstrip()
    end = start + len(written)
    if len(written) > 2 and written[0] + written[-1] in ("{}", '""'):
        start, end = start + 1, end - 1
    return Value(" ".join(text[start:end].split()), Span(offset + start, offset + end))


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

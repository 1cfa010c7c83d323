"""BibTeX of a card, parsed once for all rules; the parser is loaded when there is some."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cardkit.source.span import Span
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

_FIELD_START = r"(?<![\w-]){name}[ \t]*="


@dataclass(frozen=True, slots=True)
class Failure:
    """A piece that is no BibTeX: why, and its line below the first of the text."""

    line: int
    problem: Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: key, fields in lower case, and its line below the first of the text."""

    line: int
    key: str
    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """Return a field, empty where it is not given."""
        return next((value for field, value in self.fields if field == name), "")


@dataclass(frozen=True, slots=True)
class Bibliography:
    """What a BibTeX text holds."""

    entries: tuple[Entry, ...]
    failures: tuple[Failure, ...]


def bibliographies(reading: Reading) -> Iterator[tuple[int, Span, Bibliography]]:
    """Yield index, span and content of each BibTeX text of a card."""
    for i, span in enumerate(reading.bibtex):
        yield i, span, parse(reading.document.source.slice(span))


@lru_cache(maxsize=32)
def parse(text: str) -> Bibliography:
    """Parse a BibTeX text; what is broken stands in `failures`."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import RemoveEnclosingMiddleware

    with _silent(logging.getLogger("bibtexparser")):
        library = parse_string(text, parse_stack=[RemoveEnclosingMiddleware()])
    entries = tuple(
        Entry(
            line=entry.start_line or 0,
            key=entry.key,
            fields=tuple((f.key.lower(), str(f.value)) for f in entry.fields),
        )
        for entry in library.entries
    )
    failures = [
        Failure(line=block.start_line or 0, problem=_reason(block.error))
        for block in library.failed_blocks
    ]
    failures += [
        Failure(entry.line, _SWALLOWED.format(field=name))
        for entry in entries
        for name, value in entry.fields
        if _NEXT_FIELD.search(value)
    ]
    if not entries and not failures and _ENTRY.search(text):
        failures.append(Failure(0, Text(en="no entry can be read", zh="无法读出任何条目")))
    return Bibliography(entries, tuple(failures))


@contextmanager
def _silent(logger: logging.Logger) -> Iterator[None]:
    """Keep what `failures` says out of the log; the level is the host program's and comes back."""
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


_ENTRY = re.compile(r"^[ \t]*@[A-Za-z]+", re.MULTILINE)
_NEXT_FIELD = re.compile(r"[}\"][ \t]*\r?\n[ \t]*[A-Za-z]+[ \t]*=[ \t]*[{\"0-9]")
_SWALLOWED = Text(
    en="no comma after the field `{field}`; the next field became part of it",
    zh="字段 `{field}` 之后缺少逗号，下一个字段被并入其中",
)
_REASONS = {
    "end of file": Text(en="the entry is never closed", zh="条目没有闭合"),
    "comma after entry key": Text(
        en="the entry has no key, or no comma after it", zh="条目缺少引用键，或引用键之后缺少逗号"
    ),
    "block start": Text(
        en="a brace is open where the next entry begins", zh="下一条目开始时括号仍未闭合"
    ),
    "after a closed entry field": Text(en="no comma between two fields", zh="两个字段之间缺少逗号"),
    "`=`": Text(en="a field has no `=`", zh="字段缺少 `=`"),
    "equals sign": Text(en="a field has no `=`", zh="字段缺少 `=`"),
    "Duplicate entry key": Text(en="two entries have the same key", zh="两个条目的引用键相同"),
    "Duplicate field keys": Text(en="a field stands twice in an entry", zh="条目中有重复的字段"),
}


def _reason(error: BaseException) -> Text:
    said = " ".join(str(getattr(error, "abort_reason", "") or error).split())
    known = next((text for words, text in _REASONS.items() if words in said), None)
    return known or Text(en=said[:160], zh=said[:160])


def field_span(text: str, span: Span, entry: Entry, name: str) -> Span:
    """Return the span of a field's value in the file, else of the entry's first line."""
    start = span.start
    for _ in range(entry.line):
        start = text.find("\n", start, span.end) + 1 or start
    pattern = re.compile(_FIELD_START.format(name=re.escape(name)) + r"[ \t]*[{\"]?", re.IGNORECASE)
    match = pattern.search(text, start, span.end)
    if match is None:
        end = text.find("\n", start, span.end)
        return Span(start, end if end > start else span.end)
    stop = text.find("\n", match.end(), span.end)
    stop = span.end if stop < 0 else stop
    value = text[match.end() : stop].rstrip().rstrip(",").rstrip('}"')
    return Span(match.end(), match.end() + max(len(value), 1))


def line_span(text: str, span: Span, line: int) -> Span:
    """Return the span of the line number `line` (from 0) of a BibTeX text, trimmed."""
    start = span.start
    for _ in range(line):
        following = text.find("\n", start, span.end)
        if following < 0:
            break
        start = following + 1
    end = text.find("\n", start, span.end)
    end = span.end if end < 0 else end
    return Span(start, start + max(len(text[start:end].rstrip()), 1))

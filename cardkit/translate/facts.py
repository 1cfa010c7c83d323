"""The facts of a text that every translation must keep: quantities, dates, code, link targets."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cardkit.diff.urls import split_url, without_language
from cardkit.quantity.not_prose import code_spans
from cardkit.source.blocks import Body, CodeBlock, walk
from cardkit.source.markdown import read_body
from cardkit.source.source import Source
from cardkit.source.span import Span
from cardkit.translate.quantities import Mention, find_mentions

Kind = Literal["quantity", "code", "link"]
"""A date is a quantity here: both are read in either language's spelling."""

_LONG = 80
_BETWEEN_PARAGRAPHS = re.compile(r"\n[ \t]{0,200}\n")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>|<!--")
_FOOTNOTE = re.compile(r"\[\^?[0-9a-z]{1,3}\](?!\()")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its kind, how it is printed, and every value it may stand for."""

    kind: Kind
    printed: str
    readings: tuple[str, ...]

    @property
    def value(self) -> str:
        """The plain value, as a record keeps it: `7B`, `2024-06`, a span in ticks, `<address>`.

        Of code that is long only the beginning and a digest.
        """
        if self.kind == "link":
            return f"<{self.printed}>"
        if self.kind == "quantity":
            return self.readings[0]
        if self.shown == self.printed:
            return f"`{self.printed}`"
        of_all = hashlib.sha256(self.printed.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return f"`{self.shown}` {of_all}"

    @property
    def shown(self) -> str:
        """What a message prints: the beginning of the first line where it is long."""
        line = self.printed.partition("\n")[0]
        return (
            self.printed
            if len(self.printed) <= _LONG and line == self.printed
            else (line[: _LONG // 2] + "…")
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a text, and what its number words may mean besides."""

    all: tuple[Fact, ...]
    possible: frozenset[str]

    @property
    def values(self) -> tuple[str, ...]:
        """The values of all facts, each once, in the order of the text."""
        return tuple(dict.fromkeys(fact.value for fact in self.all))

    def lacks(self, other: Facts) -> tuple[Fact, ...]:
        """Return the facts of `other` that are not here, each value once."""
        known: dict[Kind, set[str]] = {"quantity": set(self.possible), "code": set(), "link": set()}
        for fact in self.all:
            known[fact.kind].update(fact.readings)
        lacking = {f.value: f for f in other.all if not known[f.kind] & set(f.readings)}
        return tuple(lacking.values())


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What a translation lost, and what it says that its source does not."""

    missing: tuple[Fact, ...]
    added: tuple[Fact, ...]

    def __bool__(self) -> bool:
        return bool(self.missing or self.added)


def compare(source: str, target: str) -> Mismatch:
    """Compare a text with its translation. Both are Markdown."""
    here, there = facts_of(source), facts_of(target)
    return Mismatch(there.lacks(here), here.lacks(there))


def facts_of(text: str) -> Facts:
    """Return the facts of a text in Markdown. Linear time."""
    body = read_body(Source(text), 0)
    blocks = list(_code_blocks(body))
    spans = list(_code_spans(text, blocks))
    found = [Fact("code", block.code.rstrip("\n"), (block.code.rstrip("\n"),)) for block in blocks]
    inner = (_inner(text[span.start : span.end]) for span in spans)
    found += [Fact("code", code, (code,)) for code in inner if code]
    found += [Fact("link", link.url, (_without_language(link.url),)) for link in body.links]
    mentions = find_mentions(_only_words(text, body, blocks, spans))
    found += map(_quantity, mentions.certain)
    return Facts(tuple(found), frozenset(mentions.possible))


def words_of(text: str) -> str:
    """Return a text in Markdown with blanks in place of code, addresses, tags and footnotes."""
    body = read_body(Source(text), 0)
    blocks = list(_code_blocks(body))
    return _only_words(text, body, blocks, list(_code_spans(text, blocks)))


def _only_words(text: str, body: Body, blocks: list[CodeBlock], spans: list[Span]) -> str:
    hidden = [*(block.span for block in blocks), *spans, *(link.url_span for link in body.links)]
    return _FOOTNOTE.sub(_blank, _TAG.sub(_blank, _without(text, hidden)))


def _quantity(mention: Mention) -> Fact:
    return Fact("quantity", mention.printed, mention.readings)


def _code_blocks(body: Body) -> Iterator[CodeBlock]:
    for section in body.sections:
        for block in walk(section.blocks):
            if isinstance(block, CodeBlock):
                yield block


def _code_spans(text: str, blocks: list[CodeBlock]) -> Iterator[Span]:
    """Yield the code spans outside code blocks, ticks included; each within its paragraph."""
    start = 0
    for block in sorted(blocks, key=lambda block: block.span):
        yield from _ticked(text, start, block.span.start)
        start = max(start, block.span.end)
    yield from _ticked(text, start, len(text))


def _ticked(text: str, start: int, end: int) -> Iterator[Span]:
    edges = [m.end() for m in _BETWEEN_PARAGRAPHS.finditer(text, start, end)]
    for first, last in zip([start, *edges], [*edges, end], strict=True):
        for begin, close in code_spans(text[first:last]):
            yield Span(first + begin, first + close)


def _inner(ticked: str) -> str:
    return " ".join(ticked.strip("`").split())


def _without(text: str, hidden: list[Span]) -> str:
    """Return `text` with blanks in place of the spans, so that offsets stay."""
    chars = list(text)
    for start, end in hidden:
        chars[start:end] = "\0" * (end - start)
    return "".join(chars)


def _blank(match: re.Match[str]) -> str:
    return "\0" * len(match[0])


def _without_language(url: str) -> str:
    """Return an address in which the pages of both languages look the same.

    Anchors within a repository are made of headings and differ between the languages.
    """
    found = split_url(url)
    if found is None:
        return url
    if not found.host:
        found = found._replace(fragment="" if found.path or not found.fragment else "#")
    return str(without_language(found))

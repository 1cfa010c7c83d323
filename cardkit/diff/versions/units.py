"""The pieces of running text of a section: paragraphs, list items, quotes, and raw HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from cardkit.bind.reading import Reading
from cardkit.bind.sections import is_comment
from cardkit.patterns import lazy
from cardkit.source.blocks import (
    Block,
    Heading,
    HtmlBlock,
    ListBlock,
    ListItem,
    Paragraph,
    Quote,
    Section,
)
from cardkit.source.span import Span

UnitKind = Literal["paragraph", "item"]
_DIGIT = lazy(r"\d")
_WORDS = lazy(r"[A-Za-z0-9]+(?:[.,'-][A-Za-z0-9]+)*|[\u3400-\u9fff]|[^\W\s\u3400-\u9fff]+")


@dataclass(frozen=True)
class Unit:
    """One piece; `text` is what a reader sees, blanks made one."""

    kind: UnitKind
    text: str
    span: Span

    @cached_property
    def words(self) -> Counter[str]:
        """Its words, Han characters each for itself, whatever the case and the digits."""
        return Counter(_WORDS.findall(_DIGIT.sub("0", self.text.casefold())))


def units_of(reading: Reading, section: Section) -> Iterator[Unit]:
    """Yield the pieces of a section; BibTeX that stands bare in the text is none."""
    bibtex = reading.bibtex
    for unit in _blocks(reading.document.text, section.blocks):
        if unit.text and not any(unit.span.contains(span) for span in bibtex):
            yield unit


def _blocks(text: str, blocks: Sequence[Block]) -> Iterator[Unit]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield Unit("paragraph", _one_line(block.content.text), block.span)
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield from _item(text, item)
        elif isinstance(block, Heading):  # inside a list or a quote: no section of the card
            yield Unit("paragraph", _one_line(block.title.text), block.span)
        elif isinstance(block, Quote):
            yield from _blocks(text, block.blocks)
        elif isinstance(block, HtmlBlock) and not is_comment(text, block.span):
            yield Unit("paragraph", _one_line(block.text), block.span)


def _item(text: str, item: ListItem) -> Iterator[Unit]:
    yield Unit("item", _one_line(item.content.text), item.content.span)
    inner = [block for block in item.blocks if not isinstance(block, ListBlock)]
    yield from _blocks(text, inner)
    for child in item.children:
        yield from _item(text, child)


def _one_line(text: str) -> str:
    return " ".join(text.split())

"""The language a card is written in, by its prose; file names say nothing reliable."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardkit.source.blocks import Block, Body, ListBlock, ListItem, Paragraph, Quote, Section
from cardkit.text import Language

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[A-Za-z]+")
ZH_FROM = 0.5
"""Share of Han characters among Han characters and Latin words from which prose is Chinese.

A Chinese card names models and tools in Latin letters, an English one quotes Chinese at most: over
the 36 files of 18 real pairs zh lies above this share and en below.
"""


def card_language(body: Body) -> Language:
    """Return the language of the prose: headings, paragraphs and list items; code left out."""
    han = latin = 0
    for text in _prose(body):
        here = len(_HAN.findall(text)) if not text.isascii() else 0
        han += here
        latin += len(_LATIN_WORD.findall(text))
    return "zh" if han and han >= ZH_FROM * (han + latin) else "en"


def _prose(body: Body) -> Iterator[str]:
    for section in body.sections:
        yield from section_prose(section)


def section_prose(section: Section) -> Iterator[str]:
    """Yield what a reader sees of a section's heading, paragraphs, lists and quotes."""
    if section.heading is not None:
        yield section.heading.title.text
    for block in section.blocks:
        yield from block_prose(block)


def block_prose(block: Block) -> Iterator[str]:
    """Yield what a reader sees of a paragraph, list or quote; nothing of any other block."""
    if isinstance(block, Paragraph):
        yield block.content.text
    elif isinstance(block, ListBlock):
        for item in block.items:
            yield from _item_prose(item)
    elif isinstance(block, Quote):
        for inner in block.blocks:
            yield from block_prose(inner)


def _item_prose(item: ListItem) -> Iterator[str]:
    yield item.content.text
    for child in item.children:
        yield from _item_prose(child)

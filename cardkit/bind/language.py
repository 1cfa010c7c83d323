"""The language a card is written in, by its words; file names say nothing reliable."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from cardkit.bind.lookup import find_label
from cardkit.catalog.labels import LabelKind, label, label_key
from cardkit.source.blocks import Block, Body, ListBlock, ListItem, Paragraph, Quote, Section
from cardkit.text import Language

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[A-Za-z]+")
HAN_PROSE = 60
"""Han characters from which Chinese prose outweighs English headings: some two sentences."""
_MAX_LABEL = 60
_MIXED_FROM, _MIXED_TO = 0.1, 0.7
ZH_FROM = 0.5
"""Share of Han characters among Han characters and Latin words from which prose is Chinese.

A Chinese card names models and tools in Latin letters, an English one quotes Chinese at most: over
the 36 files of 18 real pairs zh lies above this share and en below.
"""


def card_language(body: Body) -> Language:
    """Return the language of a card: that of its known headings, else of its labels, else prose.

    Headings and labels are a card's own words; what stands below them may be a name, a formula or
    a quotation. Of each kind the majority decides, the next kind where there is none. The prose is
    headings, paragraphs and list items; code left out. English headings over `HAN_PROSE` or more
    Han characters of Chinese prose are the template of a Chinese card.
    """
    headings = [s.heading.title.text for s in body.sections if s.heading is not None]
    voted = _majority("section", headings) or _majority("field", _line_labels(body))
    if voted == "zh":
        return voted
    han, latin = _words(body)
    chinese = han and han >= ZH_FROM * (han + latin)
    return "zh" if chinese and (voted is None or han >= HAN_PROSE) else "en"


def mixes_languages(body: Body) -> bool:
    """Say whether a card has whole paragraphs of prose in Chinese and in English.

    Over the same 36 files the share of Han is at most 0.01 in English and at least 0.84 in Chinese.
    """
    han, latin = _words(body)
    share = han / (han + latin) if han + latin else 0.0
    return min(han, latin) >= HAN_PROSE and _MIXED_FROM <= share <= _MIXED_TO


def _majority(kind: LabelKind, texts: Iterable[str]) -> Language | None:
    votes = [_label_language(kind, text) for text in texts]
    zh, en = votes.count("zh"), votes.count("en")
    return None if zh == en else "zh" if zh > en else "en"


@lru_cache(maxsize=8192)
def _label_language(kind: LabelKind, text: str) -> Language | None:
    """Return the language of a known label; None for another text and for one of both (`API`).

    A label in both languages (`介绍 (Introduction)`) is of the one it begins with.
    """
    known = find_label(kind, text)
    if known is None:
        return None
    if not text.isascii() and (han := _HAN.search(text)):
        before = " ".join(_LATIN_WORD.findall(text, 0, han.start()))
        return "en" if before and find_label(kind, before) == known else "zh"
    return None if label_key(text) == label_key(label(kind, known, "zh")) else "en"


def _line_labels(body: Body) -> Iterator[str]:
    """Yield what stands before the colon of list items."""
    for section in body.sections:
        for block in section.blocks:
            for item in block.items if isinstance(block, ListBlock) else ():
                head, colon, _ = item.content.text[:_MAX_LABEL].replace("：", ":").partition(":")
                if colon:
                    yield head


def _words(body: Body) -> tuple[int, int]:
    """Return the number of Han characters and of Latin words in the prose."""
    han = latin = 0
    for text in _prose(body):
        han += len(_HAN.findall(text)) if not text.isascii() else 0
        latin += len(_LATIN_WORD.findall(text))
    return han, latin


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

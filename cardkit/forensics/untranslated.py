"""Paragraphs that stand in the other language than the card: English in a Chinese one, say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cardkit.bind.reading import Reading
from cardkit.source.blocks import Block, Inline, ListBlock, Paragraph
from cardkit.text import Language

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_STOP_WORDS = frozenset(
    """
    a an the and or but if of to in on at by for from with as into than that this these those it
    its is are was were be been being has have had do does did not no can could may might must
    shall should will would we our you your they their he she his her all any which who when
    where while such other only also more most so then there here
    """.split()  # noqa: SIM905 - a list of them takes a screen
)
MIN_WORDS = 8
"""Fewer English words are a name, a title or a label."""

MIN_STOP_SHARE = 0.18
"""Share of articles, prepositions and the like from which Latin words are English prose."""

MAX_HAN_SHARE = 0.05
MIN_HAN = 12
MIN_HAN_SHARE = 0.25
HALF, SOME, FEW_RUNS = 0.4, 0.15, 2
"""Share of paragraphs in the other language from which a card is a bilingual one: two fifths, or
less where they come in more than two runs, as where each paragraph is followed by the other."""

_MAX_TEXT = 4000
_EXAMPLE = re.compile(
    r"^\s*(?:[\"“‘「『>]|(?:user|assistant|system|human|bot|prompt|question|answer|input|output|q|a"
    r"|instruction|用户|助手|问|答|输入|输出|提示)\s*[:：])|[\"”’」』]\s*[.。]?\s*$",
    re.IGNORECASE,
)
"""Quotations and turns of a conversation stand in the language they were held in."""


def untranslated(reading: Reading) -> Iterator[Inline]:
    """Yield the paragraphs and list items in the other language, one to a run of them.

    English prose has at least `MIN_WORDS` words, `MIN_STOP_SHARE` of them stop words, and hardly
    any Han character; Chinese prose has `MIN_HAN` of them and at least `MIN_HAN_SHARE` of what is
    written. Quotes, code, tables, citations, bare links and conversations are left out. Of a card
    that says everything in both languages nothing is in the wrong one.
    """
    if reading.kind != "markdown" or reading.language is None:
        return
    found = list(_judged(reading, reading.language))
    runs = [
        inline
        for i, (inline, foreign) in enumerate(found)
        if foreign and not (i and found[i - 1][1])
    ]
    share = sum(foreign for _, foreign in found) / max(len(found), 1)
    if share < (HALF if len(runs) <= FEW_RUNS else SOME):
        yield from runs


def _judged(reading: Reading, language: Language) -> Iterator[tuple[Inline, bool]]:
    """Yield each paragraph and list item, and whether it is prose in the other language."""
    links = {link.span for link in reading.links}
    exempt = {e.path[1] for e in reading.outline if e.id == "citation"}
    for i, section in enumerate(reading.document.body.sections):
        if i in exempt:
            continue
        for inline in _prose(section.blocks):
            yield inline, inline.span not in links and is_foreign(inline.text, language)


def _prose(blocks: Iterable[Block]) -> Iterator[Inline]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.content
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield item.content
                yield from _prose(b for b in item.blocks if isinstance(b, (Paragraph, ListBlock)))


def is_foreign(text: str, language: Language) -> bool:
    """Say whether a paragraph is prose in the other language than `language`."""
    text = text[:_MAX_TEXT]
    if _EXAMPLE.search(text):
        return False
    han = len(_HAN.findall(text))
    words = _WORD.findall(text)
    if language == "zh":
        if len(words) < MIN_WORDS or han > MAX_HAN_SHARE * (han + len(words)):
            return False
        stop = sum(word.lower() in _STOP_WORDS for word in words)
        return stop > MIN_STOP_SHARE * len(words)
    return han >= MIN_HAN and han > MIN_HAN_SHARE * (han + len(words))

"""Paragraphs and list items of two sections laid side by side, with the quantities they state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from cardkit.bind.reading import Reading
from cardkit.diff.align import align, weigh
from cardkit.diff.naming import names, spelling
from cardkit.diff.pair import CardPair, remembered_of_pair
from cardkit.diff.prose.mentions import DateMention, Mention, date_mentions, mentions
from cardkit.diff.sections import MAX_SECTIONS, aligned_sections, first_side, section_ids
from cardkit.patterns import lazy
from cardkit.source.blocks import Block, Inline, ListBlock, Paragraph, Quote, Section
from cardkit.source.span import Span

MAX_PASSAGES = 200
"""Passages of one section that are laid side by side."""
MAX_LENGTH = 5_000
"""Characters of one passage that are looked at."""
MAX_PROSE = 200_000
"""Characters of a card's passages that are looked at; real cards have a quarter of it."""
_MAX_NAMES = 100
DATED = frozenset({"changelog"})
"""Sections where either language may tell more news than the other."""

_NAMES, _NUMBERS, _PLACE, _SIZE, _KIND = 0.45, 0.35, 0.2, 0.15, 0.1
_THRESHOLD = 0.4
_HAN = lazy(r"[\u3400-\u9fff]")
_LATIN = lazy(r"[A-Za-z]+")
_WORD_IN_HAN = 1.6
"""Han characters that say what one English word does, about."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or the first paragraph of a list item, with what it states."""

    span: Span
    text: str
    item: bool
    mentions: tuple[Mention, ...]
    dates: tuple[DateMention, ...]
    names: frozenset[str]
    numbers: frozenset[str]

    size: float
    """How much it says, in Han characters; English words are made comparable."""


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages of two sections that belong together, the English one first.

    `pairs` holds indices of passages and how alike the two are.
    """

    first: tuple[Passage, ...]
    second: tuple[Passage, ...]
    pairs: tuple[tuple[int, int, float], ...]
    dated: bool


@remembered_of_pair
def aligned_passages(pair: CardPair) -> tuple[Passages, ...]:
    """Return the passages of every two sections that belong together, in order.

    The English card's come first, whichever card it is. Code, tables, headings and HTML are left
    out; of a section the first `MAX_PASSAGES` are looked at, of each `MAX_LENGTH` characters, of a
    card `MAX_PROSE`.
    """
    english = first_side(pair) == "a"
    first, second = (
        _passages(pair.a if english else pair.b),
        _passages(pair.b if english else pair.a),
    )
    ids = section_ids(pair.a), section_ids(pair.b)
    found = []
    for match in aligned_sections(pair).pairs:
        i, j = (match.a, match.b) if english else (match.b, match.a)
        dated = bool({ids[0].get(match.a), ids[1].get(match.b)} & DATED)
        found.append(_side_by_side(first[i], second[j], dated))
    return tuple(found)


def _passages(reading: Reading) -> list[tuple[Passage, ...]]:
    """Return the passages of each section that is laid beside another."""
    left = MAX_PROSE
    found = []
    for section in reading.document.body.sections[:MAX_SECTIONS]:
        inside = tuple(_of(reading, section, left))
        left -= sum(len(passage.text) for passage in inside)
        found.append(inside)
    return found


def _of(reading: Reading, section: Section, left: int) -> Iterator[Passage]:
    text, every = reading.document.text, reading.language == "zh"
    for inline, item in islice(_inlines(section.blocks), MAX_PASSAGES):
        start, end = inline.span
        end = min(end, start + MAX_LENGTH)
        left -= end - start
        if start < end and left >= 0:
            yield _passage(text[start:end], start, item, every)


def _passage(text: str, start: int, item: bool, every: bool) -> Passage:
    found, dates = mentions(text, start), date_mentions(text, start)
    numbers = {spelling(m.quantity) for m in found if not m.in_words}
    return Passage(
        span=Span(start, start + len(text)),
        text=text,
        item=item,
        mentions=found,
        dates=dates,
        names=names(text, every_word=every, most=_MAX_NAMES),
        numbers=frozenset(numbers | {m.date.isoformat() for m in dates}),
        size=1 + len(_HAN.findall(text)) + _WORD_IN_HAN * len(_LATIN.findall(text)),
    )


def comparable(a: Passage, b: Passage) -> float:
    """Return 1 for two passages that say equally much, less the more they differ."""
    return min(a.size, b.size) / max(a.size, b.size)


def _inlines(blocks: Iterable[Block]) -> Iterator[tuple[Inline, bool]]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.content, False
        elif isinstance(block, Quote):
            yield from _inlines(block.blocks)
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield item.content, True
                yield from _inlines(item.blocks)


def _side_by_side(first: tuple[Passage, ...], second: tuple[Passage, ...], dated: bool) -> Passages:
    named = weigh([p.names for p in first], [p.names for p in second])
    numbers = weigh([p.numbers for p in first], [p.numbers for p in second])

    def likeness(i: int, j: int) -> float:
        a, b = first[i], second[j]
        alike = _NAMES * named[0][i].shared(named[1][j])
        alike += _NUMBERS * numbers[0][i].shared(numbers[1][j])
        place = 1 - abs((i + 1) / (len(first) + 1) - (j + 1) / (len(second) + 1))
        alike += _PLACE * place + _KIND * (a.item == b.item)
        return alike + _SIZE * comparable(a, b) - _THRESHOLD

    return Passages(first, second, align(len(first), len(second), likeness).pairs, dated)

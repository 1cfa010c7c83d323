"""Sections, headings and paragraphs: what the copy dropped, added, or gives other numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cardkit.bind.fields import known_field
from cardkit.bind.flattened.document import FlattenedDocument
from cardkit.bind.pairs import read_pair
from cardkit.bind.reading import Reading
from cardkit.bind.sections import TITLE, CardSection, card_sections
from cardkit.diff.align import pairs_in_order
from cardkit.diff.mirror import words
from cardkit.diff.mirror.drift import Log, side_class
from cardkit.diff.mirror.features import Features, likeness, other_numbers
from cardkit.source.blocks import Block, Inline, ListBlock, Paragraph, Quote, walk
from cardkit.source.span import Span
from cardkit.text import Text

LEAST = 0.35
"""Likeness above which two paragraphs of sections that belong together are one."""
_SAME_SECTION = 0.3
_EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Unit:
    """One paragraph or list item that states no field."""

    span: Span
    features: Features
    item: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its prose."""

    section: CardSection
    units: tuple[Unit, ...]
    features: Features

    @property
    def title(self) -> str:
        """The heading as a reader sees it; empty before the first."""
        return self.section.title


def compare_prose(log: Log) -> None:
    """Pair the sections, then the paragraphs in them."""
    old, new = _parts(log.upstream), _parts(log.copy)
    pairs = _pairs(old, new, translated=log.in_two_languages)
    partner = dict(pairs)
    for i, part in enumerate(old):
        if i in partner:
            _compare(log, part, new[partner[i]])
        elif part.section.section.heading is not None:
            span = _trimmed(log.upstream, part.section.section.span)
            label = words.SECTION.format(title=part.title)
            log.add("section", label, "text", "missing", (part.title, None), (span, None))
        else:
            _units(log, part, None)
    copied = set(partner.values())
    for j, part in enumerate(new):
        if j not in copied and not _is_chrome(log.copy, part):
            span = _trimmed(log.copy, part.section.section.span)
            label = words.SECTION.format(title=part.title)
            said = (None, part.title or _excerpt(log.copy, span))
            log.add("section", label, "text", "stale", said, (None, span))


def _is_chrome(reading: Reading, part: Part) -> bool:
    """Say whether it is the tabs and buttons of a page, which stand before its first heading."""
    return part.section.section.heading is None and (
        isinstance(reading.document, FlattenedDocument) or not part.units
    )


def _trimmed(reading: Reading, span: Span) -> Span:
    text = reading.document.source.slice(span)
    return Span(span.start, span.start + len(text.rstrip()))


def _parts(reading: Reading) -> list[Part]:
    found: list[Part] = []
    for entry in card_sections(reading.document.body):
        units = tuple(_units_of(reading, entry.section.blocks))
        said = "\n".join([entry.title, *(unit.features.text for unit in units)])
        found.append(Part(entry, units, Features(said)))
    return found


def _units_of(reading: Reading, blocks: Sequence[Block]) -> Iterator[Unit]:
    text = reading.document.text
    for block in walk(blocks):
        if isinstance(block, Paragraph):
            if any(c.isalnum() for c in block.content.text) and not _is_bibtex(reading, block.span):
                yield _unit(block.span, block.content, item=False)
        elif isinstance(block, ListBlock):
            for item in block.items:
                pair = read_pair(text, item.content)
                if pair is None or known_field(pair, None) is None:
                    yield _unit(item.span, item.content, item=True)
        elif isinstance(block, Quote):
            continue  # its blocks come next


def _unit(span: Span, content: Inline, *, item: bool) -> Unit:
    return Unit(span, Features(content.text), item)


def _is_bibtex(reading: Reading, span: Span) -> bool:
    return any(span.contains(entry) or entry.contains(span) for entry in reading.bibtex)


def _pairs(old: Sequence[Part], new: Sequence[Part], *, translated: bool) -> list[tuple[int, int]]:
    """Pair sections by what they are, in any order; the rest in order, by their words."""
    pairs: list[tuple[int, int]] = []
    taken: set[int] = set()
    for i, part in enumerate(old):
        for j, other in enumerate(new):
            if j not in taken and _is_same(part, other):
                pairs.append((i, j))
                taken.add(j)
                break
    left = [i for i in range(len(old)) if i not in {i for i, _ in pairs}]
    right = [j for j in range(len(new)) if j not in taken and new[j].section.section.heading]

    def like(i: int, j: int) -> float:
        if old[i].section.section.level != new[j].section.section.level:
            return 0.0
        return likeness(old[i].features, new[j].features, translated=translated)

    rest = pairs_in_order(left, right, like, _SAME_SECTION)
    return sorted([*pairs, *((left[a], right[b]) for a, b in rest)])


def _is_same(a: Part, b: Part) -> bool:
    if a.section.section.heading is None or b.section.section.heading is None:
        return a.section.section.heading is b.section.section.heading
    if a.section.id is not None:
        return a.section.id == b.section.id
    return b.section.id is None and a.title.casefold() == b.title.casefold()


def _compare(log: Log, a: Part, b: Part) -> None:
    titles = a.section.section.heading, b.section.section.heading
    other = not log.in_two_languages and a.title.split() != b.title.split()
    if titles[0] and titles[1] and other and a.section.id != TITLE:
        spans = titles[0].title.span, titles[1].title.span
        label = words.HEADING.format(title=a.title)
        log.add("heading", label, "text", "style", (a.title, b.title), spans)
    _units(log, a, b)


def _units(log: Log, a: Part, b: Part | None) -> None:
    """Pair the paragraphs of two sections in their order, and tell of those without a partner."""
    copies = b.units if b is not None else ()

    def like(x: Unit, y: Unit) -> float:
        if x.item != y.item:
            return 0.0
        return likeness(x.features, y.features, translated=log.in_two_languages)

    pairs = pairs_in_order(a.units, copies, like, LEAST)
    for i, j in pairs:
        _numbers(log, a, a.units[i], copies[j])
    told = {i for i, _ in pairs}
    for i, unit in enumerate(a.units):
        if i not in told:
            said = (_excerpt(log.upstream, unit.span), None)
            log.add("paragraph", _label(a, unit), "text", "missing", said, (unit.span, None))
    told = {j for _, j in pairs}
    for j, unit in enumerate(copies):
        if j not in told and b is not None and not _is_chrome(log.copy, b):
            new = (None, _excerpt(log.copy, unit.span))
            log.add("paragraph", _label(b, unit), "text", "stale", new, (None, unit.span))


def _numbers(log: Log, part: Part, a: Unit, b: Unit) -> None:
    """Tell of numbers that a paragraph of the copy lacks or has otherwise."""
    told = other_numbers(a.features, b.features)
    if told == (None, None):
        return
    label = words.NUMBERS.format(title=part.title)
    log.add("number", label, "text", side_class(told), told, (a.span, b.span), change="changed")


def _label(part: Part, unit: Unit) -> Text:
    if part.section.section.heading is None:
        return words.PARAGRAPH_BEFORE
    return (words.ITEM if unit.item else words.PARAGRAPH).format(title=part.title)


def _excerpt(reading: Reading, span: Span) -> str:
    text = " ".join(reading.document.source.slice(span).split())
    return text if len(text) <= _EXCERPT else text[:_EXCERPT].rstrip() + "…"

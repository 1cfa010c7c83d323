"""The sections of a Chinese and an English card laid side by side.

Order is nearly always the same in both; what a section names in Latin letters, its numbers, its
code and tables tell which belong together, where the catalog does not know both headings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cardkit.bind.reading import Reading
from cardkit.catalog.labels import section_covers
from cardkit.diff.align import Aligned, align, closeness, weigh
from cardkit.diff.naming import amounts, names
from cardkit.diff.pair import CardPair, Side, remembered_of_pair
from cardkit.source.blocks import CodeBlock, ListBlock, Section, Table, walk
from cardkit.source.span import Span

MAX_SECTIONS = 300
"""Sections of a card that are laid side by side; the rest is left out (`Sections.cut`)."""
MAX_TEXT = 60_000
"""Characters of one section that are looked at for names."""

MOVED = 0.2
"""How alike two sections must be to belong together against the order of the rest."""
GUESSED = -0.1
"""Less alike than this, two sections differ in level or make and share nothing."""

_NEVER_ALIKE = -1.0
_LEVEL, _HEADING, _BODY, _SHAPE = 0.15, 0.35, 0.45, 0.15
_THRESHOLD = 0.3
"""What two sections must have in common before pairing them is worth more than nothing."""


@dataclass(frozen=True, slots=True)
class SectionPair:
    """Two sections that belong together, by their indices in `Body.sections`."""

    a: int
    b: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Sections:
    """The pairs in order, and the sections of either card that have no partner."""

    pairs: tuple[SectionPair, ...]
    only_a: tuple[int, ...]
    only_b: tuple[int, ...]
    cut: bool = False
    """Whether a card has more than `MAX_SECTIONS`, so that its end was not looked at."""


@dataclass(frozen=True, slots=True)
class _Features:
    level: int
    id: str | None
    title: frozenset[str]
    named: frozenset[str]
    numbers: frozenset[str]
    shape: tuple[int, ...]


@remembered_of_pair
def aligned_sections(pair: CardPair) -> Sections:
    """Lay the sections of two cards side by side; the part before the first heading is one.

    Deterministic, and the same whichever card is a. Looks at the first `MAX_SECTIONS` sections of
    each card and `MAX_TEXT` characters of each.
    """
    cut = any(len(r.document.body.sections) > MAX_SECTIONS for r in (pair.a, pair.b))
    if first_side(pair) == "a":
        found = _aligned(_features(pair.a), _features(pair.b))
        pairs = tuple(SectionPair(a, b, like) for a, b, like in found.pairs)
        return Sections(pairs, found.only_a, found.only_b, cut)
    found = _aligned(_features(pair.b), _features(pair.a))
    pairs = tuple(SectionPair(a, b, like) for b, a, like in found.pairs)
    return Sections(pairs, found.only_b, found.only_a, cut)


def first_side(pair: CardPair) -> Side:
    """Return the side that is taken first, whichever card is a: the English one."""
    return "b" if pair.b.language == "en" != pair.a.language else "a"


def _aligned(a: list[_Features], b: list[_Features]) -> Aligned:
    named = weigh([f.named for f in a], [f.named for f in b])
    numbers = weigh([f.numbers for f in a], [f.numbers for f in b])
    titles = weigh([f.title for f in a], [f.title for f in b])
    unique = _once(a) & _once(b)

    def likeness(i: int, j: int) -> float:
        one, two = a[i], b[j]
        if (one.level == 0) != (two.level == 0):
            return _NEVER_ALIKE
        heading = _same_heading(one, two, unique)
        if heading is None:
            heading = titles[0][i].shared(titles[1][j])
        told = [
            kind[0][i].shared(kind[1][j])
            for kind in (named, numbers)
            if kind[0][i].words and kind[1][j].words
        ]
        body = sum(told) / len(told) if told else 0.0
        level = max(0.0, 1 - 0.5 * abs(one.level - two.level))
        alike = _HEADING * heading + _BODY * body + _LEVEL * level
        return alike + _SHAPE * closeness(one.shape, two.shape) - _THRESHOLD

    return _with_moved(_without_guesses(align(len(a), len(b), likeness)), likeness)


def _without_guesses(found: Aligned) -> Aligned:
    """Part what stands side by side only because nothing else did."""
    guessed = [(i, j) for i, j, alike in found.pairs if alike < GUESSED]
    return Aligned(
        tuple(pair for pair in found.pairs if pair[2] >= GUESSED),
        tuple(sorted([*found.only_a, *(i for i, _ in guessed)])),
        tuple(sorted([*found.only_b, *(j for _, j in guessed)])),
    )


def _with_moved(found: Aligned, likeness: Callable[[int, int], float]) -> Aligned:
    """Pair what is left over too, where one card has the section in another place."""
    able = [(-likeness(i, j), i, j) for i in found.only_a for j in found.only_b]
    pairs, taken_a, taken_b = list(found.pairs), set[int](), set[int]()
    for unlike, i, j in sorted(able):
        if -unlike >= MOVED and i not in taken_a and j not in taken_b:
            taken_a.add(i)
            taken_b.add(j)
            pairs.append((i, j, -unlike))
    return Aligned(
        tuple(sorted(pairs)),
        tuple(i for i in found.only_a if i not in taken_a),
        tuple(j for j in found.only_b if j not in taken_b),
    )


def _features(reading: Reading) -> list[_Features]:
    ids = section_ids(reading)
    text = reading.document.text
    sections = reading.document.body.sections[:MAX_SECTIONS]
    every = reading.language == "zh"
    return [_features_of(text, s, ids.get(i), every) for i, s in enumerate(sections)]


def _features_of(text: str, section: Section, id_: str | None, every: bool) -> _Features:
    title = section.heading.title.text if section.heading else ""
    body = text[body_span(section).start : min(section.span.end, section.span.start + MAX_TEXT)]
    kinds = [type(block) for block in walk(section.blocks)]
    items = sum(len(block.items) for block in walk(section.blocks) if isinstance(block, ListBlock))
    return _Features(
        level=section.level,
        id=id_,
        title=names(title, every_word=every) | amounts(title),
        named=names(body, every_word=every),
        numbers=amounts(body),
        shape=(kinds.count(Table), kinds.count(CodeBlock), items),
    )


def body_span(section: Section) -> Span:
    """Return where a section stands without its heading."""
    start = section.heading.span.end if section.heading else section.span.start
    return Span(start, section.span.end)


def section_ids(reading: Reading) -> dict[int, str | None]:
    """Return the catalog's ids by index in `Body.sections`."""
    return {int(entry.path[1]): entry.id for entry in reading.outline if len(entry.path) == 2}


def _once(features: Sequence[_Features]) -> frozenset[str]:
    """Return the ids that one section alone has: two `Installation` are told apart by the rest."""
    count = Counter(f.id for f in features if f.id)
    return frozenset(id_ for id_, n in count.items() if n == 1)


def _same_heading(a: _Features, b: _Features, unique: frozenset[str]) -> float | None:
    """Return 1 for headings of one meaning, less than 0 for others; None where one is unknown."""
    if a.id is None or b.id is None:
        return None
    if a.id == b.id:
        return 1.0 if a.id in unique else 0.7
    return -0.5 if told_apart(a.id, b.id) else 0.3


def told_apart(a: str | None, b: str | None) -> bool:
    """Say whether the catalog knows both headings, and as two things."""
    return a is not None and b is not None and not section_covers(a) & section_covers(b)

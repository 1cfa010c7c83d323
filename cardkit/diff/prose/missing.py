"""Sections that one language of a card has and the other lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cardkit.bind.language import section_prose
from cardkit.bind.reading import Reading
from cardkit.diff.pair import CardPair, Side, other, remembered_of_pair
from cardkit.diff.prose.passages import DATED
from cardkit.diff.sections import aligned_sections, section_ids, told_apart
from cardkit.source.blocks import CodeBlock, Section, Table, walk
from cardkit.source.span import Span

EXEMPT = DATED | {"table_of_contents"}
"""Either language may tell more news; a table of contents follows the sections."""
MOSTLY = 0.8
"""Share of its code and table cells that says that a section stands there under another heading."""
_FEW = 3
_SHORT = 8
_LITTLE = 40
"""Characters of prose below which a section without code and tables says nothing to miss."""


@dataclass(frozen=True, slots=True)
class MissingSection:
    """A section of one card; `behind` is the heading in the other after which it would stand.

    `within` counts the sections inside it, which are missing with it.
    """

    side: Side
    heading: Span
    title: str
    within: int
    behind: Span | None


@remembered_of_pair
def missing_sections(pair: CardPair) -> tuple[MissingSection, ...]:
    """Return the sections without a partner, those of card a first.

    Only what is surely missing: not a section where the other card has one to spare of about the
    same level that may be its translation, nor one whose heading the other card has, or whose code
    and tables, nor one that says next to nothing.
    Two cards in one language have none.
    """
    if not pair.in_two_languages():
        return ()
    return (*_missing(pair, "a"), *_missing(pair, "b"))


def _missing(pair: CardPair, side: Side) -> Iterator[MissingSection]:
    found = aligned_sections(pair)
    here, there = pair.side(side), pair.side(other(side))
    if found.cut:
        return  # what was not looked at may hold it
    only_here, only_there = found.only_a, found.only_b
    partner = {p.a: p.b for p in found.pairs}
    if side == "b":
        only_here, only_there = found.only_b, found.only_a
        partner = {p.b: p.a for p in found.pairs}
    sections, others = here.document.body.sections, there.document.body.sections
    ids = section_ids(here)
    titles = {_title(section) for section in others}
    other_ids = section_ids(there)
    alone = set(only_here)
    facts = {fact for other_section in others for fact in _facts(other_section)}
    for i in only_here:
        section = sections[i]
        heading, parent = section.heading, section.parent
        inside = [j for j in alone if _is_within(here, j, i)]
        if heading is None or parent in alone or ids.get(i) in EXEMPT:
            continue
        if _title(section) in titles or any(
            abs(others[j].level - section.level) <= 1
            and not told_apart(ids.get(i), other_ids.get(j))
            for j in only_there
        ):
            continue
        whole = [sections[j] for j in (i, *inside)]
        mine = {fact for part in whole for fact in _facts(part)}
        if len(mine) >= _FEW and len(mine & facts) >= MOSTLY * len(mine):
            continue
        if any(map(_says_something, whole)):
            title = heading.title.text.strip()
            behind = _behind(i, partner, there)
            yield MissingSection(side, heading.span, title, len(inside), behind)


def _title(section: Section) -> str:
    return section.heading.title.text.strip().casefold() if section.heading else ""


def _is_within(reading: Reading, index: int, outer: int) -> bool:
    parent = reading.document.body.sections[index].parent
    while parent is not None and parent != outer:
        parent = reading.document.body.sections[parent].parent
    return parent is not None


def _facts(section: Section) -> Iterator[str]:
    """Yield lines of code and cells of tables with figures: what both languages have alike."""
    for block in walk(section.blocks):
        if isinstance(block, CodeBlock):
            lines = (line.strip() for line in block.code.splitlines())
            yield from (line for line in lines if len(line) >= _SHORT)
        elif isinstance(block, Table):
            cells = (cell.text for row in block.rows for cell in row.cells)
            yield from (text for text in cells if any(c.isdigit() for c in text))


def _says_something(section: Section) -> bool:
    if any(isinstance(block, Table | CodeBlock) for block in walk(section.blocks)):
        return True
    title = section.heading.title.text if section.heading else ""
    return sum(map(len, section_prose(section))) - len(title) >= _LITTLE


def _behind(index: int, partner: dict[int, int], there: Reading) -> Span | None:
    """Return the heading in the other card of the nearest section before that has a partner."""
    for i in range(index - 1, -1, -1):
        if i in partner:
            heading = there.document.body.sections[partner[i]].heading
            return heading.span if heading else None
    return None

"""Sections and paragraphs: added, removed, moved, reworded, and the numbers that changed."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Sequence
from typing import Literal

from cardkit.diff.align import overlap
from cardkit.diff.versions.draft import Draft, Places, take_pairs
from cardkit.diff.versions.numbers import changed_numbers
from cardkit.diff.versions.sections import Part, pair_sections, parts_of
from cardkit.diff.versions.units import Unit
from cardkit.diff.versions.words import (
    HOLDS,
    ITEM,
    MOVED_TO,
    PARAGRAPH,
    SECTION,
    SECTION_TITLE,
)
from cardkit.source.blocks import CodeBlock, Table, walk
from cardkit.source.span import Path, Span
from cardkit.text import Text, listed

SAME_PARAGRAPH = 0.4
"""Share of words in common from which a paragraph is the old one reworded."""
MAX_TRIES = 10_000
"""Pairs of paragraphs of one section compared word by word; beyond, only equal ones are paired."""
_EXCERPT = 120
_FACT_ROOTS = ("details", "description", "sources", "training", "other_facts")
_COUNTS = (
    Text(en="paragraphs: {count}", zh="{count} 个段落"),
    Text(en="tables: {count}", zh="{count} 个表格"),
    Text(en="code blocks: {count}", zh="{count} 个代码块"),
)

_Placed = tuple[Part, Unit]


def compare_prose(draft: Draft) -> None:
    """Compare the running text of two Markdown cards."""
    old, new = parts_of(draft.a), parts_of(draft.b)
    pairs = pair_sections(old, new)
    partner = dict(pairs)
    _headings(draft, old, new, pairs)
    units_a, units_b = _units(draft, old, 0), _units(draft, new, 1)
    _drop_equal(draft, units_a, units_b, partner, (old, new))
    for i, j in pairs:
        _reword(draft, old[i], new[j], units_a, units_b)
    only_a = [part for i, part in enumerate(old) if i not in partner]
    taken = set(partner.values())
    only_b = [part for j, part in enumerate(new) if j not in taken]
    _alone(draft, "removed", old, only_a, units_a)
    _alone(draft, "added", new, only_b, units_b)


def _headings(
    draft: Draft, old: Sequence[Part], new: Sequence[Part], pairs: Sequence[tuple[int, int]]
) -> None:
    """Add headings that say something else, and sections that stand in another order."""
    kept = _in_order(pairs)
    for i, j in pairs:
        before, after = old[i], new[j]
        spans = _heading(before), _heading(after)
        shown = draft.newer(before, after)
        path: Path = ("sections", shown.index)
        if " ".join(before.title.split()).casefold() != " ".join(after.title.split()).casefold():
            label = SECTION_TITLE.format(title=shown.title)
            draft.add("changed", label, "text", (before.title, after.title), spans, path)
        if (i, j) not in kept:
            label = SECTION.format(title=shown.title)
            draft.add("moved", label, "text", (None, None), spans, path)


def _in_order(pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return a longest run of pairs that stand in one order on both sides; the rest has moved."""
    ends: list[int] = []  # the smallest end of a run of each length
    at: list[int] = []  # and the pair that it is
    before: list[int] = []
    for n, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(at[length - 1] if length else -1)
        ends[length:], at[length:] = [j, *ends[length + 1 :]], [n, *at[length + 1 :]]
    kept = set()
    last = at[-1] if at else -1
    while last >= 0:
        kept.add(pairs[last])
        last = before[last]
    return kept


def _heading(part: Part) -> Span | None:
    heading = part.section.heading
    return heading.title.span if heading else None


def _units(draft: Draft, parts: Sequence[Part], side: int) -> dict[int, list[Unit]]:
    """Return the pieces of each section that no fact of the record accounts for."""
    reading = (draft.a, draft.b)[side]
    facts = Places(
        span for path, span in reading.spans.items() if len(path) > 1 and path[0] in _FACT_ROOTS
    )
    settled = (draft.settled_a, draft.settled_b)[side]
    return {
        part.index: [
            unit
            for unit in part.units
            if not (settled.within(unit.span) and facts.within(unit.span))
        ]
        for part in parts
    }


def _drop_equal(
    draft: Draft,
    old: dict[int, list[Unit]],
    new: dict[int, list[Unit]],
    partner: dict[int, int],
    parts: tuple[Sequence[Part], Sequence[Part]],
) -> None:
    """Drop the pieces that stand on both sides; those in another section have moved."""
    homes, names = ({part.index: part for part in side} for side in parts)
    for i, units in old.items():
        j = partner.get(i, -1)
        pairs = _equal(units, new.get(j, []))
        old[i], new[j] = _rest(units, 0, pairs), _rest(new.get(j, []), 1, pairs)
    new.pop(-1, None)
    at_old = {unit.span: i for i, units in old.items() for unit in units}
    at_new = {unit.span: j for j, units in new.items() for unit in units}
    pairs = _equal([u for us in old.values() for u in us], [u for us in new.values() for u in us])
    for unit, other in pairs:
        home = draft.newer(homes[at_old[unit.span]], names[at_new[other.span]])
        _moved(draft, unit, other, home)
    for side, units_of in enumerate((old, new)):
        for i, units in units_of.items():
            units_of[i] = _rest(units, side, pairs)


def _equal(old: Sequence[Unit], new: Sequence[Unit]) -> list[tuple[Unit, Unit]]:
    """Pair the pieces of one text, in order."""
    waiting: dict[str, deque[Unit]] = defaultdict(deque)
    for unit in new:
        waiting[unit.text].append(unit)
    return [(unit, waiting[unit.text].popleft()) for unit in old if waiting[unit.text]]


def _rest(units: Sequence[Unit], side: int, pairs: Sequence[tuple[Unit, Unit]]) -> list[Unit]:
    gone = {pair[side].span for pair in pairs}
    return [unit for unit in units if unit.span not in gone]


def _moved(draft: Draft, unit: Unit, other: Unit, part: Part) -> None:
    label = _label(draft.newer(unit, other)).format(where=part.where)
    note = MOVED_TO.format(where=part.where)
    text = _excerpt(other.text)
    draft.add("moved", label, "text", (text, text), (unit.span, other.span), (), note)


def _reword(
    draft: Draft,
    old: Part,
    new: Part,
    units_a: dict[int, list[Unit]],
    units_b: dict[int, list[Unit]],
) -> None:
    """Pair what is left of two sections by the words in common."""
    left, right = units_a[old.index], units_b[new.index]

    def likeness(i: int, j: int) -> float:
        return overlap(left[i].words, right[j].words)

    pairs = take_pairs(len(left), len(right), likeness, SAME_PARAGRAPH, MAX_TRIES)
    for i, j in pairs:
        before, after = left[i], right[j]
        numbers = changed_numbers(before.text, after.text)
        shown = draft.newer(old, new)
        label = _label(draft.newer(before, after)).format(where=shown.where)
        spans = (before.span, after.span)
        path: Path = ("sections", shown.index)
        printed = (numbers.before, numbers.after)
        draft.add("changed", label, "text", printed, spans, path, numbers.note)
    units_a[old.index] = [u for i, u in enumerate(left) if i not in {i for i, _ in pairs}]
    units_b[new.index] = [u for j, u in enumerate(right) if j not in {j for _, j in pairs}]


def _alone(
    draft: Draft,
    kind: Literal["added", "removed"],
    parts: Sequence[Part],
    whole: Sequence[Part],
    units: dict[int, list[Unit]],
) -> None:
    """Add the sections that one side alone has, as wholes, and the pieces of the others."""
    for part in whole:
        _section(draft, kind, part)
        units.pop(part.index, None)
    for part in parts:
        for unit in units.get(part.index, ()):
            label = _label(unit).format(where=part.where)
            draft.tell(kind, unit.span)
            draft.alone(kind, label, "text", _excerpt(unit.text), unit.span)


def _section(draft: Draft, kind: Literal["added", "removed"], part: Part) -> None:
    blocks = list(walk(part.section.blocks))
    counts = (
        len(part.units),
        sum(isinstance(block, Table) for block in blocks),
        sum(isinstance(block, CodeBlock) for block in blocks),
    )
    held = [text.format(count=n) for text, n in zip(_COUNTS, counts, strict=True) if n]
    note = HOLDS.format(parts=listed(held)) if held else None
    draft.tell(kind, part.section.span)
    span = _heading(part) or part.section.span
    draft.alone(kind, part.where, "text", None, span, ("sections", part.index), note)


def _label(unit: Unit) -> Text:
    return ITEM if unit.kind == "item" else PARAGRAPH


def _excerpt(text: str) -> str:
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1].rstrip() + "…"

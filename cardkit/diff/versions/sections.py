"""Sections of two cards: which is which, by heading, else by what they say."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

from cardkit.bind.lookup import find_label
from cardkit.bind.reading import Reading
from cardkit.bind.sections import TITLE, card_sections
from cardkit.catalog.labels import label_key
from cardkit.diff.align import overlap
from cardkit.diff.versions.draft import take_pairs
from cardkit.diff.versions.units import Unit, units_of
from cardkit.diff.versions.words import SECTION, START
from cardkit.source.blocks import Section
from cardkit.text import Text

SAME_TEXT = 0.5
"""Share of words in common from which a section under another heading is the same one."""
MAX_TRIES = 4_000
"""Pairs of sections compared word by word; beyond, headings alone say which is which."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its units of prose; `key` is what its heading names."""

    index: int
    section: Section
    key: str
    title: str
    units: tuple[Unit, ...]

    @property
    def where(self) -> Text:
        """What a place in the section is called."""
        return where(self.section)


def where(section: Section) -> Text:
    """Return the name of a section: its heading, or that it stands before the first."""
    if section.heading is None:
        return START
    return SECTION.format(title=" ".join(section.heading.title.text.split()))


def parts_of(reading: Reading) -> list[Part]:
    """Return the sections of a Markdown card; none of a YAML record."""
    if reading.kind != "markdown":
        return []
    body = reading.document.body
    found = []
    for entry in card_sections(body):
        known = entry.id if entry.id == TITLE else find_label("section", entry.title)
        key = known or label_key(entry.title) or entry.title
        units = tuple(units_of(reading, entry.section))
        found.append(Part(entry.index, entry.section, key, entry.title, units))
    return found


def pair_sections(old: Sequence[Part], new: Sequence[Part]) -> list[tuple[int, int]]:
    """Pair sections of one heading, in order; then those of another heading that say the same."""
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for j, part in enumerate(new):
        waiting[part.key].append(j)
    pairs = []
    for i, part in enumerate(old):
        if waiting[part.key]:
            pairs.append((i, waiting[part.key].popleft()))
    paired_a, paired_b = {i for i, _ in pairs}, {j for _, j in pairs}
    rest_a = [i for i in range(len(old)) if i not in paired_a]
    rest_b = [j for j in range(len(new)) if j not in paired_b]
    words_a, words_b = [_words(old[i]) for i in rest_a], [_words(new[j]) for j in rest_b]

    def likeness(i: int, j: int) -> float:
        return overlap(words_a[i], words_b[j])

    found = take_pairs(len(rest_a), len(rest_b), likeness, SAME_TEXT, MAX_TRIES)
    return sorted([*pairs, *((rest_a[i], rest_b[j]) for i, j in found)])


def _words(part: Part) -> Counter[str]:
    return sum((unit.words for unit in part.units), Counter())

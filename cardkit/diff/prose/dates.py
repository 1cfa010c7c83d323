"""Where the running text of a Chinese and an English card states different dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cardkit.diff.pair import CardPair, Side, remembered_of_pair
from cardkit.diff.prose.mentions import DateMention
from cardkit.diff.prose.passages import Passage, aligned_passages
from cardkit.diff.sections import first_side
from cardkit.quantity import PartialDate

Kind = Literal["contradiction", "precision"]
"""`precision`: one card states the month, the other the day too."""

SURE = 0.0
"""Passages less alike than this are not surely each other's translation."""


@dataclass(frozen=True, slots=True)
class DateDifference:
    """A date of the English card, which is `side`, and what the other states in its place."""

    kind: Kind
    side: Side
    here: DateMention
    there: DateMention


@remembered_of_pair
def date_differences(pair: CardPair) -> tuple[DateDifference, ...]:
    """Return the differences, in the order of the English card.

    Two passages that belong together and state equally many dates state them in one order; a date
    that the other card has elsewhere in the passage is no difference. Two cards in one language
    have none.
    """
    if not pair.in_two_languages():
        return ()
    first = first_side(pair)
    found: list[DateDifference] = []
    for section in aligned_passages(pair):
        for i, j, alike in section.pairs:
            if alike >= SURE:
                found += _of_passages(section.first[i], section.second[j], first)
    return tuple(found)


def _of_passages(a: Passage, b: Passage, first: Side) -> list[DateDifference]:
    here, there = a.dates, b.dates
    if len(here) != len(there):
        return []
    dates_a, dates_b = {m.date for m in here}, {m.date for m in there}
    found = []
    for x, y in zip(here, there, strict=True):
        if x.date in dates_b or y.date in dates_a:
            continue
        kind: Kind = "precision" if _agree(x.date, y.date) else "contradiction"
        found.append(DateDifference(kind, first, x, y))
    return found


def _agree(a: PartialDate, b: PartialDate) -> bool:
    """Say whether one date says less than the other and nothing else."""
    pairs = ((a.year, b.year), (a.month, b.month), (a.day, b.day))
    return all(x is None or y is None or x == y for x, y in pairs)

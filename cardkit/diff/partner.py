"""Which two cards are the Chinese and the English one of the same model: by what they say.

A Chinese card keeps numbers, names, code and links in Latin letters, and its English partner holds
nearly all of them. Over the 18 pairs of `shared/data/bilingual` the partner holds 83 to 100 % of
them, another model's English card at most 57 % (306 crossed pairs).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cardkit.bind.reading import Reading, remembered

ALIKE_FROM = 0.7
"""Share of the Chinese card's Latin words and numbers from which the English one is its partner."""

_ENOUGH = 4
"""Fewer words and numbers than this say nothing."""

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.+-]{2,60}|[0-9][0-9.]{2,60}")


@dataclass(frozen=True)
class Match:
    """Two readings by their places in the sequence they came in, and how alike they are."""

    first: int
    second: int
    share: float

    @property
    def partners(self) -> bool:
        """Whether they are one card in two languages."""
        return self.share >= ALIKE_FROM


def likeness(a: Reading, b: Reading) -> float | None:
    """Return the share (0 to 1) of the Chinese card's Latin words and numbers that both hold.

    None where the two are not one Chinese and one English Markdown card; 0 where the Chinese one
    says too little to tell.
    """
    if {a.language, b.language} != {"en", "zh"} or a.kind != "markdown" or b.kind != "markdown":
        return None
    chinese, english = (a, b) if a.language == "zh" else (b, a)
    words = _words(chinese)
    return len(words & _words(english)) / len(words) if len(words) >= _ENOUGH else 0.0


@remembered
def _words(reading: Reading) -> frozenset[str]:
    return frozenset(word.lower().rstrip(".") for word in _WORD.findall(reading.document.text))


def pair_up(readings: Sequence[Reading]) -> list[Match]:
    """Return the best matches, each reading in one at most, the most alike first."""
    found = sorted(_matches(readings), key=lambda m: (-m.share, m.first, m.second))
    taken: set[int] = set()
    best = []
    for match in found:
        if not taken & {match.first, match.second}:
            taken |= {match.first, match.second}
            best.append(match)
    return best


def _matches(readings: Sequence[Reading]) -> Iterator[Match]:
    for i, first in enumerate(readings):
        for j in range(i + 1, len(readings)):
            share = likeness(first, readings[j])
            if share is not None:
                yield Match(i, j, share)

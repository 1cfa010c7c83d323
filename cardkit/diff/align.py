"""Two sequences in one order laid side by side (Needleman and Wunsch), by what both name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
MAX_PAIRS = 100_000
"""Two cards have never so many possible pairs of pieces."""

_NEVER = -1.0
GAP = -0.12
"""What it costs to leave one item without a partner: two gaps are worse than a poor match."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """Pairs of indices with how alike the two are, and the indices left over on either side."""

    pairs: tuple[tuple[int, int, float], ...]
    only_a: tuple[int, ...]
    only_b: tuple[int, ...]


def align(
    length_a: int, length_b: int, likeness: Callable[[int, int], float], gap: float = GAP
) -> Aligned:
    """Return the alignment of 0..length_a with 0..length_b whose sum of likeness is greatest.

    An item without a partner adds `gap`. Order is kept; of equal alignments the one that pairs
    first is taken, so that the answer is always the same. Takes length_a × length_b calls.
    """
    best = [[gap * j for j in range(length_b + 1)]]
    likes: list[list[float]] = []
    for i in range(length_a):
        above = best[-1]
        row, like = [gap * (i + 1)], [likeness(i, j) for j in range(length_b)]
        for j in range(length_b):
            row.append(max(above[j] + like[j], above[j + 1] + gap, row[j] + gap))
        best.append(row)
        likes.append(like)
    return _traced(best, likes, gap)


def pairs_in_order(
    a: Sequence[T], b: Sequence[T], likeness: Callable[[T, T], float], least: float
) -> list[tuple[int, int]]:
    """Return pairs of places, in order on both sides, whose likeness above `least` sums highest.

    To leave an item without a partner costs nothing; of equal answers the one whose pairs come
    first is taken. Beyond `MAX_PAIRS` possible pairs only equal places are looked at.
    """
    if len(a) * len(b) > MAX_PAIRS:
        return [(i, i) for i in range(min(len(a), len(b))) if likeness(a[i], b[i]) > least]
    last_a, last_b = len(a) - 1, len(b) - 1

    def gain(i: int, j: int) -> float:  # from the end: `align` prefers late pairs
        gained = likeness(a[last_a - i], b[last_b - j]) - least
        return gained if gained > 0 else _NEVER

    found = align(len(a), len(b), gain, gap=0.0).pairs
    return [(last_a - i, last_b - j) for i, j, _ in reversed(found)]


def _traced(best: list[list[float]], likes: list[list[float]], gap: float) -> Aligned:
    i, j = len(best) - 1, len(best[0]) - 1
    pairs: list[tuple[int, int, float]] = []
    only_a: list[int] = []
    only_b: list[int] = []
    while i or j:
        if i and j and best[i][j] == best[i - 1][j - 1] + likes[i - 1][j - 1]:
            i, j = i - 1, j - 1
            pairs.append((i, j, likes[i][j]))
        elif i and (not j or best[i][j] == best[i - 1][j] + gap):
            i -= 1
            only_a.append(i)
        else:
            j -= 1
            only_b.append(j)
    return Aligned(tuple(pairs[::-1]), tuple(only_a[::-1]), tuple(only_b[::-1]))


def take_best(
    ranked: Iterable[tuple[int, int]],
    found: dict[int, int] | None = None,
    taken: set[int] | None = None,
) -> dict[int, int]:
    """Take pairs as they come, the best first, each place once; `found` holds those taken before.

    `found` is extended in place, and so is `taken`, its values: given by who calls this often.
    """
    found = {} if found is None else found
    taken = set(found.values()) if taken is None else taken
    for i, j in ranked:
        if i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return found


def overlap(a: Counter[K], b: Counter[K]) -> float:
    """Return the share of what both hold together that is common, 0 to 1; 0 for two empty ones."""
    whole = (a | b).total()
    return (a & b).total() / whole if whole else 0.0


class Words:
    """What an item names, each name weighed: one that few items hold says more."""

    __slots__ = ("total", "weight", "words")

    def __init__(self, words: frozenset[str], weight: Mapping[str, float]) -> None:
        self.words = words
        self.weight = weight
        self.total = fsum(weight.get(word, 1.0) for word in words)

    def shared(self, other: Words) -> float:
        """Return the share of the poorer item's names, by weight, that the other holds: 0 to 1.

        The two languages name the same things in texts of different length. Few names are no
        evidence: what is shared is measured against at least one that nothing else holds. The sums
        are exact, so that no order of the names matters.
        """
        if not self.words or not other.words:
            return 0.0
        both = fsum(self.weight.get(word, 1.0) for word in self.words & other.words)
        return both / max(min(self.total, other.total), 1.0)


def weigh(*sides: Sequence[frozenset[str]]) -> list[list[Words]]:
    """Return the names of each side's items, each weighed by how few items of all hold it."""
    counts = Counter(word for side in sides for words in side for word in words)
    weight = {word: 1 / count for word, count in counts.items()}
    return [[Words(words, weight) for words in side] for side in sides]


def closeness(a: Sequence[float], b: Sequence[float]) -> float:
    """Return 1 for two equal vectors of counts, less the more they differ, 0 at the least."""
    total = sum(a) + sum(b)
    return 1 - sum(abs(x - y) for x, y in zip(a, b, strict=True)) / total if total else 1.0

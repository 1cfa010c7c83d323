"""Pairs of pieces in one order: sections by what they are, paragraphs by what they say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
MAX_PAIRS = 100_000
"""Beyond so many possible pairs only equal places are paired: two cards are never that long."""


def align(
    a: Sequence[T], b: Sequence[T], likeness: Callable[[T, T], float], least: float
) -> list[tuple[int, int]]:
    """Return pairs of places, in order on both sides, whose likeness above `least` sums highest."""
    if len(a) * len(b) > MAX_PAIRS:
        return [(i, i) for i in range(min(len(a), len(b))) if likeness(a[i], b[i]) > least]
    best = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    gain = [[likeness(x, y) - least for y in b] for x in a]
    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            paired = gain[i][j] + best[i + 1][j + 1] if gain[i][j] > 0 else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(a) and j < len(b):
        if gain[i][j] > 0 and best[i][j] == gain[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs

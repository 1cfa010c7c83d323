"""The items that a score is about, and what each of them weighs in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import lcm


class Population:
    """All items of a task, in file order, category by category.

    A score that is k of n has one category. A macro average of C categories is the mean of their
    accuracies, so that an item of a category of n_c items adds 1/(C n_c). All is counted in whole
    units, so that no rounding can decide anything: `total` units are a score of 1, an item of
    category c weighs `weights[c]` of them. Where all categories have one size, an item weighs 1 and
    `total` is the number of items, as in k of n.

    Raises ValueError where there is no category, or one without items.
    """

    __slots__ = ("_ends", "is_even", "items", "sizes", "total", "weights")

    def __init__(self, sizes: Sequence[int]) -> None:
        if not sizes or min(sizes) < 1:
            raise ValueError(f"no score is a mean over {list(sizes)} items")
        common = lcm(*sizes)
        self.sizes = tuple(sizes)
        self.items = sum(sizes)
        self.total = len(sizes) * common
        self.weights = tuple(common // size for size in sizes)
        self.is_even = len(set(sizes)) == 1
        if self.is_even:
            self.total, self.weights = self.items, (1,) * len(sizes)
        self._ends = tuple(accumulate(sizes))

    def category(self, item: int) -> int:
        """Return the category of an item, both counted from 0; IndexError where there is none."""
        if not 0 <= item < self.items:
            raise IndexError(f"no item {item} of {self.items}")
        return bisect_right(self._ends, item)

"""Confidence sequences: ranges that hold the true score at all times together, not at one alone.

With Q the chance of the bits so far under any rule that predicts each bit from those before it, and
L(K) their chance under a true K, Q/L(K) is a martingale that starts at 1 under K, so by Ville it
ever reaches 1/alpha with chance at most alpha: the K where it has not are a confidence sequence.
Laplace's rule, (s+1)/(t+2), is the uniform prior on K; Q/L(K) is then the prior-posterior ratio of
Waudby-Smith and Ramdas (2020, arXiv 2006.04347), 1/(t+1) over the hypergeometric chance of s.
L is log-concave, so the set is a range, whose ends are found by bisection.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log

from cardkit.stats.hypergeometric import log_choose


def count_interval(n: int, right: int, wrong: int, alpha: float) -> tuple[int, int]:
    """Return the least and the most K of n in the confidence sequence of level 1 - alpha.

    In about 2 log2(n) evaluations of the likelihood.
    """
    seen = right + wrong
    least = log(alpha) + log_choose(n, seen) - log(seen + 1)

    def is_inside(k: int) -> bool:
        return log_choose(k, right) + log_choose(n - k, wrong) > least

    if not seen:
        return 0, n
    mode = min(right * (n + 1) // seen, n - wrong)
    return _edge(is_inside, mode, right), _edge(is_inside, mode, n - wrong)


def _edge(is_inside: Callable[[int], bool], mode: int, end: int) -> int:
    """Return the whole number furthest from `mode` towards `end` that is inside; `mode` is."""
    if is_inside(end):
        return end
    inside, outside = mode, end
    while abs(outside - inside) > 1:
        middle = (inside + outside) // 2
        if is_inside(middle):
            inside = middle
        else:
            outside = middle
    return inside


class History:
    """The likelihood of a macro average, which needs the whole path and not its counts alone.

    All in fractions of 1. The next answer is right with chance (score - h)/r, h what the right
    answers so far weigh and r what is left (see `evidence`).
    """

    __slots__ = ("_base", "_right", "_rights", "_wrongs")

    def __init__(self) -> None:
        self._rights: list[float] = []  # h before each right answer
        self._wrongs: list[float] = []  # h + r before each wrong answer
        self._base = 0.0  # the sum of log r plus log Q
        self._right = 0

    def add(self, is_right: bool, h: float, r: float) -> None:
        """Take the next answer, with h and r before it."""
        seen = len(self._rights) + len(self._wrongs)
        predicted = len(self._rights) + 1 if is_right else len(self._wrongs) + 1
        self._base += log(r) + log(predicted / (seen + 2))
        if is_right:
            self._rights.append(h)
        else:
            self._wrongs.append(h + r)

    def most_likely(self, low: float, high: float) -> float:
        """Return the most likely score of those that are possible, `low` to `high`."""
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            if not low < middle < high:
                break
            slope = sum(1 / (middle - h) for h in self._rights)
            if slope > sum(1 / (top - middle) for top in self._wrongs):
                low = middle
            else:
                high = middle
        return (low + high) / 2

    def interval(self, low: float, high: float, alpha: float) -> tuple[float, float]:
        """Return the confidence sequence of level 1 - alpha within what is possible."""
        mode = self.most_likely(low, high)
        least = self._base + log(alpha)
        return self._end(mode, low, least), self._end(mode, high, least)

    def _end(self, inside: float, outside: float, least: float) -> float:
        """Return where the likelihood falls to `least` between two scores, or the outer one."""
        if self._log_likelihood(outside) > least:
            return outside
        for _ in range(_HALVINGS):
            middle = (inside + outside) / 2
            if self._log_likelihood(middle) > least:
                inside = middle
            else:
                outside = middle
        return outside

    def _log_likelihood(self, score: float) -> float:
        rights = sum(log(score - h) for h in self._rights)
        return rights + sum(log(top - score) for top in self._wrongs)


_HALVINGS = 40
"""Of a range within 0 to 1: down to 10^-12."""

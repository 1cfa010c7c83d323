"""Confidence sequences: ranges that hold the true score at all times together, not at one alone.

With Q the chance of the bits so far under any rule that predicts each bit from those before it, and
L(K) their chance under a true K, Q/L(K) is a martingale that starts at 1 under K, so by Ville it
ever reaches 1/alpha with chance at most alpha: the K where it has not are a confidence sequence.
The rule here is (s+a)/(t+a+b), s right of t so far. With a = b = 1 it is the uniform prior on K,
and Q/L(K) the prior-posterior ratio of Waudby-Smith and Ramdas (2020, arXiv 2006.04347), 1/(t+1)
over the hypergeometric chance of s. L is log-concave, so the set is a range, whose ends are found
by bisection.
"""

from __future__ import annotations

from collections.abc import Callable
from math import lgamma, log

from cardkit.stats.hypergeometric import log_choose

Prior = tuple[float, float]
"""The a and b above: how many right and wrong answers are thought of as seen before the first."""

UNIFORM: Prior = (1.0, 1.0)

RARE: Prior = (0.125, 1.0)
"""Where hits, the mismatches of a claim's own answers, are expected to be few: after 65 without one
they are at most 6 % at level .95, and 11 % by the uniform prior."""


def count_interval(
    n: int, right: int, wrong: int, alpha: float, prior: Prior = UNIFORM
) -> tuple[int, int]:
    """Return the least and the most K of n in the confidence sequence of level 1 - alpha.

    In about 2 log2(n) evaluations of the likelihood.
    """
    seen = right + wrong
    a, b = prior
    log_q = _log_beta(right + a, wrong + b) - _log_beta(a, b)
    least = log(alpha) + log_q + log_choose(n, seen) + log_choose(seen, right)

    def is_inside(k: int) -> bool:
        return log_choose(k, right) + log_choose(n - k, wrong) > least

    if not seen:
        return 0, n
    mode = min(right * (n + 1) // seen, n - wrong)
    return _edge(is_inside, mode, right), _edge(is_inside, mode, n - wrong)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


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

    __slots__ = ("_base", "_prior", "_rights", "_wrongs")

    def __init__(self, prior: Prior = UNIFORM) -> None:
        self._prior = prior
        self._rights: list[float] = []  # h before each right answer
        self._wrongs: list[float] = []  # h + r before each wrong answer
        self._base = 0.0  # the sum of log r plus log Q

    def add(self, is_right: bool, h: float, r: float) -> None:
        """Take the next answer, with h and r before it."""
        a, b = self._prior
        right, wrong = len(self._rights) + a, len(self._wrongs) + b
        self._base += log(r) + log((right if is_right else wrong) / (right + wrong))
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

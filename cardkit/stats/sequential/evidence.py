"""Evidence against a hypothesis on a finite population, valid however often one looks at it.

Let a population have `total` units of weight (see `population`), of which K are on hits, and let
the next item be drawn with a chance in proportion to its weight among what is left. After hits of
weight h and with weight r left, the next one is a hit with chance (K - h) / r exactly. The chance
of all bits so far is therefore, up to what does not depend on K,

    L(K) = product of (K - h) over the hits and of (r - K + h) over the misses, each before its draw

and 0 where K has become impossible. With weights of 1 it is K!/(K-s)! (n-K)!/(n-K-f)!, the chance
of an ordered sample without replacement.

The e-value against "K >= null" is E = sum of w_j L(K_j) / L(null), K_j < null, the w_j sum to 1.

Why it is valid: the mean of one step's factor of L(K_j)/L(null) is linear in the true K, is 1 at
K = null and falls from there, so under the null E is a supermartingale that starts at 1; hence
P(E ever reaches 1/a) <= a at any stopping (Ville 1939, Etude critique de la notion de collectif).

Sampling without replacement: Waudby-Smith and Ramdas 2020 (arXiv 2006.04347; bets: 2010.09686);
by weight: Shekhar et al. 2023 (arXiv 2305.06884). Mixtures of likelihood ratios: Robbins 1970.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import exp, inf, lgamma, log


class Evidence:
    """The e-value against "the hits of the population weigh `null` or more", item by item.

    `against` gives each alternative, at least 0 and below `null`, its share of the bet; the shares
    sum to 1. `log_e` is the natural logarithm of the e-value now: inf from where the null is
    refuted for certain (what is left cannot reach it), -inf where no alternative is possible any
    more, as from where the null is certain to hold.
    """

    __slots__ = ("_alternatives", "_is_settled", "_logs", "against", "log_e", "null", "total")

    def __init__(self, null: int, against: Mapping[int, float], total: int) -> None:
        self.null, self.against, self.total = null, against, total
        self._alternatives = tuple(against)
        self._logs = [log(share) for share in against.values()]
        self.log_e = inf if null > total else 0.0 if null > 0 else -inf
        self._is_settled = not 0 < null <= total

    def update(self, is_hit: bool, hits: int, left: int, weight: int) -> None:
        """Take the next item of `weight`; `hits` and `left` are the weights before it."""
        if self._is_settled:
            return
        gap = self.null - hits  # what the null asks of the rest; 0 < gap <= left so far
        if is_hit:
            if gap <= weight:
                self._settle(-inf)
                return
            factors = [_ratio(k - hits, gap, weight) for k in self._alternatives]
        else:
            if gap > left - weight:
                self._settle(inf)
                return
            slack = left - gap
            factors = [log((left - k + hits) / slack) for k in self._alternatives]
        self._logs = [a + b for a, b in zip(self._logs, factors, strict=True)]
        self.log_e = _log_sum(self._logs)

    def _settle(self, log_e: float) -> None:
        self.log_e, self._is_settled = log_e, True


def _ratio(want: int, gap: int, weight: int) -> float:
    """Return the logarithm of a hit's factor, -inf where the alternative has become impossible."""
    return log(want / gap) if want >= weight else -inf


def _log_sum(logs: list[float]) -> float:
    top = max(logs)
    return top if top == -inf else top + log(sum(exp(x - top) for x in logs))


def log_evidence(
    null: float, against: Iterable[tuple[float, float]], items: int, hits: int, misses: int
) -> float:
    """Return what `Evidence.log_e` is after hits and misses that weigh 1, in any order.

    `null` and the alternatives need not be whole.
    """
    if hits >= null:
        return -inf
    if null > items - misses:
        return inf
    base = _log_likelihood(null, items, hits, misses)
    return _log_sum(
        [
            log(share) + _log_likelihood(k, items, hits, misses) - base if hits <= k else -inf
            for k, share in against
        ]
    )


def _log_likelihood(k: float, items: int, hits: int, misses: int) -> float:
    rest = items - k
    return lgamma(k + 1) - lgamma(k - hits + 1) + lgamma(rest + 1) - lgamma(rest - misses + 1)

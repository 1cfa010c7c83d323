"""What a test will do before it is run: its chances of error and its items, exactly.

Where all items weigh the same the state of a trial is the number of right answers and which of the
two hypotheses beyond the margin are ruled out, so that all orders can be followed at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cardkit.stats.sequential.design import Design
from cardkit.stats.sequential.evidence import Evidence, log_evidence

_NEGLIGIBLE = 1e-15
"""Orders of a lower chance are not followed; at most some 1e-11 is lost over a whole test."""


@dataclass(frozen=True, slots=True)
class Operating:
    """The chances of the decisions and the items to it, over all orders of the items.

    `undecided[t]` is the chance that t items do not decide.
    """

    contradicted_high: float
    contradicted_low: float
    consistent: float
    undecided: tuple[float, ...]

    @property
    def mean_items(self) -> float:
        """The mean number of items to a decision."""
        return sum(self.undecided)

    def items(self, chance: float) -> int:
        """Return the number of items that decide with this chance."""
        return next(t for t, p in enumerate(self.undecided) if p <= 1 - chance)


def operating(design: Design, right: int) -> Operating:
    """Return what the test does where `right` items of all would be answered rightly.

    Raises ValueError where the items weigh differently.
    """
    n = design.population.items
    if not design.population.is_even:
        raise ValueError("items that weigh differently have too many orders to follow")
    done = {"high": 0.0, "low": 0.0, "consistent": 0.0}
    undecided = [1.0]
    live: _Live = {(0, False, False): 1.0}
    for t, bounds in enumerate(_bounds(design)):
        live = _decide(_step(live, n - t, right), bounds, done)
        undecided.append(sum(live.values()))
        if not live:
            break
    return Operating(done["high"], done["low"], done["consistent"], tuple(undecided))


_Live = dict[tuple[int, bool, bool], float]
"""Chances of the right answers so far, and whether "above" and "below" are ruled out."""

_Bounds = tuple[int, int, int, int]
"""The most right answers that contradict as too high; the least, too low; the most that rule out a
true score above; the least, below. After one number of items."""


def _step(live: _Live, left: int, right: int) -> _Live:
    after: _Live = {}
    for (hits, above, below), chance in live.items():
        hit = chance * (right - hits) / left
        if hit > _NEGLIGIBLE:
            key = (hits + 1, above, below)
            after[key] = after.get(key, 0.0) + hit
        if chance - hit > _NEGLIGIBLE:
            key = (hits, above, below)
            after[key] = after.get(key, 0.0) + chance - hit
    return after


def _decide(live: _Live, bounds: _Bounds, done: dict[str, float]) -> _Live:
    """Return what stays undecided, and add the rest to `done`."""
    high, low, not_above, not_below = bounds
    after: _Live = {}
    for (hits, above, below), chance in live.items():
        is_above, is_below = above or hits <= not_above, below or hits >= not_below
        if hits <= high:
            done["high"] += chance
        elif hits >= low:
            done["low"] += chance
        elif is_above and is_below:
            done["consistent"] += chance
        else:
            key = (hits, is_above, is_below)
            after[key] = after.get(key, 0.0) + chance
    return after


def _bounds(design: Design) -> Iterator[_Bounds]:
    """Yield the bounds after 1, 2, ... items."""
    if design.is_complete:
        raise ValueError("a full run has no chance of error, and all items")
    high = _most_hits(design.too_high(), design.refuting)
    low = _most_hits(design.too_low(), design.refuting)
    above = _most_hits(design.not_above(), design.confirming)
    below = _most_hits(design.not_below(), design.confirming)
    for t, (a, b, c, d) in enumerate(zip(high, low, above, below, strict=True), 1):
        yield a, t - b, c, t - d


def _most_hits(evidence: Evidence, threshold: float) -> Iterator[int]:
    """Yield the most hits for which the e-value reaches the threshold; -1 where none do.

    With one item more they are the same or one more, for a miss raises the e-value and a hit
    lowers it.
    """
    most = 0 if evidence.log_e >= threshold else -1  # no true score is beyond the margin
    for t in range(1, evidence.total + 1):
        hits = most + 1
        against, total = evidence.against.items(), evidence.total
        most += log_evidence(evidence.null, against, total, hits, t - hits) >= threshold
        yield most

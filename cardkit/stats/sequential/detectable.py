"""The smallest error of a claim that a test would have found by now: what a silence is worth."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cardkit.stats.hypergeometric import at_most
from cardkit.stats.sequential.design import Design
from cardkit.stats.sequential.evidence import Evidence, log_evidence

POWER = 0.9
"""How sure to find it."""


class Detectable(NamedTuple):
    """The minimal detectable differences at power .9, fractions of 1; None where nothing is yet.

    `inflation`: a claim this far or further above the true score would by now have been called
    contradicted with chance .9 or more. `understatement`: the same for one below it.
    """

    inflation: float | None
    understatement: float | None


def detectable(design: Design, seen: int, left: int) -> Detectable:
    """Return what would have been found after `seen` items, `left` the weight of the rest.

    A property of the test at this size, not of what was seen; that is in the interval. Counted is
    the chance to contradict at this very item, so that the chance to have done so by now is higher.
    Exact where all items weigh the same. For others the draws are as of a population of equal items
    that would be as exhausted by now, of seen/(1 - left/total) items: an approximation.
    """
    total = design.population.total
    if not seen:
        return Detectable(None, None)
    n = round(seen * total / (total - left))
    scale = n / total
    high, low = design.too_high(), design.too_low()
    return Detectable(
        _found(high, design.refuting, seen, n, design.low * scale),
        _found(low, design.refuting, seen, n, (total - design.high) * scale),
    )


def _found(evidence: Evidence, threshold: float, seen: int, n: int, claim: float) -> float | None:
    """Return the least distance of the hits below the claim, over n, that is found."""
    scale = n / evidence.total
    null = evidence.null * scale
    against = [(k * scale, share) for k, share in evidence.against.items()]

    def refutes(hits: int) -> bool:
        return log_evidence(null, against, n, hits, seen - hits) >= threshold

    most = _last(refutes, seen)  # the e-value falls with each hit that replaces a miss
    if most is None:
        return None
    hits = _last(lambda k: k < null and at_most(most, n, k, seen) >= POWER, n)
    return None if hits is None else (claim - hits) / n


def _last(holds: Callable[[int], bool], end: int) -> int | None:
    """Return the last of 0 ... end where `holds`, which is true up to there; None where nowhere."""
    if not holds(0):
        return None
    low, high = 0, end + 1
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            low = middle
        else:
            high = middle
    return low

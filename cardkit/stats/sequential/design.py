"""What is tested of a claimed score: which true scores agree with it, and which must be found out.

All defaults of the score check are here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import ceil, floor, log

from cardkit.quantity import rounded
from cardkit.stats.attainable import counts
from cardkit.stats.sequential.evidence import Evidence
from cardkit.stats.sequential.population import Population

LEAST_TOLERATED = 2
"""Items by which a claim may always be off: less would let one numeric flip refute it."""

_ROUNDING = 1e-9
"""More than rounding adds to a log e-value: one that equals its threshold never reaches it, on no
machine."""

DIGITS = 6
"""Decimals of a score that mean something; the rest of a printed float32 is noise."""


@dataclass(frozen=True)
class Limits:
    """What the reader of a check asks of it, in fractions of 1.

    `tolerance`: a claim off by no more agrees. `margin`: a claim off by as much must not pass.
    `alpha`: the chance of each kind of wrong verdict on one claim. `complete_up_to`: tasks of no
    more items are run in full. ValueError where these make no sense.
    """

    tolerance: Decimal = Decimal("0.01")
    margin: Decimal = Decimal("0.05")
    alpha: float = 0.05
    complete_up_to: int = 60

    def __post_init__(self) -> None:
        if not 0 <= self.tolerance < self.margin < 1:
            raise ValueError(
                f"a tolerance of {self.tolerance} and a margin of {self.margin} leave nothing to "
                "test: 0 <= tolerance < margin < 1"
            )
        if not 0 < self.alpha < 1:
            raise ValueError(f"alpha is {self.alpha}, not between 0 and 1")


ITEMS = Limits(tolerance=Decimal("0.02"), margin=Decimal("0.05"))
"""For a comparison item by item: numeric noise alone changes about 1 % of the answers."""


@dataclass(frozen=True)
class Design:
    """The test of one claim, all weights in whole units of `population`.

    The claim allows the true weights `low` to `high`. Off by no more than `tolerance` of that range
    agrees; `margin` or more beyond it must not pass as consistent; what lies between is the
    indifference zone. `is_complete`: decided by a full run alone. `is_attainable` is False where
    no count prints as the claimed digits and the nearest stands for them.
    """

    population: Population
    low: int
    high: int
    tolerance: int
    margin: int
    alpha: float
    is_complete: bool = False
    is_attainable: bool = True

    @property
    def claimed(self) -> float:
        """The middle of what the claim allows, as a fraction of 1."""
        return (self.low + self.high) / (2 * self.population.total)

    @property
    def can_be_too_high(self) -> bool:
        """Whether any true score is too far below the claim."""
        return self.low - self.tolerance > 0

    @property
    def can_be_too_low(self) -> bool:
        """Whether any true score is too far above the claim."""
        return self.high + self.tolerance < self.population.total

    @cached_property
    def refuting(self) -> float:
        """The log e-value from which a claim is contradicted: log(2/alpha), half for either side.

        log(1/alpha) where one side alone is possible.
        """
        return log(max(self.can_be_too_high + self.can_be_too_low, 1) / self.alpha) + _ROUNDING

    @cached_property
    def confirming(self) -> float:
        """The log e-value from which a true score beyond the margin is ruled out, on each side.

        Of the two nulls one at most is true, so neither needs a share of alpha.
        """
        return -log(self.alpha) + _ROUNDING

    def too_high(self) -> Evidence:
        """Return the evidence against "the true score is at least low - tolerance"."""
        return _refuting(self.low, self.tolerance, self.margin, self.population.total)

    def too_low(self) -> Evidence:
        """Return the evidence against "at most high + tolerance"; its hits are wrong answers."""
        total = self.population.total
        return _refuting(total - self.high, self.tolerance, self.margin, total)

    def not_above(self) -> Evidence:
        """Return the evidence against "at least high + margin"."""
        return _confirming(self.high, self.tolerance, self.margin, self.population.total)

    def not_below(self) -> Evidence:
        """Return the evidence against "at most low - margin"; its hits are wrong answers."""
        total = self.population.total
        return _confirming(total - self.low, self.tolerance, self.margin, total)


def design_score(
    printed: Decimal, decimals: int, sizes: Sequence[int], limits: Limits | None = None
) -> Design:
    """Return the test of a printed score over categories of `sizes` items (one: k of n).

    `printed` is a fraction of 1 with `decimals` printed places. The claim is every count that can
    print so, rounded (half up or to even) or cut off, or the nearest where none can. Raises
    ValueError for a score outside 0 to 1 and for categories without items.
    """
    if not 0 <= printed <= 1:
        raise ValueError(f"a score of {printed} is not between 0 and 1")
    if decimals > DIGITS:
        printed, decimals = rounded(printed, DIGITS), DIGITS
    population = Population(sizes)
    allowed = counts(printed, decimals, population.total)
    nearest = floor(Fraction(printed) * population.total + Fraction(1, 2))
    low, high = allowed or (nearest, nearest)
    return _design(population, low, high, limits or Limits(), is_attainable=allowed is not None)


def design_items(sizes: Sequence[int], limits: Limits | None = None) -> Design:
    """Return the test that the answers are the claim's own, item by item.

    What is counted are the mismatches: the claim is none, `tolerance` and `margin` are shares of
    mismatches. Raises ValueError for categories without items.
    """
    return _design(Population(sizes), 0, 0, limits or ITEMS, is_attainable=True)


def _design(
    population: Population, low: int, high: int, limits: Limits, *, is_attainable: bool
) -> Design:
    item = max(population.weights)
    tolerance = max(
        floor(Fraction(str(limits.tolerance)) * population.total), LEAST_TOLERATED * item
    )
    margin = max(ceil(Fraction(str(limits.margin)) * population.total), tolerance + item)
    is_complete = population.items <= limits.complete_up_to
    return Design(
        population, low, high, tolerance, margin, limits.alpha, is_complete, is_attainable
    )


_STEPS = {1: 0.5, 2: 0.25, 4: 0.25}
"""Alternatives in margins, with their shares of the bet: off by 1, 2 and 4 margins.

Against six equal shares at 1, 2, 4, 8, 16 and 32 points beyond the tolerance this takes 5 to 12 %
fewer items of 1,000 or more for a claim that is off by one or two margins, and at most 2 % more for
any other (benchmarks/sequential_items.py).
"""


def _refuting(claim: int, tolerance: int, margin: int, total: int) -> Evidence:
    null = claim - tolerance
    against: dict[int, float] = {}
    for step, share in _STEPS.items():
        # A claim near 0 has no room for whole margins; an alternative of 0 dies at the first hit.
        alternative = max(claim - step * margin, null >> step)
        against[alternative] = against.get(alternative, 0) + share
    return Evidence(null, against, total)


def _confirming(claim: int, tolerance: int, margin: int, total: int) -> Evidence:
    """Return the bet on the claim's own end, a half, and on two points up to the tolerance."""
    against = {claim: 0.5}
    for alternative in (claim + tolerance // 2, claim + tolerance):
        against[alternative] = against.get(alternative, 0) + 0.25
    return Evidence(claim + margin, against, total)

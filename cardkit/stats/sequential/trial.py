"""The sequential test of one claimed score: answers in, a decision as soon as one is safe.

With the true score T (the one that a full run gives), at level alpha:

- `contradicted-high`: T is below the claim by more than the tolerance. Said of a claim within the
  tolerance with chance at most alpha, both directions together. `contradicted-low` is the mirror
  image, and usually means that the claim was made under another protocol.
- `consistent`: T is less than the margin away from all that the claim allows. Said of a T that is
  the margin or more away with chance at most alpha.
- Between tolerance and margin either may be said. A full run knows T: there the claim is consistent
  within the tolerance and contradicted beyond it, with no chance of error.

The chances hold for the whole run, looked at after each item and stopped whenever one likes, and
are over the order of the items alone: nothing is assumed of the model or of the items. The items
must be drawn by `order`.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, inf
from sys import float_info

from cardkit.stats.sequential.design import Design
from cardkit.stats.sequential.detectable import Detectable, detectable
from cardkit.stats.sequential.interval import UNIFORM, Prior
from cardkit.stats.sequential.result import Basis, Decision, EValues, Result
from cardkit.stats.sequential.sample import Sample


class Trial:
    """One claim under test. `update` takes answers in the order of `order`, until it decides.

    `prior` is that of the interval and has no part in the decision.
    """

    __slots__ = (
        "_is_not_above",
        "_is_not_below",
        "_not_above",
        "_not_below",
        "_sample",
        "_too_high",
        "_too_low",
        "decision",
        "design",
    )

    def __init__(self, design: Design, prior: Prior = UNIFORM) -> None:
        self.design = design
        self.decision: Decision | None = None
        self._sample = Sample(design.population, prior)
        self._too_high, self._too_low = design.too_high(), design.too_low()
        self._not_above, self._not_below = design.not_above(), design.not_below()
        self._is_not_above = self._is_not_below = False

    def update(self, item: int, is_right: bool) -> Decision | None:
        """Take the answer to the next item, and return the decision if there is one.

        Raises ValueError after the decision and for an item that was there before, IndexError for
        one that is not there.
        """
        if self.decision is not None:
            raise ValueError(f"already decided after {self.seen} items: {self.decision}")
        sample = self._sample
        right, wrong, left = sample.right_weight, sample.wrong_weight, sample.left
        weight = sample.add(item, is_right)
        self._too_high.update(is_right, right, left, weight)
        self._not_above.update(is_right, right, left, weight)
        self._too_low.update(not is_right, wrong, left, weight)
        self._not_below.update(not is_right, wrong, left, weight)
        if not self.design.is_complete or not sample.left:
            self.decision = self._decide()
        return self.decision

    def replay(self, answers: Iterable[tuple[int, bool]]) -> Decision | None:
        """Take items with their answers, as journalled by an earlier run; as `update`."""
        for item, is_right in answers:
            self.update(item, is_right)
        return self.decision

    def _decide(self) -> Decision | None:
        design = self.design
        if self._too_high.log_e >= design.refuting:
            return "contradicted-high"
        if self._too_low.log_e >= design.refuting:
            return "contradicted-low"
        # Each hypothesis stays rejected once it is: Ville's bound is on "ever".
        self._is_not_above |= self._not_above.log_e >= design.confirming
        self._is_not_below |= self._not_below.log_e >= design.confirming
        return "consistent" if self._is_not_above and self._is_not_below else None

    @property
    def seen(self) -> int:
        """The number of answers so far."""
        return self._sample.seen

    @property
    def right(self) -> int:
        """The number of right ones among them."""
        return self._sample.right

    @property
    def observed(self) -> float | None:
        """The most likely true score, a fraction of 1; None before any answer."""
        return self._sample.observed

    @property
    def interval(self) -> tuple[float, float]:
        """The range that holds the true score with chance 1 - alpha, at all times together."""
        return self._sample.interval(self.design.alpha)

    @property
    def e_values(self) -> EValues:
        """The four e-values now."""
        evidences = self._too_high, self._too_low, self._not_above, self._not_below
        return EValues(*(_value(e.log_e) for e in evidences))

    @property
    def evidence(self) -> float:
        """The e-value against "the claim is within the tolerance": the mean of its two sides."""
        design, e = self.design, self.e_values
        sides = [e.too_high] * design.can_be_too_high + [e.too_low] * design.can_be_too_low
        return sum(x / len(sides) for x in sides)

    @property
    def detectable(self) -> Detectable:
        """What would have been found by now if it were so; see `detectable`."""
        return detectable(self.design, self.seen, self._sample.left)

    @property
    def basis(self) -> Basis:
        """What the decision rests on."""
        if self.decision is None:
            return "none"
        if not self._sample.left:
            return "complete"
        on = {
            "contradicted-high": (self._too_high,),
            "contradicted-low": (self._too_low,),
        }.get(self.decision, (self._not_above, self._not_below))
        return "certain" if all(e.log_e == inf for e in on) else "sample"

    def result(self) -> Result:
        """Return how the trial stands now, decided or not."""
        return Result(
            decision=self.decision,
            basis=self.basis,
            seen=self.seen,
            items=self.design.population.items,
            right=self.right,
            observed=self.observed,
            interval=self.interval,
            detectable=self.detectable,
            e_values=self.e_values,
            evidence=self.evidence,
            design=self.design,
        )


def _value(log_e: float) -> float:
    """Return the e-value; inf stays for what is certain, too much for a float is the largest."""
    return exp(log_e) if log_e < 709 or log_e == inf else float_info.max

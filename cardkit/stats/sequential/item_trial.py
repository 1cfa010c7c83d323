"""The sequential test of a claim that comes with its own answer to each item.

Each item drawn is compared with the claim's own bit. Few mismatches say more than many right
answers: a true claim takes some 4 to 6 times fewer items than by its total, and a right total made
of the wrong items is found out. The few-shot examples must be the claim's own: another draw of them
changes 12 to 15 % of the answers (bfloat16 for float32 only 1 %).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cardkit.stats.sequential.design import Design
from cardkit.stats.sequential.detectable import Detectable
from cardkit.stats.sequential.interval import RARE
from cardkit.stats.sequential.population import Population
from cardkit.stats.sequential.result import Basis, Decision, EValues, Mismatches, Result
from cardkit.stats.sequential.sample import Sample
from cardkit.stats.sequential.trial import Trial


class ItemTrial:
    """One claim under test against its own answers; the interface of `Trial`.

    The decision is `consistent` (fewer mismatches than the margin) or `contradicted-items` (more
    than the tolerance); errors as in `Trial`. `claimed` says of all items in file order whether the
    claim's answer was right. Raises ValueError where these are not as many as the items.
    """

    __slots__ = (
        "_claimed",
        "_claimed_weight",
        "_gained_weight",
        "_lost_weight",
        "_mismatches",
        "_sample",
        "design",
        "gained",
        "lost",
    )

    def __init__(self, design: Design, claimed: Sequence[bool]) -> None:
        if len(claimed) != design.population.items:
            raise ValueError(f"{len(claimed)} claimed answers to {design.population.items} items")
        self.design = design
        self.lost, self.gained = 0, 0
        self._lost_weight, self._gained_weight = 0, 0
        self._claimed = bytes(map(bool, claimed))
        self._claimed_weight = _weight(design.population, self._claimed)
        self._mismatches = Trial(design, RARE)
        self._sample = Sample(design.population)

    def update(self, item: int, is_right: bool) -> Decision | None:
        """Take the answer to the next item, and return the decision if there is one.

        Raises as `Trial.update` does.
        """
        was_right = bool(self._claimed[item])
        self._mismatches.update(item, is_right != was_right)
        weight = self._sample.add(item, is_right)
        if was_right and not is_right:
            self.lost += 1
            self._lost_weight += weight
        elif is_right and not was_right:
            self.gained += 1
            self._gained_weight += weight
        return self.decision

    def replay(self, answers: Iterable[tuple[int, bool]]) -> Decision | None:
        """Take items with their answers, as journalled by an earlier run; as `update`."""
        for item, is_right in answers:
            self.update(item, is_right)
        return self.decision

    @property
    def decision(self) -> Decision | None:
        """The decision so far."""
        decision = self._mismatches.decision
        return decision if decision in (None, "consistent") else "contradicted-items"

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
        """The claim's own score, moved by the mismatches seen; exact on a full run."""
        total = self.design.population.total
        if not self._sample.left:
            return self._sample.right_weight / total
        if not self.seen:
            return None
        moved = self._claimed_weight / total + (self.gained - self.lost) / self.seen
        return min(max(moved, 0.0), 1.0)

    @property
    def interval(self) -> tuple[float, float]:
        """The range of the true score, at level 1 - alpha, at all times together.

        With M mismatches in all, of which some are seen to be gains, the claim's own score can have
        fallen by M - gains at most and then risen by the gains; and the other way round.
        """
        total = self.design.population.total
        if not self._sample.left:  # exact, and its ends not apart by a rounding
            return self._sample.interval(self.design.alpha)
        most = self._mismatches.interval[1]
        low = (self._claimed_weight + 2 * self._gained_weight) / total - most
        high = (self._claimed_weight - 2 * self._lost_weight) / total + most
        return max(low, 0.0), min(high, 1.0)

    @property
    def e_values(self) -> EValues:
        """The e-values of the mismatches: `too_low` is against "no more than tolerated"."""
        return self._mismatches.e_values

    @property
    def evidence(self) -> float:
        """The e-value against "the mismatches are within the tolerance"."""
        return self._mismatches.evidence

    @property
    def detectable(self) -> Detectable:
        """The least share of mismatches that would have been found by now.

        A claim that is off by as much has at least as many, so it holds of both directions.
        """
        found = self._mismatches.detectable.understatement
        return Detectable(found, found)

    @property
    def basis(self) -> Basis:
        """What the decision rests on."""
        return self._mismatches.basis

    def result(self) -> Result:
        """Return how the trial stands now, decided or not."""
        return replace(
            self._mismatches.result(),
            decision=self.decision,
            right=self.right,
            observed=self.observed,
            interval=self.interval,
            detectable=self.detectable,
            mismatches=Mismatches(self.lost, self.gained, self._mismatches.interval),
        )


def _weight(population: Population, answers: bytes) -> int:
    """Return what the right ones of all answers, in file order, weigh."""
    total, start = 0, 0
    for size, weight in zip(population.sizes, population.weights, strict=True):
        total += weight * answers.count(1, start, start + size)
        start += size
    return total

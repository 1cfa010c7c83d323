"""How the claims on one task stand: which item comes next, what the answers so far say of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cardkit.stats.sequential.design import ITEMS, design_items, design_score
from cardkit.stats.sequential.item_trial import ItemTrial
from cardkit.stats.sequential.order import order
from cardkit.stats.sequential.population import Population
from cardkit.stats.sequential.sample import Sample
from cardkit.stats.sequential.trial import Trial
from cardkit.verify.measure.asking import Answers, Asking, Claimed
from cardkit.verify.protocol.protocol import Metric

_MODULUS = 2**256


ENOUGH = 20
"""Answers of which none may differ; a model that guesses between two gives that once in 500,000."""


class Standing:
    """One asking under way. Both the process that asks and the one that reports keep one.

    Each is moved by the same answers in the same order, so that both stop at the same item. `bits`
    holds by metric the answers to `items`, in the order in which they were drawn, `said` what tells
    them apart.
    """

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self.trials = tuple(_trial(asking, each) for each in asking.trials)
        self.items: list[int] = []
        self.bits: dict[str, bytearray] = {}
        self.said: list[str] = []
        self.prompts = 0
        self.fed, self.naive, self.seconds = 0, 0, 0.0
        self._drawn = tuple(order(Population(asking.sizes), bytes.fromhex(asking.seed)))

    @property
    def decided(self) -> bool:
        """Whether every claim on these answers is decided, so that no more are needed.

        While all answers are one and the same, some of them wrong, `ENOUGH` are needed all the
        same: that a claim does not fit such a model may say nothing of it (`alike`).
        """
        decided = all(trial.decision is not None for trial in self.trials)
        return decided and not (0 < len(self.items) < ENOUGH and self.is_alike)

    @property
    def is_alike(self) -> bool:
        """Whether all answers so far are one and the same, and not all of them right."""
        if not self.said or not self.said[0] or len(set(self.said)) > 1:
            return False
        return not all(self.bits[self.asking.protocol.metric])

    def observed(self, metric: Metric) -> float:
        """Return the most likely score under a metric, a fraction of 1, by all answers so far."""
        sample = Sample(Population(self.asking.sizes))
        for place, bit in zip(self._drawn, self.bits[metric], strict=False):
            sample.add(place, bool(bit))
        return sample.observed or 0.0

    def ahead(self, count: int, most: int | None = None) -> list[int]:
        """Return the next items to ask, at most `count` of them and no more than `most` in all.

        Tasks that are run in full (`Limits.complete_up_to`) are not cut short by `most`: nothing
        could be said of them then.
        """
        if self.decided:
            return []
        whole = all(trial.design.is_complete for trial in self.trials)
        end = len(self._drawn) if most is None or whole else min(most, len(self._drawn))
        drawn = self._drawn[len(self.items) : min(end, len(self.items) + count)]
        return [self.asking.places[place] for place in drawn]

    def take(self, items: Sequence[int], bits: Mapping[str, str], said: Sequence[str]) -> int:
        """Take answers up to the item that decides, and return how many that were.

        Raises ValueError for an item that is not the next one and for what is no answer to each.
        """
        self._check(items, bits, said)
        for i, item in enumerate(items):
            if self.decided:
                return i
            at = len(self.items)
            if at >= len(self._drawn) or self.asking.places[self._drawn[at]] != item:
                raise ValueError(f"item {item} is not number {at} of the order")
            for trial, claimed in zip(self.trials, self.asking.trials, strict=True):
                if trial.decision is None:
                    trial.update(self._drawn[at], bits[claimed.metric][i] == "1")
            for metric, row in bits.items():
                self.bits.setdefault(metric, bytearray()).append(row[i] == "1")
            self.items.append(item)
            self.said.append(said[i])
        return len(items)

    def _check(self, items: Sequence[int], bits: Mapping[str, str], said: Sequence[str]) -> None:
        metrics = {claimed.metric for claimed in self.asking.trials} | set(self.bits)
        metrics.add(self.asking.protocol.metric)
        whole = all(len(row) == len(items) and set(row) <= {"0", "1"} for row in bits.values())
        if not whole or not metrics <= set(bits) or len(said) != len(items):
            raise ValueError(f"not an answer to each of the items of {self.asking.id}")
        if self.items and set(bits) != set(self.bits):
            raise ValueError(f"answers under other metrics than before to {self.asking.id}")

    def replay(self, answers: Answers) -> None:
        """Take the answers of an earlier run, or of the process that asks.

        Raises ValueError where they do not go on from here, or go on beyond a decision.
        """
        if self.take(answers.items, answers.bits, answers.said) != len(answers.items):
            raise ValueError(f"answers beyond the decision on {self.asking.id}")
        self.prompts = (self.prompts + int(answers.prompts, 16)) % _MODULUS
        self.fed += answers.fed
        self.naive += answers.naive
        self.seconds += answers.seconds


def _trial(asking: Asking, claimed: Claimed) -> Trial | ItemTrial:
    if claimed.own is None:
        design = design_score(claimed.score, claimed.decimals, asking.sizes, asking.limits)
        return Trial(design)
    limits = replace(ITEMS, alpha=asking.limits.alpha, complete_up_to=asking.limits.complete_up_to)
    own = [claimed.own[place] == "1" for place in asking.places]
    return ItemTrial(design_items(asking.sizes, limits), own)

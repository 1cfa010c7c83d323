"""How the claims on one task stand: which item comes next, what the answers so far say of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cardkit.stats.sequential.design import ITEMS, design_items, design_score
from cardkit.stats.sequential.item_trial import ItemTrial
from cardkit.stats.sequential.order import order
from cardkit.stats.sequential.population import Population
from cardkit.stats.sequential.trial import Trial
from cardkit.verify.measure.asking import Answers, Asking, Claimed

_MODULUS = 2**256


class Standing:
    """One asking under way. Both the process that asks and the one that reports keep one.

    Each is moved by the same answers in the same order, so that both stop at the same item. `bits`
    holds by metric the answers to `items`, in the order in which they were drawn.
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
        """Whether every claim on these answers is decided, so that no more are needed."""
        return all(trial.decision is not None for trial in self.trials)

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

    def take(self, items: Sequence[int], bits: Mapping[str, str]) -> int:
        """Take answers up to the item that decides, and return how many that were.

        Raises ValueError for an item that is not the next one and for bits that are no answers.
        """
        for i, item in enumerate(items):
            if self.decided:
                return i
            at = len(self.items)
            if at >= len(self._drawn) or self.asking.places[self._drawn[at]] != item:
                raise ValueError(f"item {item} is not number {at} of the order")
            for trial, claimed in zip(self.trials, self.asking.trials, strict=True):
                if trial.decision is None:
                    trial.update(self._drawn[at], _bit(bits, claimed.metric, i))
            for metric, row in bits.items():
                self.bits.setdefault(metric, bytearray()).append(row[i] == "1")
            self.items.append(item)
        return len(items)

    def replay(self, answers: Answers) -> None:
        """Take the answers of an earlier run, or of the process that asks.

        Raises ValueError where they do not go on from here, or go on beyond a decision.
        """
        if self.take(answers.items, answers.bits) != len(answers.items):
            raise ValueError(f"answers beyond the decision on {self.asking.id}")
        self.said += answers.said
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


def _bit(bits: Mapping[str, str], metric: str, i: int) -> bool:
    row = bits.get(metric, "")
    if i >= len(row) or row[i] not in "01":
        raise ValueError(f"no answer under {metric} to item number {i}")
    return row[i] == "1"

"""What scoring and generating share: the model, how it is fed, what is kept, how much at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from cardkit.verify.load.devices import Device
from cardkit.verify.score.batching import Budget
from cardkit.verify.score.caches import Prefixes, Start
from cardkit.verify.score.config_facts import longest_of
from cardkit.verify.score.memory import release
from cardkit.verify.score.network import Network
from cardkit.verify.score.routes import Routes
from cardkit.verify.score.sharing import Tokens, group
from cardkit.verify.score.tiers import Sizes, Tier, sizes_for

KEPT = {"cpu": 2**29, "cuda": 2**32, "npu": 2**32}
"""Bytes that shared starts may take, by kind of device: half a GiB, and four."""

SAVES = 4
"""A start is computed by itself where that saves one part in so many of a batch."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the work; None takes what fits the device and the model.

    `budget` is how many tokens are fed at once, `longest` how many one sequence may have, `kept`
    how many bytes the starts that items share may take between calls.
    """

    budget: int | None = None
    longest: int | None = None
    kept: int | None = None


class Engine:
    """One model at work. `longest` is how many tokens a sequence may have, None for no bound.

    Making one runs the self-check. Raises UsageError where the forced `tier` is wrong for it.
    """

    def __init__(self, model: Any, device: Device, limits: Limits, tier: Tier | None) -> None:
        sizes = sizes_for(device.kind)
        if limits.budget is not None:
            sizes = Sizes(limits.budget, min(sizes.row, limits.budget), limits.budget)
        self.device = device
        self.network = Network(model)
        known = longest_of(self.network.config)
        self.longest = known if limits.longest is None else limits.longest
        kept = KEPT[device.kind] if limits.kept is None else limits.kept
        self.prefixes = Prefixes(self.network, kept)
        self.budget = Budget(sizes.budget, self._recover)
        self.contexts = Budget(sizes.contexts, self._recover)
        self._row = sizes.row
        self.routes = Routes(self.network, sizes, self.longest, tier)

    @property
    def sizes(self) -> Sizes:
        """Return how much is fed at once now, after what memory allowed."""
        tokens = self.budget.tokens
        return Sizes(tokens, min(self._row, tokens), self.contexts.tokens)

    def started(
        self, stems: Mapping[int, Tokens], sharing: bool
    ) -> Iterator[tuple[Start | None, list[int]]]:
        """Yield what some places begin with, computed, and those places; every place once."""
        places = list(stems)
        if not sharing:
            yield None, places
            return
        worth = self.budget.tokens // SAVES
        for found in group([stems[p] for p in places], self.prefixes.tokens, worth):
            start = None
            if found.prefix:
                start = self.budget.attempt(partial(self.prefixes.start, found.prefix))
            yield start, [places[i] for i in found.members]

    def _recover(self) -> None:
        self.prefixes.clear()
        release(self.device.kind)

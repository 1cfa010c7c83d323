"""What faulty layouts would give: a check that cannot tell them from right ones says nothing."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from cardkit.verify.protocol.requests import Continuation
from cardkit.verify.score import samples, tree_tier
from cardkit.verify.score.network import Network
from cardkit.verify.score.samples import Item, Spoken
from cardkit.verify.score.tiers import Tier
from cardkit.verify.score.tree import tree_of

PADS = (0, 0, 0)


class Faults:
    """The faults that tiers can have, each tried on the items of the self-check.

    A fault is as far off as the answer that it changes most, in a sum of log-probabilities.
    """

    def __init__(
        self, network: Network, items: Sequence[Item], alone: Sequence[Sequence[Spoken]]
    ) -> None:
        self._network = network
        self._items = items
        self._alone = alone
        self._seen: float | None = None

    def least(self, tier: Tier) -> float | None:
        """Return how far off the least fault is that the tier could have, None for the plain one.

        Any tier could let targets see a sibling or padding; in a tree they could stand where the
        row has them, and see beyond the model's window.
        """
        if tier == "plain":
            return None
        if self._seen is None:
            sibling = max((c.target[:-1] for c in self._items[0]), key=len)
            self._seen = min(self._behind(sibling), self._behind(PADS))
        if tier == "expand":
            return self._seen
        least = min(self._seen, self._displaced())
        return min(least, self._windowless()) if self._reaches_window() else least

    def _behind(self, fault: Sequence[int]) -> float:
        """Return what it does that targets stand behind tokens which are not theirs."""
        return max(
            abs(samples.spoken(self._network, (*c.context, *fault), c.target).total - right.total)
            for c, right in zip(self._items[0], self._alone[0], strict=True)
            if c.target[:-1] != fault
        )

    def _displaced(self) -> float:
        """Return what it does that targets stand as far off as if siblings lay before them."""
        off = 2 * sum(len(c.target) for c in self._items[0]) // len(self._items[0])
        longest: Continuation = max(self._items[0], key=lambda c: len(c.target))
        right = self._alone[0][self._items[0].index(longest)]
        context, target = longest.context, longest.target
        moved = [*range(len(context)), *range(len(context) + off, len(context) + off + len(target))]
        found = samples.spoken(self._network, context, target, moved[:-1])
        return abs(found.total - right.total)

    def _reaches_window(self) -> bool:
        longest = max(len(c.context) + len(c.target) - 1 for item in self._items for c in item)
        return self._network.window is not None and longest > self._network.window

    def _windowless(self) -> float:
        """Return what it does that a window is forgotten."""
        network = copy.copy(self._network)
        network.window = None
        trees = [tree_of(item) for item in self._items]
        return max(
            abs(found.total - right.total)
            for answers, spoken in zip(tree_tier.score(network, trees, 1), self._alone, strict=True)
            for found, right in zip(answers, spoken, strict=True)
        )

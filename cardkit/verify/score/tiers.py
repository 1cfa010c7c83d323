"""The three tiers under one face: how items are computed, from the most shared to the plainest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cardkit.text import Text, listed
from cardkit.verify.protocol.requests import Scored
from cardkit.verify.score import expand_tier, plain_tier, tree_tier
from cardkit.verify.score.caches import Start
from cardkit.verify.score.config_facts import layer_types
from cardkit.verify.score.network import Network
from cardkit.verify.score.tree import Tree

Tier = Literal["tree", "expand", "plain"]
TIERS: tuple[Tier, ...] = ("tree", "expand", "plain")
"""In the order in which they are tried."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is fed at once: tokens of a forward, of a row of trees, of texts to be continued."""

    budget: int
    row: int
    contexts: int


def sizes_for(kind: str) -> Sizes:
    """Return sizes to begin with: small batches stay in a CPU's caches, accelerators want large.

    CPU figures are measured (benchmarks/scorer_tiers.py); those of accelerators are not.
    """
    return Sizes(256, 256, 2048) if kind == "cpu" else Sizes(8192, 1024, 16384)


def impossible(network: Network, tier: Tier) -> Text | None:
    """Return what the model lacks for a tier, None where it can be tried."""
    wanted = _TAKES[tier] - network.takes
    if wanted:
        return _TAKES_NOT.format(names=listed(sorted(wanted)))
    kinds = layer_types(network.config) - {"full_attention", "sliding_attention"}
    if tier == "tree" and kinds:
        return _LAYERS.format(names=listed(sorted(kinds)))
    return None


_TAKES: dict[Tier, frozenset[str]] = {
    "tree": frozenset({"attention_mask", "position_ids"}),
    "expand": frozenset({"attention_mask", "past_key_values"}),
    "plain": frozenset(),
}
_TAKES_NOT = Text(en="the model takes no {names}", zh="模型不接受 {names}")
_LAYERS = Text(en="the model has layers of {names}", zh="模型含有 {names} 层")


def score(
    network: Network,
    tier: Tier,
    trees: Sequence[Tree],
    sizes: Sizes,
    start: Start | None = None,
    *,
    alone: bool = False,
) -> list[tuple[Scored, ...]]:
    """Return the answers of each tree through one tier.

    `start` is what all trees begin with, computed; the plain tier has no use for it. `alone`
    keeps the plain tier from padding.
    """
    if tier == "tree":
        row = sizes.row if network.window is None else min(sizes.row, network.window)
        return tree_tier.score(network, trees, row, start)
    if tier == "expand":
        return expand_tier.score(network, trees, sizes.budget, start)
    return plain_tier.score(network, trees, sizes.budget, 1 if alone else None)

"""The second tier: what an item's sequences share is fed once, and its cache expanded to the rest.

For models whose forward takes no 4-D mask or no positions. Where it takes no positions, only
stems of one length share a forward, so that no padding shifts what follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cardkit.verify.protocol.requests import Scored
from cardkit.verify.score.caches import Start, filled, fresh, selected
from cardkit.verify.score.network import Network
from cardkit.verify.score.plain_tier import Row, cut_rows, padded
from cardkit.verify.score.sheet import Sheet, Wanted
from cardkit.verify.score.tree import Branch, Tree, branches

CACHED, LEAST_CACHED = 4, 4096
"""Tokens that expanded caches of one forward may hold: four to a token of the budget, or these."""


def score(
    network: Network, trees: Sequence[Tree], budget: int, start: Start | None = None
) -> list[tuple[Scored, ...]]:
    """Return the answers of each tree, from forwards of about `budget` tokens each.

    `start` is what all trees begin with, computed.
    """
    sheet = Sheet(trees)
    held = 0 if start is None else start.length
    for part in _together(network, trees, held, budget):
        cache, mask = _stems(network, trees, part, start, sheet)
        _rest(network, trees, part, budget, cache, mask, sheet)
    return sheet.scored()


def _together(network: Network, trees: Sequence[Tree], held: int, budget: int) -> list[list[int]]:
    """Return places of trees whose stems share a forward: alike where nothing may be padded."""
    padding = "position_ids" in network.takes
    parts: list[list[int]] = []
    for place in sorted(range(len(trees)), key=lambda i: -trees[i].stem):
        stem = trees[place].stem
        first = trees[parts[-1][0]].stem if parts else 0
        alike = stem == first or (padding and stem > held)
        if parts and alike and (len(parts[-1]) + 1) * (first - held) <= budget:
            parts[-1].append(place)
        else:
            parts.append([place])
    return parts


def _stems(
    network: Network, trees: Sequence[Tree], part: Sequence[int], start: Start | None, sheet: Sheet
) -> tuple[Any, list[list[int]]]:
    """Feed the stems, padded on the left; return the cache and which of its places are tokens."""
    held = 0 if start is None else start.length
    cache = fresh(network.model) if start is None else filled(start.pairs, len(part))
    width = max(trees[i].stem for i in part) - held
    pads = [width - (trees[i].stem - held) for i in part]
    mask = [[1] * held + [0] * pad + [1] * (width - pad) for pad in pads]
    if not width:
        return None if start is None else cache, mask
    ids = [
        [0] * pad + list(trees[i].tokens[held : trees[i].stem])
        for i, pad in zip(part, pads, strict=True)
    ]
    positions = [[0] * pad + list(range(held, held + width - pad)) for pad in pads]
    wanted = [
        Wanted(number * width + pads[number] + slot.node - held, i, slot)
        for number, i in enumerate(part)
        for slot in trees[i].slots
        if slot.node < trees[i].stem
    ]
    out = sheet.ask(
        network,
        network.tensor(ids),
        wanted,
        attention_mask=network.tensor(mask),
        position_ids=network.tensor(positions),
        past_key_values=cache,
        use_cache=True,
    )
    return out.past_key_values, mask


def _rest(
    network: Network,
    trees: Sequence[Tree],
    part: Sequence[int],
    budget: int,
    cache: Any,
    mask: Sequence[Sequence[int]],
    sheet: Sheet,
) -> None:
    """Feed what follows the stems, padded on the right, behind a copy of each stem's cache."""
    rows = [row for number, i in enumerate(part) for row in _behind(trees[i], number)]
    seen = len(mask[0])
    most_rows = max(1, max(LEAST_CACHED, CACHED * budget) // (seen + 1))
    for taken in cut_rows(rows, budget, most_rows):
        width = len(taken[0][1].tokens)
        ids, own = padded([branch.tokens for _, branch in taken], width)
        stems = [trees[part[number]].stem for number, _ in taken]
        owners = network.tensor([number for number, _ in taken])
        sheet.ask(
            network,
            network.tensor(ids),
            [
                Wanted(row * width + trees[part[number]].depths[s.node] - stem, part[number], s)
                for row, ((number, branch), stem) in enumerate(zip(taken, stems, strict=True))
                for s in branch.slots
            ],
            attention_mask=network.tensor(
                [[*mask[number], *m] for (number, _), m in zip(taken, own, strict=True)]
            ),
            position_ids=network.tensor([list(range(s, s + width)) for s in stems]),
            past_key_values=None if cache is None else selected(cache, owners),
            use_cache=cache is not None,
        )


def _behind(tree: Tree, number: int) -> list[Row]:
    """Return the branches of a tree without its stem, where anything is left of them."""
    return [
        (number, Branch(b.tokens[tree.stem :], tuple(s for s in b.slots if s.node >= tree.stem)))
        for b in branches(tree)
        if len(b.tokens) > tree.stem
    ]

"""The first tier: whole trees in one row, branches kept apart by a 4-D mask.

Each token sees its ancestors and itself and stands at its depth. Several trees share a row, so
that next to nothing is padding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cardkit.verify.protocol.requests import Scored
from cardkit.verify.score.caches import Start, filled
from cardkit.verify.score.masks import masks
from cardkit.verify.score.network import Network
from cardkit.verify.score.sheet import Sheet, Wanted
from cardkit.verify.score.tree import ROOT, Tree


def score(
    network: Network, trees: Sequence[Tree], row: int, start: Start | None = None
) -> list[tuple[Scored, ...]]:
    """Return the answers of each tree, from one forward.

    Trees are laid into rows of about `row` tokens; `start` is what all of them begin with. One
    tree without a fork is a plain sequence and gets a plain mask, with which torch computes half of
    the attention.
    """
    held = 0 if start is None else start.length
    rows = fill_rows([len(t.tokens) - held for t in trees], row)
    width = max(sum(len(trees[i].tokens) - held for i in members) for members in rows)
    shape = (len(rows), width)
    torch = network.torch
    ids = torch.zeros(shape, dtype=torch.int64, device="cpu")
    depths = torch.zeros(shape, dtype=torch.int64, device="cpu")
    visible = torch.zeros((*shape, held + width), dtype=torch.bool, device="cpu")
    visible[:, :, :held] = True
    wanted: list[Wanted] = []
    for number, members in enumerate(rows):
        at = 0
        for i in members:
            tree = trees[i]
            end = at + len(tree.tokens) - held
            ids[number, at:end] = torch.tensor(tree.tokens[held:], device="cpu")
            depths[number, at:end] = torch.tensor(tree.depths[held:], device="cpu")
            _draw(visible[number], tree, held, at)
            first = number * width + at - held
            wanted += [Wanted(first + s.node, i, s) for s in tree.slots]
            at = end
        for spare in range(at, width):
            visible[number, spare, held + spare] = True  # what sees nothing would become NaN
    sheet = Sheet(trees)
    sheet.ask(
        network,
        ids.to(network.device),
        wanted,
        attention_mask=(
            network.tensor([[1] * width])
            if start is None and len(trees) == 1 and len(trees[0].chains) == 1
            else masks(network, visible, depths, held)
        ),
        position_ids=depths.to(network.device),
        past_key_values=None if start is None else filled(start.pairs, len(rows)),
        use_cache=start is not None,
    )
    return sheet.scored()


def fill_rows(sizes: Sequence[int], row: int) -> list[list[int]]:
    """Return places of `sizes` by row: the largest first, each into the first row with room.

    A row holds up to `row` tokens, or the longest tree alone.
    """
    limit = max(row, *sizes)
    rows: list[list[int]] = []
    room: list[int] = []
    for place in sorted(range(len(sizes)), key=lambda i: -sizes[i]):
        for number, free in enumerate(room):
            if sizes[place] <= free:
                rows[number].append(place)
                room[number] -= sizes[place]
                break
        else:
            rows.append([place])
            room.append(limit - sizes[place])
    return rows


def _draw(visible: Any, tree: Tree, held: int, at: int) -> None:
    """Mark what each node of a tree sees whose node `held` lies at place `at` of the row.

    `visible` is (queries, held + keys). A chain sees what its parent sees, and itself backwards.
    """
    for chain in tree.chains:
        start, end = max(chain.start, held) - held + at, chain.end - held + at
        if end <= start:
            continue
        if chain.parent != ROOT and chain.parent >= held:
            above = chain.parent - held + at
            visible[start:end, : held + start] = visible[above, : held + start]
        visible[start:end, held + start : held + end] = visible.new_ones(
            (end - start, end - start)
        ).tril()

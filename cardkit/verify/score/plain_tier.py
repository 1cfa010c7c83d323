"""The third tier: every sequence in a row of its own, padded on the right, as any model takes it.

A sequence that is the start of another one of its item is read off that one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardkit.verify.protocol.requests import Scored
from cardkit.verify.score.network import Network
from cardkit.verify.score.sheet import Sheet, Wanted
from cardkit.verify.score.tree import Branch, Tree, branches

Row = tuple[int, Branch]
"""A sequence and the place of its tree."""


def score(
    network: Network, trees: Sequence[Tree], budget: int, most_rows: int | None = None
) -> list[tuple[Scored, ...]]:
    """Return the answers of each tree, from forwards of about `budget` tokens each.

    `most_rows` bounds how many sequences share a forward; 1 leaves nothing to pad.
    """
    sheet = Sheet(trees)
    rows = [(place, branch) for place, tree in enumerate(trees) for branch in branches(tree)]
    for part in cut_rows(rows, budget, most_rows):
        width = len(part[0][1].tokens)
        ids, mask = padded([branch.tokens for _, branch in part], width)
        sheet.ask(
            network,
            network.tensor(ids),
            [
                Wanted(number * width + trees[place].depths[slot.node], place, slot)
                for number, (place, branch) in enumerate(part)
                for slot in branch.slots
            ],
            attention_mask=network.tensor(mask),
            use_cache=False,
        )
    return sheet.scored()


def cut_rows(rows: Sequence[Row], budget: int, most_rows: int | None = None) -> Iterator[list[Row]]:
    """Yield rows, the longest first, as many at once as `budget` tokens hold; at least one."""
    left = sorted(rows, key=lambda row: -len(row[1].tokens))
    while left:
        count = max(1, budget // len(left[0][1].tokens))
        count = min(count, most_rows or count)
        yield left[:count]
        left = left[count:]


def padded(
    sequences: Sequence[Sequence[int]], width: int
) -> tuple[list[list[int]], list[list[int]]]:
    """Return token ids, padded on the right to `width`, and a mask that is 1 on tokens."""
    ids = [[*tokens, *[0] * (width - len(tokens))] for tokens in sequences]
    mask = [[1] * len(tokens) + [0] * (width - len(tokens)) for tokens in sequences]
    return ids, mask

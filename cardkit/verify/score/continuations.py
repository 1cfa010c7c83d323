"""Scores the continuations of many items: routed, sharing starts, in batches, checked for NaN."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial

from cardkit.verify.protocol.requests import ItemRequests, Scored
from cardkit.verify.score.caches import Start
from cardkit.verify.score.choosing import Choice
from cardkit.verify.score.engine import Engine
from cardkit.verify.score.tiers import Sizes, score
from cardkit.verify.score.tree import Tree, tree_of

Scores = tuple[Scored, ...]


def answer(engine: Engine, asked: Mapping[int, ItemRequests]) -> dict[int, Scores | None]:
    """Return the scores by place, None where memory ran out for one item alone.

    What is not finite was computed twice, the second time alone.
    """
    trees = {place: tree_of(request.continuations) for place, request in asked.items()}
    routes: dict[Choice, list[int]] = {}
    for place, tree in trees.items():
        routes.setdefault(engine.routes.scoring(len(tree.tokens)), []).append(place)
    found: dict[int, Scores | None] = {}
    for choice, places in routes.items():
        stems = {place: trees[place].tokens[: trees[place].free] for place in places}
        for start, part in engine.started(stems, choice.sharing):
            found.update(
                engine.budget.run(
                    part,
                    partial(_size, trees, 0 if start is None else start.length),
                    partial(_together, engine, trees, choice, start),
                    partial(_alone, engine, trees),
                )
            )
    for place, scores in found.items():
        if scores is not None and not finite(scores):
            # In one row with others, what is not finite in one item spoils its neighbours.
            found[place] = engine.budget.attempt(partial(_alone, engine, trees, place))
    return found


def finite(scores: Scores) -> bool:
    """Say whether every sum is a number."""
    return all(math.isfinite(s.total) for s in scores)


def _size(trees: Mapping[int, Tree], held: int, place: int) -> int:
    return len(trees[place].tokens) - held


def _together(
    engine: Engine,
    trees: Mapping[int, Tree],
    choice: Choice,
    start: Start | None,
    part: Sequence[int],
) -> list[Scores]:
    together = [trees[place] for place in part]
    return score(engine.network, choice.tier, together, engine.sizes, start, alone=choice.alone)


def _alone(engine: Engine, trees: Mapping[int, Tree], place: int) -> Scores:
    """Return the scores of one item, each sequence in a forward of its own."""
    return score(engine.network, "plain", [trees[place]], Sizes(1, 1, 1), alone=True)[0]

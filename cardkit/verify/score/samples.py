"""The two items of the self-check, and what the model says of them one sequence at a time."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cardkit.verify.protocol.requests import Continuation
from cardkit.verify.score.network import Network

Item = tuple[Continuation, ...]
COMMON = 9
"""Tokens that both items begin with, so that sharing across items is tried too."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the model says of one sequence fed alone.

    `total` is the sum of log-probabilities in float32; `gap` the least distance of logits between
    the likeliest and the second token; `height` the largest logit without its sign.
    """

    total: float
    greedy: bool
    gap: float
    height: float


def items(network: Network, length: int) -> list[Item]:
    """Return two items whose first context has `length` tokens.

    Contexts differ in length and repeat themselves, so that what a token sees, and how far off,
    matters to it. Of the four targets one is of a single token, two begin alike, and one is what
    the model itself would say.
    """
    draw = random.Random(20_261_129)
    known = range(max(1, network.rows // 2))  # the last rows may be padding that was never trained

    def some(count: int) -> tuple[int, ...]:
        return tuple(draw.choice(known) for _ in range(count))

    common = some(COMMON)
    made = []
    for size in (length, max(COMMON + 3, length - 5)):
        motif = some(max(2, (size - COMMON) // 2))
        context = (*common, *motif, *motif)[:size]
        own = spoken_tokens(network, context, 2)
        begin = some(2)
        targets = (own, (*begin, *some(3)), some(1), (*begin, *motif[:1]))
        made.append(tuple(Continuation(context, target) for target in targets))
    return made


def spoken_tokens(network: Network, context: tuple[int, ...], count: int) -> tuple[int, ...]:
    """Return the tokens that the model would go on with, each fed anew."""
    tokens = context
    for _ in range(count):
        tokens = (*tokens, int(_logits(network, tokens, 1).argmax().item()))
    return tokens[len(context) :]


def spoken(
    network: Network,
    context: Sequence[int],
    target: Sequence[int],
    positions: Sequence[int] | None = None,
) -> Spoken:
    """Return what the model says of a sequence alone: no padding, no cache, all logits.

    `positions` are where its tokens stand, of their own unless told.
    """
    logits = _logits(network, (*context, *target[:-1]), len(target), positions)
    wanted = network.tensor(list(target)).to(logits.device)
    best = logits.topk(2, dim=-1)
    logs = logits.log_softmax(-1).gather(-1, wanted[:, None])
    return Spoken(
        math.fsum(logs.flatten().cpu().tolist()),
        bool((logits.argmax(-1) == wanted).all().item()),
        float((best.values[:, 0] - best.values[:, 1]).min().item()),
        float(logits.abs().max().item()),
    )


def _logits(
    network: Network, tokens: Sequence[int], last: int, positions: Sequence[int] | None = None
) -> Any:
    """Return the logits (last, vocabulary) of the end of one sequence, in float32.

    With positions of its own goes a mask of ones: without, transformers takes a leap of positions
    for the border of two packed sequences.
    """
    named = {}
    if positions is not None:
        named["position_ids"] = network.tensor([list(positions)])
        named["attention_mask"] = network.tensor([[1] * len(tokens)])
    out = network.forward(network.tensor([list(tokens)]), use_cache=False, **named)
    return out.logits[0, -last:].float()

"""Greedy generation in batches: the likeliest token each time, whatever generation_config says."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from cardkit.verify.protocol.requests import Generation
from cardkit.verify.score.caches import Start, filled, fresh, selected
from cardkit.verify.score.network import Network
from cardkit.verify.score.plain_tier import padded

Decode = Callable[[Sequence[int]], str]
"""From token ids to text, special tokens left out."""


@dataclass(frozen=True, slots=True)
class Ending:
    """When a generation is over beside its length: token ids that end it, and text of ids."""

    ids: frozenset[int]
    decode: Decode


def ending(model: Any, tokenizer: Any) -> Ending:
    """Return what ends a generation of this model: the end tokens of tokenizer and configs.

    These are facts about the model; no other setting of generation_config is read.
    """
    ids: set[Any] = set()
    for source in (tokenizer, model.config, getattr(model, "generation_config", None)):
        named = getattr(source, "eos_token_id", None)
        ids.update(named if isinstance(named, list | tuple) else [named])
    decode = partial(tokenizer.decode, skip_special_tokens=True)
    return Ending(frozenset(i for i in ids if isinstance(i, int)), decode)


@dataclass(slots=True)
class Writing:
    """One generation under way. `finite` is False where the model's logits were not."""

    asked: Generation
    tokens: list[int] = field(default_factory=list)
    done: bool = False
    finite: bool = True

    def add(self, token: int, value: float, ending: Ending) -> None:
        """Take the next token, whose logit is `value`, and see whether it was the last."""
        if not math.isfinite(value):
            self.finite = False
        elif token not in ending.ids:
            self.tokens.append(token)
            full = len(self.tokens) >= self.asked.max_new_tokens
            self.done = full or (bool(self.asked.stop) and self._stops(ending.decode))
            return
        self.done = True

    def _stops(self, decode: Decode) -> bool:
        return first_stop(decode(self.tokens), self.asked.stop) is not None

    def text(self, decode: Decode) -> str:
        """Return what was written, up to the first stop string."""
        text = decode(self.tokens)
        return text[: first_stop(text, self.asked.stop)]


def first_stop(text: str, stops: Sequence[str]) -> int | None:
    """Return where the first of the stop strings begins, None where there is none."""
    found = [text.find(stop) for stop in stops if stop]
    return min((place for place in found if place >= 0), default=None)


def generate(
    network: Network,
    asked: Sequence[Generation],
    ending: Ending,
    start: Start | None = None,
    *,
    cached: bool = True,
) -> list[Writing]:
    """Return the generations, made side by side in one batch.

    Contexts are padded on the left where the model takes positions; where it takes none, they
    must be of one length. `start` is what all contexts begin with, computed. Without `cached`
    everything is fed anew at each token: slow, and right for any causal model.
    """
    writings = [Writing(generation) for generation in asked]
    if cached:
        _with_cache(network, writings, ending, start)
    else:
        _anew(network, writings, ending)
    return writings


def _with_cache(
    network: Network, writings: Sequence[Writing], ending: Ending, start: Start | None
) -> None:
    held = 0 if start is None else start.length
    lengths = [len(w.asked.context) - held for w in writings]
    width = max(lengths)
    ids = [
        [0] * (width - n) + list(w.asked.context[held:])
        for w, n in zip(writings, lengths, strict=True)
    ]
    positions = [[0] * (width - n) + list(range(held, held + n)) for n in lengths]
    mask = [[1] * held + [0] * (width - n) + [1] * n for n in lengths]
    cache = fresh(network.model) if start is None else filled(start.pairs, len(writings))
    alive = list(writings)
    while True:
        count = len(alive)
        last = [(row + 1) * len(ids[0]) - 1 for row in range(count)]
        logits, out = network.answers(
            network.tensor(ids),
            last,
            attention_mask=network.tensor(mask),
            position_ids=network.tensor(positions),
            past_key_values=cache,
            use_cache=True,
        )
        cache = out.past_key_values
        chosen = _take(alive, logits, ending)
        kept = [row for row, w in enumerate(alive) if not w.done]
        if not kept:
            return
        if len(kept) < count:
            cache = selected(cache, network.tensor(kept))
        alive = [alive[row] for row in kept]
        ids = [[chosen[row]] for row in kept]
        positions = [[positions[row][-1] + 1] for row in kept]
        mask = [[*mask[row], 1] for row in kept]


def _anew(network: Network, writings: Sequence[Writing], ending: Ending) -> None:
    while alive := [w for w in writings if not w.done]:
        sequences = [[*w.asked.context, *w.tokens] for w in alive]
        width = max(map(len, sequences))
        ids, mask = padded(sequences, width)
        last = [row * width + len(sequence) - 1 for row, sequence in enumerate(sequences)]
        logits, _ = network.answers(
            network.tensor(ids), last, attention_mask=network.tensor(mask), use_cache=False
        )
        _take(alive, logits, ending)


def _take(alive: Sequence[Writing], logits: Any, ending: Ending) -> list[int]:
    """Give each its likeliest token; of equal ones the lowest id."""
    best = logits.float().max(-1)
    values, tokens = best.values.cpu().tolist(), best.indices.cpu().tolist()
    for writing, token, value in zip(alive, tokens, values, strict=True):
        writing.add(int(token), float(value), ending)
    return [int(token) for token in tokens]

"""Keys and values of what was computed already: selected, expanded, kept within a bound."""

from __future__ import annotations

import copy
import importlib
from dataclasses import dataclass
from typing import Any

from cardkit.verify.score.network import Network
from cardkit.verify.score.tree import shared

Pairs = list[tuple[Any, Any]]
"""Keys and values of each layer, each of shape (batch, heads, positions, width)."""


@dataclass(frozen=True, slots=True)
class Start:
    """The first `length` tokens of some sequences, computed: keys and values, of batch 1."""

    length: int
    pairs: Pairs


def layers(cache: Any) -> Pairs:
    """Return the keys and values of a cache of transformers, 4 or 5."""
    if hasattr(cache, "layers"):
        return [(layer.keys, layer.values) for layer in cache.layers]
    return list(zip(cache.key_cache, cache.value_cache, strict=True))


def fresh(model: Any) -> Any:
    """Return an empty cache for a model, None where it makes the one it needs by itself.

    transformers 5 does; many models of 4 make tuples instead, or caches of one size for all rows.
    """
    transformers = importlib.import_module("transformers")
    if transformers.__version__.startswith("4.") and getattr(model, "_supports_cache_class", False):
        return transformers.DynamicCache()
    return None


def filled(pairs: Pairs, batch: int) -> Any:
    """Return a new cache that holds `pairs` of batch 1 for each of `batch` rows."""
    cache = importlib.import_module("transformers").DynamicCache()
    for place, (keys, values) in enumerate(pairs):
        cache.update(keys.expand(batch, -1, -1, -1), values.expand(batch, -1, -1, -1), place)
    return cache


def selected(cache: Any, rows: Any) -> Any:
    """Return a cache with the given rows of `cache`, which stays as it is."""
    if isinstance(cache, tuple):
        return tuple(tuple(t.index_select(0, rows.to(t.device)) for t in pair) for pair in cache)
    made = _copied(cache)
    if hasattr(made, "layers"):
        made.layers = [_copied(layer) for layer in cache.layers]
    made.reorder_cache(rows)  # what beam search uses: every kind of layer has it
    return made


def _copied(thing: Any) -> Any:
    """Return a copy with lists and dicts of its own, and the same tensors."""
    made = copy.copy(thing)
    for name, value in vars(thing).items():
        if isinstance(value, list | dict):
            setattr(made, name, value.copy())
    return made


class Prefixes:
    """Starts that items share, computed once and kept while they fit into `limit` bytes.

    The one used longest ago is dropped first.
    """

    def __init__(self, network: Network, limit: int) -> None:
        self._network = network
        self._limit = limit
        self._kept: dict[tuple[int, ...], Pairs] = {}

    @property
    def tokens(self) -> list[tuple[int, ...]]:
        """Return the tokens of every start that is kept."""
        return list(self._kept)

    def start(self, tokens: tuple[int, ...]) -> Start:
        """Return `tokens` computed; what a kept start holds of them is not computed again."""
        known = max(self._kept, key=lambda k: shared([k, tokens]), default=())
        held = shared([known, tokens])
        pairs = [] if not held else _cut(self._kept[known], held)
        if held == len(tokens):
            self._kept[known] = self._kept.pop(known)  # now the one used last
            return Start(held, pairs)
        out = self._network.answers(
            self._network.tensor([tokens[held:]]),
            [],
            attention_mask=self._network.tensor([[1] * len(tokens)]),
            position_ids=self._network.tensor([list(range(held, len(tokens)))]),
            past_key_values=filled(pairs, 1),
            use_cache=True,
        )[1]
        pairs = layers(out.past_key_values)
        if held and held == len(known):
            del self._kept[known]
        self._kept[tokens] = pairs
        while self._kept and sum(map(size, self._kept.values())) > self._limit:
            del self._kept[next(iter(self._kept))]
        return Start(len(tokens), pairs)

    def clear(self) -> None:
        """Forget every start."""
        self._kept.clear()


def _cut(pairs: Pairs, length: int) -> Pairs:
    return [(keys[:, :, :length], values[:, :, :length]) for keys, values in pairs]


def size(pairs: Pairs) -> int:
    """Return the bytes that keys and values take."""
    return sum(int(t.numel()) * int(t.element_size()) for pair in pairs for t in pair)

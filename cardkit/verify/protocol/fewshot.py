"""Which items stand before each question, replayed as the two harnesses draw them.

Both draw from one stream a task, item after item in the order of the file: what is drawn for an
item depends on all items before it, so draws are made for all of them at once. `random.sample` and
`random.choice` have drawn the same numbers, and sets of small integers have had the same order, in
every CPython from 3.6 to 3.13 (the tests pin draws).
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from cardkit.text import Text
from cardkit.verify.protocol.item import Item, ItemSet, by_category, refused
from cardkit.verify.protocol.protocol import Protocol

Draws = tuple[tuple[int, ...], ...]
"""For each item the places of its examples, in the order they are written."""

_FEW = Text(
    en="`{where}` has {count} {count:item|items} to draw {shots} {shots:example|examples} from",
    zh="`{where}` 只有 {count} 道题，无法抽取 {shots} 个样例",
)


def foundry_draws(count: int, shots: int, seed: int) -> Draws:
    """Return llm-foundry's draws for `count` items.

    A sample of all places becomes a set; where it holds the item's own place, that is taken out and
    places are drawn until a new one comes. Examples stand in the order of the set, not of the draw
    (`get_fewshot_sample_idxs` of llm-foundry 0.9.0). With too few items there are fewer examples.
    """
    rng = Random(seed)
    places = range(count)
    return tuple(_foundry_draw(rng, places, min(count - 1, shots), i) for i in places)


def _foundry_draw(rng: Random, places: range, shots: int, own: int) -> tuple[int, ...]:
    if shots <= 0:
        return ()
    drawn = set(rng.sample(places, shots))
    if own in drawn:
        drawn.remove(own)
        if len(drawn) < len(places) - 1:
            other = rng.choice(places)
            while other in drawn or other == own:
                other = rng.choice(places)
            drawn.add(other)
    return tuple(drawn)


def foundry_draws_of(items: ItemSet, protocol: Protocol) -> Draws:
    """Return the draws for all items; categories draw apart, each from a stream of its own."""
    if not protocol.definition.categories:
        return foundry_draws(items.n, protocol.shots, protocol.seed)
    found: list[tuple[int, ...]] = [()] * items.n
    for places in items.categories.values():
        draws = foundry_draws(len(places), protocol.shots, protocol.seed)
        for i, draw in zip(places, draws, strict=True):
            found[i] = tuple(places[j] for j in draw)
    return tuple(found)


def lm_eval_draws_of(items: ItemSet, protocol: Protocol) -> Draws:
    """Return lm-eval's draws: places in the pool, which may be the items themselves.

    `ContextSampler.sample` and `FirstNSampler.sample` of lm-eval 0.4.13: the default sampler draws
    one more where the item itself must be left out, drops whatever equals it and keeps the first.
    In a group of tasks each draws from a stream of its own. Raises Problem `items-few`.
    """
    definition = protocol.definition
    pool = items.pool or items
    if not definition.categories:
        whole = range(items.n), range(pool.n)
        return _lm_eval_draws(items, pool, *whole, protocol)
    found: list[tuple[int, ...]] = [()] * items.n
    pools = by_category(pool.items)
    for name, places in items.categories.items():
        draws = _lm_eval_draws(items, pool, places, pools.get(name, ()), protocol)
        for i, draw in zip(places, draws, strict=True):
            found[i] = draw
    return tuple(found)


def _lm_eval_draws(
    items: ItemSet,
    pool: ItemSet,
    asked: Sequence[int],
    places: Sequence[int],
    protocol: Protocol,
) -> Draws:
    shots, exclude = protocol.shots, protocol.definition.exclude_own
    if shots == 0:
        return ((),) * len(asked)
    first = protocol.definition.sampler == "first_n"
    if len(places) < shots + (exclude and not first):
        raise refused("items-few", _FEW, pool.name, count=len(places), shots=shots)
    rng = Random(protocol.seed)
    found: list[tuple[int, ...]] = []
    for i in asked:
        own = items.items[i] if exclude else None
        draw = _first(pool, places, shots, own) if first else _draw(rng, pool, places, shots, own)
        if len(draw) < shots:
            raise refused("items-few", _FEW, pool.name, count=len(draw), shots=shots)
        found.append(draw)
    return tuple(found)


def _first(pool: ItemSet, places: Sequence[int], shots: int, own: Item | None) -> tuple[int, ...]:
    found: list[int] = []
    for place in places:
        if len(found) == shots:
            break
        if own is None or pool.items[place].digest != own.digest:
            found.append(place)
    return tuple(found)


def _draw(
    rng: Random, pool: ItemSet, places: Sequence[int], shots: int, own: Item | None
) -> tuple[int, ...]:
    if own is None:
        return tuple(rng.sample(places, shots))
    drawn = rng.sample(places, shots + 1)
    kept = [place for place in drawn if pool.items[place].digest != own.digest][:shots]
    if len(kept) < shots:  # the item stands there twice, and both were drawn
        others = [place for place in places if pool.items[place].digest != own.digest]
        kept = rng.sample(others, shots) if len(others) >= shots else others
    return tuple(kept)

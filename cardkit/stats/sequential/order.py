"""The random order of the items: the same from the same seed, on every machine and Python.

Of bytes and whole numbers alone. `random.shuffle` promises neither across versions, and a logarithm
(weighted sampling by exponential keys) need not be the same to the last bit everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import accumulate

from cardkit.stats.sequential.population import Population


def seed_of(digest: str, task: str, salt: str) -> bytes:
    """Return SHA-256 of `digest|task|salt` in UTF-8, the 32 bytes that fix an order.

    A shell can redo it: `printf '%s|%s|%s' ... | sha256sum`. The salt is the verifier's, so that
    whoever writes a card cannot know which items will be looked at. ValueError where digest or
    salt has a `|`, for then two tasks could share a seed.
    """
    if "|" in digest or "|" in salt:
        raise ValueError("a digest or a salt with | in it makes the seed ambiguous")
    return sha256(f"{digest}|{task}|{salt}".encode()).digest()


class _Stream:
    """Whole numbers from a seed: SHA-256 over the seed and a block number of 8 bytes, 0, 1, ..."""

    def __init__(self, seed: bytes) -> None:
        self._seed, self._blocks, self._rest = seed, 0, b""

    def below(self, limit: int) -> int:
        """Return one of 0 ... limit - 1, each equally likely; a limit of 1 takes no bytes.

        The fewest whole bytes that hold limit - 1 are read as a big-endian number, of which the low
        bits that limit - 1 needs are kept; what is not below the limit is thrown away.
        """
        bits = (limit - 1).bit_length()
        while True:
            value = int.from_bytes(self._take((bits + 7) // 8), "big") & ((1 << bits) - 1)
            if value < limit:
                return value

    def _take(self, count: int) -> bytes:
        while len(self._rest) < count:
            self._rest += sha256(self._seed + self._blocks.to_bytes(8, "big")).digest()
            self._blocks += 1
        taken, self._rest = self._rest[:count], self._rest[count:]
        return taken


def order(population: Population, seed: bytes) -> Iterator[int]:
    """Yield all items, each counted from 0 in file order, in the order in which they are drawn.

    Each draw takes one of the items that are left, with a chance in proportion to its weight (all
    weigh the same where the score is k of n). So the next answer of a macro average is right with a
    chance of exactly what the rest of the score is over what the rest can be, whatever the sizes of
    the categories; `evidence` rests on that. Drawing all items alike and weighing the answers
    instead would be valid too, at 3.4 times the variance for the 57 sizes of MMLU.

    The draw is a number below the weight of all that is left, the items laid out category by
    category; the item drawn leaves its place to the first of its category (Fisher and Yates' way).
    """
    stream = _Stream(seed)
    weights, left = population.weights, list(population.sizes)
    starts = [end - size for end, size in zip(accumulate(left), left, strict=True)]
    items = list(range(population.items))
    weight_left = population.total
    while weight_left:
        at = stream.below(weight_left)
        category = 0
        while at >= left[category] * weights[category]:
            at -= left[category] * weights[category]
            category += 1
        first = starts[category]
        chosen = first + at // weights[category]
        items[first], items[chosen] = items[chosen], items[first]
        yield items[first]
        starts[category] += 1
        left[category] -= 1
        weight_left -= weights[category]

"""A stream of draws that is the same everywhere: SHA-256 of a name and a counter."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
_BYTES = 8
_RANGE = 1 << (8 * _BYTES)


class Draw:
    """Draws without bias from the stream of a name.

    Block i of the stream is SHA-256 of `NAME/i`; a draw takes 64 bits of it, high byte first.
    Python's own `random` promises the same floats between versions, but not the same choices.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._block = 0
        self._rest = b""

    def below(self, n: int) -> int:
        """Draw a number of 0 to n-1. Numbers over the last whole multiple of n are drawn anew."""
        limit = _RANGE - _RANGE % n
        while (number := self._number()) >= limit:
            pass
        return number % n

    def one(self, options: Sequence[T]) -> T:
        """Draw one of `options`."""
        return options[self.below(len(options))]

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """Draw `count` different places of `options`, in random order (Fisher and Yates)."""
        pool = list(options)
        for i in range(count):
            j = i + self.below(len(pool) - i)
            pool[i], pool[j] = pool[j], pool[i]
        return pool[:count]

    def _number(self) -> int:
        if not self._rest:
            self._rest = hashlib.sha256(f"{self._name}/{self._block}".encode()).digest()
            self._block += 1
        taken, self._rest = self._rest[:_BYTES], self._rest[_BYTES:]
        return int.from_bytes(taken, "big")

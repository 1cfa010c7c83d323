"""Work in batches of bounded size that become smaller when memory runs out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from cardkit.verify.score.memory import out_of_memory

Work = TypeVar("Work")
Result = TypeVar("Result")


class Budget:
    """How many tokens are fed at once; halved where memory ran out, and never raised again.

    `recover` is called after memory ran out, before the next try.
    """

    def __init__(self, tokens: int, recover: Callable[[], None]) -> None:
        self.tokens = tokens
        self.halved = 0
        self._recover = recover

    def run(
        self,
        jobs: Sequence[Work],
        size: Callable[[Work], int],
        together: Callable[[Sequence[Work]], Sequence[Result]],
        alone: Callable[[Work], Result],
    ) -> Iterator[tuple[Work, Result | None]]:
        """Yield each job with its result, None where it alone is more than memory holds.

        The largest come first. `together` gets jobs whose sizes add up to the budget, or one
        that is larger; `alone` is what is tried where one job was too much for `together`.
        """
        left = sorted(jobs, key=size, reverse=True)
        while left:
            count, total = 1, size(left[0])
            while count < len(left) and total + size(left[count]) <= self.tokens:
                total += size(left[count])
                count += 1
            taken = left[:count]
            results: Sequence[Result | None] | None = self.attempt(partial(together, taken))
            if results is None:
                if total <= self.tokens:
                    self.tokens = max(1, total // 2)
                    self.halved += 1
                if count > 1:
                    continue
                results = [self.attempt(partial(alone, taken[0]))]
            yield from zip(taken, results, strict=True)
            left = left[count:]

    def attempt(self, do: Callable[[], Result]) -> Result | None:
        """Return what `do` gives, None where memory ran out."""
        try:
            return do()
        except Exception as error:
            if not out_of_memory(error):
                raise
        self._recover()  # outside of the handler: the traceback holds the tensors
        return None

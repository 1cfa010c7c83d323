"""Two readings held side by side, and what is worked out once for the two of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Literal, TypeVar

from cardkit.bind.reading import Reading

Side = Literal["a", "b"]
T = TypeVar("T")


@dataclass(frozen=True)
class CardPair:
    """Two cards that say, or should say, the same: `a` is the one named first.

    For rules of the family BIL one is Chinese and one English; which of them is `a` is the
    caller's choice, and a rule finds the same either way.
    """

    a: Reading
    b: Reading
    memo: dict[object, object] = field(default_factory=dict, compare=False, repr=False)
    """What `remembered_of_pair` functions have answered; nothing else writes here."""

    def side(self, side: Side) -> Reading:
        """Return the reading on one side."""
        return self.a if side == "a" else self.b

    def in_two_languages(self) -> bool:
        """Say whether one card is Chinese and the other English."""
        return {self.a.language, self.b.language} == {"en", "zh"}


def other(side: Side) -> Side:
    """Return the side across."""
    return "b" if side == "a" else "a"


def remembered_of_pair(function: Callable[[CardPair], T]) -> Callable[[CardPair], T]:
    """Make a function of a pair answer once: several rules ask the same of two cards."""

    @wraps(function)
    def answer(pair: CardPair) -> T:
        if function not in pair.memo:
            pair.memo[function] = function(pair)
        return pair.memo[function]  # type: ignore[return-value]  # this function's own answer

    return answer

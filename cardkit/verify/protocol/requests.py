"""What is asked of a model and what it answers: the seam between protocols and the scorer.

A protocol turns items into requests of token ids; the scorer (`verify.score`) answers them on a
device; the protocol judges the answers. Token ids cross this seam, text does not, so that what is
scored is exactly what the harness would have scored.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Continuation:
    """A context and the tokens whose log-probability is asked for behind it.

    `target` is never empty. `context` may be: the first target token has no probability then, and
    the protocol must have put a start token in front.
    """

    context: tuple[int, ...]
    target: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Generation:
    """A context to continue greedily, until a stop string appears or so many tokens are there."""

    context: tuple[int, ...]
    max_new_tokens: int
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemRequests:
    """All that one item asks: a continuation a choice, or one generation.

    `item` is the place of the item in the order of the data.
    """

    item: int
    continuations: tuple[Continuation, ...] = ()
    generation: Generation | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """The answer to a continuation: sum of natural log-probabilities over `tokens` target tokens.

    `greedy` says that every target token was the likeliest at its place.
    """

    total: float
    tokens: int
    greedy: bool

    @property
    def mean(self) -> float:
        """Return the mean log-probability a token."""
        return self.total / self.tokens


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """The answers to an item's requests, in their order; `text` is what was generated."""

    item: int
    scored: tuple[Scored, ...] = ()
    text: str | None = None

"""Which items share a start long enough that computing it once, into a cache, pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cardkit.verify.score.tree import shared

Tokens = tuple[int, ...]


LEAST = 8
"""Tokens below which a shared start is not worth the copies of its keys and values."""


@dataclass(frozen=True, slots=True)
class Group:
    """Places of items, and the tokens at whose end they all go on; empty where nothing is shared.

    The tokens are `stem[:length]` of every member.
    """

    prefix: Tokens
    members: tuple[int, ...]


def group(stems: Sequence[Tokens], kept: Sequence[Tokens], worth: int) -> list[Group]:
    """Return every item in one group: with the longest shared start that saves enough tokens.

    `stems` are the tokens of each item that may come out of a cache, `kept` those that a cache
    holds already, `worth` how many tokens a start must save to be computed by itself. The radix
    tree over the stems is walked from its root; a fork pays where its items save `worth` tokens
    beyond the fork above that paid.
    """
    entries = sorted(
        [(stem, place) for place, stem in enumerate(stems)] + [(known, -1) for known in kept]
    )
    members: dict[Tokens, list[int]] = {}
    todo = [(0, len(entries), 0)]
    while todo:
        low, high, paid = todo.pop()
        own = [place for _, place in entries[low:high] if place >= 0]
        if not own:
            continue
        first = entries[low][0]
        fork = shared([first, entries[high - 1][0]])
        saves = len(own) if high - low > len(own) else len(own) - 1  # a kept start is there
        if fork - paid >= LEAST and saves * (fork - paid) >= worth:
            paid = fork
        at = low
        while at < high:
            end = _same_next(entries, at, high, fork)
            if end - at > 1 and len(entries[at][0]) > fork:
                todo.append((at, end, paid))
            else:
                for stem, place in entries[at:end]:
                    if place >= 0:
                        members.setdefault(stem[:paid], []).append(place)
            at = end
    return [Group(prefix, tuple(places)) for prefix, places in members.items()]


def _same_next(entries: Sequence[tuple[Tokens, int]], at: int, high: int, fork: int) -> int:
    """Return the end of the run from `at` on that goes on with the same token behind the fork."""
    wanted = entries[at][0][fork : fork + 1]
    end = at + 1
    while end < high and entries[end][0][fork : fork + 1] == wanted:
        end += 1
    return end

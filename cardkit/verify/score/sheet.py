"""Collects the log-probabilities of target tokens, from however many forwards they come."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cardkit.verify.protocol.requests import Scored
from cardkit.verify.score.logits import read
from cardkit.verify.score.network import Network
from cardkit.verify.score.tree import Slot, Tree


@dataclass(frozen=True, slots=True)
class Wanted:
    """A target token asked for at a flat position of the ids: of which tree, of which slot."""

    position: int
    tree: int
    slot: Slot


class Sheet:
    """The answers to the continuations of some trees, as they come in."""

    def __init__(self, trees: Sequence[Tree]) -> None:
        self._logs: list[list[list[float]]] = [[[] for _ in range(t.continuations)] for t in trees]
        self._greedy: list[list[bool]] = [[True] * t.continuations for t in trees]

    def ask(self, network: Network, ids: Any, wanted: Iterable[Wanted], **named: Any) -> Any:
        """Run one forward, note what was wanted of it, and return all that came out."""
        wanted = list(wanted)
        rows: dict[int, int] = {}
        pairs = [(rows.setdefault(w.position, len(rows)), w.slot.token) for w in wanted]
        logits, out = network.answers(ids, list(rows), **named)
        for w, log, greedy in zip(wanted, *read(logits, pairs), strict=True):
            self._logs[w.tree][w.slot.continuation].append(log)
            self._greedy[w.tree][w.slot.continuation] &= greedy
        return out

    def scored(self) -> list[tuple[Scored, ...]]:
        """Return what was collected: a sum in float64 for each continuation of each tree."""
        return [
            tuple(
                Scored(math.fsum(part), len(part), greedy)
                for part, greedy in zip(logs, flags, strict=True)
            )
            for logs, flags in zip(self._logs, self._greedy, strict=True)
        ]

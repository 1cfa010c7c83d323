"""What a prepared task answers to: requests for an item, and what its answer is worth."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from cardkit.verify.outcome import Remark
from cardkit.verify.protocol.fewshot import Draws
from cardkit.verify.protocol.item import ItemSet
from cardkit.verify.protocol.pieces import Piece, fitted
from cardkit.verify.protocol.protocol import Metric, Protocol
from cardkit.verify.protocol.requests import Continuation, Generation, ItemAnswer, ItemRequests


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether an item was answered rightly: under the claim's metric, and under the others.

    `bits` holds every metric that the same answer decides. `chosen` is the choice taken under the
    claim's metric, `said` the cleaned answer of a generation.
    """

    item: int
    metric: Metric
    bits: Mapping[Metric, bool]
    chosen: int | None = None
    said: str | None = None

    @property
    def right(self) -> bool:
        """The bit under the claim's metric."""
        return self.bits[self.metric]


@dataclass(frozen=True, slots=True)
class Shown:
    """A request as text: what the model reads, what is scored behind it (none of a generation).

    `dropped` tokens of the context are cut off at its left, since the rest does not fit.
    """

    context: str
    target: str
    dropped: int = 0


class Asker(ABC):
    """A task ready to be asked. The order in which items are asked changes nothing."""

    remarks: tuple[Remark, ...] = ()
    """What a reader of the score must know of these items with this tokenizer."""

    def __init__(self, protocol: Protocol, items: ItemSet, draws: Draws) -> None:
        self.protocol = protocol
        self.items = items
        self.n = items.n
        self._draws = draws
        self._room = protocol.max_seq_len
        self._new_tokens = 0
        self._stop: tuple[str, ...] = ()
        macro = protocol.definition.macro
        self.groups: Mapping[str | None, tuple[int, ...]] = (
            items.categories if macro else {None: tuple(range(items.n))}
        )
        """The places of the items of each category that a macro average is over, else of all."""

    def weight(self, i: int) -> Fraction:
        """Return the share of the score that an item makes; the shares of all items make 1."""
        macro = self.protocol.definition.macro
        group = self.groups[self.items.items[i].category if macro else None]
        return Fraction(1, len(self.groups) * len(group))

    @property
    def generates(self) -> tuple[int, tuple[str, ...]]:
        """The most new tokens of a generation, and what ends it; 0 for other types."""
        return self._new_tokens, self._stop

    def examples(self, i: int) -> tuple[int, ...]:
        """Return the places of an item's few-shot examples, in the order they are written.

        They are places in `items.pool` where there is one.
        """
        return self._draws[i]

    def requests(self, i: int) -> ItemRequests:
        """Return what an item asks of the model, in tokens.

        Raises Problem where it cannot be asked: `choice-without-tokens`, `target-too-long`,
        `context-empty`.
        """
        pieces, where = self._pieces(i), self.where(i)
        contexts = [fitted(piece, self._room, where) for piece in pieces]
        if self.protocol.definition.type == "generation":
            asked = Generation(contexts[0], self._new_tokens, self._stop)
            return ItemRequests(i, generation=asked)
        pairs = zip(contexts, pieces, strict=True)
        return ItemRequests(i, tuple(Continuation(c, piece.target) for c, piece in pairs))

    def shown(self, i: int) -> tuple[Shown, ...]:
        """Return the same as text. Raises Problem."""
        where = self.where(i)
        return tuple(
            Shown(p.context_text, p.target_text, len(p.context) - len(fitted(p, self._room, where)))
            for p in self._pieces(i)
        )

    def where(self, i: int) -> str:
        """Return the file and line of an item."""
        return f"{self.items.name}:{self.items.items[i].line}"

    @abstractmethod
    def _pieces(self, i: int) -> list[Piece]:
        """Return an item's requests before they are cut to fit. Raises Problem."""

    @abstractmethod
    def judge(self, i: int, answer: ItemAnswer) -> Judged:
        """Return whether the answer to an item's requests is right.

        Raises Problem: `answer-of-another-item`, `score-not-a-number`.
        """

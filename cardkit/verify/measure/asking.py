"""What the process that holds the model is asked to measure, as plain data that crosses to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from cardkit.stats.sequential.design import Limits
from cardkit.verify.load.session import Request
from cardkit.verify.protocol.protocol import Metric, Protocol


@dataclass(frozen=True, slots=True)
class Claimed:
    """A score to test on the answers to one task, a fraction of 1 with its printed decimals.

    `metric` is the rule by which an answer counts as right. `own` are the claim's own answers in
    the order of the data, `1` for right, where it comes with them.
    """

    score: Decimal
    decimals: int
    metric: Metric
    own: str | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """One task asked under one protocol, and the claims that rest on its answers.

    `places` are the items in the order in which `stats.sequential` counts them, category by
    category, `sizes` how many each category has. `sha256` is that of the items and of where
    examples are drawn from: the process reads them again, and they must be the same. `trials` are
    tested on the same answers, the first being the claim and the others the same figure under other
    rules that the card may have meant.
    """

    id: str
    protocol: Protocol
    sha256: str
    places: tuple[int, ...]
    sizes: tuple[int, ...]
    trials: tuple[Claimed, ...]
    limits: Limits
    seed: str
    """Of the order of the items, in hexadecimal."""

    @property
    def n(self) -> int:
        """How many items there are."""
        return len(self.places)


@dataclass(frozen=True, slots=True)
class Budget:
    """How far to go for a claim that stays undecided: items of each task, seconds of all."""

    items: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """Items of one asking and how they were answered, in the order in which they were drawn.

    `bits` holds for each metric a `1` or `0` an item. `said` tells answers apart: the choice taken,
    or the beginning of a digest of a text; empty where neither is. `prompts` is the sum, modulo
    2^256, of SHA-256 digests of what each item asked, in hexadecimal: the same in any order. `fed`
    tokens went through the model, `naive` would have without sharing; `seconds` it took.
    """

    asking: str
    items: tuple[int, ...]
    bits: Mapping[str, str]
    said: tuple[str, ...]
    prompts: str
    fed: int
    naive: int
    seconds: float


@dataclass(frozen=True, slots=True)
class MeasureRequest:
    """Which model to load and what to ask it. `known` are answers of an earlier run, by asking.

    `folder` is where items are looked for (`--data`).
    """

    load: Request
    askings: tuple[Asking, ...]
    budget: Budget
    folder: str | None = None
    tier: str = "auto"
    known: Mapping[str, tuple[Answers, ...]] = field(default_factory=dict)

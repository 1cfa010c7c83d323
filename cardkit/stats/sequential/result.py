"""What a trial says: the decision, what it rests on, and the figures beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from cardkit.stats.sequential.design import Design
from cardkit.stats.sequential.detectable import Detectable

Decision = Literal["consistent", "contradicted-high", "contradicted-low", "contradicted-items"]
"""`contradicted-items` is said by an `ItemTrial` alone."""

Basis = Literal["sample", "certain", "complete", "none"]
"""What a result rests on: a sample at level alpha; a sample after which no other answer is possible
whatever the rest; a full run; nothing yet."""


class EValues(NamedTuple):
    """The evidence against four hypotheses, 1 before any item, inf where refuted for certain.

    Against "the claim is not too high" (too low), beyond the tolerance, and against "the true score
    is above (below) the claim by the margin or more". At any stopping each has mean at most 1 under
    what it is against.
    """

    too_high: float
    too_low: float
    not_above: float
    not_below: float


class Mismatches(NamedTuple):
    """Answers that differ from the claim's own: right there and wrong here, and the other way.

    `interval` is the range of their share among all items, at level 1 - alpha.
    """

    lost: int
    gained: int
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Result:
    """How a trial stands. `decision` None with `basis` none is inconclusive.

    `observed` is the most likely score and `interval` holds the true one with chance 1 - alpha at
    all times together, both fractions of 1. `seen` of `items` were looked at, `right` were right.
    `evidence` is the e-value against "the claim is within the tolerance", for `family`.
    `mismatches` is None where the claim came without its own answers.
    """

    decision: Decision | None
    basis: Basis
    seen: int
    items: int
    right: int
    observed: float | None
    interval: tuple[float, float]
    detectable: Detectable
    e_values: EValues
    evidence: float
    design: Design
    mismatches: Mismatches | None = None

"""What became of each claimed score, and all that decided it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cardkit.stats.sequential.family import Family
from cardkit.stats.sequential.result import Result
from cardkit.text import Text
from cardkit.verify.outcome import Remark, Verdict
from cardkit.verify.protocol.claims import ScoreClaim
from cardkit.verify.protocol.item import ItemSet
from cardkit.verify.protocol.protocol import Metric, Protocol

Ended = Literal["finished", "out-of-time", "interrupted", "stopped"]


@dataclass(frozen=True, slots=True)
class UnderMetric:
    """The same answers under another rule: the share that is right, and what it says of the claim.

    `right` items were right, which makes the score `observed`. `result` is None where the rule was
    not tested, only counted.
    """

    metric: Metric
    right: int
    observed: float
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of the model for a claim, to the last item.

    `drawn` are the items in the order in which they were asked, counted from 0 in the order of the
    data, and `bits` how each was answered under the claim's metric: those that decided the claim,
    and any that another claim on the same task needed besides. `seed` fixed the order.
    `prompts` sums the digests of what each item asked (`asking.Answers`).
    """

    items: ItemSet
    drawn: tuple[int, ...]
    bits: str
    seed: str
    prompts: str
    fed: int
    naive: int
    seconds: float


@dataclass(frozen=True, slots=True)
class CheckedScore:
    """A claimed score with the verdict on it and what that rests on.

    `protocol` is None where none is known, `result` and `asked` where no item was asked. `reason`
    says what a reader must know beside the figures. `others` are the same answers under the
    harness' other metrics, `readings` the outcomes of other protocols that the card's words allow.
    """

    claim: ScoreClaim
    verdict: Verdict
    protocol: Protocol | None = None
    result: Result | None = None
    asked: Asked | None = None
    reason: Text | None = None
    others: tuple[UnderMetric, ...] = ()
    readings: tuple[CheckedScore, ...] = ()
    is_derived: bool = False
    """Formed from other scores, or only assumed: nothing of its own to measure."""


@dataclass(frozen=True, slots=True)
class Measured:
    """All scores of a card, checked, and how that was done.

    `family` judges the claims together, None where nothing was measured. `facts` are how answers
    were computed (device, dtype, tier, threads, versions), `digests` the SHA-256 of the model's
    files. `journal` is the file that a run with `--resume` goes on from. `ended` says how: all was
    asked that was to be asked, the budget of time was used up, a person ended it, or something went
    wrong, which `remarks` and reasons say.
    """

    scores: tuple[CheckedScore, ...]
    family: Family | None
    salt: str
    card_sha256: str
    facts: Mapping[str, str]
    digests: Mapping[str, str]
    remarks: tuple[Remark, ...]
    seconds: float
    journal: str
    ended: Ended = "finished"


def bitset(items: tuple[int, ...], bits: str, n: int) -> str:
    """Return a bit for each of `n` items in file order, in hexadecimal, the first item's leftmost.

    A bit is 1 for an item among `items` whose character in `bits` is `1`; the last digit is filled
    up with 0.
    """
    row = bytearray((n + 7) // 8)
    for item, bit in zip(items, bits, strict=True):
        if bit == "1":
            row[item // 8] |= 0x80 >> item % 8
    return row.hex()

"""What one witness says of one claim, and the law by which many become one verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cardkit.text import Text
from cardkit.verify.outcome import Checked, Claim, Observation, Verdict
from cardkit.verify.spec.shown import shown_value

_DISAGREE = Text(
    en="the witnesses disagree: {first} says {a}, {second} says {b}",
    zh="依据不一致：{first} 为 {a}，{second} 为 {b}",
)


@dataclass(frozen=True, slots=True)
class Opinion:
    """One observation held against a claim.

    `reason` says what a reader must know beside the two figures. `reached` says that the claimed
    figure is met by another reading of the same file, so that there is no deviation.
    """

    observation: Observation
    verdict: Verdict
    reason: Text | None = None
    reached: bool = False

    @property
    def agrees(self) -> bool:
        """Say whether the observation bears the claim out."""
        return self.verdict in ("verified", "consistent")


def combined(claim: Claim, opinions: Sequence[Opinion]) -> Checked:
    """Return the verdict on a claim by one opinion or more, the most trusted witness first.

    One that agrees and one that contradicts make it inconclusive, however they rank: which of the
    two files is wrong, no file says. Where none contradicts and the first is no doubt, an exact
    agreement counts before a consistent one.
    """
    observed = tuple(o.observation for o in opinions)
    agreeing = [o for o in opinions if o.agrees]
    against = [o for o in opinions if o.verdict == "contradicted"]
    first = opinions[0]
    if agreeing and against:
        return Checked(
            claim, observed, "inconclusive", _deviation(claim, first), _split(opinions), observed
        )
    if first.agrees:
        first = next((o for o in agreeing if o.verdict == "verified"), first)
    basis = tuple(o.observation for o in opinions if o.agrees == first.agrees)
    return Checked(claim, observed, first.verdict, _deviation(claim, first), first.reason, basis)


def _split(opinions: Sequence[Opinion]) -> Text:
    first = opinions[0].observation
    other = (o.observation for o in opinions if o.agrees != opinions[0].agrees)
    second = next(other, opinions[-1].observation)
    return _DISAGREE.format(
        first=first.where,
        a=shown_value(first.value),
        second=second.where,
        b=shown_value(second.value),
    )


def _deviation(claim: Claim, opinion: Opinion) -> float | None:
    claimed, seen = claim.value, opinion.observation.value
    if type(claimed) is not int or type(seen) is not int:
        return None
    if opinion.reached:
        return 0.0
    try:
        return (seen - claimed) / claimed
    except (ZeroDivisionError, OverflowError):
        return None

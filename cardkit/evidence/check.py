"""A card held against the evidence beside it: no accelerator, no weights, no network of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from cardkit.evidence.claims import card_claims
from cardkit.evidence.identity import other_model
from cardkit.evidence.reading import Evidence
from cardkit.evidence.status import MAX_AGE, STATUSES, ClaimStatus, Status, left_over, statuses
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.evidence.files import Files
    from cardkit.evidence.statement import ClaimEvidence


Held = Literal["none", "refused", "unsigned", "unchecked", "signed"]
"""What evidence a card has: none, one of which nothing counts, or one with whoever stands behind it
(`cardkit.evidence.reading.Standing`)."""


@dataclass(frozen=True)
class Tally:
    """How many claims of one card stand how, and by what evidence: for a summary of many cards."""

    counts: Mapping[Status, int]
    evidence: Held


@dataclass(frozen=True)
class EvidenceReport:
    """How every claim of a card stands by its evidence; `evidence` is None where there is none."""

    reading: Reading
    evidence: Evidence | None
    statuses: Mapping[str, ClaimStatus]
    left_over: tuple[ClaimEvidence, ...]
    """Evidence of what the card no longer claims."""
    today: date
    max_age: int | None
    unbound: tuple[str, ...] = ()
    """Files that lie there and that no claim is bound to; documents are not among them."""

    @property
    def other_model(self) -> Text | None:
        """That the evidence is about the card of another model; None where it is not known to be.

        Where the model's files are at hand they say that it is the same one under another name.
        """
        statement = None if self.evidence is None else self.evidence.statement
        return None if statement is None else other_model(statement, self.reading)

    @property
    def counts(self) -> Mapping[Status, int]:
        """The number of claims of each status, the worst first."""
        found = [each.status for each in self.statuses.values()]
        return {status: found.count(status) for status in STATUSES}

    @property
    def tally(self) -> Tally:
        """The counts, and what evidence there is."""
        held: Held = "none"
        if self.evidence is not None:
            held = "refused" if self.evidence.refusal is not None else self.evidence.standing
        return Tally(self.counts, held)

    @property
    def exit_code(self) -> int:
        """1 for refused evidence, a contradicted and a stale claim; 4 for an unverified one.

        4 also where the card claims nothing; a claim formed from others has nothing of its own to
        be verified, and counts as little as `verify` counts it. A stale claim is a finding and no
        mere lack: what the evidence says is no longer true of this card and model.
        """
        if self.evidence is not None and self.evidence.refusal is not None:
            return 1
        counts = self.counts
        if counts["contradicted"] or counts["stale"]:
            return 1
        own = [each for each in self.statuses.values() if not each.claim.is_derived]
        return 4 if not own or any(each.status == "unverified" for each in own) else 0


def check_evidence(
    reading: Reading,
    evidence: Evidence | None,
    files: Files | None,
    today: date,
    max_age: int | None = MAX_AGE,
) -> EvidenceReport:
    """Return how the claims of a card stand; nothing of refused evidence counts."""
    statement = None if evidence is None else evidence.statement
    found = statuses(statement, reading, files, today, max_age)
    if evidence is not None and evidence.refusal is not None:
        found = {p: ClaimStatus(s.claim, "unverified", reason=_REFUSED) for p, s in found.items()}
    over = () if statement is None else left_over(statement, card_claims(reading))
    unbound = () if files is None else files.unbound
    return EvidenceReport(reading, evidence, found, over, today, max_age, unbound)


_REFUSED = Text(en="the evidence is refused", zh="证据被拒绝")

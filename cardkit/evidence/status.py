"""How each claim of a card stands, derived when it is read: never stored, by nobody.

A verdict counts as long as what it rests on is what it was: the claim, the files, the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from cardkit.evidence.changes import Age, Changes
from cardkit.evidence.claims import CardClaim, card_claims, score_pointer
from cardkit.evidence.files import Files
from cardkit.evidence.groups import GROUPS, OF_SPECS, Group
from cardkit.evidence.identity import other_model
from cardkit.evidence.printed import read_as
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.evidence.statement import ClaimEvidence, Statement, StoredVerdict
    from cardkit.source.span import Path

Status = Literal["verified", "consistent", "unverified", "contradicted", "stale"]
STATUSES: Mapping[Status, Text] = {
    "contradicted": Text(en="contradicted", zh="矛盾"),
    "stale": Text(en="stale", zh="已失效"),
    "unverified": Text(en="unverified", zh="未核实"),
    "consistent": Text(en="consistent", zh="相符"),
    "verified": Text(en="verified", zh="已核实"),
}
"""Every status, the worst first."""
MAX_AGE = 180
"""Days that a score counts after it was measured, where nothing else is said."""


@dataclass(frozen=True)
class ClaimStatus:
    """How one claim stands now. `was` is the verdict of the evidence, None where there is none.

    `reason` says what a reader must know: why it is stale or unverified, what contradicts it.
    """

    claim: CardClaim
    status: Status
    was: StoredVerdict | None = None
    reason: Text | None = None
    evidence: ClaimEvidence | None = None
    untold: Text | None = None
    """Why nobody can tell whether what the verdict rests on is what it was; None where it is."""

    @property
    def pointer(self) -> str:
        """The claim's pointer."""
        return self.claim.pointer

    @property
    def path(self) -> Path:
        """Where the claim stands in the card, as `Reading.span` takes it."""
        return self.claim.path


def statuses(
    statement: Statement | None,
    reading: Reading,
    files: Files | None,
    today: date,
    max_age: int | None = MAX_AGE,
) -> Mapping[str, ClaimStatus]:
    """Return the status of every claim of a card that can be verified, by pointer, in its order.

    `statement` is evidence that was read and not refused, None where there is none. `files` are the
    model's as they are now, None where they are not at hand: nothing is known to hold then. `today`
    is the day in UTC; scores older than `max_age` days are stale, figures of the model's make never
    are. A date to come makes all stale, and so does the card of another model, where the files do
    not show that it is this one.
    """
    claims = card_claims(reading)
    if statement is None:
        return {c.pointer: ClaimStatus(c, "unverified", reason=_NONE) for c in claims}
    found = matched(statement, claims)
    changed = Changes(statement, files)
    old = Age(statement.finished.date(), today, max_age)
    other = other_model(statement, reading)
    return {
        claim.pointer: _status(claim, found.get(claim.pointer), changed, old, other)
        for claim in claims
    }


def matched(statement: Statement, claims: Iterable[CardClaim]) -> Mapping[str, ClaimEvidence]:
    """Return the evidence of each claim by pointer: for the same claim, else for its place.

    A claim that moved is found by its digest; what is left is matched by pointer, as edited.
    """
    claims = tuple(claims)
    by_digest = {e.claim_digest.sha256: e for e in statement.predicate.claims}
    by_pointer = {e.pointer: e for e in statement.predicate.claims}
    if any(claim.partial for claim in claims):
        by_pointer = _printed(statement) | by_pointer
    same = {c.pointer: by_digest[c.digest] for c in claims if c.digest in by_digest}
    taken = {id(evidence) for evidence in same.values()}
    edited = {
        c.pointer: by_pointer[c.pointer]
        for c in claims
        if c.pointer in by_pointer and c.pointer not in same
    }
    return same | {p: e for p, e in edited.items() if id(e) not in taken}


def _printed(statement: Statement) -> dict[str, ClaimEvidence]:
    """Return the evidence of scores by the pointers that a Markdown card may have for them."""
    found: dict[str, ClaimEvidence] = {}
    for each in statement.predicate.claims:
        task, at = each.claimed.get("task"), each.claimed.get("at")
        if isinstance(task, str) and at == score_pointer(task) and each.pointer.startswith(at):
            for other in sorted(read_as(task) - {task}):
                found.setdefault(score_pointer(other) + each.pointer[len(at) :], each)
    return found


def left_over(statement: Statement, claims: Iterable[CardClaim]) -> tuple[ClaimEvidence, ...]:
    """Return the evidence of what the card no longer claims."""
    used = {id(evidence) for evidence in matched(statement, claims).values()}
    return tuple(e for e in statement.predicate.claims if id(e) not in used)


def _status(
    claim: CardClaim,
    evidence: ClaimEvidence | None,
    changes: Changes,
    age: Age,
    other: Text | None,
) -> ClaimStatus:
    """Return how a claim stands; `other` says that the evidence is of another model's card."""
    if evidence is None:
        return ClaimStatus(claim, "unverified", reason=_NOT_IN_IT)
    verdict = evidence.verdict
    said = evidence.reason
    reason = None if said is None else Text(en=said.en, zh=said.zh)
    if verdict == "inconclusive":
        return ClaimStatus(claim, "unverified", verdict, reason or _UNDECIDED, evidence)
    binds = bound(evidence)
    edited = _edited(claim, evidence)
    unknown = changes.unknown(binds)
    why = edited or changes.stale(binds) or age.stale(claim.kind)
    if unknown is not None:  # else the files themselves say that it is the model, whatever its name
        why = why or other
    if why is not None:
        was = _WAS.format(was=STATUSES[verdict], why=why)
        return ClaimStatus(claim, "stale", verdict, was, evidence)
    if unknown is not None:
        was = _WAS.format(was=STATUSES[verdict], why=unknown)
        return ClaimStatus(claim, "unverified", verdict, was, evidence, unknown)
    return ClaimStatus(claim, verdict, verdict, reason, evidence)


def bound(evidence: ClaimEvidence) -> set[Group]:
    """Return the groups of files that a verdict depends on, the least that it must included."""
    scored = evidence.claimed.get("kind") != "spec" or evidence.method in ("full", "sample")
    return set(GROUPS) if scored else {*evidence.binds, *OF_SPECS}


def _edited(claim: CardClaim, evidence: ClaimEvidence) -> Text | None:
    now, then = claim.claimed, evidence.claimed
    name = claim.departs_from(then, evidence.printed)
    if name is None:
        return None
    if name == "value":
        return _OTHER_VALUE.format(then=evidence.printed, now=claim.printed[:80])
    before, after = (str(each.get(name, "-"))[:80] for each in (then, now))
    return _OTHER_FACT.format(name=name, then=before, now=after)


_NONE = Text(en="there is no evidence", zh="没有证据")
_NOT_IN_IT = Text(en="the evidence is not about this claim", zh="证据未涉及此声明")
_UNDECIDED = Text(en="it could not be decided", zh="当时未能判定")
_WAS = Text(en="was {was}; {why}", zh="曾为“{was}”；{why}")
_OTHER_VALUE = Text(
    en="the card said {then} then and says {now} now", zh="卡片当时为 {then}，现为 {now}"
)
_OTHER_FACT = Text(
    en="`{name}` of the claim was {then} then and is {now} now",
    zh="声明的 `{name}` 当时为 {then}，现为 {now}",
)

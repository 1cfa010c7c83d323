"""What a statement says of each claim that was checked, and what scores were measured with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Literal

from cardkit.evidence.canonical import digest
from cardkit.evidence.claims import CardClaim, card_claims, plain, spec_value
from cardkit.evidence.files import Files
from cardkit.evidence.groups import GROUPS, OF_SPECS, Group
from cardkit.evidence.statement import (
    Bilingual,
    ClaimEvidence,
    Digests,
    Log,
    Material,
    Method,
    Observed,
)
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.stats.sequential.result import Result
    from cardkit.verify.measure.outcome import Asked, CheckedScore
    from cardkit.verify.outcome import Checked, Observation
    from cardkit.verify.report import VerifyReport

_LONGEST = 400
_FOLDERS = re.compile(r"(?<![\w/:.])(?:[A-Za-z]:)?(?:[/\\][^\s/\\`,;:，；：]{1,255})+[/\\]")
"""The folders before a name in an absolute path."""


def claims_of_report(report: VerifyReport, files: Files) -> Iterator[ClaimEvidence]:
    """Yield the evidence of each claim that was checked, in the order of the card."""
    specs = {(c.claim.path, c.claim.field, spec_value(c.claim)): c for c in report.claims}
    measured = report.measured
    scores = {} if measured is None else {each.claim.path: each for each in measured.scores}
    for claim in card_claims(report.reading):
        if claim.kind == "score":
            score = scores.get(claim.path)
            if score is not None:
                yield _of_score(claim, score)
        elif claim.key in specs:
            yield _of_spec(claim, specs[claim.key], files)


def _of_spec(claim: CardClaim, checked: Checked, files: Files) -> ClaimEvidence:
    first = _bearing(checked)
    return ClaimEvidence(
        pointer=claim.pointer,
        claim_digest=sha256(claim.digest),
        claimed=dict(claim.claimed),
        printed=short(claim.printed),
        method="spec",
        comparator="band" if checked.claim.nominal else "equal",
        observed=None
        if first is None
        else Observed(value=_value(first.value), where=short(_FOLDERS.sub("", first.where))),
        verdict=checked.verdict,
        reason=_both(checked.reason),
        binds=_groups(checked.observed, files),
    )


def _bearing(checked: Checked) -> Observation | None:
    """Return what a verdict rests on: the first that was heard, or the one that said the same.

    A context that scaling reaches is another reading of what the file says: then that figure was
    seen, and the reason says from which it follows.
    """
    if not checked.observed:
        return None
    first, claimed = checked.observed[0], checked.claim.value
    if checked.verdict != "verified" or type(claimed) is not int:
        return first
    same = next((each for each in checked.observed if each.value == claimed), None)
    if same is not None or checked.deviation != 0:
        return same or first
    return replace(first, value=claimed)


def _value(value: object) -> str | bool | None:
    return value if value is None or isinstance(value, bool) else short(str(value))


def _groups(observed: Iterable[Observation], files: Files) -> tuple[Group, ...]:
    """Return what kinds of files a figure depends on: weights, config and those of the witnesses.

    All that were heard count: had another one spoken otherwise, the verdict were another.
    """
    found: set[Group] = set(OF_SPECS)
    found |= {g for each in observed for n in each.files if (g := files.group(n)) is not None}
    return tuple(group for group in GROUPS if group in found)


def _of_score(claim: CardClaim, checked: CheckedScore) -> ClaimEvidence:
    asked = checked.asked
    return ClaimEvidence(
        pointer=claim.pointer,
        claim_digest=sha256(claim.digest),
        claimed=dict(claim.claimed),
        printed=short(claim.printed),
        method=_method(checked),
        comparator=_comparator(checked),
        observed=None if checked.result is None else _seen(checked.result),
        verdict=checked.verdict,
        reason=_both(checked.reason),
        binds=GROUPS,
        evidence=() if asked is None or not asked.drawn else (_log(asked),),
    )


def _seen(result: Result) -> Observed:
    low, high = result.interval
    # A claim near 0 cannot be inflated by what a sample tells: then what it would be too low by.
    inflation, understatement = result.detectable
    difference = understatement if inflation is None else inflation
    return Observed(
        value=None if result.observed is None else decimal(result.observed),
        k=result.right,
        n=result.seen,
        items=result.items,
        interval=(decimal(low), decimal(high)),
        alpha=decimal(result.design.alpha),
        detectable=None if difference is None else decimal(difference),
    )


def _method(checked: CheckedScore) -> Method:
    return "full" if checked.result is not None and checked.result.basis == "complete" else "sample"


def _comparator(checked: CheckedScore) -> Literal["equal", "band", "sequential", "items"]:
    if checked.result is not None and checked.result.mismatches is not None:
        return "items"
    return "equal" if _method(checked) == "full" else "sequential"


def _log(asked: Asked) -> Log:
    """Return the digest of what was asked and answered, by fields that the JSON of `verify` has."""
    from cardkit.verify.measure.outcome import bitset

    n = asked.items.n
    log = {
        "sha256": asked.items.sha256,
        "order_seed": asked.seed,
        "asked": bitset(asked.drawn, "1" * len(asked.drawn), n),
        "right": bitset(asked.drawn, asked.bits, n),
        "prompts_sha256_sum": asked.prompts,
    }
    return Log(name="items", digest=sha256(digest(log)))


def materials(report: VerifyReport) -> Iterator[Material]:
    """Yield the items that scores were measured on and the definitions they were asked by, once."""
    met: set[tuple[str, str]] = set()
    for score in report.measured.scores if report.measured is not None else ():
        for each in _of(score):
            known = (each.name, each.digest.sha256)
            if known not in met:
                met.add(known)
                yield each


def _of(score: CheckedScore) -> Iterator[Material]:
    if score.asked is None or not score.asked.drawn or score.protocol is None:
        return
    items = score.asked.items
    for each in (items, items.pool):
        if each is not None:
            yield Material(
                name=short(_FOLDERS.sub("", each.name)), digest=sha256(each.sha256), items=each.n
            )
    from cardkit.verify.protocol.assumptions import READ_IN

    protocol = _without_places(asdict(score.protocol))
    definition = score.protocol.definition
    yield Material(
        name=short(f"{definition.harness} {definition.name or definition.task}"),
        digest=sha256(digest(plain(protocol))),
        revision=READ_IN[definition.harness],
    )


def _without_places(value: object) -> object:
    """Return a protocol without where its file lies here, and without what was assumed and why."""
    if isinstance(value, dict):
        left_out = ("folder", "place", "assumed")
        return {k: _without_places(v) for k, v in value.items() if k not in left_out}
    return [_without_places(v) for v in value] if isinstance(value, (list, tuple)) else value


def _both(text: Text | None) -> Bilingual | None:
    """Return a sentence without the folders of this machine, which a statement is not to tell."""
    if text is None:
        return None
    return Bilingual(en=_FOLDERS.sub("", text.en)[:2000], zh=_FOLDERS.sub("", text.zh)[:2000])


def sha256(text: str) -> Digests:
    """Return a SHA-256 as statements have it."""
    return Digests(sha256=text)


def decimal(value: float) -> str:
    """Return a fraction as a decimal text with six digits, enough for any count of items here."""
    return f"{value:.6f}"


def short(text: str) -> str:
    """Return a text cut to what a statement takes; halves of surrogate pairs are shown escaped."""
    shown = text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
    return shown.encode("utf-8", "backslashreplace").decode("utf-8")[:_LONGEST]

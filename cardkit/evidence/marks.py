"""The marks that a card prints beside its claims, and whether a printed one is borne out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from cardkit.catalog.marks import MARKS, MarkStatus
from cardkit.evidence.words import name_of, shown_share, shown_value
from cardkit.quantity import parse_quantity
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.mark import Mark
    from cardkit.evidence.statement import ClaimEvidence, Observed
    from cardkit.evidence.status import ClaimStatus


def mark_of(each: ClaimStatus) -> Text | None:
    """Return the mark of a claim with what it rests on; None for one that is not verified.

    The tick is that of fresh and full verification alone. A sample says how large it was and what
    inflation it would have found.
    """
    if each.status == "unverified":
        return None
    begins = MARKS[each.status]
    if each.status == "stale":
        was = MARKS[each.was] if each.was is not None and each.was != "inconclusive" else None
        return begins if was is None else _WAS.format(mark=begins, was=_word(was))
    more = None if each.evidence is None else _more(each.status, each.evidence)
    return begins if more is None else _MORE.format(mark=begins, more=more)


def held_now(each: ClaimStatus) -> ClaimStatus:
    """Return how a claim stands where its model is not at hand: as if the files were unchanged.

    The claim itself and the day have been looked at; the very object where nothing is assumed.
    """
    if each.untold is None or each.was is None or each.was == "inconclusive":
        return each
    return replace(each, status=each.was)


def claims_marked(mark: Mark, found: Iterable[ClaimStatus]) -> tuple[ClaimStatus, ...]:
    """Return the claims that a printed mark stands beside; none where the card claims no such."""
    if mark.path is not None:
        return tuple(each for each in found if each.path == mark.path)
    return tuple(each for each in claims_named(mark, found) if _is_claimed(mark, each))


def claims_named(mark: Mark, found: Iterable[ClaimStatus]) -> tuple[ClaimStatus, ...]:
    """Return the figures of the model that go by the name a printed mark gives."""
    specs = [each for each in found if each.claim.kind == "spec"]
    names = [name_of(each.claim) for each in specs]
    return tuple(e for e, n in zip(specs, names, strict=True) if mark.name in (n.en, n.zh))


def _is_claimed(mark: Mark, each: ClaimStatus) -> bool:
    claim = each.claim
    if mark.claimed in ("", claim.printed):  # a mark beside the name alone is of what is claimed
        return True
    amount = parse_quantity(mark.claimed)
    return amount is not None and str(claim.claimed["value"]) == f"{amount.amount.normalize():f}"


def _more(status: MarkStatus, evidence: ClaimEvidence) -> Text | None:
    seen = evidence.observed
    if seen is None or (evidence.method == "spec" and status == "verified"):
        return None
    if evidence.method in ("sample", "full"):
        return _measured(status, evidence, seen)
    return None if seen.value is None else _SEEN.format(value=shown_value(seen)[:80])


def _measured(status: MarkStatus, evidence: ClaimEvidence, seen: Observed) -> Text | None:
    counts = {"n": f"{seen.n or 0:,}", "items": f"{seen.items or 0:,}"}
    if status == "contradicted":
        return _NOT.format(value=shown_share(seen), **counts)
    if evidence.method == "full":
        return _ALL.format(**counts)
    if seen.detectable is None:
        return _SAMPLE.format(**counts)
    points = f"{Decimal(seen.detectable) * 100:.1f}"
    return _DETECTS.format(points=points, **counts)


def _word(mark: Text) -> Text:
    """Return a mark without its sign: what a claim was gets none."""
    return Text(en=mark.en.partition(" ")[2], zh=mark.zh.partition(" ")[2])


_MORE = Text(en="{mark}, {more}", zh="{mark}，{more}")
_WAS = Text(en="{mark}, was {was}", zh="{mark}，曾为“{was}”")
_SEEN = Text(en="{value} found", zh="实为 {value}")
_NOT = Text(en="measured {value} (n = {n} of {items})", zh="实测 {value}（n = {n}/{items}）")
_ALL = Text(en="all {items} items", zh="全部 {items} 题")
_SAMPLE = Text(en="n = {n} of {items}", zh="n = {n}/{items}")
_DETECTS = Text(
    en="n = {n} of {items}, detects ≥ {points} points",
    zh="n = {n}/{items}，可检出 ≥ {points} 个百分点的偏差",
)

"""What evidence rests on, in a few words: for screens and for cards."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cardkit.evidence.check import EvidenceReport
from cardkit.evidence.claims import CardClaim
from cardkit.evidence.reading import Evidence
from cardkit.evidence.statement import ClaimEvidence, Observed
from cardkit.evidence.status import STATUSES, Status
from cardkit.text import Text, listed
from cardkit.verify.spec.fields import FIELDS, SIZE
from cardkit.verify.spec.shown import shown_where


def name_of(claim: CardClaim) -> Text:
    """Return what a claim is called."""
    if claim.kind == "score":
        task = str(claim.claimed["task"])
        return Text(en=task, zh=task)
    field = str(claim.claimed["field"])
    if field == "parameters" and claim.path[-1] == "size":
        return SIZE
    return FIELDS.get(field, Text(en=field, zh=field))


def basis(evidence: ClaimEvidence) -> Text | None:
    """Return how a verdict was come by; of a sample how large it was and what it would have found.

    None where nothing was observed.
    """
    seen = evidence.observed
    if seen is None:
        return None
    if evidence.method == "full" and seen.n is not None:
        return _FULL.format(n=f"{seen.n:,}", value=shown_share(seen))
    if evidence.method == "sample" and seen.n is not None:
        return _sampled(seen)
    if not seen.where:
        return None
    return _READ.format(value=shown_value(seen), where=shown_where(seen.where))


def standing(evidence: Evidence) -> Text:
    """Return who stands behind evidence."""
    if evidence.standing == "signed":
        text = _BY_ITSELF if evidence.named_itself else _SIGNED
        return text.format(keys=listed([f"`{key}`" for key in evidence.keys]))
    return _UNCHECKED if evidence.standing == "unchecked" else _UNSIGNED


def tally(report: EvidenceReport) -> Text:
    """Return how many claims have which status, the worst first."""
    return counted([each.status for each in report.statuses.values()])


def counted(statuses: Sequence[Status]) -> Text:
    """Return how many there are of each status, the worst first."""
    parts = [(text, n) for status, text in STATUSES.items() if (n := statuses.count(status))]
    return Text(
        en=", ".join(f"{text.en} {n}" for text, n in parts) or "-",
        zh="，".join(f"{text.zh} {n}" for text, n in parts) or "-",
    )


def _sampled(seen: Observed) -> Text:
    n, items = f"{seen.n or 0:,}", f"{seen.items or 0:,}"
    if not seen.n:
        return _NOT_ASKED
    if seen.detectable is None:
        return _SAMPLE.format(n=n, items=items, value=shown_share(seen))
    points = f"{Decimal(seen.detectable) * 100:.1f}"
    return _DETECTS.format(n=n, items=items, value=shown_share(seen), points=points)


def shown_value(seen: Observed) -> str:
    """Return what was read of a figure, thousands parted."""
    text = "-" if seen.value is None else str(seen.value)[:80]
    return f"{int(text):,}" if text.isascii() and text.isdecimal() else text


def shown_share(seen: Observed) -> str:
    """Return a measured share with four decimals at most."""
    return "-" if seen.value is None else str(seen.value)[:6]


_READ = Text(en="{value}, {where}", zh="{value}，{where}")
_NOT_ASKED = Text(en="no item was asked", zh="未评测任何题目")
_FULL = Text(en="{value}, all {n} items", zh="{value}，全部 {n} 题")
_SAMPLE = Text(en="{value}, n = {n} of {items}", zh="{value}，n = {n}/{items}")
_DETECTS = Text(
    en="{value}, n = {n} of {items}, detects {points} points or more",
    zh="{value}，n = {n}/{items}，可检出 {points} 个百分点及以上的偏差",
)
_SIGNED = Text(en="signed by {keys}", zh="由 {keys} 签名")
_BY_ITSELF = Text(
    en="self-attested: signed by {keys}, a key that the checked repository itself names",
    zh="自行声明：由 {keys} 签名，而该公钥由被检查的仓库自己指定",
)
_UNCHECKED = Text(
    en="self-attested: signed, but no key to trust was given",
    zh="自行声明：已签名，但未指定可信公钥",
)
_UNSIGNED = Text(en="self-attested: not signed", zh="自行声明：未签名")

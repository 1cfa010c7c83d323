"""What evidence rests on, in a few words: for screens and for cards."""

from __future__ import annotations

from decimal import Decimal

from cardkit.evidence.reading import Evidence
from cardkit.evidence.statement import ClaimEvidence, Observed
from cardkit.text import Text, listed


def basis(evidence: ClaimEvidence) -> Text | None:
    """Return how a verdict was come by; of a sample how large it was and what it would have found.

    None where nothing was observed.
    """
    seen = evidence.observed
    if seen is None:
        return None
    if evidence.method == "full" and seen.n is not None:
        return _FULL.format(n=f"{seen.n:,}", value=_short(seen))
    if evidence.method == "sample" and seen.n is not None:
        return _sampled(seen)
    return _READ.format(value=_value(seen), where=seen.where) if seen.where else None


def standing(evidence: Evidence) -> Text:
    """Return who stands behind evidence."""
    if evidence.standing == "signed":
        return _SIGNED.format(keys=listed([f"`{key}`" for key in evidence.keys]))
    return _UNCHECKED if evidence.standing == "unchecked" else _UNSIGNED


def _sampled(seen: Observed) -> Text:
    n, items = f"{seen.n or 0:,}", f"{seen.items or 0:,}"
    if not seen.n:
        return _NOT_ASKED
    if seen.detectable is None:
        return _SAMPLE.format(n=n, items=items, value=_short(seen))
    points = f"{Decimal(seen.detectable) * 100:.1f}"
    return _DETECTS.format(n=n, items=items, value=_short(seen), points=points)


def _value(seen: Observed) -> str:
    text = "-" if seen.value is None else str(seen.value)[:80]
    return f"{int(text):,}" if text.isascii() and text.isdecimal() else text


def _short(seen: Observed) -> str:
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
_UNCHECKED = Text(
    en="self-attested: signed, but no key to trust was given",
    zh="自行声明：已签名，但未指定可信公钥",
)
_UNSIGNED = Text(en="self-attested: not signed", zh="自行声明：未签名")

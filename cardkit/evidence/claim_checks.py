"""What a statement says of one claim, held against itself: a verdict needs figures behind it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from cardkit.evidence.canonical import digest
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.evidence.statement import ClaimEvidence, Observed

MAX_ALPHA = Decimal("0.1")
"""The largest chance of a wrong verdict at which a sample counts.

`detectable` is what is found with chance .9, and is missed with chance .1: a verdict that is wrong
more often than that would make the figure beside it mean nothing. What cardkit measures at, and
what its items to a verdict were measured at, is .05 and below.
"""
POWER = Decimal("0.9")
"""The chance with which `detectable` is found."""
_AT = "{pointer}"
"""Left in a sentence for who knows the claim's name."""
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
_LAST = Decimal("0.000001")
"""Of the decimals that are written of a share."""


def wrong_with(claim: ClaimEvidence) -> Text | None:
    """Return what a claim's evidence contradicts itself in, None where in nothing."""
    found = _wrong(claim)
    return None if found is None else found.format(pointer=claim.pointer[:200])


def _wrong(claim: ClaimEvidence) -> Text | None:
    seen = claim.observed
    if claim.claim_digest.sha256 != digest(claim.claimed):
        return _OTHER_CLAIM
    if seen is not None and not (seen.k or 0) <= (seen.n or 0) <= (seen.items or 0):
        return _COUNTS
    return (None if seen is None else _figures(seen)) or _of_method(claim) or _of_counts(claim)


def _of_method(claim: ClaimEvidence) -> Text | None:
    """Return what is wrong with the way that a verdict was come by."""
    if claim.verdict in ("inconclusive", "contradicted"):
        return None
    if claim.method == "forensic" or (claim.method == "spec" and _is_score(claim)):
        return _METHOD
    if claim.verdict == "verified":
        if claim.method == "sample":
            return _ONLY_SAMPLED
        if claim.comparator == "band" or claim.claimed.get("nominal") is True:
            return _ONLY_NEAR
        if _is_score(claim) and claim.comparator not in ("equal", "items"):
            return _NOT_EXACT
        return None if _is_borne_out(claim) else _OTHER_SEEN
    return None


def _of_counts(claim: ClaimEvidence) -> Text | None:
    """Return what is wrong with the items that a verdict rests on."""
    if not _is_counted(claim):
        return None
    seen = claim.observed
    if seen is None or not seen.n or seen.k is None or seen.items is None:
        return _NO_COUNTS
    if seen.n == seen.items and claim.method != "sample":
        return None
    if claim.verdict == "verified":
        return _ONLY_SAMPLED
    if claim.method == "full":
        return _NOT_FULL
    return _of_sample(claim, seen)


def _of_sample(claim: ClaimEvidence, seen: Observed) -> Text | None:
    if seen.alpha is None:
        return _NO_ALPHA
    if not 0 < Decimal(seen.alpha) <= MAX_ALPHA:
        return _ALPHA.format(pointer=_AT, alpha=seen.alpha[:20], most=MAX_ALPHA)
    if claim.verdict != "consistent":
        return None
    if seen.detectable is None:
        return _NO_DETECTABLE
    return None if _fits(claim, seen) else _APART


def _figures(seen: Observed) -> Text | None:
    """Return which figure is none that a measurement can give."""
    alpha = Decimal(seen.alpha) if seen.alpha is not None else None
    if alpha is not None and not 0 < alpha < 1:
        return _ALPHA.format(pointer=_AT, alpha=str(seen.alpha)[:20], most=MAX_ALPHA)
    if seen.interval is not None:
        low, high = map(Decimal, seen.interval)
        if not 0 <= low <= high <= 1:
            return _INTERVAL
    if seen.detectable is None:
        return None
    found = Decimal(seen.detectable)
    if not 0 < found <= 1:
        return _DETECTABLE.format(pointer=_AT, value=seen.detectable[:20])
    if seen.n and found * seen.n < POWER - (alpha or 0):
        return _TOO_KEEN.format(pointer=_AT, value=seen.detectable[:20], n=seen.n)
    return None


def _is_score(claim: ClaimEvidence) -> bool:
    return claim.claimed.get("kind") != "spec"


def _is_counted(claim: ClaimEvidence) -> bool:
    """Say whether a verdict must give its counts: all that uphold a score, by whatever method."""
    if claim.verdict == "inconclusive":
        return False
    upheld = claim.verdict != "contradicted" and _is_score(claim)
    return upheld or claim.method in ("sample", "full")


def _is_borne_out(claim: ClaimEvidence) -> bool:
    """Say whether what was seen is what was claimed; True where that cannot be told from figures.

    Cards round a score, or cut it: it lies half a last digit below at most, and one above.
    """
    pair = _pair(claim)
    if claim.comparator not in ("equal", "items") or pair is None:
        return True
    claimed, found = pair
    if claim.claimed.get("unit") != "fraction":
        return found == claimed
    last = Decimal(1).scaleb(int(claimed.as_tuple().exponent))
    return -last / 2 - _LAST <= found - claimed <= last


def _fits(claim: ClaimEvidence, seen: Observed) -> bool:
    """Say whether a score that a sample upheld lies where the sample saw it, or not far from there.

    The tolerance and the sample's own luck may part them by about what would have been found.
    """
    pair = _pair(claim)
    if pair is None or claim.claimed.get("unit") != "fraction" or seen.detectable is None:
        return True
    claimed, found = pair
    low, high = map(Decimal, seen.interval) if seen.interval is not None else (found, found)
    return max(low - claimed, claimed - high) <= 2 * Decimal(seen.detectable)


def _pair(claim: ClaimEvidence) -> tuple[Decimal, Decimal] | None:
    """Return what was claimed and what was seen, where both are numbers."""
    said = claim.claimed.get("value")
    seen = None if claim.observed is None else claim.observed.value
    if not (isinstance(said, str) and isinstance(seen, str)):
        return None
    if not (_NUMBER.fullmatch(said) and _NUMBER.fullmatch(seen)):
        return None
    return Decimal(said), Decimal(seen)


_OTHER_CLAIM = Text(
    en="the digest of the claim `{pointer}` is not that of what it says was claimed",
    zh="声明 `{pointer}` 的摘要与其所载内容不符",
)
_OTHER_SEEN = Text(
    en="it calls `{pointer}` verified, and saw another value than was claimed",
    zh="`{pointer}` 标为已核实，但所见的值与声明不同",
)
_ONLY_SAMPLED = Text(
    en="it calls `{pointer}` verified, and a sample cannot verify",
    zh="`{pointer}` 标为已核实，但抽样不足以核实",
)
_ONLY_NEAR = Text(
    en="it calls `{pointer}` verified, and a rounded figure can only be consistent",
    zh="`{pointer}` 标为已核实，但约数至多为相符",
)
_NOT_EXACT = Text(
    en="it calls `{pointer}` verified, and compared it otherwise than for equality",
    zh="`{pointer}` 标为已核实，但比较方式并非相等",
)
_METHOD = Text(
    en="it upholds `{pointer}` by a method that cannot uphold such a claim",
    zh="`{pointer}` 所用的方法不足以得出该结论",
)
_NOT_FULL = Text(
    en="it says that all items of `{pointer}` were asked, and fewer were",
    zh="`{pointer}` 写明为全量评测，但评测题数少于总题数",
)
_NO_COUNTS = Text(
    en="it gives a verdict on `{pointer}` and not how many items it rests on",
    zh="`{pointer}` 有结论，却未写明依据的题数",
)
_NO_ALPHA = Text(
    en="it gives a verdict on `{pointer}` by a sample and not at which alpha",
    zh="`{pointer}` 依据抽样得出结论，却未写明 alpha",
)
_ALPHA = Text(
    en="its alpha for `{pointer}` is {alpha}: a sample counts above 0 and up to {most}",
    zh="`{pointer}` 的 alpha 为 {alpha}：抽样结论的 alpha 应大于 0 且不超过 {most}",
)
_NO_DETECTABLE = Text(
    en="it calls `{pointer}` consistent by a sample and not which difference that would have found",
    zh="`{pointer}` 依据抽样标为相符，却未写明可检出的偏差（detectable）",
)
_DETECTABLE = Text(
    en="its `detectable` for `{pointer}` is {value}, and a difference is above 0 and up to 1",
    zh="`{pointer}` 的 detectable 为 {value}，应大于 0 且不超过 1",
)
_TOO_KEEN = Text(
    en="its `detectable` for `{pointer}` is {value}: no sample of {n} items finds so little",
    zh="`{pointer}` 的 detectable 为 {value}：{n} 道题的抽样不可能检出这样小的偏差",
)
_APART = Text(
    en="it calls `{pointer}` consistent, and what it saw lies far from what was claimed",
    zh="`{pointer}` 标为相符，但所见的值与声明相差甚远",
)
_INTERVAL = Text(
    en="its interval for `{pointer}` is no range of shares",
    zh="`{pointer}` 的区间不是有效的比例范围",
)
_COUNTS = Text(
    en="of `{pointer}` more items are right than were asked, or more asked than there are",
    zh="`{pointer}` 的答对数、评测数与总题数互相矛盾",
)

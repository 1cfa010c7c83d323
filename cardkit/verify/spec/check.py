"""Claims of a card against what was observed of the model: one verdict each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from cardkit.text import Text
from cardkit.verify.outcome import Checked, Claim, Observation, Remark
from cardkit.verify.spec.dtypes import dtype_name
from cardkit.verify.spec.observe import Observed, shown_value

BAND = Decimal("0.1")
"""How far a count may lie from a nominal size. Rounding to one digit would fail Qwen2-7B (7.62
billion) and Gemma-7B written as 8B (8.54); a tenth passes both and fails `Gemma 7B` (+22 %)."""

_PADDING = Decimal("0.9")
_NOTHING = Text(
    en="the model's files that could be read say nothing of it", zh="可读取的模型文件中没有相关信息"
)
_OTHER_COUNT = Text(en="the claimed figure is the count {parts}", zh="所述数字是{parts}的参数量")
_TOKENIZER = Text(
    en="the tokenizer's own size; the embeddings are padded to {rows} rows",
    zh="此为分词器词表大小；词嵌入补齐至 {rows} 行",
)
_PADDED = Text(
    en="{rows} rows of embeddings may be padded; no tokenizer was read to tell",
    zh="词嵌入共 {rows} 行，可能含补齐；未读取分词器，无法判断",
)
_SCALED = Text(en="reached by rope scaling from {context}", zh="由 {context} 经 RoPE 缩放得到")


def check(claims: Iterable[Claim], observed: Observed, *, band: Decimal = BAND) -> list[Checked]:
    """Return each claim with what was observed of it and the verdict.

    A count must be equal; a nominal one (`7B`) may lie off by the share `band` of itself. The most
    trusted witness decides (`WITNESSES`).
    """
    return [_checked(claim, observed, band) for claim in claims]


def _checked(claim: Claim, observed: Observed, band: Decimal) -> Checked:
    found = observed.of(claim.field)
    if not found:
        return Checked(claim, (), "inconclusive", reason=_NOTHING)
    first = found[0]
    if type(claim.value) is not int or type(first.value) is not int:
        same = _same(claim, first)
        return Checked(claim, found, "verified" if same else "contradicted")
    checked = _counted(claim, claim.value, first.value, found, band)
    return _reconsidered(checked, claim.value, first.value, observed)


def _counted(
    claim: Claim, claimed: int, seen: int, found: tuple[Observation, ...], band: Decimal
) -> Checked:
    deviation = _deviation(claimed, seen)
    if claim.nominal:
        near = abs(Decimal(seen) - claimed) <= band * abs(claimed)
        return Checked(claim, found, "consistent" if near else "contradicted", deviation)
    return Checked(claim, found, "verified" if claimed == seen else "contradicted", deviation)


def _deviation(claimed: int, seen: int) -> float | None:
    try:
        return (seen - claimed) / claimed
    except (ZeroDivisionError, OverflowError):
        return None


def _reconsidered(checked: Checked, claimed: int, seen: int, observed: Observed) -> Checked:
    """Return a contradiction with what explains it, or without it where another reading holds."""
    if checked.verdict != "contradicted":
        return checked
    field = checked.claim.field
    if field == "parameters" and observed.count is not None and not checked.claim.nominal:
        parts = observed.count.explain(claimed)
        return replace(checked, reason=_OTHER_COUNT.format(parts=parts)) if parts else checked
    if field == "context_length" and observed.config is not None:
        if observed.config.scaled_context == claimed:
            reason = _SCALED.format(context=shown_value(seen))
            return replace(checked, verdict="verified", deviation=0.0, reason=reason)
    elif field == "vocabulary_size":
        return _vocabulary(checked, claimed, seen, observed)
    return checked


def _vocabulary(checked: Checked, claimed: int, seen: int, observed: Observed) -> Checked:
    rows = shown_value(seen)
    own = (*observed.of("tokenizer_vocabulary"), *observed.of("tokenizer_base"))
    same = tuple(o for o in own if o.value == claimed)
    if same and claimed <= seen:
        found = (*same, *checked.observed)
        reason = _TOKENIZER.format(rows=rows)
        return replace(checked, observed=found, verdict="verified", deviation=0.0, reason=reason)
    if not own and _PADDING * seen < claimed < seen:
        return replace(checked, verdict="inconclusive", reason=_PADDED.format(rows=rows))
    return checked


def _same(claim: Claim, observation: Observation) -> bool:
    claimed, seen = claim.value, observation.value
    if not isinstance(claimed, str) or not isinstance(seen, str):
        return claimed == seen
    if claim.field == "dtype":
        return dtype_name(claimed) == dtype_name(seen)
    if claim.field == "quantization":
        return claimed.casefold() in seen.casefold()
    return claimed == seen


def exit_code(checked: Iterable[Checked], remarks: Iterable[Remark]) -> int:
    """Return 1 where a claim is contradicted, 4 where the check could not be had, else 0.

    Inconclusive is: a claim nothing was found for, no claim at all, and files that are damaged or
    refused, so that what was read of the others is not the whole model.
    """
    verdicts = [each.verdict for each in checked]
    if "contradicted" in verdicts:
        return 1
    damaged = any(remark.level == "error" for remark in remarks)
    return 4 if damaged or not verdicts or "inconclusive" in verdicts else 0

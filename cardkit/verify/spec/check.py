"""Claims of a card against what was observed of the model: one verdict each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from cardkit.forensics.nominal import printed_unit
from cardkit.text import Text, listed
from cardkit.verify.outcome import Checked, Claim, Observation, Remark
from cardkit.verify.spec import contexts, quantization_claims
from cardkit.verify.spec.dtypes import dtype_name, is_dtype
from cardkit.verify.spec.observe import Observed
from cardkit.verify.spec.opinion import Opinion, combined
from cardkit.verify.spec.shown import shown_value

BAND = Decimal("0.1")
"""How far a count may lie from a nominal size. Rounding to one digit would fail Qwen2-7B (7.62
billion) and Gemma-7B written as 8B (8.54); a tenth passes both and fails `Gemma 7B` (+22 %)."""

_PADDING = Decimal("0.9")
_NOTHING = Text(
    en="the model's files that could be read say nothing of it", zh="可读取的模型文件中没有相关信息"
)
_OTHER_COUNT = Text(en="the claimed figure is the count {parts}", zh="所述数字是{parts}的参数量")
_PADDED_COUNT = Text(
    en="{count} of the counted parameters {count:is|are} in tensors without a known place"
    " (`{name}`)",
    zh="所统计的参数中有 {count} 个位于用途不明的张量（`{name}`）",
)
_ASSUMED = Text(
    en="the count rests on defaults that are assumed, not on what config.json says",
    zh="该参数量依据假定的默认值，而非 config.json 的内容",
)
_TOKENIZER = Text(
    en="the tokenizer's own size; the embeddings are padded to {rows} rows",
    zh="此为分词器词表大小；词嵌入补齐至 {rows} 行",
)
_PADDED = Text(
    en="{rows} rows of embeddings may be padded; no tokenizer was read to tell",
    zh="词嵌入共 {rows} 行，可能含补齐；未读取分词器，无法判断",
)
_LOADED_AS = Text(
    en="the weights are quantised: the config says how they compute, not how they are stored",
    zh="权重经过量化：配置说明的是计算精度，而非存储精度",
)
_NO_DTYPE = Text(en="`{claimed}` is no single dtype", zh="`{claimed}` 不是单一的数据类型")


def check(claims: Iterable[Claim], observed: Observed, *, band: Decimal = BAND) -> list[Checked]:
    """Return each claim with what was observed of it and the verdict.

    A count must be equal; a nominal one (`7B`) may lie off by the share `band` of itself, in a name
    by as much as the last printed digit rounds (`Llama-3.2-1B` has 1.24 billion). Every witness is
    heard, and `opinion.combined` has the law by which they make one verdict.
    """
    return [_checked(claim, observed, band) for claim in claims]


def _checked(claim: Claim, observed: Observed, band: Decimal) -> Checked:
    found = _heard(claim.field, observed)
    if not found:
        return Checked(claim, (), "inconclusive", reason=_NOTHING)
    judge = _JUDGES.get(claim.field, _plain)
    checked = combined(claim, [judge(claim, seen, observed, band) for seen in found])
    return _vocabulary(checked, observed) if claim.field == "vocabulary_size" else checked


def _heard(field: str, observed: Observed) -> tuple[Observation, ...]:
    """Return the observations that can bear witness.

    A model whose tensors were missing was filled up to what its config says: its count is no more
    than the config. What weights are stored in, their headers alone know.
    """
    found = observed.of(field)
    if field == "dtype":
        return tuple(o for o in found if o.witness == "headers") or found
    if field in ("parameters", "active_parameters") and _has(observed, "tensors-missing"):
        return tuple(o for o in found if o.witness not in ("meta", "loaded"))
    return found


def _has(observed: Observed, kind: str) -> bool:
    return any(remark.kind == kind for remark in observed.remarks)


def _plain(claim: Claim, seen: Observation, observed: Observed, band: Decimal) -> Opinion:
    """Hold a count, a name or a yes against what was seen."""
    del observed
    same = claim.value == seen.value and type(claim.value) is type(seen.value)
    if claim.nominal:
        return Opinion(seen, "consistent" if _is_near(claim, seen, band) else "contradicted")
    return Opinion(seen, "verified" if same else "contradicted")


def _is_near(claim: Claim, seen: Observation, band: Decimal) -> bool:
    if type(claim.value) is not int or type(seen.value) is not int:
        return False
    amount, count = Decimal(claim.value), Decimal(seen.value)
    room = band * abs(amount)
    low, high = amount - room, amount + room
    if claim.path[0] in ("name", "title"):  # rounded or cut off to the digits it prints
        last = printed_unit(amount, claim.printed)
        low, high = min(low, amount - last / 2), max(high, amount + last)
    return low <= count <= high


def _parameters(claim: Claim, seen: Observation, observed: Observed, band: Decimal) -> Opinion:
    """Hold a count of parameters: equal, near, or an honest count of another kind."""
    found = _plain(claim, seen, observed, band)
    counted = observed.count
    if type(claim.value) is not int or type(seen.value) is not int:
        return found
    if not found.agrees and not claim.nominal and counted and counted.is_honest(seen.value):
        parts = counted.explain(claim.value)
        if parts is not None:
            return Opinion(seen, "consistent", _OTHER_COUNT.format(parts=parts))
    if not found.agrees:
        return found
    if seen.witness in ("meta", "loaded"):
        assumed = found.verdict == "verified" and _has(observed, "openlm-assumed")
        return Opinion(seen, "consistent", _ASSUMED) if assumed else found
    if counted is not None and counted.is_padded:
        name, size = counted.unplaced_name[:80], shown_value(counted.unplaced)
        return Opinion(seen, "inconclusive", _PADDED_COUNT.format(count=size, name=name))
    return found


def _active(claim: Claim, seen: Observation, observed: Observed, band: Decimal) -> Opinion:
    """Hold active parameters, which many count without embeddings (DeepSeek-V2-Lite's 2.4B)."""
    found = _parameters(claim, seen, observed, band)
    counted = observed.count
    if found.verdict != "contradicted" or counted is None or not claim.nominal:
        return found
    if type(claim.value) is not int or type(seen.value) is not int:
        return found
    for parts in (counted.embeddings[:1], counted.embeddings):
        left = Decimal(seen.value + sum(part.elements for part in parts))
        last = printed_unit(Decimal(claim.value), claim.printed)
        if parts and claim.value - last / 2 <= left <= claim.value + last:
            names = listed([part.name for part in parts if part.elements])
            return Opinion(seen, "consistent", _OTHER_COUNT.format(parts=names))
    return found


def _context(claim: Claim, seen: Observation, observed: Observed, band: Decimal) -> Opinion:
    del band
    if type(claim.value) is not int or type(seen.value) is not int:
        return Opinion(seen, "contradicted")
    return contexts.opinion(claim, seen, observed.config)


def _dtype(claim: Claim, seen: Observation, observed: Observed, band: Decimal) -> Opinion:
    del band
    claimed = str(claim.value)
    if not is_dtype(claimed):
        return Opinion(seen, "inconclusive", _NO_DTYPE.format(claimed=claimed[:80]))
    if dtype_name(claimed) == dtype_name(str(seen.value)):
        return Opinion(seen, "verified")
    quantized = observed.config is not None and observed.config.quantization is not None
    if quantized and seen.witness == "config":
        return Opinion(seen, "inconclusive", _LOADED_AS)
    return Opinion(seen, "contradicted")


def _quantization(claim: Claim, seen: Observation, observed: Observed, band: Decimal) -> Opinion:
    del observed, band
    return quantization_claims.opinion(claim, seen)


_JUDGES: Mapping[str, Callable[[Claim, Observation, Observed, Decimal], Opinion]] = {
    "parameters": _parameters,
    "active_parameters": _active,
    "context_length": _context,
    "dtype": _dtype,
    "quantization": _quantization,
}


def _vocabulary(checked: Checked, observed: Observed) -> Checked:
    """Return a contradicted vocabulary as the tokenizer's own, or in doubt where none was read."""
    claimed, seen = checked.claim.value, checked.observed[0].value
    if checked.verdict != "contradicted" or type(claimed) is not int or type(seen) is not int:
        return checked
    rows = shown_value(seen)
    own = (*observed.of("tokenizer_vocabulary"), *observed.of("tokenizer_base"))
    same = tuple(o for o in own if o.value == claimed)
    if same and claimed <= seen:
        found = (*same, *checked.observed)
        reason = _TOKENIZER.format(rows=rows)
        return Checked(checked.claim, found, "verified", 0.0, reason, same)
    if not own and _PADDING * seen < claimed < seen:
        return replace(checked, verdict="inconclusive", reason=_PADDED.format(rows=rows))
    return checked


def exit_code(checked: Iterable[Checked], remarks: Iterable[Remark], *, scores: int = 0) -> int:
    """Return 1 where a claim is contradicted, 4 where the check could not be had, else 0.

    Inconclusive is: a claim nothing was found for, no claim at all, and files that are damaged or
    refused, so that what was read of the others is not the whole model. `scores` is how many
    claimed scores are checked besides, and judged elsewhere.
    """
    verdicts = [each.verdict for each in checked]
    if "contradicted" in verdicts:
        return 1
    damaged = any(remark.level == "error" for remark in remarks)
    return 4 if damaged or not (verdicts or scores) or "inconclusive" in verdicts else 0

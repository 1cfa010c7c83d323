"""A claimed context length against what the config allows: at most, below, reached by scaling."""

from __future__ import annotations

from decimal import Decimal

from cardkit.forensics.nominal import printed_unit
from cardkit.text import Text
from cardkit.verify.outcome import Claim, Observation, Verdict
from cardkit.verify.spec.config import Config
from cardkit.verify.spec.opinion import Opinion
from cardkit.verify.spec.shown import shown_value

_KILO = (Decimal(1), Decimal("1.024"), Decimal("1.048576"))
"""`128K` is 131,072 to most and 128,000 to some; `1M` is 1,048,576 or 1,000,000."""
_AT_MOST = Decimal("0.05")
"""How far the last printed digit may round: of `8K` it counts an eighth, which is no rounding."""
_ABOUT = ("~", "≈", "约")
_SCALED = Text(en="reached by rope scaling from {context}", zh="由 {context} 经 RoPE 缩放得到")
_WITHIN = Text(
    en="below what rope scaling reaches from {context}: {reach}",
    zh="小于由 {context} 经 RoPE 缩放所能达到的 {reach}",
)
_BELOW = Text(
    en="below the model's maximum of {context}; a card may promise less",
    zh="小于模型上限 {context}；卡片可以只承诺较短的上下文",
)
_UNSURE = Text(
    en="the config does not say whether {context} is before or after its rope scaling",
    zh="配置未说明 {context} 是 RoPE 缩放之前还是之后的长度",
)


def opinion(claim: Claim, seen: Observation, config: Config | None) -> Opinion:
    """Hold a claimed context against an observed maximum and the rope scaling of the config.

    Above what is reached is contradicted; below is consistent, with the reason. Both values are
    counts.
    """
    claimed, most = int(claim.value), int(seen.value)
    own = config if seen.witness == "config" else None
    reach = own.scaled_context if own is not None else None
    unsure = own.unsure_context if own is not None else None
    met: Verdict = "consistent" if claim.nominal else "verified"
    context = shown_value(most)
    if _is(claim, most):
        return Opinion(seen, met)
    if reach is not None and _is(claim, reach):
        return Opinion(seen, met, _SCALED.format(context=context), reached=True)
    if 0 < claimed < most:
        return Opinion(seen, "consistent", _BELOW.format(context=context))
    if reach is not None and 0 < claimed < reach:
        reason = _WITHIN.format(context=context, reach=shown_value(reach))
        return Opinion(seen, "consistent", reason)
    if unsure is not None and claimed > 0 and (claimed <= unsure or _is(claim, unsure)):
        return Opinion(seen, "inconclusive", _UNSURE.format(context=context))
    return Opinion(seen, "contradicted")


def _is(claim: Claim, context: int) -> bool:
    """Say whether a claim may stand for a context: exactly, or by the digits it prints."""
    claimed = int(claim.value)
    if not claim.nominal:
        return claimed == context
    amount = Decimal(claimed)
    room = min(printed_unit(amount, claim.printed) / 2, amount * _AT_MOST)
    if claim.printed.lstrip()[:1] in _ABOUT:
        room = amount * _AT_MOST
    return any((amount - room) * k <= context <= (amount + room) * k for k in _KILO)

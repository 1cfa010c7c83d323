"""The operations of a training run, estimated as 6 N D: an estimate, and called one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cardkit.disclosure.places import Place, Places
from cardkit.forensics.compute import operations
from cardkit.record.leaves import Leaf
from cardkit.record.scalars import Quantity
from cardkit.text import Text

ASSUMPTIONS = (
    Text(
        en="a dense Transformer, or of a mixture of experts the active parameters: 2 operations a"
        " parameter and token forwards, 4 backwards (Kaplan et al., arXiv 2001.08361)",
        zh="按稠密 Transformer 估算（MoE 按激活参数）：每个参数、每个 token 前向 2 次、"
        "反向 4 次运算（Kaplan 等，arXiv 2001.08361）",
    ),
    Text(
        en="attention over the sequence, recomputation, failed runs and later tuning left out",
        zh="不含序列注意力、重计算、失败的训练和后续微调",
    ),
    Text(
        en="N and D as the card prints them; the range is what those digits can stand for",
        zh="N 和 D 取卡片所写数值，区间为这些数字可能代表的范围",
    ),
)
"""What the estimate takes for granted."""


@dataclass(frozen=True, slots=True)
class ComputeEstimate:
    """6 N D in FLOP with the range the printed digits allow, and where N and D stand."""

    flop: Decimal
    low: Decimal
    high: Decimal
    parameters: Place
    tokens: Place


def compute_estimate(places: Places) -> ComputeEstimate | None:
    """Return the estimate where the card states parameters and tokens of one training run.

    None where one of the two is merely assumed or missing, and for a model made from another.
    """
    found = operations(places.reading.record)
    if found is None or any(path not in places.facts for path in found.paths):
        return None
    size, tokens = (places.facts[path] for path in found.paths)
    factors = [amount for leaf in (size, tokens) if (amount := _amount(leaf)) is not None]
    flop = 6 * factors[0] * factors[1] if len(factors) == 2 else found.amount
    where = (places.at(leaf.path, leaf.text) for leaf in (size, tokens))
    return ComputeEstimate(flop, found.range.low, found.range.high, *where)


def _amount(leaf: Leaf) -> Decimal | None:
    """Return the number a fact prints; None for a size that stands in a name."""
    if isinstance(leaf.value, Quantity):
        return leaf.value.amount
    return Decimal(leaf.value) if isinstance(leaf.value, int) else None


def scientific(amount: Decimal) -> str:
    """Return an amount with three digits: `1.05e+23`."""
    return format(amount, ".2e")

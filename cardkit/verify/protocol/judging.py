"""What an answer is worth: choices by log-probability, greedy matches."""

from __future__ import annotations

import math
from collections.abc import Sequence

from cardkit.text import Text
from cardkit.verify.protocol.item import refused
from cardkit.verify.protocol.protocol import Metric
from cardkit.verify.protocol.requests import ItemAnswer, Scored

_NAN = Text(
    en="{where}: a log-probability is no number (the model's logits are NaN)",
    zh="{where}：对数概率不是数字（模型的 logits 为 NaN）",
)
_OTHER = Text(
    en="{where}: the answer is not one to this item's requests", zh="{where}：回答与题目不对应"
)


def checked(answer: ItemAnswer, item: int, count: int, where: str) -> tuple[Scored, ...]:
    """Return the scores of an answer to `count` continuations.

    Raises Problem for the answer to another item, and for a log-probability that is no number.
    """
    if answer.item != item or len(answer.scored) != count:
        raise refused("answer-of-another-item", _OTHER, where)
    if any(math.isnan(scored.total) for scored in answer.scored):
        raise refused("score-not-a-number", _NAN, where)
    return answer.scored


def said(answer: ItemAnswer, item: int, where: str) -> str:
    """Return the text of an answer to a generation. Raises Problem for any other answer."""
    if answer.item != item or answer.text is None:
        raise refused("answer-of-another-item", _OTHER, where)
    return answer.text


def best(values: Sequence[float]) -> int:
    """Return the place of the highest value, the first of equal ones."""
    return max(range(len(values)), key=lambda i: (values[i], -i))


def chosen(
    scored: Sequence[Scored], lengths: Sequence[tuple[int, int]] | None
) -> dict[Metric, int]:
    """Return the choice that each metric takes.

    `lengths` are characters and UTF-8 bytes of each choice, without any delimiter; None leaves the
    metrics out that divide by them.
    """
    totals = [s.total for s in scored]
    found: dict[Metric, int] = {
        "acc_mean_token": best([s.mean for s in scored]),
        "acc_sum": best(totals),
    }
    if lengths is not None:
        pairs = list(zip(totals, lengths, strict=True))
        found["acc_char"] = best([total / chars for total, (chars, _) in pairs])
        found["acc_byte"] = best([total / size for total, (_, size) in pairs])
    return found


def length(text: str) -> tuple[int, int]:
    """Return the characters and UTF-8 bytes of a text."""
    return len(text), len(text.encode("utf-8"))

"""A measured score in words and figures: shared by the live table, the screen and the JSON."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from cardkit.text import Text, width
from cardkit.verify.measure.outcome import CheckedScore
from cardkit.verify.protocol.claims import ScoreClaim
from cardkit.verify.protocol.protocol import Metric, Protocol

METRICS: Mapping[Metric, Text] = {
    "acc_mean_token": Text(en="mean per token", zh="逐 token 平均"),
    "acc_sum": Text(en="acc", zh="acc"),
    "acc_char": Text(en="acc_norm", zh="acc_norm"),
    "acc_byte": Text(en="acc_bytes", zh="acc_bytes"),
    "exact_greedy": Text(en="greedy match", zh="贪心匹配"),
    "em_prefix": Text(en="begins with the answer", zh="以答案开头"),
    "exact_match": Text(en="exact match", zh="完全匹配"),
    "strict_match": Text(en="strict-match", zh="strict-match"),
    "flexible_extract": Text(en="flexible-extract", zh="flexible-extract"),
}
"""How an answer is judged, as people of the field call it."""

FIELDS: Mapping[str, Text] = {
    "harness": Text(en="harness", zh="评测框架"),
    "harness_version": Text(en="harness version", zh="框架版本"),
    "task": Text(en="task", zh="任务"),
    "shots": Text(en="shots", zh="shot 数"),
    "fewshot_seed": Text(en="few-shot seed", zh="样例种子"),
    "metric": Text(en="metric", zh="指标"),
    "prompt": Text(en="prompt", zh="提示格式"),
    "dataset": Text(en="data set", zh="数据集"),
    "dataset_revision": Text(en="data set revision", zh="数据集版本"),
    "split": Text(en="split", zh="划分"),
    "max_seq_len": Text(en="longest prompt", zh="最大长度"),
}
"""Settings that a card may leave open."""


def short(text: str, room: int) -> str:
    """Return a text cut to so many columns of a terminal, with `...` where it was longer."""
    if width(text) <= room:
        return text
    while width(text) > room - 3:
        text = text[:-1]
    return f"{text}..."


def share(value: float, claim: ScoreClaim) -> str:
    """Write a share of items in the unit and with the decimals of the claim, at least three digits.

    `.7931` of a claim of `0.8052` is `0.7931`, of `80.5` it is `79.3`.
    """
    percent = _is_percent(claim)
    places = max((claim.decimals or 4) - (2 if percent else 0), 1 if percent else 3)
    return f"{value * (100 if percent else 1):.{min(places, 6)}f}"


def _is_percent(claim: ScoreClaim) -> bool:
    if claim.value is None or claim.value == 0:
        return "%" in claim.printed
    digits = "".join(c for c in claim.printed if c.isdigit() or c == ".").rstrip(".")
    try:
        return bool(digits) and Decimal(digits) >= 2 * claim.value
    except ArithmeticError:
        return False


def measured(score: CheckedScore) -> str:
    """Write what was observed with its interval: `0.7931 [0.771, 0.815]`; `-` where nothing was."""
    result = score.result
    if result is None or result.observed is None:
        return "-"
    seen = share(result.observed, score.claim)
    if result.seen == result.items:
        return seen
    low, high = (share(end, score.claim) for end in result.interval)
    return f"{seen} [{low}, {high}]"


def used(score: CheckedScore) -> str:
    """Write how many items were asked of how many: `412/1,838`."""
    result = score.result
    return "-" if result is None else f"{result.seen:,}/{result.items:,}"


def rule(protocol: Protocol) -> Text:
    """Write how it was measured: `lm-eval, 10-shot, acc_norm`."""
    shots = Text(en="{n}-shot", zh="{n}-shot").format(n=protocol.shots)
    metric = METRICS[protocol.metric]
    return Text(
        en=f"{protocol.definition.harness}, {shots.en}, {metric.en}",
        zh=f"{protocol.definition.harness}，{shots.zh}，{metric.zh}",
    )

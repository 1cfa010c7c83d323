"""The verdict on a claimed score, from its test and from what had to be assumed for it."""

from __future__ import annotations

from collections.abc import Mapping

from cardkit.stats.sequential.result import Result
from cardkit.text import Text, listed
from cardkit.verify.outcome import Verdict
from cardkit.verify.protocol.protocol import Metric, Protocol

Judgement = tuple[Verdict, Text | None]


def judge(result: Result, others: Mapping[Metric, Result], protocol: Protocol) -> Judgement:
    """Return the verdict on a claim and what must be said beside it.

    `others` are its tests under other metrics that the card may mean.

    A full run that prints as the claim does, with nothing assumed, is `verified`. A contradiction
    under a metric that the card does not name is none where another one that it may have meant is
    not contradicted too; nor is one under a harness, a task or shots that it leaves open.
    """
    if result.decision is None:
        return "inconclusive", _undecided(result)
    if result.decision == "consistent":
        exact = result.basis == "complete" and _is_exact(result)
        return ("verified" if exact and not protocol.assumed else "consistent"), None
    fitting = [metric for metric, other in others.items() if not _is_refuted(other)]
    if fitting:
        names = listed(fitting)
        return "inconclusive", _FITS.format(metric=protocol.metric, others=names)
    if protocol.is_guess:
        return "inconclusive", _GUESS.format(
            task=protocol.definition.task, harness=protocol.definition.harness
        )
    return "contradicted", _SAID[result.decision]


def _is_refuted(result: Result) -> bool:
    return result.decision is not None and result.decision != "consistent"


def _is_exact(result: Result) -> bool:
    """Say whether a full run gives a score that prints as the claim, by the claim's own answers."""
    if result.mismatches is not None:
        return result.mismatches.lost == result.mismatches.gained == 0
    design = result.design
    if not design.is_attainable or result.observed is None:
        return False
    weight = round(result.observed * design.population.total)
    return design.low <= weight <= design.high


def _undecided(result: Result) -> Text:
    if not result.seen:
        return _NOT_ASKED
    if result.design.is_complete:
        return _WHOLE.format(seen=result.seen, n=result.items)
    found = result.detectable.inflation
    if found is None:
        return _EARLY.format(seen=result.seen)
    return _BUDGET.format(seen=result.seen, found=f"{100 * found:.1f}")


_NOT_ASKED = Text(en="no item was asked", zh="未评测任何题目")
_WHOLE = Text(
    en="a task this small is decided by a full run alone; {seen} of {n} items were asked",
    zh="题目较少的任务须全部评测才能判定；已评测 {seen}/{n} 题",
)
_EARLY = Text(en="not decided after {seen} {seen:item|items}", zh="评测 {seen} 题后仍未判定")
_BUDGET = Text(
    en="not decided after {seen} {seen:item|items}; a claim {found} points too high would have"
    " shown by now",
    zh="评测 {seen} 题后仍未判定；若声明虚高 {found} 个百分点，此时应已检出",
)
_FITS = Text(
    en="contradicted under {metric}, but not under {others}; the card does not say which it means",
    zh="按 {metric} 判定为矛盾，按 {others} 则不矛盾；卡片未注明所用指标",
)
_GUESS = Text(
    en="it does not fit, but the card does not say how it was measured; tried: {task} of {harness}",
    zh="分数不符，但卡片未注明测量方式；此处采用 {harness} 的 {task}",
)
_SAID = {
    "contradicted-high": Text(en="the claim is too high", zh="声明偏高"),
    "contradicted-low": Text(
        en="the claim is too low: it was probably measured by another protocol",
        zh="声明偏低：很可能采用了其他评测方式",
    ),
    "contradicted-items": Text(
        en="the answers are not those of the claim's own log", zh="各题答案与声明所附日志不符"
    ),
}

"""Why a claimed score cannot be re-measured, in one line each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cardkit.catalog.harness_names import harness_of
from cardkit.catalog.metrics import find_metric, is_over_runs, metrics
from cardkit.text import Text
from cardkit.verify.protocol import stated
from cardkit.verify.protocol.claims import ScoreClaim

ACCURACIES = frozenset({"accuracy", "acc_norm", "exact_match"})
"""Metrics of the catalog that count items that are right."""
_PLAIN = frozenset({"acc", "acc_bytes", "acc_norm", "mc1", "strict-match", "flexible-extract"})
"""Words of lm-eval's for shares of items, and for what is taken out of an answer before."""
MOST_SHOTS = 1000
"""As in a file of tasks: draws are replayed for all items, at a cost of shots times items."""
_JUDGED = frozenset({"win_rate", "rating_10", "elo"})
_CODE = "pass@"
_NO_SHARES = frozenset({"perplexity", "loss", "mc2"})


@dataclass(frozen=True, slots=True)
class Unmeasurable:
    """A claim that is not re-measured, and why. `kind` is a stable id."""

    claim: ScoreClaim
    kind: str
    reason: Text


def refusal(claim: ScoreClaim) -> Unmeasurable | None:
    """Return why a claim cannot be measured by any protocol, None where it may be."""
    for kind, reason in _reasons(claim):
        return Unmeasurable(claim, kind, reason)
    return None


def _reasons(claim: ScoreClaim) -> Iterator[tuple[str, Text]]:
    if claim.status == "assumed":
        yield "claim-assumed", _ASSUMED
    if claim.aggregate is not None:
        yield "claim-aggregate", _AGGREGATE.format(name=claim.aggregate.name)
    yield from _of_metric(claim)
    if claim.registered is None:
        yield "task-unknown", _UNKNOWN.format(label=claim.label)
    if claim.harness is not None and harness_of(claim.harness) is None:
        yield "harness-unknown", _HARNESS.format(name=claim.harness)
    if claim.prompt_format is not None:
        yield "prompt-format", _PROMPT.format(format=claim.prompt_format[:80])
    if stated.has_chat_template(claim):
        yield "prompt-format", _PROMPT.format(format="chat template")
    limit = stated.said(claim, "limit")
    if claim.n is None and limit is not None:
        yield "items-limited", _LIMITED.format(limit=str(limit)[:40])
    if claim.shots is not None and not 0 <= claim.shots <= MOST_SHOTS:
        yield "shots-impossible", _SHOTS.format(shots=claim.shots, most=MOST_SHOTS)
    if claim.value is None:
        yield "unit-unknown", _UNIT.format(printed=claim.printed)
    elif not 0 <= claim.value <= 1:
        yield "unit-unknown", _OUTSIDE.format(printed=claim.printed)


def _of_metric(claim: ScoreClaim) -> Iterator[tuple[str, Text]]:
    text = claim.metric
    if is_over_runs(f"{text or ''} {claim.label.en}") or stated.has_repeats(claim):
        yield "claim-over-runs", _RUNS
    if text is not None and text in _PLAIN:
        return
    found = metrics().get(text) or find_metric(text) if text is not None else None
    usual = claim.registered.metric if claim.registered is not None else None
    name = found.id if found is not None else (text or usual)
    if name is None or name in ACCURACIES:
        return
    if name.startswith(_CODE):
        yield "metric-needs-code", _RUNS_CODE.format(metric=name)
    elif name in _JUDGED or (name == "score" and text is None):
        yield "metric-judged", _BY_JUDGE.format(metric=name)
    elif name in _NO_SHARES:
        yield "metric-no-share", _NO_SHARE.format(metric=name)
    else:
        yield "metric-unsupported", _NO_RULE.format(metric=name[:60])


_ASSUMED = Text(
    en="the card only assumes this score; there is no claim to check",
    zh="卡片只是假定该分数，没有可核实的声明",
)
_AGGREGATE = Text(
    en="{name} is formed from other scores; those are re-measured, not the aggregate",
    zh="{name} 由其他分数计算得出；重新测量的是各项分数，而非聚合指标",
)
_RUNS = Text(
    en="the score is a mean over several runs or samples", zh="该分数是多次运行或多个采样的平均"
)
_RUNS_CODE = Text(
    en="{metric} runs the code that the model writes; cardkit runs no such code",
    zh="{metric} 需要运行模型生成的代码，cardkit 不运行此类代码",
)
_BY_JUDGE = Text(
    en="{metric} is given by people or by another model; there is no rule to repeat",
    zh="{metric} 由人或其他模型评定，没有可重复的判分规则",
)
_NO_SHARE = Text(
    en="{metric} is no share of items that are right", zh="{metric} 不是答对题目的比例"
)
_NO_RULE = Text(
    en="no rule for the metric {metric} is known here", zh="未收录指标 {metric} 的判分规则"
)
_UNKNOWN = Text(
    en="`{label}` is no task of the registry; a file of tasks can define it (--tasks)",
    zh="目录中没有任务 `{label}`；可用任务文件定义（--tasks）",
)
_HARNESS = Text(
    en="the card names the harness {name}; the rules of llm-foundry and lm-eval are known here",
    zh="卡片使用的评测框架为 {name}；此处只收录 llm-foundry 与 lm-eval 的规则",
)
_PROMPT = Text(
    en="the card states a prompt format of its own ({format}), which cannot be repeated from that",
    zh="卡片注明了特有的提示格式（{format}），仅凭此说明无法复现",
)
_LIMITED = Text(
    en="the card's run was limited to some of the items (limit {limit}), it does not say how many",
    zh="卡片的评测只取了部分题目（limit {limit}），且未注明题数",
)
_SHOTS = Text(
    en="the card states {shots} {shots:shot|shots}; from 0 to {most} can be asked with",
    zh="卡片注明 {shots} 个 shot，可评测的范围为 0 至 {most}",
)
_UNIT = Text(
    en="whether {printed} is a fraction or a percentage is not known",
    zh="无法确定 {printed} 是小数还是百分比",
)
_OUTSIDE = Text(en="{printed} is no share of items", zh="{printed} 不是题目的比例")

"""Results as `.eval_results` of the Hub: the few benchmarks it keeps leaderboards of.

An entry has a data set, its task, a value, a date, a source and a note; all else is a loss.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from cardkit.catalog.dataset_tasks import hub_benchmarks
from cardkit.catalog.harness_tasks import data_set_of
from cardkit.record.evaluation import Evaluation
from cardkit.results.json_tree import clean
from cardkit.results.json_write import Digits
from cardkit.results.losses import Export, Loss, losses_of_unread
from cardkit.results.result_set import Result, ResultSet
from cardkit.text import Text

_NO_BENCHMARK = Text(
    en="left out, no benchmark of the Hub is known for the task",
    zh="未导出，Hub 上没有已知的对应基准",
)
_LIMITED = Text(
    en="left out, only a part of the items was run (`limit`)",
    zh="未导出，只评测了部分样本（`limit`）",
)
_ASSUMED = Text(en="left out, the score is assumed", zh="未导出，该分数为假定值")
_NO_PLACE = Text(
    en="no place for {what}; what is short stands in `notes`",
    zh="没有字段存放{what}；简短的信息写在 `notes` 中",
)
_KEY_LOST = Text(en="`{key}` of the entry read is not written again", zh="原条目的 `{key}` 未写回")
_LABEL = Text(en="the printed task name", zh="卡片上的任务名")
_SOURCE = Text(en="a source that is no web address", zh="不是网址的来源")
_HARNESS_URL = Text(en="the address of the harness", zh="评测框架的链接地址")
_FIELDS = {
    "n": Text(en="the number of items", zh="题数"),
    "uncertainty": Text(en="the uncertainty", zh="不确定度"),
    "generation": Text(en="the settings of the run", zh="运行参数"),
    "samples_sha256": Text(en="the digest of the per-item log", zh="逐题日志摘要"),
    "random_baseline": Text(en="the random baseline", zh="随机基线"),
    "direction": Text(en="which way is better", zh="越高越好或越低越好"),
    "metric_version": Text(en="the version of the metric", zh="指标版本"),
    "low": Text(en="the lowest possible score", zh="取值下界"),
    "high": Text(en="the highest possible score", zh="取值上界"),
    "prompt_format": Text(en="the prompt format", zh="提示格式"),
    "split": Text(en="the split of the data set", zh="数据集划分"),
    "measured_by": Text(en="who measured", zh="评测方"),
}


def to_eval_results(found: ResultSet, evaluations: tuple[Evaluation, ...]) -> Export:
    """Write the list of entries, as YAML; `evaluations` are those of `found`, in its order."""
    entries: list[str] = []
    losses = list(losses_of_unread(found))
    for result, evaluation in zip(found.results, evaluations, strict=True):
        place = _benchmark(result, found)
        reason = _reason(result, evaluation, place)
        if reason is not None or place is None:
            losses.append(Loss(result.pointer, reason or _NO_BENCHMARK))
            continue
        entries.append(_entry(result, evaluation, place))
        losses += _losses(result, evaluation, place)
    return Export("\n".join(entries) if entries else "[]\n", len(entries), tuple(losses))


def _benchmark(result: Result, found: ResultSet) -> tuple[str, str] | None:
    if found.format == "eval-results" and result.dataset and result.dataset_config:
        return result.dataset, result.dataset_config
    return hub_benchmarks().get(data_set_of(result.task)) if result.task else None


def _reason(result: Result, evaluation: Evaluation, place: tuple[str, str] | None) -> Text | None:
    if place is None:
        return _NO_BENCHMARK
    if evaluation.status == "assumed":
        return _ASSUMED
    return _LIMITED if result.is_limited else None


def _losses(result: Result, evaluation: Evaluation, place: tuple[str, str]) -> Iterator[Loss]:
    if evaluation.label is not None and (result.dataset, result.dataset_config) != place:
        yield Loss(result.pointer, _NO_PLACE.format(what=_LABEL))
    for name, what in _FIELDS.items():
        if getattr(evaluation, name) is not None:
            yield Loss(result.pointer, _NO_PLACE.format(what=what))
    for key in result.unsaid:
        yield Loss(result.pointer, _KEY_LOST.format(key=clean(key, 60)))
    if evaluation.source is not None and _address(evaluation) is None:
        yield Loss(result.pointer, _NO_PLACE.format(what=_SOURCE))
    if evaluation.harness is not None and evaluation.harness.url is not None:
        yield Loss(result.pointer, _NO_PLACE.format(what=_HARNESS_URL))


def _address(evaluation: Evaluation) -> str | None:
    """Return the source where it is an address; a place in a file is none."""
    url = evaluation.source.url if evaluation.source else ""
    return url if url.startswith(("https://", "http://")) else None


def _entry(result: Result, evaluation: Evaluation, place: tuple[str, str]) -> str:
    lines = [
        "- dataset:",
        f"    id: {_quoted(place[0])}",
        f"    task_id: {_quoted(place[1])}",
    ]
    if evaluation.dataset_revision:
        lines.append(f"    revision: {_quoted(evaluation.dataset_revision)}")
    lines.append(f"  value: {Digits(evaluation.score.printed, evaluation.score.value)}")
    if evaluation.date is not None:
        lines.append(f"  date: {_quoted(evaluation.date.iso)}")
    url = _address(evaluation)
    if url is not None:
        lines += ["  source:", f"    url: {_quoted(url)}"]
    notes = _notes(result, evaluation)
    if notes:
        lines.append(f"  notes: {_quoted(notes)}")
    return "\n".join(lines) + "\n"


def _notes(result: Result, evaluation: Evaluation) -> str:
    """Say in short what the entry has no field for, the unit first: 20.90 and 0.412 look alike."""
    harness = evaluation.harness
    parts = [
        f"value is a {evaluation.unit}" if evaluation.unit else None,
        f"{result.shots}-shot" if result.shots is not None else None,
        "chain of thought" if result.cot else None,
        evaluation.metric,
        " ".join(filter(None, (harness.name, harness.version))) if harness else None,
        f"filter {result.filter}" if result.filter not in (None, "none") else None,
    ]
    return ", ".join(part for part in parts if part)


def _quoted(text: str) -> str:
    """Write a text as a double-quoted YAML scalar of ASCII."""
    quoted: str = yaml.dump(text, default_style='"', width=float("inf"))
    return quoted.rstrip("\n")

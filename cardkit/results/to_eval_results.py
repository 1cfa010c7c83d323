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
from cardkit.results.unsaid import ASSUMED, HARNESS_URL, LABEL, LIMITED, SOURCE, address_of, unsaid
from cardkit.text import Text

_NO_BENCHMARK = Text(
    en="left out, no benchmark of the Hub is known for the task",
    zh="未导出，Hub 上没有已知的对应基准",
)
_NO_PLACE = Text(
    en="no place for {what}; what is short stands in `notes`",
    zh="没有字段存放{what}；简短的信息写在 `notes` 中",
)
_KEY_LOST = Text(en="`{key}` of the entry read is not written again", zh="原条目的 `{key}` 未写回")
_FIELDS = (
    "n",
    "uncertainty",
    "generation",
    "samples_sha256",
    "random_baseline",
    "direction",
    "metric_version",
    "low",
    "high",
    "prompt_format",
    "split",
    "measured_by",
)


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
        return ASSUMED
    return LIMITED if result.is_limited else None


def _losses(result: Result, evaluation: Evaluation, place: tuple[str, str]) -> Iterator[Loss]:
    if evaluation.label is not None and (result.dataset, result.dataset_config) != place:
        yield Loss(result.pointer, _NO_PLACE.format(what=LABEL))
    for what in unsaid(evaluation, _FIELDS):
        yield Loss(result.pointer, _NO_PLACE.format(what=what))
    for key in result.unsaid:
        yield Loss(result.pointer, _KEY_LOST.format(key=clean(key, 60)))
    if evaluation.source is not None and address_of(evaluation) is None:
        yield Loss(result.pointer, _NO_PLACE.format(what=SOURCE))
    if evaluation.harness is not None and evaluation.harness.url is not None:
        yield Loss(result.pointer, _NO_PLACE.format(what=HARNESS_URL))


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
    url = address_of(evaluation)
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

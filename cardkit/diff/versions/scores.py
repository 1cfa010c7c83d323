"""The card's own scores, paired by task and setting whatever table they stand in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cardkit.bind.reading import Reading
from cardkit.catalog.tasks import aggregates, task_of
from cardkit.diff.change import ChangeKind
from cardkit.diff.tables.labels import read_label
from cardkit.diff.tables.values import Value, read_value, relation
from cardkit.diff.versions.draft import Draft, kind_of
from cardkit.record.evaluation import Evaluation
from cardkit.source.span import Path, Span
from cardkit.text import Text

_SETTING = ("shots", "metric", "metric_version", "prompt_format", "split", "dataset_revision")
_FACTS = ("n", "random_baseline", "low", "high", "direction", "date")
_NAMES = {
    "shots": Text(en="shots", zh="shot 数"),
    "metric": Text(en="metric", zh="指标"),
    "metric_version": Text(en="metric version", zh="指标版本"),
    "prompt_format": Text(en="prompt format", zh="提示格式"),
    "split": Text(en="split", zh="数据集划分"),
    "dataset_revision": Text(en="revision of the data set", zh="数据集版本"),
    "n": Text(en="items", zh="样本数"),
    "random_baseline": Text(en="random baseline", zh="随机基线"),
    "low": Text(en="lowest score", zh="下界"),
    "high": Text(en="highest score", zh="上界"),
    "direction": Text(en="direction", zh="方向"),
    "date": Text(en="date", zh="日期"),
}
_OF_SCORE = Text(en="{task}: {what}", zh="{task}：{what}")


@dataclass(frozen=True, slots=True)
class Own:
    """One score of the card's own model, and where it stands."""

    path: Path
    evaluation: Evaluation
    label: Text
    span: Span | None

    @property
    def task(self) -> str:
        """The task's id, else what the label says."""
        entry = self.evaluation
        name = entry.task or read_label(self.label.en).key
        return f"{name}/{entry.dataset or ''}"

    @property
    def key(self) -> tuple[str, ...]:
        """The task with its whole setting."""
        told = (getattr(self.evaluation, name) for name in _SETTING)
        return (self.task, *("" if part is None else str(part) for part in told))


def own_scores(reading: Reading) -> list[Own]:
    """Return the scores of a card's evaluations."""
    found = []
    for i, evaluation in enumerate(reading.record.evaluations):
        path: Path = ("evaluations", i)
        span = reading.spans.get((*path, "score")) or reading.spans.get(path)
        found.append(Own(path, evaluation, _label(evaluation), span))
    return found


def _label(evaluation: Evaluation) -> Text:
    if evaluation.label is not None:
        en, zh = evaluation.label.en, evaluation.label.zh
        return Text(en=en or zh or "", zh=zh or en or "")
    known, task = aggregates().get(evaluation.task or ""), task_of(evaluation.task or "")
    if task is not None:
        name = Text(en=task.en, zh=task.zh)
    else:
        said = known.name if known is not None else evaluation.task or ""
        name = Text(en=said, zh=said)
    if evaluation.shots is None:
        return name
    shots = f"{evaluation.shots}-shot"
    return Text(en=f"{name.en} ({shots})", zh=f"{name.zh}（{shots}）")


def compare_scores(draft: Draft) -> tuple[list[Own], list[Own]]:
    """Compare what both versions score; return what only one of them has, old and new."""
    old, new = own_scores(draft.a), own_scores(draft.b)
    for key in (lambda own: own.key, _task_and_value, lambda own: (own.task,)):
        pairs, old, new = _paired(old, new, key)
        for before, after in pairs:
            _both(draft, before, after)
    return old, new


def _task_and_value(own: Own) -> tuple[str, ...]:
    return (own.task, str(own.evaluation.score.value.normalize()))


def _paired(
    old: Sequence[Own], new: Sequence[Own], key: Callable[[Own], tuple[str, ...]]
) -> tuple[list[tuple[Own, Own]], list[Own], list[Own]]:
    """Pair scores of one key, where there are as many on both sides; return the rest as well."""
    counts = Counter(map(key, old)), Counter(map(key, new))
    waiting: dict[tuple[str, ...], list[Own]] = {}
    for own in new:
        waiting.setdefault(key(own), []).append(own)
    pairs, rest = [], []
    for own in old:
        if counts[0][key(own)] == counts[1][key(own)]:
            pairs.append((own, waiting[key(own)].pop(0)))
        else:
            rest.append(own)
    return pairs, rest, [own for own in new if own in waiting[key(own)]]


def _both(draft: Draft, before: Own, after: Own) -> None:
    draft.settle(before.span, after.span)
    spans = (before.span, after.span)
    found = relation(_value(before.evaluation), _value(after.evaluation))
    shown = draft.newer(before, after)
    if found != "same":
        printed = (before.evaluation.score.printed, after.evaluation.score.printed)
        kind: ChangeKind = "rounded" if found == "rounded" else "changed"
        path = (*shown.path, "score")
        draft.add(kind, shown.label, "evaluations", printed, spans, path)
    names = (*_SETTING, *(_FACTS if draft.alike else ()))
    for name in names:
        told = _told(before.evaluation, name), _told(after.evaluation, name)
        if told[0] == told[1]:
            continue
        label = _OF_SCORE.format(task=shown.label, what=_NAMES[name])
        draft.add(kind_of(*told), label, "evaluations", told, spans, (*shown.path, name))


def _value(evaluation: Evaluation) -> Value:
    value = read_value(evaluation.score.printed)
    if value.amount is None:
        return value
    spread = evaluation.uncertainty.value if evaluation.uncertainty else None
    return replace(
        value,
        percent=evaluation.unit == "percent",
        plus_minus=spread.value if spread is not None else None,
    )


def _told(evaluation: Evaluation, name: str) -> str | None:
    value = getattr(evaluation, name)
    if value is None:
        return None
    return str(getattr(value, "printed", None) or getattr(value, "iso", None) or value)


def add_one_sided(draft: Draft, old: Sequence[Own], new: Sequence[Own]) -> None:
    """Add the scores that only one version has."""
    for own in old:
        printed = own.evaluation.score.printed
        draft.alone("removed", own.label, "evaluations", printed, own.span, own.path)
    for own in new:
        printed = own.evaluation.score.printed
        draft.alone("added", own.label, "evaluations", printed, own.span, own.path)

"""ModelScope's `indexing.results`: what of a `model-index` it can say, and what it cannot.

`[{task: {name}, dataset: {name, type, args}, metrics: [{type, value, description, args}]}]`, as
ModelScope's model-card_CN.md states it: the results of one model, without its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from cardkit.dialects.loss import Loss
from cardkit.record.model_index import (
    IndexedDataset,
    IndexedMetric,
    IndexedModel,
    IndexedResult,
    IndexedTask,
)
from cardkit.record.own_row import names_one_model
from cardkit.source.span import Path
from cardkit.text import Text

_NO_PLACE = Text(
    en="`indexing.results` of ModelScope has no place for it",
    zh="魔搭的 `indexing.results` 中没有对应字段",
)
_OTHER_MODEL = Text(
    en="`indexing.results` holds the results of one model, and this is another",
    zh="`indexing.results` 只存放一个模型的结果，此处为另一模型",
)
_TOKEN = Text(en="a signature of another hub says nothing here", zh="其他平台的签名在此无效")
_AT: Path = ("metadata", "model_index")


def results_of(
    models: Sequence[IndexedModel], name: str | None, lose: Callable[[Loss], None]
) -> tuple[IndexedResult, ...]:
    """Return the results of the card's own model as ModelScope can hold them.

    Of several models it is the one that bears the card's `name`; where none or several do, nothing
    is written, since scores would pass for another model's.
    """
    own = _own(models, name)
    for i in range(len(models)):
        if i != own:
            lose(Loss((*_AT, i), _OTHER_MODEL))
    if own is None:
        return ()
    model, at = models[own], (*_AT, own)
    if model.name is not None and not (name and names_one_model(name, model.name)):
        lose(Loss((*at, "name"), _NO_PLACE))
    if model.other:
        lose(Loss((*at, "other"), _NO_PLACE))
    return tuple(
        _result(result, (*at, "results", j), lose) for j, result in enumerate(model.results)
    )


def _own(models: Sequence[IndexedModel], name: str | None) -> int | None:
    if len(models) == 1:
        return 0
    named = [i for i, m in enumerate(models) if name and m.name and names_one_model(name, m.name)]
    return named[0] if len(named) == 1 else None


def _result(result: IndexedResult, at: Path, lose: Callable[[Loss], None]) -> IndexedResult:
    for name in _set(result, "source", "other"):
        lose(Loss((*at, name), _NO_PLACE))
    metrics = (_metric(m, (*at, "metrics", k), lose) for k, m in enumerate(result.metrics))
    return IndexedResult(
        task=_task(result.task, (*at, "task"), lose),
        dataset=_dataset(result.dataset, (*at, "dataset"), lose),
        metrics=tuple(metrics),
    )


def _task(task: IndexedTask | None, at: Path, lose: Callable[[Loss], None]) -> IndexedTask | None:
    """Return the task by its name; the type is the name where it has no other."""
    if task is None:
        return None
    lost = ["other"] if task.name is None else ["type", "other"]
    for name in _set(task, *lost):
        if name != "type" or task.type != task.name:
            lose(Loss((*at, name), _NO_PLACE))
    return IndexedTask(name=task.name or task.type)


def _dataset(
    dataset: IndexedDataset | None, at: Path, lose: Callable[[Loss], None]
) -> IndexedDataset | None:
    if dataset is None:
        return None
    for name in _set(dataset, "config", "split", "revision", "other"):
        lose(Loss((*at, name), _NO_PLACE))
    return IndexedDataset(type=dataset.type, name=dataset.name, args=dataset.args)


def _metric(metric: IndexedMetric, at: Path, lose: Callable[[Loss], None]) -> IndexedMetric:
    """Return the metric; its name is its description where it has no other."""
    lost = ["config", "verified", "other"]
    if metric.description is not None and metric.name != metric.description:
        lost.append("name")
    for name in _set(metric, *lost):
        lose(Loss((*at, name), _NO_PLACE))
    if metric.verify_token is not None:
        lose(Loss((*at, "verify_token"), _TOKEN))
    return IndexedMetric(
        type=metric.type,
        value=metric.value,
        description=metric.description or metric.name,
        args=metric.args,
    )


def _set(block: object, *names: str) -> Iterator[str]:
    return (name for name in names if getattr(block, name) not in (None, {}))


def as_named(results: Sequence[IndexedResult], name: str) -> IndexedModel:
    """Return ModelScope's results as the model `name` of a `model-index`, which asks for more keys.

    `task.type` and both names of the data set are required there; each is what stands for it here.
    """
    return IndexedModel(name=name, results=tuple(map(_completed, results)))


def _completed(result: IndexedResult) -> IndexedResult:
    task, dataset = result.task, result.dataset
    if task is not None and task.type is None:
        task = task.model_copy(update={"type": task.name})
    if dataset is not None:
        update = {"type": dataset.type or dataset.name, "name": dataset.name or dataset.type}
        dataset = dataset.model_copy(update=update)
    return result.model_copy(update={"task": task, "dataset": dataset})

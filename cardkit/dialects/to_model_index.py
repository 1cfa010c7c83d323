"""Results as the `model-index` of a card: one block a score, what it has no key for listed as lost.

`[{name, results: [{task, dataset, metrics: [{type, value}], source}]}]`, as huggingface/hub-docs
`modelcard.md` asks: the model's name, the type of the task, id and name of the data set and the
type of the metric must be there. What is not known of a score is not made up: it is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cardkit.catalog.dataset_tasks import data_set_ids
from cardkit.catalog.harness_tasks import data_set_of
from cardkit.catalog.task_names import read_setting
from cardkit.catalog.tasks import Task, benchmarks, suite_tasks
from cardkit.dialects.blocks import data_of
from cardkit.dialects.front_matter import dump_yaml
from cardkit.errors import UsageError
from cardkit.patterns import lazy
from cardkit.record.evaluation import Evaluation
from cardkit.record.model_index import (
    IndexedDataset,
    IndexedMetric,
    IndexedModel,
    IndexedResult,
    IndexedSource,
    IndexedTask,
)
from cardkit.results.card_results import uses_dclm_suite
from cardkit.results.hub_task import find_hub_task
from cardkit.results.json_tree import clean
from cardkit.results.losses import Export, Loss, losses_of_unread
from cardkit.results.result_set import Result, ResultSet
from cardkit.results.unsaid import ASSUMED, HARNESS_URL, LABEL, LIMITED, SOURCE, address_of, unsaid
from cardkit.source.yaml_nodes import SourceFloat
from cardkit.text import Text

_DECIMAL = lazy(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_HARNESSES = frozenset({"lm-eval", "llm-foundry", "lighteval"})
"""All three score text that a model continues: their results are of `text-generation`."""
_FIELDS = (
    *("unit", "n", "uncertainty", "generation", "samples_sha256", "random_baseline", "direction"),
    *("metric_version", "low", "high", "prompt_format", "measured_by", "harness", "date"),
)
_NO_PLACE = Text(en="no key for {what}", zh="没有存放{what}的键")
_FILTER = Text(en="the filter of the answers", zh="答案过滤器")
_ARGUMENTS = Text(en="further arguments of the run", zh="其他运行参数")
_NO_TASK = Text(
    en="left out, the registry does not know the task",
    zh="未导出，任务登记表中没有该任务",
)
_PART = Text(
    en="left out, the suite's task is not known to have all items of the data set",
    zh="未导出，不能确认套件中的该任务包含数据集的全部题目",
)
_NO_DATA_SET = Text(
    en="left out, no data set on the Hub is known for the task; name it as `dataset:`",
    zh="未导出，该任务在 Hub 上没有已知的数据集，可在评测记录的 `dataset:` 中写明",
)
_NO_METRIC = Text(
    en="left out, the metric is not stated; name it as `metric:`",
    zh="未导出，未注明指标，可在评测记录的 `metric:` 中写明",
)
_NO_TYPE = Text(
    en="left out, the card has no `pipeline_tag` to name the type of the task",
    zh="未导出，卡片没有 `pipeline_tag`，任务类型未知",
)
_NO_NAME = Text(
    en="a `model-index` gives the model's name, and the results have none",
    zh="`model-index` 须写明模型名称，而结果中没有",
)
_GIVE_NAME = Text(
    en="name the model in the card: `name:` of a record, the title of a Markdown card",
    zh="请在卡片中写明模型名称：记录的 `name:`，或 Markdown 卡片的标题",
)


def to_model_index(found: ResultSet, evaluations: tuple[Evaluation, ...]) -> Export:
    """Write the key `model-index` with one model; `evaluations` are those of `found`, in its order.

    Raises UsageError where no model is named.
    """
    if not found.model:
        raise UsageError(_NO_NAME, hint=_GIVE_NAME)
    suite = suite_tasks("dclm") if uses_dclm_suite(evaluations) else {}
    type_ = found.task_type or ("text-generation" if found.format in _HARNESSES else None)
    blocks: list[IndexedResult] = []
    losses = list(losses_of_unread(found))
    for result, evaluation in zip(found.results, evaluations, strict=True):
        made = _block(result, evaluation, type_, suite)
        if isinstance(made, Text):
            losses.append(Loss(result.pointer, made))
            continue
        blocks.append(made)
        losses += _losses(result, evaluation, made)
    if not blocks:
        return Export("model-index: []\n", 0, tuple(losses))
    model = IndexedModel(name=found.model, results=tuple(blocks))
    text = dump_yaml({"model-index": data_of([model])})
    return Export(text, len(blocks), tuple(losses))


def _block(
    result: Result, evaluation: Evaluation, type_: str | None, suite: Mapping[str, Task]
) -> IndexedResult | Text:
    """Return the block of a score, or why there can be none.

    A suite's own definition fixes the metric of its tasks; a benchmark is reported under several.
    """
    task = evaluation.task or result.task
    own = suite.get(task or "")
    metric = evaluation.metric or (own.metric if own else None)
    dataset = _data_set(result, evaluation, task)
    for missing, reason in (
        (evaluation.status == "assumed", ASSUMED),
        (result.is_limited, LIMITED),
        (own is not None and _is_part(own), _PART),
        (task is None and dataset is None, _NO_TASK),
        (dataset is None, _NO_DATA_SET),
        (metric is None, _NO_METRIC),
        (type_ is None, _NO_TYPE),
    ):
        if missing:
            return reason
    url = address_of(evaluation)
    return IndexedResult(
        task=IndexedTask(type=type_),
        dataset=dataset,
        metrics=(IndexedMetric(type=metric, value=_value(evaluation)),),
        source=IndexedSource(url=url) if url else None,
    )


def _is_part(task: Task) -> bool:
    """Say whether a suite's task may have other items than the benchmark of its name."""
    whole = benchmarks().get(data_set_of(task.id))
    return whole is not None and (whole.n is None or whole.n != task.n)


def _data_set(result: Result, evaluation: Evaluation, task: str | None) -> IndexedDataset | None:
    """Return the data set: the one that is stated, else the one the registry lists for the task."""
    id_, config = evaluation.dataset or result.dataset, result.dataset_config
    if id_ is None:
        id_, config = data_set_ids().get(data_set_of(task or ""), (None, None))
    if id_ is None:
        return None
    return IndexedDataset(
        type=id_,
        name=_name(result, evaluation, id_, config),
        config=config,
        split=evaluation.split,
        revision=evaluation.dataset_revision,
        args={"num_few_shot": result.shots} if result.shots is not None else None,
    )


def _name(result: Result, evaluation: Evaluation, id_: str, config: str | None) -> str:
    """Return a name that reads back as the task: the printed one, the registry's, or the id's."""
    task = evaluation.task or result.task
    entry = benchmarks().get(data_set_of(task)) if task else None
    printed = evaluation.label.en or evaluation.label.zh if evaluation.label else None
    names = [n for n in (printed, entry.en if entry else None, id_.rpartition("/")[2]) if n]
    if result.cot:  # no key says so: the name does, as in cards
        names = [n if read_setting(n).cot else f"{n} (CoT)" for n in names]
    for name in names:
        match = find_hub_task(name, id_, config)
        if task is None or (match and data_set_of(match.id) == data_set_of(task)):
            return name
    return names[-1]


def _value(evaluation: Evaluation) -> object:
    """Return the score with its printed digits; `.5`, `67.` and `1e2`, which YAML 1.1 reads
    otherwise, are written out."""
    printed = evaluation.score.printed.removeprefix("+")
    text = printed if _DECIMAL.fullmatch(printed) else f"{evaluation.score.value:f}"
    return SourceFloat(text) if "." in text else int(text)


def _losses(result: Result, evaluation: Evaluation, block: IndexedResult) -> Iterator[Loss]:
    lost: list[Text] = list(unsaid(evaluation, _FIELDS))
    label = evaluation.label
    name = block.dataset.name if block.dataset else None
    if label is not None and {label.en, label.zh} - {None, name}:
        lost.append(LABEL)
    if result.filter not in (None, "none"):
        lost.append(_FILTER)
    if result.settings and evaluation.generation is None:
        lost.append(_ARGUMENTS)
    lost += [Text(en=f"`{key}`", zh=f"`{key}`") for key in (clean(k, 60) for k in result.unsaid)]
    if evaluation.source is not None and address_of(evaluation) is None:
        lost.append(SOURCE)
    if evaluation.harness is not None and evaluation.harness.url is not None:
        lost.append(HARNESS_URL)
    yield from (Loss(result.pointer, _NO_PLACE.format(what=what)) for what in lost)

"""What a card does not say of how a score was measured, and what is taken in its place."""

from __future__ import annotations

from collections.abc import Iterator

from cardkit.catalog.definition import SEED, Definition
from cardkit.catalog.metrics import find_metric
from cardkit.text import Text
from cardkit.verify.protocol import stated
from cardkit.verify.protocol.claims import ScoreClaim
from cardkit.verify.protocol.protocol import METRIC_OF, Assumed, Metric, metrics_of

READ_IN = {"llm-foundry": "0.9.0", "lm-eval": "0.4.13"}
"""The versions whose rules are followed."""
DEFAULT_LENGTH = 2048
"""Longest prompt where neither suite nor model says (lm-eval's `_DEFAULT_MAX_LENGTH`)."""
_LM_EVAL_METRICS: dict[str, Metric] = {
    "acc_norm": "acc_char",
    "acc_bytes": "acc_byte",
    "strict-match": METRIC_OF["strict-match"],
    "flexible-extract": METRIC_OF["flexible-extract"],
}
"""What lm-eval's words for a metric, or for the filter before it, mean here."""


def length(
    claim: ScoreClaim, definition: Definition, context: int | None
) -> tuple[int, Assumed | None]:
    """Return the longest prompt in tokens, and what is assumed of it.

    The card's where it fits the model; else the suite's, else the model's context.
    """
    said = stated.longest(claim, definition)
    wanted = stated.whole(said)
    if wanted and (context is None or wanted <= context):
        return wanted, None
    tokens, why = _usual_length(definition, context)
    unfit = said is not None
    if unfit:
        why = _NOT_FOLLOWED.format(stated=_short(said))
    return tokens, Assumed("max_seq_len", tokens, why, is_open=unfit, differs=unfit)


def _usual_length(definition: Definition, context: int | None) -> tuple[int, Text]:
    own = definition.max_seq_len
    if own is not None and (context is None or own <= context):
        return own, _SUITE_LENGTH
    return (context, MODEL_LENGTH) if context is not None else (DEFAULT_LENGTH, _NO_LENGTH)


def stated_seed(claim: ScoreClaim) -> int | None:
    """Return the few-shot seed among the settings of a claim."""
    return stated.whole(stated.seed(claim))


def metric_of(claim: ScoreClaim, definition: Definition) -> Metric:
    """Return how an item is judged: as the card's metric says, else as the harness does."""
    known = metrics_of(definition)
    named = _named(claim, definition)
    wanted = _LM_EVAL_METRICS.get(named) if definition.harness == "lm-eval" else None
    reported = not definition.metrics or definition.filters or named in definition.metrics
    return wanted if wanted in known and reported else known[0]


def _named(claim: ScoreClaim, definition: Definition) -> str:
    """Return the metric's name, or that of the filter before it, which settings may state."""
    named = stated.said(claim, "filter") if definition.filters else None
    return named if isinstance(named, str) and named in definition.filters else claim.metric or ""


def assumed(
    claim: ScoreClaim, definition: Definition, shots: int, *, sure: bool
) -> Iterator[Assumed]:
    """Yield what is assumed of harness and prompts; `sure` says that the card names the task."""
    harness, read_in = definition.harness, READ_IN[definition.harness]
    if claim.harness is None:
        yield Assumed("harness", harness, _NO_HARNESS, is_open=True)
    if claim.harness_version is None:
        yield Assumed("harness_version", read_in, _NO_VERSION)
    elif claim.harness_version.removeprefix("v") != read_in:
        why = _VERSION.format(stated=claim.harness_version)
        yield Assumed("harness_version", read_in, why, differs=True)
    if not sure:
        yield Assumed("task", definition.task, _ONE_OF_SUITE, is_open=True)
    if claim.shots is None:
        task = claim.registered  # a task of a suite is defined with its shots
        settled = sure and task is not None and task.shots == shots
        yield Assumed("shots", shots, _NO_SHOTS, is_open=not settled)
    if shots and stated_seed(claim) is None:
        said = stated.seed(claim)
        why = _NO_SEED if said is None else _NOT_FOLLOWED.format(stated=_short(said))
        unfit = said is not None
        yield Assumed("fewshot_seed", SEED, why, is_open=unfit, differs=unfit)
    yield from _assumed_metric(claim, definition)
    yield Assumed("prompt", definition.source, _NO_PROMPT)


def _assumed_metric(claim: ScoreClaim, definition: Definition) -> Iterator[Assumed]:
    own, named = metric_of(claim, definition), _named(claim, definition)
    if not named:
        yield Assumed("metric", own, _NO_METRIC)
    elif _LM_EVAL_METRICS.get(named, own) != own or _is_of_texts(named, definition):
        foreign = _OTHER_METRIC.format(stated=named, harness=definition.harness)
        yield Assumed("metric", own, foreign, differs=True)
    elif definition.filters and named not in definition.filters:
        yield Assumed("metric", own, _NO_FILTER)


def _is_of_texts(metric: str, definition: Definition) -> bool:
    """Say whether a metric compares texts, and the task lets choose."""
    found = find_metric(metric)
    chooses = definition.type in ("multiple_choice", "schema")
    return chooses and found is not None and found.id == "exact_match"


def assumed_items(claim: ScoreClaim, definition: Definition) -> Iterator[Assumed]:
    """Yield what is assumed of the items."""
    items = definition.items
    if claim.dataset is None:
        yield Assumed("dataset", str(items), _NO_DATASET)
    elif claim.dataset != items.hub:
        why = _OTHER_DATASET.format(stated=claim.dataset)
        yield Assumed("dataset", str(items), why, differs=True)
    if items.hub is not None and items.revision is None:
        yield Assumed("dataset_revision", "main", _NO_REVISION)
    if claim.split is None and items.split is not None:
        yield Assumed("split", items.split, _NO_SPLIT)
    elif claim.split is not None and items.split is None:
        yield Assumed("split", claim.split, _SAID_SPLIT)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:37] + "..."


_NOT_FOLLOWED = Text(
    en="the card states {stated}, which cannot be followed here; this is taken in its place",
    zh="卡片注明的是 {stated}，此处无法照用；以此值代替",
)
_NO_HARNESS = Text(en="the card names no harness", zh="卡片未注明评测框架")
_NO_VERSION = Text(
    en="the card states no version; the rules were read in this one",
    zh="卡片未注明版本；规则取自此版本",
)
_VERSION = Text(
    en="the card states {stated}; the rules were read in this one",
    zh="卡片注明的版本为 {stated}；规则取自此版本",
)
_ONE_OF_SUITE = Text(
    en="the card names the benchmark only; this is the harness' task for it",
    zh="卡片只写了基准名称；此为评测框架中对应的任务",
)
_NO_SHOTS = Text(
    en="the card states no shots; the task is defined with so many",
    zh="卡片未注明 shot 数；此为任务定义中的数目",
)
_NO_SEED = Text(
    en="the card states no few-shot seed; this is the harness' default",
    zh="卡片未注明样例的随机种子；此为评测框架的默认值",
)
_NO_METRIC = Text(
    en="the card states no metric; this is the harness' own",
    zh="卡片未注明指标；此为评测框架所用的指标",
)
_OTHER_METRIC = Text(
    en="the card says {stated}, which {harness} does not have for this task; this is its own",
    zh="卡片写的是 {stated}，但 {harness} 对该任务没有此指标；此为其所用的指标",
)
_NO_FILTER = Text(
    en="the card names no filter for the answer; this is the harness' first",
    zh="卡片未注明答案的提取方式（filter）；此为评测框架的第一种",
)
_NO_PROMPT = Text(
    en="the card does not show its prompt; this definition is followed",
    zh="卡片未给出提示文本；按此定义构造",
)
_SUITE_LENGTH = Text(
    en="the card does not state it; the suite is run with it", zh="卡片未注明；评测套件以此长度运行"
)
MODEL_LENGTH = Text(
    en="the card does not state it; this is the model's context",
    zh="卡片未注明；此为模型的上下文长度",
)
_NO_LENGTH = Text(en="neither the card nor the model states it", zh="卡片与模型均未注明")
_NO_DATASET = Text(en="the card names no data set", zh="卡片未注明数据集")
_OTHER_DATASET = Text(
    en="the card names {stated}; the items are read from here",
    zh="卡片注明的数据集为 {stated}；题目取自此处",
)
_NO_REVISION = Text(en="the card states no revision of the data set", zh="卡片未注明数据集的版本")
_NO_SPLIT = Text(en="the card names no split", zh="卡片未注明划分")
_SAID_SPLIT = Text(
    en="the card says so; the file of items does not", zh="依据卡片；题目文件本身未注明"
)

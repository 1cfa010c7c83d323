"""What a file of tasks must not say: circles of parts, doubtful aggregates, names that mislead.

Each check yields the path of what is wrong, and what is wrong with it; the first one refuses the
file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.record.task_file import TaskEntry, TaskFile
    from cardkit.source.span import Path

_CIRCLE = Text(en="`{id}` is a part of itself", zh="`{id}` 是其自身的组成部分")
_TWO_WHOLES = Text(
    en="`{id}` is already a part of `{other}`", zh="`{id}` 已是 `{other}` 的组成部分"
)
_SEVERAL = Text(en="the task `{id}` stands several times", zh="任务 `{id}` 重复出现")
_OF_AGGREGATES = Text(
    en="`{id}` is an aggregate: tasks are named here", zh="`{id}` 是聚合指标，此处只能写任务"
)
_NO_NAME = Text(
    en="`{name}` is no name: nothing of it is left without signs and settings",
    zh="`{name}` 不能用作名称：去掉符号和评测设置后没有内容",
)
_COMMON = Text(
    en="`{name}` is an ordinary word of tables: columns that only say so would become this task",
    zh="`{name}` 是表格常用词：仅写此词的列会被误认为该任务",
)
_LOOKS_LIKE = Text(
    en="`{name}` looks like `{other}` but is written with other letters",
    zh="`{name}` 与 `{other}` 形近，但使用了其他文字的字母",
)

_HEADS = """
acc accuracy all average averages avg avgscore averagescore baseline benchmark benchmarks category
chance column count data dataset datasets date em eval evals evaluation evaluations harness human
language languages license macroaverage macroavg mean meanscore metric metrics microaverage microavg
model models n name notes number ours overall parameters params percent points random rank result
results score scores setting settings shot shots size source split sum task tasks test tests tokens
total training type unit value values version
平均 平均分 平均值 平均得分 平均成绩 均分 均值 总分 总计 总体 总体平均 合计 综合 得分 分数 成绩 评分
模型 模型名称 名称 任务 基准 评测 评测集 测试 测试集 指标 数据集 参数 参数量 结果 准确率 精度 排名
类别 类型 数值 版本 语言 备注 样本数
"""
_WORDS = frozenset(_HEADS.split())
"""Words that head a column or a row, as `name_key` has them."""


def check_parts(file: TaskFile) -> Iterator[tuple[Path, Text]]:
    """Yield parts that are aggregates, stand twice, belong to two tasks, or contain their whole."""
    aggregates = _aggregates(file)
    own = {entry.id for entry in file.tasks}
    owners: dict[str, str] = {}
    for i, entry in enumerate(file.tasks):
        seen: set[str] = set()
        for j, part in enumerate(entry.parts):
            place: Path = ("tasks", i, "parts", j)
            if part in aggregates:
                yield place, _OF_AGGREGATES.format(id=part)
            if part in seen:
                yield place, _SEVERAL.format(id=part)
            seen.add(part)
            owner = owners.setdefault(part, entry.id)
            if owner != entry.id and part in own:
                yield place, _TWO_WHOLES.format(id=part, other=owner)
    yield from _circles(file.tasks, owners)


def _circles(tasks: Sequence[TaskEntry], owners: dict[str, str]) -> Iterator[tuple[Path, Text]]:
    """Yield tasks that are below themselves; each task has one whole, so circles are walked up."""
    sound: set[str] = set()
    for i, entry in enumerate(tasks):
        walked: set[str] = set()
        at: str | None = entry.id
        while at is not None and at not in sound and at not in walked:
            walked.add(at)
            at = owners.get(at)
        if at is not None and at in walked:
            yield ("tasks", i, "parts"), _CIRCLE.format(id=at)
            return
        sound |= walked


def check_aggregates(file: TaskFile) -> Iterator[tuple[Path, Text]]:
    """Yield tasks of aggregates that are aggregates, themselves among them, or stand twice."""
    known = _aggregates(file)
    for i, aggregate in enumerate(file.aggregates):
        seen: set[str] = set()
        for j, id_ in enumerate(aggregate.tasks):
            place: Path = ("aggregates", i, "tasks", j)
            if id_ in known:
                yield place, _OF_AGGREGATES.format(id=id_)
            if id_ in seen:
                yield place, _SEVERAL.format(id=id_)
            seen.add(id_)


def _aggregates(file: TaskFile) -> set[str]:
    from cardkit.catalog.tasks import aggregates

    return {*aggregates(), *(entry.id for entry in file.aggregates)}


def check_names(file: TaskFile) -> Iterator[tuple[Path, Text]]:
    """Yield names without a letter, ordinary words, and look-alikes of names that are known."""
    for path, name in _names(file):
        problem = _misleading(name)
        if problem is not None:
            yield path, problem


def _names(file: TaskFile) -> Iterator[tuple[Path, str]]:
    for i, task in enumerate(file.tasks):
        yield ("tasks", i, "id"), task.id
        yield from ((("tasks", i, "name"), n) for n in (task.name.en, task.name.zh) if n)
        yield from ((("tasks", i, "aliases", j), name) for j, name in enumerate(task.aliases))
    for i, aggregate in enumerate(file.aggregates):
        yield ("aggregates", i, "id"), aggregate.id
        yield ("aggregates", i, "name"), aggregate.name
        yield from (
            (("aggregates", i, "aliases", j), name) for j, name in enumerate(aggregate.aliases)
        )


def _misleading(name: str) -> Text | None:
    from cardkit.catalog.look_alikes import LATIN_FOR
    from cardkit.catalog.metrics import find_metric
    from cardkit.catalog.task_names import name_key, read_setting
    from cardkit.catalog.tasks import find_task

    plain = unicodedata.normalize("NFKC", name).translate(LATIN_FOR)
    base = read_setting(plain).base
    key = name_key(base)
    if not key:
        return _NO_NAME.format(name=name[:80])
    if key in _WORDS or name_key(plain) in _WORDS or find_metric(base) is not None:
        return _COMMON.format(name=name)
    if name_key(plain) == name_key(name):
        return None
    known = find_task(plain) or find_task(plain, "dclm")
    return None if known is None else _LOOKS_LIKE.format(name=name, other=plain)

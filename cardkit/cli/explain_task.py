"""`cardkit explain TASK`: what the registry knows of a task, a benchmark or an aggregate."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from cardkit.text import Language, Text, listed, visible

if TYPE_CHECKING:
    from cardkit.catalog.task import Aggregate, Task

_PRINTED = {1: "12.3", 2: "12.34", 3: "12.345", 4: "12.3456"}
"""Printed decimals of a percentage, and a score with so many."""
_NO_POWER = 0.005
_NONE = Text(en="not known", zh="未知")
_LABELS = {
    "names": Text(en="names", zh="名称"),
    "suite": Text(en="suite", zh="评测套件"),
    "items": Text(en="items", zh="题数"),
    "averaging": Text(en="averaging", zh="平均方式"),
    "shots": Text(en="shots", zh="shot 数"),
    "metrics": Text(en="metrics", zh="指标"),
    "chance": Text(en="chance", zh="随机水平"),
    "baseline": Text(en="baseline {version}", zh="基线 {version}"),
    "part_of": Text(en="part of", zh="所属任务"),
    "parts": Text(en="parts ({count})", zh="组成部分（{count}）"),
    "power": Text(en="attainable scores", zh="可达分数检验"),
    "formula": Text(en="formula", zh="公式"),
    "versions": Text(en="versions", zh="版本"),
    "tasks": Text(en="tasks ({count})", zh="任务（{count}）"),
    "source": Text(en="source", zh="出处"),
}
_AVERAGING = {
    "micro": Text(en="micro: a score is k/n", zh="micro：分数为 k/n"),
    "macro": Text(en="macro: the mean of its parts", zh="macro：各部分的平均"),
    None: Text(
        en="not certain: over parts, runs or samples, or on several sets",
        zh="不确定：可能对各部分、多次运行或多个采样取平均，或使用不同的测试集",
    ),
}
_KINDS = {
    "chance": Text(en="chance", zh="随机"),
    "majority": Text(en="share of the commonest answer", zh="多数类占比"),
}
_FORMULAS = {
    "mean": Text(en="mean of the scores", zh="各任务分数的平均"),
    "centered_mean": Text(
        en="mean of (score - baseline) / (1 - baseline)", zh="(分数 - 基线) / (1 - 基线) 的平均"
    ),
}
_WRONG = Text(en="{n} (published as {stated}, which is wrong)", zh="{n}（公布为 {stated}，有误）")
_REFUTED = Text(
    en="printed like `{like}`: {share} of all values are impossible",
    zh="写成 `{like}` 时，{share} 的取值不可能出现",
)
_BLIND = Text(
    en="printed like `{like}`: nearly every value is possible, the test has no power",
    zh="写成 `{like}` 时，几乎所有取值都可能出现，检验没有效力",
)
_UNTESTED = Text(
    en="not tested: that a score is k/n of a known n is not certain",
    zh="不检验：无法确定分数是已知题数的 k/n",
)
_AVERAGED = Text(
    en="not tested: a score averages over parts and is no k/n",
    zh="不检验：分数是各部分的平均，不是 k/n",
)
LISTS = ("tasks", "aggregates")
"""Words that list everything of a kind."""
_NEAR = 3

Rows = list[tuple[Text, str | Text]]


def find(name: str) -> tuple[list[Task], list[Aggregate]]:
    """Return what an id or a label names: tasks (a suite's and a benchmark can share an id)."""
    from cardkit.catalog.tasks import aggregates, find_task, is_task_id, task_of

    match = None if is_task_id(name) else find_task(name)
    id_ = match.id if match else name
    tasks = {id(task): task for task in (task_of(id_), task_of(id_, "dclm")) if task is not None}
    known = aggregates().get(id_)
    return list(tasks.values()), [known] if known else []


def near(name: str) -> list[str]:
    """Return ids that an unknown name may be meant for: those it begins, else the most alike."""
    import difflib

    from cardkit.catalog.tasks import aggregates

    wanted = name.lower()[:60]
    ids = [*_all_tasks(), *aggregates()]
    begun = [id_ for id_ in ids if len(wanted) > 1 and id_.startswith(wanted)]
    return begun[:_NEAR] or difflib.get_close_matches(wanted, ids, n=_NEAR, cutoff=0.75)


def listing(what: str, language: Language, kind: str) -> str:
    """Return the ids and names of all tasks, or of all aggregates; parts of a task are left out."""
    from cardkit.catalog.tasks import aggregates
    from cardkit.text import width

    entries = (
        {id_: Text(en=task.en, zh=task.zh) for id_, task in _all_tasks().items()}
        if what == "tasks"
        else {id_: Text(en=known.name, zh=known.name) for id_, known in aggregates().items()}
    )
    if kind == "json":
        data = [{"id": id_, "name": {"en": t.en, "zh": t.zh}} for id_, t in entries.items()]
        return json.dumps({"version": 1, what: data}, ensure_ascii=True, indent=2)
    if kind == "markdown":
        return "\n".join(f"- `{id_}`: {_say(t, language)}" for id_, t in entries.items())
    wide = max(map(width, entries), default=0)
    return "\n".join(
        f"{id_}{' ' * (wide - width(id_))}  {_say(t, language)}" for id_, t in entries.items()
    )


def _all_tasks() -> dict[str, Task]:
    """Return tasks and benchmarks by id, in the order of ids, without parts of a benchmark."""
    from cardkit.catalog.task_registry import whole_benchmarks
    from cardkit.catalog.tasks import suite_tasks

    found = {**whole_benchmarks(), **suite_tasks("dclm")}
    return dict(sorted(found.items()))


def page(tasks: list[Task], known: list[Aggregate], language: Language, kind: str) -> str:
    """Return the entries as text, Markdown or JSON."""
    if kind == "json":
        data = {
            "version": 1,
            "tasks": [_task_data(task) for task in tasks],
            "aggregates": [_aggregate_data(entry) for entry in known],
        }
        return json.dumps(data, ensure_ascii=True, indent=2)
    pages = [(task.id, _task_rows(task)) for task in tasks]
    pages += [(entry.id, _aggregate_rows(entry)) for entry in known]
    write = _markdown if kind == "markdown" else _text
    return "\n\n".join(write(id_, rows, language) for id_, rows in pages)


def powers(task: Task) -> dict[int, float] | None:
    """Return the power of the test by printed decimals of a percentage; None for no test."""
    from cardkit.stats.attainable import power

    if not task.is_attainability_testable or task.n is None:
        return None
    return {decimals: power(task.n, decimals + 2) for decimals in _PRINTED}


def _task_rows(task: Task) -> Rows:
    names = dict.fromkeys((task.en, task.zh, *task.aliases))
    rows: Rows = [(_LABELS["names"], " · ".join(names))]
    if task.suite:
        rows.append((_LABELS["suite"], task.suite))
    if task.part_of:
        rows.append((_LABELS["part_of"], task.part_of))
    rows += [(_LABELS["items"], _items(task)), (_LABELS["averaging"], _AVERAGING[task.averaging])]
    if task.shots is not None:
        rows.append((_LABELS["shots"], str(task.shots)))
    rows.append((_LABELS["metrics"], listed(task.metrics or (task.metric,))))
    rows.append((_LABELS["chance"], _chance(task)))
    for baseline in task.baselines:
        label = _LABELS["baseline"].format(version=baseline.version)
        value = Text(en="{value} ({kind})", zh="{value}（{kind}）")
        rows.append(
            (label, value.format(value=_fraction(baseline.value), kind=_KINDS[baseline.kind]))
        )
    if task.part_ids:
        rows.append((_LABELS["parts"].format(count=len(task.part_ids)), listed(task.part_ids)))
    rows += ((_LABELS["power"], line) for line in _power_lines(task))
    return [*rows, (_LABELS["source"], task.source or _NONE)]


def _items(task: Task) -> str | Text:
    if task.n is None:
        return _NONE
    if task.n_stated is None:
        return str(task.n)
    return _WRONG.format(n=task.n, stated=task.n_stated)


def _power_lines(task: Task) -> Iterator[Text]:
    shares = powers(task)
    if shares is None:
        yield _AVERAGED if task.averaging == "macro" else _UNTESTED
        return
    for decimals, share in shares.items():
        said = _BLIND if share < _NO_POWER else _REFUTED
        yield said.format(like=_percent(_PRINTED[decimals]), share=_percent(_share(share)))


def _share(share: float) -> str:
    """Write a share in per cent; one short of all is never 100."""
    return ">99.9" if 0.9995 <= share < 1 else f"{share * 100:.1f}"


def _percent(number: str) -> Text:
    return Text(en=f"{number} %", zh=f"{number}%")


def _chance(task: Task) -> str | Text:
    """Write the score of guessing: as registered, else the lowest baseline that is one."""
    listed = [b.value for b in task.baselines if b.kind == "chance"]
    chance = task.chance if task.chance is not None else min(listed, default=None)
    return _NONE if chance is None else _fraction(chance)


def _aggregate_rows(entry: Aggregate) -> Rows:
    shots: tuple[int | None, ...] = entry.shots or (None,) * len(entry.task_ids)
    tasks = (
        task if given is None else f"{task} ({given})"
        for task, given in zip(entry.task_ids, shots, strict=True)
    )
    rows: Rows = [(_LABELS["names"], " · ".join(dict.fromkeys((entry.name, *entry.aliases))))]
    if entry.suite:
        rows.append((_LABELS["suite"], entry.suite))
    rows.append((_LABELS["formula"], _FORMULAS[entry.formula]))
    if entry.versions:
        rows.append((_LABELS["versions"], listed(entry.versions)))
    rows.append((_LABELS["tasks"].format(count=len(entry.task_ids)), listed(tasks)))
    return [*rows, (_LABELS["source"], entry.source or _NONE)]


def _fraction(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.0001')).normalize():f}"


def _text(id_: str, rows: Rows, language: Language) -> str:
    from cardkit.cli import console
    from cardkit.text import width, wrap

    shown = [(label.get(language), _say(value, language)) for label, value in rows]
    wide = max(width(label) for label, _ in shown)
    lines = [id_]
    for label, value in _once(shown):
        head = f"  {label}{' ' * (wide - width(label))}  "
        lines += wrap(value, console.width(), first=head, rest=" " * (wide + 4))
    return "\n".join(lines)


def _once(rows: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Drop a label that stands above already."""
    last = None
    for label, value in rows:
        yield ("" if label == last else label), value
        last = label


def _markdown(id_: str, rows: Rows, language: Language) -> str:
    lines = [f"- **{label.get(language)}**: {_say(value, language)}" for label, value in rows]
    return "\n".join([f"# {id_}", "", *lines])


def _say(value: str | Text, language: Language) -> str:
    return visible(value if isinstance(value, str) else value.get(language))


def _task_data(task: Task) -> dict[str, object]:
    return {
        "id": task.id,
        "name": {"en": task.en, "zh": task.zh},
        "aliases": list(task.aliases),
        "suite": task.suite,
        "benchmark": task.benchmark,
        "n": task.n,
        "n_stated": task.n_stated,
        "averaging": task.averaging,
        "shots": task.shots,
        "cot": task.cot,
        "metric": task.metric,
        "metrics": list(task.metrics),
        "chance": None if task.chance is None else str(task.chance),
        "baselines": [
            {"version": b.version, "value": str(b.value), "kind": b.kind} for b in task.baselines
        ],
        "part_of": task.part_of,
        "parts": list(task.part_ids),
        "attainability": {
            "tested": task.is_attainability_testable,
            "power": {str(d): round(p, 4) for d, p in (powers(task) or {}).items()} or None,
        },
        "source": task.source,
    }


def _aggregate_data(entry: Aggregate) -> dict[str, object]:
    return {
        "id": entry.id,
        "name": entry.name,
        "aliases": list(entry.aliases),
        "suite": entry.suite,
        "versions": list(entry.versions),
        "formula": entry.formula,
        "tasks": list(entry.task_ids),
        "shots": list(entry.shots),
        "source": entry.source,
    }

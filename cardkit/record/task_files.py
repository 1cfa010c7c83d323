"""A file of tasks into the registry, or an error that says where it is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as File
from typing import TYPE_CHECKING

from cardkit.errors import ConfigError, NotACard
from cardkit.source.text_only import read_text
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.catalog.definition import Definition
    from cardkit.catalog.task import Aggregate, Task
    from cardkit.record.task_file import AggregateEntry, TaskEntry, TaskFile
    from cardkit.source.source import Source
    from cardkit.source.span import Path
    from cardkit.source.yaml_nodes import YamlNode

MAX_BYTES = 1024 * 1024
"""So much YAML is ten thousand lines: a file of tasks has a few hundred."""
_CENTERED = "v1"
"""The one version of an extension's centred mean: its baselines are the tasks' chance."""


def use_task_file(path: str | File) -> None:
    """Add the tasks, aggregates and definitions of a file to the registry of this process.

    Raises UnreadableFile, and ConfigError with file and line for what is no file of tasks or names
    a task that is already there. Nothing of a file that is refused is added.
    """
    from cardkit.catalog.task_registry import register

    source = _read(File(path))
    file, root = _fitted(source)
    owners = {part: entry.id for entry in reversed(file.tasks) for part in entry.parts}
    _check_ids(source, root, file)
    tasks = [_task(entry, owners.get(entry.id)) for entry in file.tasks]
    aggregates = [_aggregate(entry) for entry in file.aggregates]
    lines = {entry.id: _line(source, root, path) for path, entry in _entries(file)}
    definitions = _definitions(path, source, file, root)
    register(tasks, aggregates, definitions, origin=source.name, lines=lines)


def definitions_of_file(path: str | File) -> list[Definition]:
    """Return the definitions of a file of tasks, and leave the registry as it is.

    For a comparison that asks a known task in a way of its own. Raises as `use_task_file` does for
    what is no file of tasks.
    """
    source = _read(File(path))
    file, root = _fitted(source)
    return _definitions(path, source, file, root)


def _definitions(
    path: str | File, source: Source, file: TaskFile, root: YamlNode
) -> list[Definition]:
    from cardkit.record.definitions import definition

    folder = str(File(path).absolute().parent)
    return [
        definition(entry, folder, _place(source, root, i))
        for i, entry in enumerate(file.definitions)
    ]


def _read(path: File) -> Source:
    try:
        return read_text(path, max_bytes=MAX_BYTES)
    except NotACard as error:
        raise ConfigError(error.message, hint=error.hint) from error


def _fitted(source: Source) -> tuple[TaskFile, YamlNode]:
    from cardkit.record.fit import fit
    from cardkit.record.misfits import describe, describe_issue
    from cardkit.record.task_file import TaskFile
    from cardkit.source.yaml_document import read_yaml_document

    document = read_yaml_document(source, max_bytes=MAX_BYTES)
    broken = [i for i in document.issues if i.kind not in ("hidden-character", "not-utf8")]
    if document.root is None or broken:
        issue = broken[0]
        line = source.position(issue.span.start).line
        raise _refused(source, line, describe_issue(issue))
    fitted = fit(document.root, TaskFile)
    if fitted.record is None or fitted.misfits:
        misfit = fitted.misfits[0]
        node = _deepest(fitted.root, misfit.at)
        line = source.position(node.span.start).line
        raise _refused(source, line, describe(misfit, source.slice(node.span), "tasks"))
    return fitted.record, document.root


def _deepest(root: YamlNode, path: Path) -> YamlNode:
    from cardkit.source.yaml_document import descend

    nodes = (descend(root, path[:end]) for end in range(len(path), 0, -1))
    return next((node for node in nodes if node is not None), root)


def _line(source: Source, root: YamlNode, path: Path) -> int:
    return source.position(_deepest(root, path).span.start).line


def _place(source: Source, root: YamlNode, index: int) -> str:
    return f"{source.name}:{_line(source, root, ('definitions', index, 'task'))}"


def _refused(source: Source, line: int, problem: Text) -> ConfigError:
    return ConfigError(
        Text(en="`{file}` line {line}: {problem}", zh="`{file}` 第 {line} 行：{problem}").format(
            file=source.name, line=line, problem=problem
        ),
        hint=Text(
            en="`cardkit schema tasks` prints what a file of tasks may hold",
            zh="运行 `cardkit schema tasks` 查看任务文件的格式",
        ),
    )


def _check_ids(source: Source, root: YamlNode, file: TaskFile) -> None:
    """Refuse an id that stands twice, a part or task that is nowhere, a mean without chance.

    And what `task_checks` finds.
    """
    from cardkit.catalog.tasks import is_task_id
    from cardkit.record.task_checks import check_aggregates, check_names, check_parts
    from cardkit.record.task_file import AggregateEntry

    own: set[str] = set()
    places: list[tuple[Path, str]] = []
    for path, entry in _entries(file):
        if entry.id in own:
            raise _refused(source, _line(source, root, (*path, "id")), _TWICE.format(id=entry.id))
        own.add(entry.id)
        key = "tasks" if isinstance(entry, AggregateEntry) else "parts"
        named = entry.tasks if isinstance(entry, AggregateEntry) else entry.parts
        places += [((*path, key, j), id_) for j, id_ in enumerate(named)]
    for place, id_ in places:
        if id_ not in own and not is_task_id(id_):
            raise _refused(source, _line(source, root, place), _NOWHERE.format(id=id_))
    _check_definitions(source, root, file)
    _check_chance(source, root, file)
    for check in (check_parts, check_aggregates, check_names):
        for place, problem in check(file):
            raise _refused(source, _line(source, root, place), problem)


def _entries(file: TaskFile) -> Iterator[tuple[Path, TaskEntry | AggregateEntry]]:
    yield from ((("tasks", i), task) for i, task in enumerate(file.tasks))
    yield from ((("aggregates", i), aggregate) for i, aggregate in enumerate(file.aggregates))


def _check_definitions(source: Source, root: YamlNode, file: TaskFile) -> None:
    """Refuse a definition of a task that is nowhere or is an aggregate, and a second one."""
    from cardkit.catalog.tasks import task_of

    tasks = {entry.id for entry in file.tasks}
    seen: set[tuple[str, str]] = set()
    for i, entry in enumerate(file.definitions):
        line = _line(source, root, ("definitions", i, "task"))
        if entry.task not in tasks and task_of(entry.task, "dclm") is None:
            raise _refused(source, line, _NOT_ASKED.format(id=entry.task))
        if (entry.task, entry.harness) in seen:
            twice = _DEFINED_TWICE.format(id=entry.task, harness=entry.harness)
            raise _refused(source, line, twice)
        seen.add((entry.task, entry.harness))


def _check_chance(source: Source, root: YamlNode, file: TaskFile) -> None:
    from cardkit.catalog.tasks import task_of

    own = {entry.id: entry.chance is not None for entry in file.tasks}
    for i, aggregate in enumerate(file.aggregates):
        for j, id_ in enumerate(aggregate.tasks):
            known = task_of(id_, "dclm")
            if aggregate.formula == "centered_mean" and not own.get(
                id_, known is not None and known.baseline(_CENTERED) is not None
            ):
                line = _line(source, root, ("aggregates", i, "tasks", j))
                raise _refused(source, line, _NO_CHANCE.format(id=id_))


_TWICE = Text(en="the id `{id}` stands twice", zh="ID `{id}` 重复出现")
_NOWHERE = Text(
    en="`{id}` is no task of this file or of cardkit's registry",
    zh="`{id}` 既不在本文件中，也不是 cardkit 目录中的任务",
)
_NOT_ASKED = Text(
    en="`{id}` is no task of this file or of cardkit's registry that could be asked",
    zh="`{id}` 既不在本文件中，也不是 cardkit 目录中可提问的任务",
)
_DEFINED_TWICE = Text(
    en="how {harness} asks `{id}` stands twice", zh="{harness} 对 `{id}` 的提问方式重复出现"
)
_NO_CHANCE = Text(
    en="a centred mean needs the `chance` of `{id}`", zh="centered_mean 需要写明 `{id}` 的 `chance`"
)


def _task(entry: TaskEntry, part_of: str | None) -> Task:
    from cardkit.catalog.task import Baseline, Task

    chance = entry.chance.value if entry.chance else None
    en = entry.name.en or entry.name.zh or entry.id
    return Task(
        id=entry.id,
        en=en,
        zh=entry.name.zh or en,
        aliases=tuple(entry.aliases),
        metric=entry.metric,
        n=entry.n,
        averaging=entry.averaging,
        shots=entry.shots,
        category=entry.category,
        baselines=() if chance is None else (Baseline(_CENTERED, chance, "chance"),),
        exact_case=entry.exact_case,
        chance=chance,
        metrics=tuple(dict.fromkeys((entry.metric, *entry.metrics))) if entry.metrics else (),
        part_ids=tuple(entry.parts),
        part_of=part_of,
        source=entry.source,
    )


def _aggregate(entry: AggregateEntry) -> Aggregate:
    from cardkit.catalog.task import Aggregate

    return Aggregate(
        id=entry.id,
        name=entry.name,
        suite=None,
        versions=(_CENTERED,) if entry.formula == "centered_mean" else (),
        formula=entry.formula,
        task_ids=tuple(entry.tasks),
        aliases=tuple(entry.aliases),
        shots=tuple(entry.shots),
        source=entry.source,
    )

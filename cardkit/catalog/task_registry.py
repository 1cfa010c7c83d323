"""All tasks and aggregates that are known: the shipped ones, and those that extensions add.

An extension adds and never changes: a shipped fact under an id or a name of an extension would
silently mean something else in every card.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from cardkit.catalog.definition import Definition, Harness
from cardkit.catalog.task import Aggregate, Task
from cardkit.catalog.task_names import name_key
from cardkit.catalog.task_tables import (
    families,
    shipped_aggregates,
    shipped_benchmarks,
    shipped_parts,
    shipped_suite_tasks,
)
from cardkit.errors import ConfigError
from cardkit.text import Text


@dataclass
class _Added:
    """What extensions added, and the file each came from."""

    tasks: dict[str, Task] = field(default_factory=dict)
    aggregates: dict[str, Aggregate] = field(default_factory=dict)
    definitions: dict[tuple[str, Harness], Definition] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    discover: Callable[[], None] | None = None


class _Benchmarks(Mapping[str, Task]):
    """Benchmarks, their parts and what was added; parts are made when one of them is asked for."""

    def __init__(self, added: Mapping[str, Task]) -> None:
        self.whole: Mapping[str, Task] = {**shipped_benchmarks(), **added}

    def __getitem__(self, id_: str) -> Task:
        found = self.whole.get(id_)
        if found is not None:
            return found
        for parent in families():
            if id_.startswith(f"{parent}_") and id_ in shipped_parts(parent):
                return shipped_parts(parent)[id_]
        raise KeyError(id_)

    def __iter__(self) -> Iterator[str]:
        yield from self.whole
        for parent in families():
            yield from shipped_parts(parent)

    def __len__(self) -> int:
        return sum(1 for _ in self)


_added = _Added()
_SHIPPED = Text(en="cardkit itself", zh="cardkit 自带的目录")


def benchmarks() -> Mapping[str, Task]:
    """Return the common benchmarks, their parts and what extensions add, by id.

    Their setting is whatever a card says.
    """
    _discover()
    return _benchmarks()


def aggregates() -> Mapping[str, Aggregate]:
    """Return the declared aggregates by id: `core` (22 tasks), `extended` (53), leaderboards."""
    _discover()
    return _aggregates()


def suite_tasks(suite: str) -> Mapping[str, Task]:
    """Return the tasks of a suite (`dclm`) by id in the suite's order; KeyError for others."""
    return shipped_suite_tasks(suite)


def whole_benchmarks() -> Mapping[str, Task]:
    """Return `benchmarks` without the shipped parts, which are many."""
    _discover()
    return _benchmarks().whole


def added_definitions() -> Mapping[tuple[str, Harness], Definition]:
    """Return the definitions that extensions add, by task and harness."""
    _discover()
    return _added.definitions


@cache
def _benchmarks() -> _Benchmarks:
    return _Benchmarks(_added.tasks)


@cache
def _aggregates() -> Mapping[str, Aggregate]:
    return {**shipped_aggregates(), **_added.aggregates}


def discover_with(discover: Callable[[], None] | None) -> None:
    """Set what registers the installed extensions; it is called once, when a task is looked up."""
    _added.discover = discover


def _discover() -> None:
    discover, _added.discover = _added.discover, None
    if discover is not None:
        discover()


def register(
    tasks: Iterable[Task],
    aggregates: Iterable[Aggregate] = (),
    definitions: Iterable[Definition] = (),
    *,
    origin: str,
    lines: Mapping[str, int] = MappingProxyType({}),
) -> None:
    """Add what an extension brings, all of it or, on an error, nothing.

    `origin` is the file it comes from, `lines` the line of each id; the same file may come twice.
    Raises ConfigError where an id or a name is taken by another task, or where a task is already
    defined for the same harness: the message names both.
    """
    entries: list[Task | Aggregate] = [*tasks, *aggregates]
    defined = {(d.task, d.harness): d for d in definitions}
    _check_free(defined)
    if all(_is_known(entry, origin) for entry in entries):
        _added.definitions.update(defined)
        return
    owners = _owners()
    for entry in entries:
        for name in filter(name_key, names_of(entry)):
            owner = owners.setdefault(name_key(name), entry.id)
            if owner != entry.id or _is_taken(entry.id):
                place = f"{origin}:{lines[entry.id]}" if entry.id in lines else origin
                raise _clash(name, owner, place)
    _added.origins.update((entry.id, origin) for entry in entries)
    _added.tasks.update((e.id, e) for e in entries if isinstance(e, Task))
    _added.aggregates.update((e.id, e) for e in entries if isinstance(e, Aggregate))
    _added.definitions.update(defined)
    _forget()


def _check_free(defined: Mapping[tuple[str, Harness], Definition]) -> None:
    if not defined:
        return
    from cardkit.catalog.definition_tables import shipped_definitions

    for key, definition in defined.items():
        known = shipped_definitions().get(key) or _added.definitions.get(key)
        if known is not None and known != definition:
            raise _defined(definition, known)


def _is_taken(id_: str) -> bool:
    return id_ in shipped_suite_tasks("dclm") or id_ in _benchmarks() or id_ in _aggregates()


def reset() -> None:
    """Forget every extension."""
    global _added  # noqa: PLW0603 - the registry of a process is one, and tests begin anew
    _added = _Added()
    _forget()


def names_of(entry: Task | Aggregate) -> tuple[str, ...]:
    """Return every name of a task or aggregate, its id first."""
    if isinstance(entry, Task):
        return (entry.id, entry.en, entry.zh, *entry.aliases)
    return (entry.id, entry.name, *entry.aliases)


on_change: list[Callable[[], None]] = [_benchmarks.cache_clear, _aggregates.cache_clear]
"""Caches of what is known; whoever keeps one adds how to clear it."""


def _forget() -> None:
    for clear in on_change:
        clear()


def _is_known(entry: Task | Aggregate, origin: str) -> bool:
    known = _added.tasks.get(entry.id) or _added.aggregates.get(entry.id)
    return known == entry and _added.origins.get(entry.id) == origin


def _owners() -> dict[str, str]:
    """Index every spelling that is taken, of parts as well."""
    tasks = (*shipped_suite_tasks("dclm").values(), *_benchmarks().values())
    known: list[Task | Aggregate] = [*tasks, *_aggregates().values()]
    return {name_key(name): entry.id for entry in known for name in names_of(entry)}


def _defined(definition: Definition, known: Definition) -> ConfigError:
    return ConfigError(
        Text(
            en="`{origin}`: how {harness} asks `{task}` is already defined in {place}",
            zh="`{origin}`：{harness} 对 `{task}` 的提问方式已有定义，来自 {place}",
        ).format(
            origin=definition.place,
            harness=definition.harness,
            task=definition.task,
            place=f"`{known.place}`" if known.place else _SHIPPED,
        ),
        hint=Text(
            en="give the task another id to ask it in another way",
            zh="若要采用其他提问方式，请为任务另取 ID",
        ),
    )


def _clash(name: str, owner: str, origin: str) -> ConfigError:
    place = _added.origins.get(owner)
    return ConfigError(
        Text(
            en="`{origin}`: `{name}` is already a name of the task `{owner}` of {place}",
            zh="`{origin}`：`{name}` 已是任务 `{owner}` 的名称，来自 {place}",
        ).format(origin=origin, name=name, owner=owner, place=f"`{place}`" if place else _SHIPPED),
        hint=Text(
            en="use an id and names of its own; a file of tasks adds, it never replaces",
            zh="请改用独有的 ID 和名称；任务文件只能新增，不能替换已有任务",
        ),
    )

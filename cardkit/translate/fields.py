"""The prose of a record: every text in two languages, with its path and its place in the YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

from cardkit.record.base import Fact, Prose, RecordModel
from cardkit.record.card import CardRecord
from cardkit.source.span import Path, breadcrumb
from cardkit.source.yaml_nodes import YamlMapping, YamlNode, YamlSequence

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ProseField:
    """One text of a record: `path` in the record, `node` where it lies in the file.

    `name` is the path as people write it, `limitations.items[2]`; the step to the value of a fact
    is left out, so that the name stays when the fact gets a source or a remark.
    """

    path: Path
    prose: Prose
    node: YamlNode
    name: str


def prose_fields(record: CardRecord, root: YamlNode) -> Iterator[ProseField]:
    """Yield the prose of `record`, which was read from `root`, in the order of its models."""
    yield from _walk(record, root, (), ())


def _walk(value: object, node: YamlNode, path: Path, shown: Path) -> Iterator[ProseField]:
    if isinstance(value, Prose):
        yield ProseField(path, value, node, breadcrumb(shown))
    elif isinstance(value, Fact):
        yield from _walk_fact(value, node, path, shown)
    elif isinstance(value, RecordModel):
        for name in type(value).model_fields:
            yield from _step(getattr(value, name), node, path, shown, name)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _step(item, node, path, shown, str(key))
    elif isinstance(value, tuple) and isinstance(node, YamlSequence):
        for i, (item, child) in enumerate(zip(value, node.items, strict=True)):
            yield from _walk(item, child, (*path, i), (*shown, i))


def _walk_fact(fact: Fact[object], node: YamlNode, path: Path, shown: Path) -> Iterator[ProseField]:
    """Walk a fact: the short form is its value."""
    inner = node.get("value") if isinstance(node, YamlMapping) else None
    yield from _walk(fact.value, inner or node, (*path, "value"), shown)
    if inner is not None:
        yield from _step(fact.note, node, path, shown, "note")


def _step(
    value: object, node: YamlNode, path: Path, shown: Path, name: str
) -> Iterator[ProseField]:
    """Walk one part; what a short form states has no node of its own and is no prose."""
    child = node.get(name) if isinstance(node, YamlMapping) else None
    if value is not None and child is not None:
        yield from _walk(value, child, (*path, name), (*shown, name))


def with_prose(record: T, changes: Mapping[Path, Prose]) -> T:
    """Return a record with the prose at some paths replaced."""
    on_the_way = {path[:i] for path in changes for i in range(len(path))}
    return cast("T", _replaced(record, changes, on_the_way, ()))


def _replaced(
    value: object, changes: Mapping[Path, Prose], on_the_way: set[Path], path: Path
) -> object:
    if path in changes:
        return changes[path]
    if path not in on_the_way:
        return value
    if isinstance(value, RecordModel):
        names = list(type(value).model_fields)
        parts = {n: _replaced(getattr(value, n), changes, on_the_way, (*path, n)) for n in names}
        return value.model_copy(update=parts)
    if isinstance(value, dict):
        return {k: _replaced(v, changes, on_the_way, (*path, k)) for k, v in value.items()}
    if isinstance(value, tuple):
        return tuple(_replaced(v, changes, on_the_way, (*path, i)) for i, v in enumerate(value))
    return value

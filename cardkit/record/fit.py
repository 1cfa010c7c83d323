"""Fitting a YAML tree to a model: the record it gives, and every place that does not fit.

What does not fit is left out and the rest is read again, so that one wrong field costs one field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cardkit.record.base import RecordModel
from cardkit.source.span import Path
from cardkit.source.yaml_nodes import YamlData, YamlMapping, YamlNode, YamlScalar, YamlSequence

M = TypeVar("M", bound=RecordModel)

_MAX_ROUNDS = 12
"""More than the models are deep: each round leaves out what the last one made incomplete."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A place that does not fit: pydantic's kind of error and its facts.

    `path` is a path of the file: parts that pydantic adds for unions and short forms are dropped;
    of a missing key it ends in that key. `at` is the same place in `Fitted.root`.
    """

    path: Path
    kind: str
    args: Mapping[str, object]
    at: Path


@dataclass(frozen=True, slots=True)
class Fitted(Generic[M]):
    """What a tree gave. `record` is None where not even the root could be read.

    `root` is the tree in the order of the record: an item that was left out of a list stands
    behind those that were kept, so that every path of the record is a path of the tree. `moved`
    holds for each list of that tree with such an item the indices that its items have in the file.
    """

    record: M | None
    root: YamlNode
    misfits: tuple[Misfit, ...]
    moved: Mapping[Path, tuple[int, ...]]


def fit(root: YamlNode, model: type[M]) -> Fitted[M]:
    """Read `root` as a `model`. Never raises on content; the time is linear in the tree."""
    left_out: set[int] = set()
    first: list[_Error] = []
    record: M | None = None
    for _ in range(_MAX_ROUNDS):
        view = _View(left_out)
        try:
            record = model.model_validate(view.data(root))
            break
        except ValidationError as error:
            errors = [view.locate(root, e) for e in error.errors(include_url=False)]
        first = first or errors
        found = {id(e.node) for e in errors}
        if id(root) in found or found <= left_out:
            break
        left_out |= found
    order = _Order(left_out)
    ordered = order.copy(root, (), ())
    return Fitted(record, ordered, _misfits(first, order.places), order.moved)


@dataclass(frozen=True, slots=True)
class _Error:
    """An error at a node; `missing` is the key that the node lacks."""

    node: YamlNode
    missing: str | int | None
    kind: str
    args: Mapping[str, object]


class _View:
    """A tree without the nodes left out so far, with its look-ups kept."""

    def __init__(self, left_out: set[int]) -> None:
        self.left_out = left_out
        self._children: dict[int, Mapping[str | int, YamlNode]] = {}

    def children(self, node: YamlNode) -> Mapping[str | int, YamlNode]:
        """Return the values of a collection by key or index; of a doubled key the first."""
        known = self._children.get(id(node))
        if known is None:
            known = self._children[id(node)] = self._read_children(node)
        return known

    def _read_children(self, node: YamlNode) -> Mapping[str | int, YamlNode]:
        if isinstance(node, YamlSequence):
            return dict(enumerate(n for n in node.items if id(n) not in self.left_out))
        children: dict[str | int, YamlNode] = {}
        if isinstance(node, YamlMapping):
            for key, value in node.entries:
                children.setdefault(key.text, value)
        return {key: value for key, value in children.items() if id(value) not in self.left_out}

    def data(self, node: YamlNode) -> YamlData:
        """Return the plain data of what is not left out."""
        if isinstance(node, YamlScalar):
            return node.value
        children = self.children(node)
        if isinstance(node, YamlSequence):
            return [self.data(child) for child in children.values()]
        return {str(key): self.data(child) for key, child in children.items()}

    def locate(self, root: YamlNode, error: ErrorDetails) -> _Error:
        """Find the node an error is about; parts of its `loc` that are no key are dropped."""
        node, missing = root, None
        for part in error["loc"]:
            child = self.children(node).get(part)
            if child is not None:
                node, missing = child, None
            else:
                missing = part
        kind = error["type"]
        args = {"msg": error["msg"], **error.get("ctx", {})}
        return _Error(node, missing if kind == "missing" else None, kind, args)


class _Order:
    """Copies a tree with kept items first, and knows where everything was and went."""

    def __init__(self, left_out: set[int]) -> None:
        self._left_out = left_out
        self.places: dict[int, tuple[Path, Path]] = {}
        """Node of the original → its path in the file and its path in the copy."""
        self.moved: dict[Path, tuple[int, ...]] = {}

    def copy(self, node: YamlNode, path: Path, at: Path) -> YamlNode:
        """Return the copy of `node`, which lies at `path` in the file and at `at` in the copy."""
        self.places[id(node)] = (path, at)
        if isinstance(node, YamlSequence):
            items = sorted(enumerate(node.items), key=lambda item: id(item[1]) in self._left_out)
            order = tuple(index for index, _ in items)
            if order != tuple(range(len(items))):
                self.moved[at] = order
            copies = [self.copy(n, (*path, i), (*at, k)) for k, (i, n) in enumerate(items)]
            return YamlSequence(node.span, copies)
        if isinstance(node, YamlMapping):
            copied = [
                (key, self.copy(value, (*path, key.text), (*at, key.text)))
                for key, value in node.entries
            ]
            return YamlMapping(node.span, copied)
        return node


def _misfits(
    errors: Iterable[_Error], places: Mapping[int, tuple[Path, Path]]
) -> tuple[Misfit, ...]:
    found: dict[tuple[Path, str], Misfit] = {}
    for error in errors:
        path, at = places[id(error.node)]
        if error.missing is not None:
            path, at = (*path, error.missing), (*at, error.missing)
        found.setdefault((path, error.kind), Misfit(path, error.kind, error.args, at))
    return tuple(found.values())

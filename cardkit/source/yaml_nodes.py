"""YAML as a tree of nodes with spans; scalars keep the text they were written with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from cardkit.source.span import Path, Span


class SourceFloat(float):
    """A float that remembers how it was written: a plain float would turn `0.5270` into 0.527."""

    text: str

    def __new__(cls, text: str) -> SourceFloat:
        """Parse `text` by the YAML 1.2 core rules for floats (`.inf` and `.nan` included)."""
        number = super().__new__(cls, text.lower().replace(".inf", "inf").replace(".nan", "nan"))
        number.text = text
        return number

    def __getnewargs__(self) -> tuple[str]:  # type: ignore[override] # float's own would give a float
        """Copy and pickle by the text."""
        return (self.text,)


class SourceInt(int):
    """An integer that remembers how it was written: `007`, `+5` and `0x1F` would else be lost."""

    text: str

    def __new__(cls, value: int, text: str) -> SourceInt:
        """Keep `text` beside the value it was read as."""
        number = super().__new__(cls, value)
        number.text = text
        return number

    def __getnewargs__(self) -> tuple[int, str]:  # type: ignore[override] # int's own lacks the text
        """Copy and pickle by value and text."""
        return int(self), self.text


NULLS = frozenset(("", "~", "null", "Null", "NULL"))
"""The plain scalars that the YAML 1.2 core schema reads as null."""


@dataclass(slots=True)
class YamlScalar:
    """A scalar. `text` is its content unquoted; `plain` says that it was written without quotes."""

    span: Span
    text: str
    plain: bool

    @property
    def value(self) -> str | int | SourceFloat | bool | None:
        """The value under the YAML 1.2 core schema; quoted scalars are strings."""
        from cardkit.source.yaml_reader import resolve

        return resolve(self.text) if self.plain else self.text

    @property
    def is_null(self) -> bool:
        """Say whether the scalar says nothing; quicker than to ask for its value."""
        return self.plain and self.text in NULLS


@dataclass(slots=True)
class YamlSequence:
    """A sequence, block or flow."""

    span: Span
    items: list[YamlNode] = field(default_factory=list)


@dataclass(slots=True)
class YamlMapping:
    """A mapping, block or flow. A key that stands twice is kept twice, in order."""

    span: Span
    entries: list[tuple[YamlScalar, YamlNode]] = field(default_factory=list)

    def get(self, key: str) -> YamlNode | None:
        """Return the value of `key`; the first one where a key stands twice."""
        return next((value for name, value in self.entries if name.text == key), None)

    def key(self, key: str) -> YamlScalar | None:
        """Return the key node of `key`."""
        return next((name for name, _ in self.entries if name.text == key), None)

    def keys(self) -> Iterator[str]:
        """Yield the keys as written."""
        return (name.text for name, _ in self.entries)


YamlNode: TypeAlias = YamlScalar | YamlSequence | YamlMapping
YamlData: TypeAlias = "str | int | float | bool | list[YamlData] | dict[str, YamlData] | None"


def to_data(node: YamlNode) -> YamlData:
    """Turn a node into plain data; floats are `SourceFloat`, of a doubled key the first counts."""
    if isinstance(node, YamlScalar):
        return node.value
    if isinstance(node, YamlSequence):
        return [to_data(item) for item in node.items]
    data: dict[str, YamlData] = {}
    for key, value in node.entries:
        data.setdefault(key.text, to_data(value))
    return data


def exact_data(node: YamlNode) -> YamlData:
    """Turn a node into plain data as `to_data` does, with integers as printed (`SourceInt`)."""
    if isinstance(node, YamlScalar):
        value = node.value
        if isinstance(value, int) and not isinstance(value, bool) and str(value) != node.text:
            return SourceInt(value, node.text)
        return value
    if isinstance(node, YamlSequence):
        return [exact_data(item) for item in node.items]
    data: dict[str, YamlData] = {}
    for key, value_ in node.entries:
        data.setdefault(key.text, exact_data(value_))
    return data


def spans_of(node: YamlNode, path: Path = ()) -> Iterator[tuple[Path, Span]]:
    """Yield the path and span of every value below `node`, itself included."""
    yield path, node.span
    if isinstance(node, YamlSequence):
        for i, item in enumerate(node.items):
            yield from spans_of(item, (*path, i))
    elif isinstance(node, YamlMapping):
        for key, value in node.entries:
            yield from spans_of(value, (*path, key.text))

"""Hub metadata as rules see it: the values of a key with their paths, and whose hub it is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cardkit.dialects.detect import reads_as_modelscope
from cardkit.source.span import Path, Span
from cardkit.source.yaml_nodes import YamlScalar, YamlSequence

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading

_MINDSPORE_KEYS = frozenset(
    {"backbone-name", "module-type", "fine-tunable", "repo-link", "user-id", "update-time"}
)
"""Keys of the MindSpore Hub that people do not write elsewhere, as they do `model-name`."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a key: the path of a fact, its text as written and its place.

    `plain` says that it was written without quotes; `span` is None for a value of a YAML record,
    whose path is enough.
    """

    path: Path
    text: str
    plain: bool = False
    span: Span | None = None


def values(reading: Reading, key: str) -> Iterator[Value]:
    """Yield the text values of a front matter key, of a list one by one; nulls are left out."""
    root = reading.metadata
    node = root.get(key) if root is not None else None
    if node is None:
        yield from _of_record(reading, key)
        return
    items = node.items if isinstance(node, YamlSequence) else [node]
    for i, item in enumerate(items):
        if isinstance(item, YamlScalar) and item.value is not None:
            path: Path = ("metadata", key, i) if node is not item else ("metadata", key)
            yield Value(path, item.text, item.plain, item.span)


def _of_record(reading: Reading, key: str) -> Iterator[Value]:
    if reading.kind != "record" or reading.record.metadata is None:
        return
    value = getattr(reading.record.metadata, key, None)
    if isinstance(value, str):
        yield Value(("metadata", key), value)
    elif isinstance(value, tuple):
        yield from (Value(("metadata", key, i), str(v)) for i, v in enumerate(value))


def is_hub_block(reading: Reading) -> bool:
    """Say whether the metadata are meant for a hub; those of the MindSpore Hub are not.

    They stand in a block after the H1; a record made from one has its keys.
    """
    front = reading.document.front_matter
    if reading.kind == "record":
        root = reading.metadata
        return root is None or _MINDSPORE_KEYS.isdisjoint(root.keys())
    return front is None or not front.after_heading


def for_modelscope(reading: Reading) -> bool:
    """Say whether the front matter holds keys that ModelScope reads and Hugging Face does not."""
    root = reading.metadata
    return root is not None and reads_as_modelscope(frozenset(root.keys()))

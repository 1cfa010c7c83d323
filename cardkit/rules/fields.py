"""The fields of a record by path: the one a misspelt key is closest to, and whether any stands."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cardkit.source.blocks import Table
from cardkit.source.span import Path
from cardkit.source.yaml_nodes import YamlMapping, YamlNode, YamlScalar

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading


_MISSPELT = 50
"""So many keys may be misspelt, and none right, before a file counts as no card."""
_NO_FACT = frozenset({"sections", "code", "links"})
"""Paths that every text has."""


def holds_card(reading: Reading) -> bool:
    """Say whether there is anything of a card in a file: a key of the record, piece of Markdown.

    What is no YAML, or YAML of another shape, holds no card; other rules say what it is.
    """
    return _holds_markdown(reading) if reading.kind == "markdown" else _holds_record(reading)


def holds_nothing(reading: Reading) -> bool:
    """Say whether a file that can be read holds nothing of a card.

    A YAML file that is broken, or a list or a text instead of keys, is told about elsewhere.
    """
    if reading.kind == "markdown":
        return not _holds_markdown(reading)
    root = _root(reading)
    empty = isinstance(root, YamlScalar) and root.value is None
    return empty or (isinstance(root, YamlMapping) and not _holds_record(reading))


def _root(reading: Reading) -> YamlNode | None:
    from cardkit.source.yaml_document import YamlDocument  # loads the YAML parser

    return reading.document.root if isinstance(reading.document, YamlDocument) else None


def _holds_record(reading: Reading) -> bool:
    root = _root(reading)
    if not isinstance(root, YamlMapping):
        return False
    known = set(_fields_at((), reading.kind))
    keys = [*root.keys()]
    near = (closest_field((key,), key, reading.kind) for key in keys[:_MISSPELT])
    return not known.isdisjoint(keys) or any(near)


def _holds_markdown(reading: Reading) -> bool:
    document = reading.document
    if document.front_matter is not None or any(path[0] not in _NO_FACT for path in reading.spans):
        return True
    sections = document.body.sections
    return any(s.heading or any(isinstance(b, Table) for b in s.blocks) for s in sections)


def closest_field(path: Path, key: str, kind: str = "record") -> str | None:
    """Return the field of the model at `path`'s parent that `key` is closest to."""
    fields = list(_fields_at(path[:-1], kind))
    best = difflib.get_close_matches(key.lower()[:60], fields, n=1, cutoff=0.6)
    return best[0] if best else None


def _fields_at(path: Path, kind: str) -> Iterable[str]:
    from cardkit.record.card import CardRecord
    from cardkit.record.comparison import Comparison

    models: list[object] = [Comparison if kind == "comparison" else CardRecord]
    for part in path:
        if isinstance(part, str):
            models = [m for model in models for m in _below(model, part)]
    return (name for model in models for name in getattr(model, "model_fields", {}))


def _below(model: object, field: str) -> Iterator[object]:
    """Yield the record models in the annotation of `field`."""
    info = getattr(model, "model_fields", {}).get(field)
    waiting = [info.annotation] if info is not None else []
    while waiting:
        annotation = waiting.pop()
        if hasattr(annotation, "model_fields"):
            yield annotation
            if "value" in annotation.model_fields:
                waiting.append(annotation.model_fields["value"].annotation)
        waiting += getattr(annotation, "__args__", ())

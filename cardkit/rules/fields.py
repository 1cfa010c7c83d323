"""Whether a file holds anything of a model card at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardkit.record.keys import closest_field, fields_at
from cardkit.source.blocks import Table
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
    known = set(fields_at((), reading.kind))
    keys = [*root.keys()]
    near = (closest_field((key,), key, reading.kind) for key in keys[:_MISSPELT])
    return not known.isdisjoint(keys) or any(near)


def _holds_markdown(reading: Reading) -> bool:
    document = reading.document
    if document.front_matter is not None or any(path[0] not in _NO_FACT for path in reading.spans):
        return True
    sections = document.body.sections
    return any(s.heading or any(isinstance(b, Table) for b in s.blocks) for s in sections)

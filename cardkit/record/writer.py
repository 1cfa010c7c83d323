"""A record as YAML text that people edit and that YAML 1.1 and 1.2 readers understand alike.

Keys stand in the order of the models, defaults are left out, digits are written as they were
printed, and prose of several lines stands as a block. Law: reading the text gives the record again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import yaml

from cardkit.record.base import Fact, RecordModel, Shorthand
from cardkit.record.card import CardRecord
from cardkit.record.comparison import Comparison, ComparisonScore
from cardkit.record.evaluation import Evaluation
from cardkit.record.translation import Translation
from cardkit.record.yaml_style import (
    MAP,
    SEQUENCE,
    RecordDumper,
    number_node,
    text_node,
    word_node,
)
from cardkit.source.yaml_nodes import SourceFloat

_ONE_LINE = (Evaluation, ComparisonScore, Fact, Translation)
"""Written as `{a: 1, b: 2}` where it fits on a line, so that a table of scores reads as one."""

_LINE_WIDTH = 92


def dump_record(record: CardRecord | Comparison, *, schema: str | None = None) -> str:
    """Write a record as YAML text, the modeline for yaml-language-server first.

    `schema` is the address of the JSON Schema that the modeline names; by default the file
    `card.schema.json` or `comparison.schema.json` beside the record. Raises UsageError for text
    that no YAML can hold (half a surrogate pair).
    """
    address = schema or f"{record.kind}.schema.json"
    root = _model(record, always=("schema_version", "kind"))
    body: str = yaml.serialize(
        root,
        Dumper=RecordDumper,
        allow_unicode=True,
        width=float("inf"),
    )
    return f"# yaml-language-server: $schema={address}\n{body}"


def dump_evaluations(evaluations: Iterable[Evaluation]) -> str:
    """Write the `evaluations:` of a record, as they stand in one. Raises as `dump_record`."""
    root = _mapping([("evaluations", _node(list(evaluations)))])
    text: str = yaml.serialize(root, Dumper=RecordDumper, allow_unicode=True, width=float("inf"))
    return text


def record_node(value: RecordModel) -> yaml.Node:
    """Return the YAML node of a part of a record. Raises as `dump_record`."""
    return _node(value)


def _node(value: object) -> yaml.Node:
    """Turn a value of a record into a YAML node."""
    if isinstance(value, Shorthand):
        return _shorthand(value)
    if isinstance(value, RecordModel):
        return _model(value)
    if isinstance(value, Mapping):
        return _mapping((str(key), _node(item)) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return yaml.SequenceNode(SEQUENCE, [_node(item) for item in value], flow_style=not value)
    return _scalar(value)


def _scalar(value: object) -> yaml.ScalarNode:
    if value is None:
        return word_node("null")
    if isinstance(value, bool):
        return word_node("true" if value else "false")
    if isinstance(value, SourceFloat):
        return number_node(value.text)
    if isinstance(value, float):
        # YAML 1.1 takes an exponent for a number only behind a point.
        return number_node(re.sub(r"^(-?[0-9]+)e", r"\1.0e", repr(value)))
    if isinstance(value, int):
        return number_node(str(value))
    return text_node(str(value))


def _shorthand(value: Shorthand) -> yaml.Node:
    if isinstance(value, Fact):
        return _fact(value)
    short = value.collapse()
    if short is None:
        return _model(value)
    if "string" not in value.short_types or len(value.short_types) > 1:
        return number_node(str(short))
    return text_node(str(short))


def _fact(fact: Fact[object]) -> yaml.Node:
    if fact.status == "stated" and fact.source is None and fact.note is None:
        return _node(fact.value)
    return _model(fact)


def _model(value: RecordModel, always: tuple[str, ...] = ()) -> yaml.MappingNode:
    """Write the fields of a model that say more than their default."""
    entries = []
    for name, field in type(value).model_fields.items():
        item = getattr(value, name)
        default = None if field.is_required() else field.get_default(call_default_factory=True)
        if field.is_required() or name in always or item != default:
            entries.append((name, _node(item)))
    node = _mapping(entries)
    if isinstance(value, _ONE_LINE) and _fits_on_a_line(node):
        node.flow_style = True
    return node


def _mapping(entries: Iterable[tuple[str, yaml.Node]]) -> yaml.MappingNode:
    pairs: list[tuple[yaml.Node, yaml.Node]] = [(text_node(key), node) for key, node in entries]
    return yaml.MappingNode(MAP, pairs, flow_style=not pairs)


def _fits_on_a_line(node: yaml.MappingNode) -> bool:
    parts = [part for pair in node.value for part in pair]
    scalars = all(isinstance(part, yaml.ScalarNode) and part.style != "|" for part in parts)
    return scalars and sum(len(part.value) + 2 for part in parts) < _LINE_WIDTH

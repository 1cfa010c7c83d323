"""Pieces of YAML for an edit: one entry of a mapping or one item, as `dump_record` writes them."""

from __future__ import annotations

import yaml

from cardkit.record.base import RecordModel
from cardkit.record.writer import record_node
from cardkit.record.yaml_style import MAP, RecordDumper, double_quoted, text_node


def block_entry(key: str, text: str) -> list[str]:
    """Return `key: text` as lines of a block mapping; several lines of text stand as a block."""
    node = yaml.MappingNode(MAP, [(text_node(key), text_node(text))], flow_style=False)
    return _serialized(node)


def flow_entry(key: str, text: str) -> str:
    """Return `key: "text"` for a flow mapping, on one line whatever the text holds."""
    return f"{key}: {quoted(text)}"


def quoted(text: str) -> str:
    """Return `text` in double quotes, on one line. Raises UsageError for half a surrogate pair."""
    text_node(text)
    return double_quoted(text)


def block_scalar(text: str) -> list[str] | None:
    """Return the lines of `text` as a literal block, the first one `|-`; None where it is none."""
    if text.endswith("\n") or text_node(text).style != "|":
        return None
    return [line.removeprefix("k: ") for line in block_entry("k", text)]


def scalar(text: str) -> str:
    """Return `text` as a scalar on one line for a block mapping."""
    if "\n" in text:
        return quoted(text)
    (line,) = block_entry("k", text)
    return line.removeprefix("k: ")


def flow_model(value: RecordModel) -> str:
    """Return a part of a record as a flow mapping on one line."""
    node = record_node(value)
    _make_flow(node)
    return "".join(_serialized(node))


def _make_flow(node: yaml.Node) -> None:
    if isinstance(node, yaml.MappingNode):
        node.flow_style = True
        for _, item in node.value:
            _make_flow(item)
    elif isinstance(node, yaml.SequenceNode):
        node.flow_style = True
        for item in node.value:
            _make_flow(item)
    elif isinstance(node, yaml.ScalarNode) and node.style == "|":
        node.style = '"'


def _serialized(node: yaml.Node) -> list[str]:
    written: str = yaml.serialize(node, Dumper=RecordDumper, allow_unicode=True, width=float("inf"))
    return written.removesuffix("\n").split("\n")

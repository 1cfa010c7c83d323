"""Where the facts of a record lie in its YAML: a span for each path, short forms included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cardkit.record.base import Fact, Shorthand
from cardkit.source.span import Path, Span
from cardkit.source.yaml_nodes import YamlMapping, YamlNode, YamlSequence


@dataclass(frozen=True, slots=True)
class Places:
    """Spans of values and of keys by path.

    A fact in long form lies where its value lies (`{value: 32, status: derived}` at 32), a score
    with a source where the number lies. The parts of a short form have no place of their own:
    `Reading.span(("details", "layers", "value"))` of `layers: 32` is that of its parent.
    """

    spans: dict[Path, Span] = field(default_factory=dict)
    key_spans: dict[Path, Span] = field(default_factory=dict)

    def add(self, value: object, node: YamlNode, path: Path = ()) -> None:
        """Note the places of `value`, a part of a record, and of all below it.

        `value` is None where the record has nothing for the node; its tree still has places.
        """
        self.spans.setdefault(path, _heart(value, node).span)
        if isinstance(value, Fact):
            self._add_fact(value, node, path)
            return
        if isinstance(node, YamlSequence):
            for i, item in enumerate(node.items):
                self.add(_part(value, i), item, (*path, i))
        elif isinstance(node, YamlMapping):
            for key, child in node.entries:
                self.key_spans.setdefault((*path, key.text), key.span)
                self.add(_part(value, key.text), child, (*path, key.text))

    def add_numbered(self, name: str, spans: Iterable[Span]) -> None:
        """Note the places of what is no fact: `("links", 0)`, `("code", 2)`."""
        self.spans.update({(name, i): span for i, span in enumerate(spans)})

    def _add_fact(self, fact: Fact[object], node: YamlNode, path: Path) -> None:
        """Place a fact's value with and without the step `value`, and what stands beside it."""
        inner = node
        if isinstance(node, YamlMapping) and node.get("value") is not None:
            for key, child in node.entries:
                self.key_spans.setdefault((*path, key.text), key.span)
                if key.text == "value":
                    inner = child
                else:
                    self.add(_part(fact, key.text), child, (*path, key.text))
            self.add(fact.value, inner, (*path, "value"))
        self.add(fact.value, inner, path)


def _heart(value: object, node: YamlNode) -> YamlNode:
    """Return the node that states the fact itself: what the short form would consist of."""
    if isinstance(value, Shorthand) and isinstance(node, YamlMapping):
        names = ("value",) if isinstance(value, Fact) else value.short_fields
        inner = node.get(names[0]) if len(names) == 1 else None
        if inner is not None:
            return _heart(_part(value, names[0]), inner)
        if isinstance(value, Fact):
            return _heart(value.value, node)
    return node


def _part(value: object, step: str | int) -> object | None:
    """Return the part of a record at one step of a path, None where there is none."""
    if isinstance(step, int):
        return value[step] if isinstance(value, tuple) and step < len(value) else None
    if isinstance(value, Mapping):
        return value.get(step)
    fields = getattr(type(value), "model_fields", {})
    return getattr(value, step) if step in fields else None


def hub_metadata(root: YamlNode) -> YamlMapping | None:
    """Return the `metadata` of a record as front matter holds it: `other` beside the rest.

    `derived`, which says how keys are known, is none of them.
    """
    node = root.get("metadata") if isinstance(root, YamlMapping) else None
    if not isinstance(node, YamlMapping):
        return None
    entries = []
    for key, value in node.entries:
        if key.text == "other" and isinstance(value, YamlMapping):
            entries += value.entries
        elif key.text != "derived":
            entries.append((key, value))
    return YamlMapping(node.span, entries)

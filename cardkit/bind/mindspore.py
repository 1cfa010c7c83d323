"""The MindSpore Hub's block after the H1: its own keys for facts that others state in lists."""

from __future__ import annotations

from collections.abc import Callable

from cardkit.bind import values
from cardkit.bind.draft import Draft
from cardkit.bind.pairs import Value
from cardkit.record.base import Fact
from cardkit.record.scalars import Link
from cardkit.source.front_matter import FrontMatter
from cardkit.source.span import Path
from cardkit.source.yaml_nodes import YamlScalar

_KEYS: dict[str, tuple[Path, Callable[[Value, Draft], object]]] = {
    "model-name": (("name",), lambda value, _: value.text or None),
    "model-version": (("details", "version"), values.text),
    "author": (("description", "developers"), values.prose),
    "license": (("description", "license"), values.licence),
    "update-time": (("description", "date"), values.date),
    "repo-link": (("sources", "repository"), lambda value, _: _address(value)),
    "summary": (("summary",), lambda value, draft: draft.prose(value.text) if value.text else None),
}


def bind_hub_block(draft: Draft, front_matter: FrontMatter) -> None:
    """Bind the keys that state a fact of the record; all keys stand in `metadata` already."""
    if front_matter.root is None:
        return
    for key, node in front_matter.root.entries:
        known = _KEYS.get(key.text)
        if known is None or not isinstance(node, YamlScalar) or node.value is None:
            continue
        path, read = known
        found = read(Value(node.text.strip(), node.span), draft)
        if found is not None:
            draft.values.pop(path, None)
            draft.put(path, found, node.span, key.span)


def _address(value: Value) -> object:
    url = value.text.strip("<>")
    return Fact[Link](value=Link(url=url)) if url.startswith(("https://", "http://")) else None

"""Front matter: the keys hubs read become `HubMetadata`; every other key is kept as it is."""

from __future__ import annotations

from cardkit.bind.draft import Draft
from cardkit.record.description import HubMetadata
from cardkit.source.front_matter import FrontMatter
from cardkit.source.span import Path
from cardkit.source.yaml_nodes import YamlMapping, YamlNode, YamlScalar, YamlSequence, to_data

_RESULTS = frozenset({"model-index", "model_index"})
"""Score blocks: as data they can be megabytes; they are listed as text, word for word."""

_OURS = frozenset({"other", "derived"})
"""Fields of the record that are no keys of a hub; a README's own `derived` is kept in `other`."""

_LISTS = frozenset(
    name
    for name, field in HubMetadata.model_fields.items()
    if name not in _OURS and field.annotation is not None and "tuple" in str(field.annotation)
)
_SCALARS = frozenset(HubMetadata.model_fields) - _LISTS - _OURS


def bind_metadata(draft: Draft, front_matter: FrontMatter) -> None:
    """Bind the front matter under `metadata`; a broken or hostile block is listed as text."""
    root = front_matter.root
    if root is None:
        draft.list_unrecognised("metadata", front_matter.span)
        return
    values: dict[str, object] = {}
    other: dict[str, object] = {}
    for key, node in root.entries:
        path: Path = ("metadata", key.text)
        if path in draft.spans:
            draft.list_unrecognised("metadata", key.span._replace(end=node.span.end))
            continue
        draft.mark(path, node.span, key.span)
        if key.text in _RESULTS:
            draft.list_unrecognised("metadata", key.span._replace(end=node.span.end))
        elif not _take(draft, key.text, node, values):
            other[key.text] = to_data(node)
    if other:
        values["other"] = other
    if values:
        draft.put(("metadata",), HubMetadata.model_validate(values), front_matter.span)


def _take(draft: Draft, key: str, node: YamlNode, values: dict[str, object]) -> bool:
    """Bind a key the hubs know; False when it is unknown or has a shape its field cannot hold."""
    if key in _LISTS:
        texts = _texts(node)
        if texts is None:
            return False
        if texts:
            values[key] = tuple(texts)
        if isinstance(node, YamlSequence):
            _mark_items(draft, key, node)
        return True
    if key in _SCALARS:
        texts = _texts(node)
        if texts is None or len(texts) != 1:
            return False
        values[key] = texts[0]
        return True
    return False


def _mark_items(draft: Draft, key: str, node: YamlSequence) -> None:
    kept = 0
    for item in node.items:
        if isinstance(item, YamlScalar) and item.value is not None:
            draft.mark(("metadata", key, kept), item.span)
            kept += 1


def _texts(node: YamlNode) -> list[str] | None:
    """Return a scalar or a list of scalars as texts, nulls left out; None for any other shape."""
    nodes = node.items if isinstance(node, YamlSequence) else [node]
    texts: list[str] = []
    for item in nodes:
        if not isinstance(item, YamlScalar):
            return None
        if item.value is not None:
            texts.append(item.text)
    return texts


def model_names(root: YamlMapping | None) -> list[str]:
    """Return the names the front matter gives the model: `model_name`, `model-index[].name`."""
    names: list[str] = []
    for key in ("model_name", "model-name", "model-index", "model_index"):
        node = root.get(key) if root else None
        entries = node.items if isinstance(node, YamlSequence) else [node]
        for entry in entries:
            name = entry.get("name") if isinstance(entry, YamlMapping) else entry
            if isinstance(name, YamlScalar) and isinstance(name.value, str):
                names.append(name.text)
    return names

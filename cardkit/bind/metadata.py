"""Front matter: the keys hubs read become `HubMetadata`; every other key is kept as it is."""

from __future__ import annotations

from cardkit.bind.draft import Draft
from cardkit.dialects.read import read_metadata
from cardkit.source.front_matter import FrontMatter
from cardkit.source.yaml_nodes import YamlMapping, YamlScalar, YamlSequence


def bind_metadata(draft: Draft, front_matter: FrontMatter) -> None:
    """Bind the front matter under `metadata`; a broken or hostile block is listed as text."""
    if front_matter.root is None:
        draft.list_unrecognised("metadata", front_matter.span)
        return
    found = read_metadata(front_matter.root)
    for path, span in found.spans.items():
        draft.mark(path, span, found.keys.get(path))
    for span in found.left:
        draft.list_unrecognised("metadata", span)
    metadata = found.metadata
    if metadata is not None:
        draft.put(("metadata",), metadata, front_matter.span)


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

"""Front matter of any hub, read into one form: `HubMetadata` with the place of every value.

A scalar is as good as a list; `cn` is `zh`; a licence's display name is its id; ModelScope's data
sets may be a map of roles, its scores lie in `indexing.results`. What a key says in another shape
is kept in `other`, word for word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cardkit.dialects import blocks
from cardkit.dialects.detect import reads_as_modelscope
from cardkit.dialects.spelling import language_code, license_id
from cardkit.record.description import HubMetadata
from cardkit.record.model_index import IndexedModel
from cardkit.source.span import Path, Span
from cardkit.source.yaml_nodes import (
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
    exact_data,
)

RESULT_KEYS = ("model-index", "model_index")
"""The key of the result blocks, and a spelling that no hub reads but cards have."""
INDEXING = "indexing"
ROLES = {"train": "datasets", "test": "test_datasets", "evaluation": "evaluation_datasets"}

_OURS = frozenset({"other", "derived", "model_index", "test_datasets", "evaluation_datasets"})
"""Fields of the record that are no keys of a hub; a README's own `derived` is kept in `other`."""

_LISTS = frozenset(
    name
    for name, info in HubMetadata.model_fields.items()
    if name not in _OURS and "tuple" in str(info.annotation)
)
_SCALARS = frozenset(HubMetadata.model_fields) - _LISTS - _OURS


@dataclass(slots=True)
class MetadataReading:
    """What a block of metadata says; `values` and `other` are fields of `HubMetadata`.

    `spans` and `keys` are the places of values and of keys by path, `("metadata", key, ...)`;
    `left` are the places of what is in neither: keys that stand a second time.
    """

    values: dict[str, object] = field(default_factory=dict)
    other: dict[str, object] = field(default_factory=dict)
    spans: dict[Path, Span] = field(default_factory=dict)
    keys: dict[Path, Span] = field(default_factory=dict)
    left: list[Span] = field(default_factory=list)

    @property
    def metadata(self) -> HubMetadata | None:
        """The record's metadata; None where the block says nothing."""
        values: Mapping[str, object] = self.values
        if self.other:
            values = {**self.values, "other": self.other}
        return HubMetadata.model_validate(values) if values else None


def read_metadata(root: YamlMapping) -> MetadataReading:
    """Read the keys of a block in any hub's dialect. Never raises on content."""
    reader = _Reader(reads_as_modelscope(frozenset(root.keys())))
    for key, node in root.entries:
        reader.take(key, node)
    return reader.found


class _Reader:
    def __init__(self, modelscope: bool) -> None:
        self.modelscope = modelscope
        self.found = MetadataReading()

    def take(self, key: YamlScalar, node: YamlNode) -> None:
        """Read one key; a second one of the same name is left."""
        path: Path = ("metadata", key.text)
        whole = Span(key.span.start, node.span.end)
        if path in self.found.spans or (key.text in RESULT_KEYS and self._has_scores()):
            self.found.left.append(whole)
            return
        self.found.spans[path] = node.span
        self.found.keys[path] = key.span
        if not self._bind(key, node):
            self._keep(key.text, node)

    def _bind(self, key: YamlScalar, node: YamlNode) -> bool:
        """Bind a key the hubs know; False when it is unknown or has a shape no field holds."""
        name = key.text
        if name in RESULT_KEYS:
            return self._models(key, node, blocks.read_models(node))
        if name == INDEXING:
            return self._indexing(key, node)
        if name == "datasets" and isinstance(node, YamlMapping):
            return self._roles(node)
        texts = _texts(node) if name in _LISTS or name in _SCALARS else None
        if texts is None:
            return False
        if name in _LISTS:
            self._list(name, node, texts)
            return True
        if len(texts) != 1:
            return False
        self.found.values[name] = license_id(texts[0]) if name == "license" else texts[0]
        return True

    def _keep(self, name: str, node: YamlNode) -> None:
        self.found.other[name] = exact_data(node)
        if name in (*RESULT_KEYS, INDEXING):
            self.found.left += blocks.doubled_keys(node)

    def _list(self, name: str, node: YamlNode, texts: list[str]) -> None:
        if name == "language":
            codes = [language_code(text, modelscope=self.modelscope) for text in texts]
            texts = list(dict.fromkeys(codes)) if codes != texts else texts
        if texts:
            self.found.values[name] = tuple(texts)
        if isinstance(node, YamlSequence):
            said = [i for i in node.items if isinstance(i, YamlScalar) and i.value is not None]
            for i, item in enumerate(said):
                self.found.spans["metadata", name, i] = item.span

    def _roles(self, node: YamlMapping) -> bool:
        """Bind `datasets` as a map of roles, each a value, a list or null."""
        texts = {key.text: _texts(value) for key, value in node.entries}
        if not texts or len(texts) < len(node.entries) or not texts.keys() <= ROLES.keys():
            return False
        if any(found is None for found in texts.values()):
            return False
        for key, value in node.entries:
            said = texts[key.text]
            if said:
                self.found.values[ROLES[key.text]] = tuple(said)
                self.found.spans["metadata", "datasets", key.text] = value.span
                self.found.spans.setdefault(("metadata", ROLES[key.text]), value.span)
        return True

    def _indexing(self, key: YamlScalar, node: YamlNode) -> bool:
        """Bind ModelScope's results as those of a model without a name."""
        block = node.get("results") if isinstance(node, YamlMapping) else None
        results = blocks.read_results(block) if block is not None else None
        if results is None or self._has_scores() or not isinstance(node, YamlMapping):
            return False
        rest = YamlMapping(node.span, [e for e in node.entries if e[0].text != "results"])
        if rest.entries:
            self.found.other[INDEXING] = exact_data(rest)
        return self._models(key, node, (IndexedModel(results=results),))

    def _models(
        self, key: YamlScalar, node: YamlNode, models: tuple[IndexedModel, ...] | None
    ) -> bool:
        if models is None or self._has_scores():
            return False
        self.found.values["model_index"] = models
        self.found.spans["metadata", "model_index"] = node.span
        self.found.keys["metadata", "model_index"] = key.span
        self.found.left += blocks.doubled_keys(node)
        return True

    def _has_scores(self) -> bool:
        return "model_index" in self.found.values


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

"""Front matter key by key: lists as sets, scores of a `model-index` by what they measure."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from cardkit.bind.reading import Reading
from cardkit.catalog.licenses import find_license
from cardkit.dialects.blocks import data_of
from cardkit.diff.tables.values import read_value
from cardkit.diff.versions.draft import Draft, kind_of
from cardkit.diff.versions.results import compare_results, is_results
from cardkit.diff.versions.words import KEY, LICENCE
from cardkit.record.description import HubMetadata
from cardkit.source.span import Path, Span
from cardkit.source.yaml_nodes import SourceFloat, spans_of, to_data
from cardkit.text import Text

_LICENCES = ("license", "license_name")
MAX_DEPTH = 40


def compare_metadata(draft: Draft) -> None:
    """Compare what the front matter says; order, quotes and a list of one are style."""
    if "comparison" in (draft.a.kind, draft.b.kind):
        return  # a table has no metadata
    old, new = _data(draft.a, draft.alike), _data(draft.b, draft.alike)
    keys = _Keys(draft, metadata_spans(draft.a), metadata_spans(draft.b))
    keys.mappings(("metadata",), ("metadata",), old, new)


def metadata_spans(reading: Reading) -> Mapping[Path, Span]:
    """Return the span of every value of the metadata, however deep."""
    if reading.metadata is None:
        return reading.spans
    return {**reading.spans, **dict(spans_of(reading.metadata, ("metadata",)))}


def _data(reading: Reading, as_written: bool) -> dict[str, object]:
    """Return the metadata as written; beside a file of another kind what the record has of it."""
    if as_written:
        root = reading.metadata
        return cast("dict[str, object]", to_data(root)) if root is not None else {}
    metadata = reading.record.metadata or HubMetadata()
    said: dict[str, object] = {}
    for name in HubMetadata.model_fields:
        value = getattr(metadata, name)
        if name == "model_index" and value:
            said[name] = data_of(metadata.model_index)
        elif value and name not in ("other", "derived"):
            said[name] = list(value) if isinstance(value, tuple) else value
    return {**said, **metadata.other}


@dataclass(frozen=True, slots=True)
class _Keys:
    draft: Draft
    spans_a: Mapping[Path, Span]
    spans_b: Mapping[Path, Span]

    def mappings(
        self, a: Path, b: Path, old: Mapping[str, object], new: Mapping[str, object]
    ) -> None:
        for key in dict.fromkeys((*old, *new)):
            before, after = old.get(key), new.get(key)
            if is_results((*b, key)):
                spans = self.spans_a, self.spans_b
                compare_results(self.draft, (*b, key), before, after, spans)
            else:
                self.values((*a, key), (*b, key), before, after)

    def values(self, a: Path, b: Path, old: object, new: object) -> None:
        if _is_nothing(old) and _is_nothing(new):
            return
        if isinstance(old, dict) and isinstance(new, dict) and len(a) < MAX_DEPTH:
            self.mappings(a, b, old, new)
        elif isinstance(old, list) or isinstance(new, list):
            self.lists(a, b, old, new)
        elif _key(b, old) != _key(b, new):
            self.add(a, b, old, new)

    def lists(self, a: Path, b: Path, old: object, new: object) -> None:
        """Compare lists as sets; of mappings that differ the first left on either side are one."""
        left, right = _items(old), _items(new)
        waiting: dict[str, list[int]] = defaultdict(list)
        for j, item in right.items():
            waiting[_key(b, item)].append(j)
        for i in list(left):
            same = waiting[_key(b, left[i])]
            if same:
                del left[i], right[same.pop(0)]
        trees = [
            [k for k, item in side.items() if isinstance(item, dict)] for side in (left, right)
        ]
        for i, j in zip(*trees, strict=False):
            self.values((*a, i), (*b, j), left.pop(i), right.pop(j))
        for i, item in left.items():
            self.add(_item_path(a, old, i), b, item, None)
        for j, item in right.items():
            self.add(a, _item_path(b, new, j), None, item)

    def add(self, a: Path, b: Path, old: object, new: object) -> None:
        spans = (
            None if old is None else self.spans_a.get(a),
            None if new is None else self.spans_b.get(b),
        )
        said = None if old is None else printed(old), None if new is None else printed(new)
        path = a if new is None or (old is not None and self.draft.turned) else b
        self.draft.add(kind_of(old, new), label(path), "metadata", said, spans, path)


def _item_path(path: Path, value: object, index: int) -> Path:
    return (*path, index) if isinstance(value, list) else path


def _items(value: object) -> dict[int, object]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    return {i: item for i, item in enumerate(items) if item is not None}


def _is_nothing(value: object) -> bool:
    return value is None or value in ({}, [])


def _key(path: Path, value: object) -> str:
    """Return what values are compared by: a licence's id, a number's value, else the text."""
    if value is None:
        return ""
    text = printed(value)
    if any(part in _LICENCES for part in path):
        known = find_license(text)
        return known.id if known is not None else text
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        amount = read_value(text).amount
        return text if amount is None else f"{amount.normalize()}"
    return text.casefold() if isinstance(value, bool) else text


def label(path: Path) -> Text:
    """Return what a key is called: the licence by its name, others as they are written."""
    keys = [str(part) for part in path[1:] if not isinstance(part, int)]
    if keys == ["license"]:
        return LICENCE
    return KEY.format(key=".".join(keys))


def printed(value: object) -> str:
    """Return a value as the file prints it; a part of the tree on one line."""
    if isinstance(value, SourceFloat):
        return value.text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)

"""Front matter key by key: lists as sets, scores of a `model-index` by what they measure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

from cardkit.bind.reading import Reading
from cardkit.catalog.licenses import find_license
from cardkit.diff.tables.values import read_value, relation
from cardkit.diff.versions.draft import Draft, kind_of
from cardkit.diff.versions.results import compare_results, is_results
from cardkit.diff.versions.words import KEY, LICENCE
from cardkit.record.description import HubMetadata
from cardkit.source.span import Path
from cardkit.source.yaml_nodes import SourceFloat, to_data
from cardkit.text import Text

_LICENCES = ("license", "license_name")
MAX_DEPTH = 40


def compare_metadata(draft: Draft) -> None:
    """Compare what the front matter says; order, quotes and a list of one are style."""
    old, new = _data(draft.a, draft.alike), _data(draft.b, draft.alike)
    _mappings(draft, ("metadata",), old, new)


def _data(reading: Reading, as_written: bool) -> dict[str, object]:
    """Return the metadata as written; beside a file of another kind what the record has of it."""
    if as_written:
        root = reading.metadata
        return cast("dict[str, object]", to_data(root)) if root is not None else {}
    metadata = reading.record.metadata or HubMetadata()
    said: dict[str, object] = {}
    for name in HubMetadata.model_fields:
        value = getattr(metadata, name)
        if value and name not in ("other", "derived"):
            said[name] = list(value) if isinstance(value, tuple) else value
    return {**said, **metadata.other}


def _mappings(
    draft: Draft, path: Path, old: Mapping[str, object], new: Mapping[str, object]
) -> None:
    for key in dict.fromkeys((*old, *new)):
        at = (*path, key)
        if is_results(at):
            compare_results(draft, at, old.get(key), new.get(key))
        else:
            _values(draft, at, at, old.get(key), new.get(key))


def _values(draft: Draft, a: Path, b: Path, old: object, new: object) -> None:
    if _is_nothing(old) and _is_nothing(new):
        return
    if isinstance(old, dict) and isinstance(new, dict) and len(a) < MAX_DEPTH:
        _mappings(draft, b, old, new) if a == b else _nested(draft, a, b, old, new)
    elif isinstance(old, list) or isinstance(new, list):
        _lists(draft, a, b, old, new)
    elif not _same(b, old, new):
        _add(draft, a, b, old, new)


def _nested(
    draft: Draft, a: Path, b: Path, old: Mapping[str, object], new: Mapping[str, object]
) -> None:
    for key in dict.fromkeys((*old, *new)):
        _values(draft, (*a, key), (*b, key), old.get(key), new.get(key))


def _lists(draft: Draft, a: Path, b: Path, old: object, new: object) -> None:
    """Compare lists as sets; of parts that differ the first left on either side are one."""
    left, right = _items(old), _items(new)
    for i in list(left):
        j = next((j for j, item in right.items() if _same(b, left[i], item)), None)
        if j is not None:
            del left[i], right[j]
    both = zip(list(left), list(right), strict=False)
    for i, j in [(i, j) for i, j in both if isinstance(left[i], dict)]:
        _values(draft, (*a, i), (*b, j), left.pop(i), right.pop(j))
    for i, item in left.items():
        _add(draft, _item_path(a, old, i), b, item, None)
    for j, item in right.items():
        _add(draft, a, _item_path(b, new, j), None, item)


def _item_path(path: Path, value: object, index: int) -> Path:
    return (*path, index) if isinstance(value, list) else path


def _items(value: object) -> dict[int, object]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    return {i: item for i, item in enumerate(items) if item is not None}


def _is_nothing(value: object) -> bool:
    return value is None or value in ({}, [])


def _same(path: Path, old: object, new: object) -> bool:
    if isinstance(old, (dict, list)) or isinstance(new, (dict, list)):
        return old == new
    if (old is None) != (new is None):
        return False
    told = printed(old), printed(new)
    if path[-1] in _LICENCES:
        known = find_license(told[0]), find_license(told[1])
        if known[0] is not None and known[1] is not None:
            return known[0].id == known[1].id
    if isinstance(old, bool) or isinstance(new, bool):
        return told[0].casefold() == told[1].casefold()
    if isinstance(old, (int, float)) and isinstance(new, (int, float)):
        return relation(read_value(told[0]), read_value(told[1])) == "same"
    return told[0] == told[1]


def _add(draft: Draft, a: Path, b: Path, old: object, new: object) -> None:
    spans = (
        None if old is None else draft.a.spans.get(a),
        None if new is None else draft.b.spans.get(b),
    )
    said = None if old is None else printed(old), None if new is None else printed(new)
    draft.add(kind_of(old, new), label(b if new is not None else a), "metadata", said, spans, b)


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

"""Result blocks in and out: every block in its order, every key of it, every digit.

`[{name, results: [{task, dataset, metrics: [{type, value, ...}], source}]}]`, as `modelcard.md`
of huggingface/hub-docs states it. Where huggingface_hub merges blocks that differ in arguments,
source or model, here the whole block is its identity. `.eval_results/*.yaml` is a list of
`{dataset, value, verifyToken, date, source, notes}`, as that repository's `eval_results.yaml` says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TypeGuard

from pydantic import TypeAdapter

from cardkit.record.base import RecordModel
from cardkit.record.eval_results import EvalDataset, EvalEntry, EvalSource
from cardkit.record.model_index import (
    IndexedDataset,
    IndexedMetric,
    IndexedModel,
    IndexedResult,
    IndexedSource,
    IndexedTask,
)
from cardkit.source.span import Span
from cardkit.source.yaml_nodes import YamlMapping, YamlNode, YamlSequence, exact_data

_FIELD_OF = {"verifyToken": "verify_token"}
_KEY_OF = {field: key for key, field in _FIELD_OF.items()}
_MAPPINGS: dict[type[RecordModel], dict[str, type[RecordModel]]] = {
    IndexedResult: {"task": IndexedTask, "dataset": IndexedDataset, "source": IndexedSource},
    EvalEntry: {"dataset": EvalDataset, "source": EvalSource},
}
_LISTS: dict[str, type[RecordModel]] = {"results": IndexedResult, "metrics": IndexedMetric}
_ANYTHING = frozenset({"args", "value"})
_OWN = frozenset({"other", "verify_token"})
"""Names of fields that are no keys of the format: a key called so is people's own."""


def read_models(node: YamlNode) -> tuple[IndexedModel, ...] | None:
    """Read a `model-index`; None where it is no list of mappings, or an empty one."""
    data = exact_data(node)
    if not _is_blocks(data):
        return None
    return _models().validate_python([_fields(IndexedModel, block) for block in data])


def read_results(node: YamlNode) -> tuple[IndexedResult, ...] | None:
    """Read `results` alone, as ModelScope has them; None where it is no list of mappings."""
    data = exact_data(node)
    if not _is_blocks(data):
        return None
    return _results().validate_python([_fields(IndexedResult, block) for block in data])


def read_entries(node: YamlNode) -> tuple[EvalEntry, ...] | None:
    """Read an `.eval_results` file; None where it is no list of mappings, or an empty one."""
    data = exact_data(node)
    if not _is_blocks(data):
        return None
    return _entries().validate_python([_fields(EvalEntry, block) for block in data])


def data_of(models: Sequence[RecordModel]) -> list[dict[str, object]]:
    """Return models, or results, as the plain data of the format, keys in its order."""
    return [_plain(model) for model in models]


def doubled_keys(node: YamlNode) -> Iterator[Span]:
    """Yield the places of values whose key stands a second time in its mapping: none is read."""
    if isinstance(node, YamlSequence):
        for item in node.items:
            yield from doubled_keys(item)
    elif isinstance(node, YamlMapping):
        seen: set[str] = set()
        for key, value in node.entries:
            if key.text in seen:
                yield Span(key.span.start, value.span.end)
            else:
                seen.add(key.text)
                yield from doubled_keys(value)


@cache
def _models() -> TypeAdapter[tuple[IndexedModel, ...]]:
    return TypeAdapter(tuple[IndexedModel, ...])


@cache
def _results() -> TypeAdapter[tuple[IndexedResult, ...]]:
    return TypeAdapter(tuple[IndexedResult, ...])


@cache
def _entries() -> TypeAdapter[tuple[EvalEntry, ...]]:
    return TypeAdapter(tuple[EvalEntry, ...])


def _is_blocks(data: object) -> TypeGuard[list[dict[str, object]]]:
    """Say whether `data` is a list of mappings, at least one."""
    return isinstance(data, list) and bool(data) and all(isinstance(b, dict) for b in data)


def _fields(model: type[RecordModel], block: Mapping[str, object]) -> dict[str, object]:
    """Return a block as fields of `model`; what has no field, or does not fit one, is `other`."""
    found: dict[str, object] = {}
    other: dict[str, object] = {}
    for key, value in block.items():
        field = _FIELD_OF.get(key, key)
        known = field in model.model_fields and key not in _OWN
        read = _value(model, key, value) if known else None
        if read is None:
            other[key] = value
        else:
            found[field] = read
    return found | {"other": other} if other else found


def _value(model: type[RecordModel], key: str, value: object) -> object | None:
    """Return the value of a known key as its field takes it, None where it has another shape."""
    inner = _MAPPINGS.get(model, {}).get(key)
    if inner is not None:
        return _fields(inner, value) if isinstance(value, dict) else None
    if key in _ANYTHING:
        return value
    if key in _LISTS:
        blocks = value if _is_blocks(value) else ()
        return [_fields(_LISTS[key], block) for block in blocks] or None
    wanted = bool if key == "verified" else str
    return value if isinstance(value, wanted) else None


def _plain(model: RecordModel) -> dict[str, object]:
    data: dict[str, object] = {}
    other: Mapping[str, object] = {}
    for field in type(model).model_fields:
        value = getattr(model, field)
        if field == "other":
            other = value
        elif isinstance(value, RecordModel):
            data[_KEY_OF.get(field, field)] = _plain(value)
        elif isinstance(value, tuple) and value:
            data[field] = [_plain(item) for item in value]
        elif value is not None and value != ():
            data[_KEY_OF.get(field, field)] = value
    return {**data, **{key: value for key, value in other.items() if key not in data}}

"""Score blocks of the front matter: `model-index` and `indexing.results`, metric by metric."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cardkit.diff.change import ChangeKind
from cardkit.diff.tables.values import read_value, relation
from cardkit.diff.versions.draft import Draft, kind_of
from cardkit.diff.versions.words import KEY, RESULT
from cardkit.source.span import Path, Span
from cardkit.source.yaml_nodes import SourceFloat
from cardkit.text import Text

_MODEL_INDEX = ("model-index", "model_index")
_INDEXING = ("metadata", "indexing")
_IDENTITY = ("type", "name", "config", "split", "revision", "args")


@dataclass(frozen=True, slots=True)
class _Metric:
    path: Path
    name: str
    value: object
    rest: tuple[tuple[str, str], ...]


def is_results(path: Path) -> bool:
    """Say whether the value at `path` holds result blocks."""
    return path[-1] in _MODEL_INDEX or path == (*_INDEXING, "results")


def compare_results(
    draft: Draft,
    path: Path,
    old: object,
    new: object,
    known: tuple[Mapping[Path, Span], Mapping[Path, Span]],
) -> None:
    """Compare two blocks; a metric is known by its model, task, data set, name and arguments.

    `known` has the spans of both files.
    """
    left, right = _metrics(path, old), _metrics(path, new)
    block = str(path[-1]) if path[-1] in _MODEL_INDEX else "indexing.results"
    for key in dict.fromkeys((*left, *right)):
        before, after = left.get(key), right.get(key)
        found = after or before
        if found is None:
            continue
        label = RESULT.format(block=block, name=found.name)
        told = before.value if before else None, after.value if after else None
        spans = _span(known[0], before), _span(known[1], after)
        if before is None or after is None:
            said = _shown(told[0]), _shown(told[1])
            draft.add(kind_of(before, after), label, "metadata", said, spans, found.path)
            continue
        draft.settle(*spans)
        values = read_value(_shown(told[0]) or ""), read_value(_shown(told[1]) or "")
        related = relation(*values)
        if related != "same":
            changed: ChangeKind = "rounded" if related == "rounded" else "changed"
            said = _shown(told[0]), _shown(told[1])
            draft.add(changed, label, "metadata", said, spans, draft.newer(before, after).path)
        _rest(draft, before, after, label, spans)
    if not left and not right and old != new:
        spans = known[0].get(path), known[1].get(path)
        draft.add(kind_of(old, new), KEY.format(key=block), "metadata", (None, None), spans, path)


def _rest(
    draft: Draft,
    before: _Metric,
    after: _Metric,
    label: Text,
    spans: tuple[Span | None, Span | None],
) -> None:
    """Compare what else a metric and its result say: source, verified, the token."""
    old, new = dict(before.rest), dict(after.rest)
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            told = old.get(name), new.get(name)
            what = Text(en=f"{label.en}, {name}", zh=f"{label.zh}，{name}")
            draft.add(
                kind_of(*told), what, "metadata", told, spans, draft.newer(before, after).path
            )


def _span(spans: Mapping[Path, Span], metric: _Metric | None) -> Span | None:
    if metric is None:
        return None
    return spans.get((*metric.path, "value")) or spans.get(metric.path)


def _metrics(path: Path, data: object) -> dict[tuple[str, ...], _Metric]:
    seen: Counter[tuple[str, ...]] = Counter()
    found: dict[tuple[str, ...], _Metric] = {}
    for at, model, result, metric in _blocks(path, data):
        task, dataset = _mapping(result.get("task")), _mapping(result.get("dataset"))
        told = [model, *(_told(part, name) for part in (task, dataset) for name in _IDENTITY)]
        told += [_told(metric, name) for name in _IDENTITY]
        key = tuple(told)
        seen[key] += 1
        rest = {f"result.{k}": v for k, v in result.items() if k not in _STRUCTURE}
        rest |= {k: v for k, v in metric.items() if k not in (*_IDENTITY, "value")}
        written = tuple((k, _shown(v) or "") for k, v in rest.items() if v is not None)
        found[(*key, str(seen[key]))] = _Metric(
            at, _name(task, dataset, metric), metric.get("value"), written
        )
    return found


_STRUCTURE = ("task", "dataset", "metrics")


def _blocks(
    path: Path, data: object
) -> Iterator[tuple[Path, str, dict[str, object], dict[str, object]]]:
    models = data if path[-1] in _MODEL_INDEX else [{"results": data}]
    for i, model in enumerate(models if isinstance(models, list) else []):
        at = (*path, i, "results") if path[-1] in _MODEL_INDEX else path
        results = _mapping(model).get("results")
        for r, result in enumerate(results if isinstance(results, list) else []):
            metrics = _mapping(result).get("metrics")
            for m, metric in enumerate(metrics if isinstance(metrics, list) else []):
                name = _told(_mapping(model), "name")
                yield (*at, r, "metrics", m), name, _mapping(result), _mapping(metric)


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _told(part: dict[str, object], name: str) -> str:
    return _shown(part.get(name)) or ""


def _name(task: dict[str, object], dataset: dict[str, object], metric: dict[str, object]) -> str:
    where = _told(dataset, "name") or _told(dataset, "type") or _told(task, "name")
    what = _told(metric, "name") or _told(metric, "type")
    return ", ".join(filter(None, (where, what)))


def _shown(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, SourceFloat):
        return value.text
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, default=str, sort_keys=True)
    return str(value)

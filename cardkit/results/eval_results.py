"""`.eval_results/*.yaml`: the Hub's list of benchmark scores beside a card.

`[{dataset: {id, task_id, revision}, value, date, source: {url, name, user, org}, notes,
verifyToken}]`, as huggingface/hub-docs `eval_results.yaml` states it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cardkit.results.hub_score import HubScore, mapping_of, read_value, text_of
from cardkit.results.hub_task import find_hub_task
from cardkit.source.span import Path
from cardkit.source.yaml_nodes import YamlMapping, YamlNode, YamlScalar, YamlSequence

_READ = frozenset(("dataset", "value", "date", "source"))
_OF_DATASET = frozenset(("id", "task_id", "revision"))
_OF_SOURCE = frozenset(("url",))


@dataclass(frozen=True, slots=True)
class EvalResultScore(HubScore):
    """One entry of an `.eval_results` file; it names no metric: the benchmark's own is meant."""

    notes: str | None = None


def read_eval_results(node: YamlNode | None, at: Path = ()) -> Iterator[EvalResultScore]:
    """Yield every entry of an `.eval_results` list; `at` is where `node` lies.

    Entries that are no mappings are passed over; a value that is no number is yielded with
    `number` None.
    """
    items = node.items if isinstance(node, YamlSequence) else []
    for i, item in enumerate(items):
        entry = mapping_of(item)
        if not entry.entries:
            continue
        dataset, source = mapping_of(entry.get("dataset")), mapping_of(entry.get("source"))
        value = entry.get("value")
        number, not_a_number = read_value(value)
        id_, part = text_of(dataset.get("id")), text_of(dataset.get("task_id"))
        yield EvalResultScore(
            path=(*at, i, "value") if value is not None else (*at, i),
            span=(value or item).span,
            number=number,
            not_a_number=not_a_number,
            model=None,
            label=f"{id_} {part}" if id_ and part else id_ or "",
            task=find_hub_task(None, id_, part),
            dataset=id_,
            config=part,
            split=None,
            revision=text_of(dataset.get("revision")),
            args=(),
            shots=None,
            metric=None,
            metric_name=None,
            known_metric=None,
            verified=text_of(entry.get("verifyToken")) is not None,
            source=text_of(source.get("url")),
            date=text_of(entry.get("date")),
            notes=text_of(entry.get("notes")),
            unsaid=tuple(_unsaid(entry, dataset, source)),
        )


def _unsaid(entry: YamlMapping, dataset: YamlMapping, source: YamlMapping) -> Iterator[str]:
    """Yield the keys of an entry that a score has no field for."""
    blocks = (
        ("", entry, _READ),
        ("dataset.", dataset, _OF_DATASET),
        ("source.", source, _OF_SOURCE),
    )
    for prefix, block, read in blocks:
        for key, value in block.entries:
            said = not (isinstance(value, YamlScalar) and value.is_null)
            if said and key.text not in read:
                yield prefix + key.text

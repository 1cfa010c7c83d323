"""Everything that decides a score, as plain data for a result that others can check."""

from __future__ import annotations

from cardkit.catalog.definition import Definition
from cardkit.verify.protocol.asker import Asker
from cardkit.verify.protocol.assumptions import READ_IN
from cardkit.verify.protocol.item import ItemSet
from cardkit.verify.protocol.protocol import Protocol

Fact = str | int | bool | None | list["Fact"] | dict[str, "Fact"]


def facts(asker: Asker) -> dict[str, Fact]:
    """Return how a task is asked and judged, and of what items, in values that JSON has.

    `assumed` names each field that the card leaves open, with both reasons. Decoding is greedy.
    """
    protocol, items = asker.protocol, asker.items
    definition = protocol.definition
    return {
        "task": definition.task,
        "harness": {
            "name": definition.harness,
            "rules_of": READ_IN[definition.harness],
            "task": definition.name or definition.task,
        },
        "definition": definition.place or definition.source,
        "type": definition.type,
        "metric": protocol.metric,
        "averaging": protocol.averaging,
        "fewshot": _fewshot(protocol, items),
        "prompt": _prompt(definition),
        "boundary": protocol.boundary,
        "max_seq_len": protocol.max_seq_len,
        "truncation": "left",
        **(_generation(asker) if definition.type == "generation" else {}),
        "items": {
            **_of(items),
            "groups": {str(name): len(g) for name, g in asker.groups.items() if name is not None},
        },
        "assumed": [
            {"field": a.field, "value": a.value, "reason": {"en": a.reason.en, "zh": a.reason.zh}}
            for a in protocol.assumed
        ],
    }


def _fewshot(protocol: Protocol, items: ItemSet) -> Fact:
    if protocol.shots == 0:
        return {"shots": 0}
    definition = protocol.definition
    foundry = definition.harness == "llm-foundry"
    return {
        "shots": protocol.shots,
        "seed": protocol.seed,
        "order": "set" if foundry else definition.sampler,
        "per_item": foundry or definition.sampler == "default",
        "by_category": definition.categories,
        "own_item_excluded": foundry or definition.exclude_own,
        "pool": None if items.pool is None else _of(items.pool),
    }


def _prompt(definition: Definition) -> Fact:
    columns = definition.columns
    found: dict[str, Fact] = {
        "before": definition.prompt,
        "prelimiter": definition.prelimiter,
        "continuation_delimiter": definition.continuation_delimiter,
        "example_delimiter": definition.example_delimiter,
        "stripped": definition.harness == "llm-foundry",
        "chat_template": False,
    }
    for name in ("query", "choices", "gold", "labels", "answer", "aliases", "chain_of_thought"):
        value: str | int | tuple[str, ...] | None = getattr(columns, name)
        if value is not None:
            found[f"column_{name}"] = [*value] if isinstance(value, tuple) else value
    if definition.reshaping is not None:
        found["reshaping"] = definition.reshaping
    return found


def _generation(asker: Asker) -> dict[str, Fact]:
    definition = asker.protocol.definition
    new_tokens, stop = asker.generates
    foundry = definition.harness == "llm-foundry"
    return {
        "decoding": {"sampled": False, "max_new_tokens": new_tokens, "stop": [*stop]},
        "cot_delimiter": definition.cot_delimiter,
        "answer_normaliser": {
            "name": "triviaqa" if foundry else "lm-eval exact_match",
            "ignore_case": foundry or definition.ignore_case,
            "ignore_punctuation": foundry or definition.ignore_punctuation,
            "strip": foundry or definition.strip_answer,
            "ignored": [*definition.ignored],
            "filters": [*definition.filters],
        },
    }


def _of(items: ItemSet) -> dict[str, Fact]:
    return {
        "name": items.name,
        "sha256": items.sha256,
        "n": items.n,
        "files": [{"name": file.name, "sha256": file.sha256} for file in items.files],
    }

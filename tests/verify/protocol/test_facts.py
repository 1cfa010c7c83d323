"""What a result says of how a task was asked: all of it, in values that JSON has."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cardkit.text import Text
from cardkit.verify.protocol.facts import facts
from cardkit.verify.protocol.prepare import prepare
from cardkit.verify.protocol.protocol import Assumed
from tests.verify.protocol.toy import PLAIN, asker, definition, items, protocol

ROWS = [{"context": f"q{i}", "answer": f"{i}", "category": "ab"[i % 2]} for i in range(4)]


def test_a_generation_of_llm_foundry() -> None:
    made = definition(
        "generation", shots=1, categories=True, macro=True, stop=("\n",), cot_delimiter=" # "
    )
    reason = Text("not stated", "未注明")
    asked = replace(protocol(made), assumed=(Assumed("shots", 1, reason),))
    found = facts(prepare(asked, items(made, ROWS), PLAIN))
    assert json.loads(json.dumps(found)) == {
        "task": "toy",
        "harness": {"name": "llm-foundry", "rules_of": "0.9.0", "task": "toy"},
        "definition": "test",
        "type": "generation",
        "metric": "em_prefix",
        "averaging": "macro",
        "fewshot": {
            "shots": 1,
            "seed": 1234,
            "order": "set",
            "per_item": True,
            "by_category": True,
            "own_item_excluded": True,
            "pool": None,
        },
        "prompt": {
            "before": "",
            "prelimiter": "",
            "continuation_delimiter": " ",
            "example_delimiter": "\n",
            "stripped": True,
            "chat_template": False,
            "column_query": "context",
            "column_answer": "answer",
            "column_aliases": "aliases",
            "column_chain_of_thought": "chain_of_thought",
        },
        "boundary": "separate",
        "max_seq_len": 4096,
        "truncation": "left",
        "decoding": {"sampled": False, "max_new_tokens": 11, "stop": ["\n"]},
        "cot_delimiter": " # ",
        "answer_normaliser": {
            "name": "triviaqa",
            "ignore_case": True,
            "ignore_punctuation": True,
            "strip": True,
            "ignored": [],
            "filters": [],
        },
        "items": {
            "name": "toy.jsonl",
            "sha256": "0" * 64,
            "n": 4,
            "files": [{"name": "toy.jsonl", "sha256": "0" * 64}],
            "groups": {"a": 2, "b": 2},
        },
        "assumed": [{"field": "shots", "value": 1, "reason": {"en": "not stated", "zh": "未注明"}}],
    }


def test_a_choice_of_lm_eval() -> None:
    rows = [{"query": f"q{i}", "choices": ["a", "b"], "gold": 0} for i in range(3)]
    made = definition("multiple_choice", "lm-eval", 1, sampler="first_n", exclude_own=False)
    found = facts(asker(made, rows, pool=rows))
    assert (found["boundary"], found["metric"], found["averaging"]) == ("joint", "acc_sum", "micro")
    assert "decoding" not in found
    fewshot = found["fewshot"]
    assert isinstance(fewshot, dict)
    assert (fewshot["order"], fewshot["per_item"]) == ("first_n", False)
    pool = fewshot["pool"]
    assert isinstance(pool, dict)
    assert (pool["name"], pool["n"]) == ("pool.jsonl", 3)
    assert facts(asker(replace(made, shots=0), rows))["fewshot"] == {"shots": 0}


def test_a_metric_that_does_not_judge_the_type_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="acc_char does not judge language_modeling"):
        protocol(definition("language_modeling"), metric="acc_char")

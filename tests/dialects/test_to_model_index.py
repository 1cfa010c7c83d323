"""Scores as `model-index`: what reads back is what was written, the rest is said."""

import re
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cardkit.bind.read import open_document, read
from cardkit.catalog.dataset_tasks import data_set_ids
from cardkit.catalog.harness_tasks import data_set_of
from cardkit.dialects.to_model_index import to_model_index
from cardkit.errors import UsageError
from cardkit.record.files import load_record
from cardkit.results.card_results import results_of_card, stated_evaluations
from cardkit.results.evaluations import evaluations_of
from cardkit.results.json_tree import read_json
from cardkit.results.lm_eval import read_lm_eval
from cardkit.results.losses import summary
from cardkit.results.model_index import read_model_index
from cardkit.source.source import Source
from cardkit.source.yaml_document import read_yaml_document

HEAD = "schema_version: 1\nkind: card\nname: Larch-7B\n"
TAG = "metadata: {pipeline_tag: text-generation}\n"


def export(evaluations, head=HEAD + TAG):
    record = read(open_document(Source(head + evaluations, "a.card.yaml"))).record
    return export_of(record)


def export_of(record):
    return to_model_index(results_of_card(record, "a", ""), stated_evaluations(record))


def read_back(done):
    root = read_yaml_document(Source(done.text, "i.yaml")).root
    return list(read_model_index(root.get("model-index")))


def one(task, score, **fields):
    said = "".join(f", {key}: {value}" for key, value in fields.items())
    return f"- {{task: {task}, score: {score}{said}}}\n"


def test_a_score_is_a_block_of_the_hub():
    done = export(
        "evaluations:\n"
        + one(
            "gsm8k", "50.10", shots=5, metric="exact_match", source="'https://example.org/r.json'"
        )
    )
    assert yaml.safe_load(done.text) == {
        "model-index": [
            {
                "name": "Larch-7B",
                "results": [
                    {
                        "task": {"type": "text-generation"},
                        "dataset": {
                            "type": "openai/gsm8k",
                            "name": "GSM8K",
                            "args": {"num_few_shot": 5},
                        },
                        "metrics": [{"type": "exact_match", "value": 50.1}],
                        "source": {"url": "https://example.org/r.json"},
                    }
                ],
            }
        ]
    }
    assert "value: 50.10\n" in done.text
    assert (done.count, done.losses) == (1, ())


def test_the_shipped_card_reads_back_with_task_shots_and_digits():
    record = load_record("dclm-7b")
    done = export_of(record)
    by_pointer = {f"/evaluations/{i}/score": e for i, e in enumerate(record.evaluations)}
    left_out = {x.pointer for x in done.losses if x.reason.en.startswith("left out")}
    wanted = [
        (data_set_of(e.task), e.score.printed) for p, e in by_pointer.items() if p not in left_out
    ]
    found = read_back(done)
    assert [(s.task_id, s.number.printed) for s in found] == wanted
    assert [s.shots for s in found[:2]] == [0, 5]
    assert done.count == len(wanted) >= 15
    assert done.count + len(left_out & set(by_pointer)) == len(by_pointer) == 53


@pytest.mark.parametrize(
    ("evaluation", "why"),
    [
        (one("no_such_task_at_all", 1, metric="accuracy"), "no data set on the Hub is known"),
        ("- {label: Sums, score: 1, metric: accuracy}\n", "the registry does not know the task"),
        (one("mmlu", 61.2), "the metric is not stated; name it as `metric:`"),
        (one("mmlu", 61.2, metric="accuracy", status="assumed"), "the score is assumed"),
    ],
)
def test_what_is_not_known_is_left_out_and_said(evaluation, why):
    done = export(f"evaluations:\n{evaluation}")
    assert (done.text, done.count) == ("model-index: []\n", 0)
    (line,) = summary(done.losses)
    assert why in line.en
    assert re.search("[一-鿿]", line.zh)


def test_a_card_without_a_pipeline_tag_makes_no_type_up():
    done = export("evaluations:\n" + one("mmlu", 61.2, metric="accuracy"), head=HEAD)
    assert done.count == 0
    assert "the card has no `pipeline_tag`" in summary(done.losses)[0].en


def test_a_chain_of_thought_stands_in_the_name_and_reads_back():
    found = {s.label: s for s in read_back(export_of(load_record("dclm-7b")))}
    assert found["GSM8K (CoT)"].task.cot
    assert found["GSM8K (CoT)"].task_id == "gsm8k"
    assert not found["MMLU"].task.cot


def test_a_subset_of_a_suite_is_not_the_data_set():
    done = export_of(load_record("dclm-7b"))
    said = " ".join(line.en for line in summary(done.losses))
    assert "not known to have all items of the data set" in said
    assert "trivia_qa" not in done.text


def test_a_card_without_a_name_is_refused_with_what_to_do():
    with pytest.raises(UsageError) as caught:
        export(
            "evaluations:\n" + one("mmlu", 61.2, metric="accuracy"),
            head="schema_version: 1\nkind: card\n" + TAG,
        )
    assert "`name:` of a record" in caught.value.hint.en
    assert "`name:`" in caught.value.hint.zh


def test_every_field_without_a_key_is_a_loss():
    done = export(
        "evaluations:\n"
        "- task: gsm8k\n  label: {en: School sums, zh: 小学算术}\n  score: 50.1\n"
        "  metric: exact_match\n  unit: percent\n  direction: higher\n  metric_version: v7\n"
        "  random_baseline: 1\n  low: 0\n  high: 100\n  n: 1319\n"
        "  uncertainty: {kind: stderr, value: 1}\n"
        "  harness: {name: larch-eval, url: 'https://example.org/h'}\n"
        "  prompt_format: ask-politely\n  generation: {beams: 17}\n  date: 2026-11\n"
        f"  samples_sha256: {'ab' * 32}\n  measured_by: third-party\n  source: {{url: paper.pdf}}\n"
    )
    lost = [x.reason.en.removeprefix("no key for ") for x in done.losses]
    assert sorted(lost) == sorted(
        [
            *("the unit", "the number of items", "the uncertainty", "the settings of the run"),
            *("the digest of the per-item log", "the random baseline", "which way is better"),
            *("the version of the metric", "the lowest possible score", "the prompt format"),
            *("the highest possible score", "who measured", "the harness", "the date"),
            *("the address of the harness", "a source that is no web address"),
            "the printed task name",
        ]
    )


def test_a_run_of_a_harness_is_of_text_generation_and_a_limited_one_is_left_out():
    run = """{"results": {"gsm8k": {"exact_match,strict-match": 0.50490},
                          "hellaswag": {"acc,none": 0.5}},
      "n-shot": {"gsm8k": 5}, "n-samples": {"hellaswag": {"original": 10042, "effective": 10}},
      "config": {"model_args": "pretrained=larch"}, "lm_eval_version": "0.4.13"}"""
    found = read_lm_eval(read_json(run, "run.json"), "run.json", "")
    done = to_model_index(found, evaluations_of(found))
    (score,) = read_back(done)
    assert (score.task_id, score.shots, score.number.printed) == ("gsm8k", 5, "0.50490")
    said = " ".join(x.en for x in summary(done.losses))
    assert "only a part of the items was run" in said
    assert "no key for the filter of the answers" in said


DIGITS = st.from_regex(
    r"-?([0-9]{1,3}(\.[0-9]{0,4})?|\.[0-9]{1,3})([eE][+-]?[0-9])?", fullmatch=True
)


@given(
    st.sampled_from(sorted(data_set_ids())), DIGITS, st.none() | st.integers(0, 99), st.booleans()
)
def test_what_is_written_reads_back(task, score, shots, percent):
    fields = {"metric": "accuracy"} | ({} if shots is None else {"shots": shots})
    fields |= {"unit": "percent"} if percent else {}
    done = export("evaluations:\n" + one(task, f"'{score}'", **fields))
    (found,) = read_back(done)
    assert found.number.value == Decimal(score)
    assert found.task_id == task
    assert found.shots == shots
    (plain,) = yaml.safe_load(done.text)["model-index"][0]["results"][0]["metrics"]
    assert isinstance(plain["value"], (int, float))


@pytest.mark.parametrize("task", sorted(data_set_ids()))
def test_every_data_set_of_the_table_reads_back_as_its_task(task):
    done = export("evaluations:\n" + one(task, "0.5", metric="accuracy", shots=3))
    (found,) = read_back(done)
    assert found.task_id == task

"""Export to `.eval_results`: the Hub's benchmarks alone, all else listed as lost."""

import yaml

from cardkit.bind.read import open_document, read
from cardkit.results.card_results import results_of_card, stated_evaluations
from cardkit.results.eval_results import read_eval_results
from cardkit.results.evaluations import evaluations_of
from cardkit.results.hub_results import result_set_of
from cardkit.results.json_tree import read_json
from cardkit.results.lm_eval import read_lm_eval
from cardkit.results.losses import summary
from cardkit.results.to_eval_results import to_eval_results
from cardkit.source.source import Source
from cardkit.source.yaml_document import read_yaml_document

RUN = """
{"results": {"gsm8k": {"exact_match,strict-match": 0.50490,
                       "exact_match_stderr,strict-match": 0.01},
             "hellaswag": {"acc,none": 0.5},
             "gpqa_diamond_zeroshot": {"acc,none": 0.4}},
 "versions": {"gsm8k": 3.0}, "n-shot": {"gsm8k": 5},
 "n-samples": {"gsm8k": {"original": 1319, "effective": 1319},
               "gpqa_diamond_zeroshot": {"original": 198, "effective": 10}},
 "config": {"model_args": "pretrained=larch"}, "lm_eval_version": "0.4.13"}
"""


def export():
    found = read_lm_eval(read_json(RUN, "run.json"), "run.json", "")
    return to_eval_results(found, evaluations_of(found))


def test_known_benchmarks_become_entries_with_the_setting_in_the_notes():
    done = export()
    (entry,) = yaml.safe_load(done.text)
    assert entry == {
        "dataset": {"id": "openai/gsm8k", "task_id": "gsm8k"},
        "value": 0.5049,
        "notes": "value is a fraction, 5-shot, exact_match, lm-evaluation-harness 0.4.13,"
        " filter strict-match",
    }
    assert "value: 0.50490" in done.text


def test_the_rest_is_listed():
    done = export()
    said = "\n".join(line.en for line in summary(done.losses))
    assert "no benchmark of the Hub is known for the task: /results/hellaswag/acc,none" in said
    assert "only a part of the items was run (`limit`): /results/gpqa_diamond_zeroshot" in said
    assert "no place for the uncertainty" in said
    assert "没有字段存放不确定度" in "\n".join(line.zh for line in summary(done.losses))


CARD = """\
schema_version: 1
kind: card
evaluations:
- task: gsm8k
  label: {en: School sums, zh: 小学算术}
  score: 50.1
  direction: higher
  metric_version: v7
  random_baseline: 1
  low: 0
  high: 100
  n: 1319
  uncertainty: {kind: stderr, value: 1}
  harness: {name: larch-eval, url: 'https://example.org/h'}
  prompt_format: ask-politely
  generation: {beams: 17}
  split: validation
  samples_sha256: "abababababababababababababababababababababababababababababababab"
  measured_by: third-party
  source: {url: paper.pdf}
"""


def test_every_field_without_a_place_is_said():
    record = read(open_document(Source(CARD, "a.card.yaml"))).record
    found = results_of_card(record, "a.card.yaml", "")
    done = to_eval_results(found, stated_evaluations(record))
    assert (done.count, len(done.losses)) == (1, 15)
    said = " ".join(line.en for line in summary(done.losses))
    for word in ("task name", "better", "prompt", "split", "who measured", "web address", "lowest"):
        assert word in said


def test_entries_read_come_out_again():
    text = (
        "- dataset: {id: some/board, task_id: larch}\n  value: 20.90\n  date: '2026-01-15'\n"
        "  source: {url: 'https://example.org/run'}\n"
    )
    document = read_yaml_document(Source(text, "a.yaml"))
    found = result_set_of(read_eval_results(document.root), "eval-results", "a.yaml", "")
    done = to_eval_results(found, evaluations_of(found))
    assert yaml.safe_load(done.text) == yaml.safe_load(text)
    assert done.losses == ()


def test_nothing_to_export_is_an_empty_list():
    found = result_set_of([], "eval-results", "a.yaml", "")
    assert to_eval_results(found, ()).text == "[]\n"


def test_what_an_entry_says_beside_its_score_is_named_as_lost():
    from cardkit.results.read import read_yaml_results
    from cardkit.results.to_eval_results import to_eval_results
    from cardkit.source.source import Source
    from cardkit.source.yaml_document import read_yaml_document

    text = (
        "- dataset: {id: Idavidrein/gpqa, task_id: diamond, kind: x}\n  value: 20.90\n"
        "  verifyToken: abc\n  notes: CoT\n  source: {url: https://e.org, user: oak, org: null}\n"
    )
    source = Source(text, "a.yaml")
    found = read_yaml_results(source, read_yaml_document(source).root)
    assert found.results[0].unsaid == ("verifyToken", "notes", "dataset.kind", "source.user")
    from cardkit.results.evaluations import evaluations_of

    done = to_eval_results(found, evaluations_of(found))
    assert "verifyToken" not in done.text
    assert any("`verifyToken`" in loss.reason.en for loss in done.losses)

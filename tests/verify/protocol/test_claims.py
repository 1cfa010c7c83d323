"""From a card's scores to protocols: what is chosen, what is assumed, what is refused and why."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from cardkit.bind.read import open_document, read
from cardkit.bind.reading import Reading
from cardkit.catalog import task_registry
from cardkit.record.task_files import use_task_file
from cardkit.source.source import decode
from cardkit.verify.protocol.claims import ScoreClaim, score_claims
from cardkit.verify.protocol.protocol import Protocol
from cardkit.verify.protocol.refusals import Unmeasurable
from cardkit.verify.protocol.resolve import alternatives, resolve
from tests.verify.protocol.toy import write

ROOT = Path(__file__).parents[3]
CARD = (ROOT / "cards" / "dclm-7b.card.yaml").read_bytes()
SUITE = "cards/dclm-7b.card.yaml"


@pytest.fixture(autouse=True)
def _fresh_registry():
    task_registry.reset()
    yield
    task_registry.reset()


def reading(text: str | bytes, name: str = "x.card.yaml") -> Reading:
    data = text.encode("utf-8") if isinstance(text, str) else text
    return read(open_document(decode(data, name)))


def claims(rows: str, setup: str = "") -> tuple[ScoreClaim, ...]:
    """Return the claims of a record with these evaluations."""
    head = "schema_version: 1\nkind: card\nname: M\n"
    return score_claims(reading(f"{head}{setup}evaluations:\n{rows}"))


def one(row: str, setup: str = "evaluation_setup: {unit: fraction}\n") -> ScoreClaim:
    (claim,) = claims(f"  - {{{row}}}\n", setup)
    return claim


def settled(claim: ScoreClaim, context: int | None = 4096) -> Protocol:
    found = resolve(claim, context=context)
    assert isinstance(found, Protocol), found
    return found


def assumptions(protocol: Protocol) -> Mapping[str, str | int]:
    return {a.field: a.value for a in protocol.assumed}


def test_every_score_of_the_dclm_card_can_be_measured() -> None:
    found = score_claims(reading(CARD, SUITE))
    assert len(found) == 53
    first = found[0]
    assert (first.task, first.printed, first.value, first.decimals) == (
        "mmlu_zeroshot",
        "0.5766",
        Decimal("0.5766"),
        4,
    )
    assert (first.path, first.suite) == (("evaluations", 0, "score"), "dclm")
    protocols = [settled(claim) for claim in found]
    assert {p.definition.harness for p in protocols} == {"llm-foundry"}
    assert [p.definition.task for p in protocols] == [claim.task for claim in found]
    assert not any(p.is_guess for p in protocols)
    assert {p.max_seq_len for p in protocols} == {2048}
    by_task = {p.definition.task: p for p in protocols}
    assert by_task["mmlu_fewshot"].metric == "acc_mean_token"
    assert by_task["winograd"].metric == "acc_mean_token"
    assert by_task["lambada_openai"].metric == "exact_greedy"
    assert by_task["gsm8k_cot"].metric == "em_prefix"
    assert by_task["bbq"].averaging == "macro"
    assert by_task["copa"].n_known == 100
    assert assumptions(by_task["arc_easy"]) == {
        "harness_version": "0.9.0",
        "shots": 10,
        "fewshot_seed": 1234,
        "metric": "acc_mean_token",
        "prompt": "mlfoundations/dclm@361714b eval/heavy.yaml",
        "dataset": "local_data/world_knowledge/arc_easy.jsonl",
        "max_seq_len": 2048,
    }
    assert "fewshot_seed" not in assumptions(by_task["copa"])


def test_every_assumption_says_why_in_both_languages() -> None:
    for assumed in settled(one("task: piqa, score: 0.7")).assumed:
        assert assumed.reason.en
        assert any("\u4e00" <= c <= "\u9fff" for c in assumed.reason.zh)


def test_what_the_card_states_is_not_assumed() -> None:
    row = (
        "task: arc_easy, score: 82.20, unit: percent, shots: 25, n: 2376, metric: accuracy,"
        " harness: {name: LLM Foundry, version: v0.9.0}, dataset: allenai/ai2_arc,"
        " generation: {fewshot_seed: 7}"
    )
    claim = one(row, "")
    protocol = settled(claim)
    assert (claim.value, claim.decimals, claim.printed) == (Decimal("0.8220"), 4, "82.20")
    assert (protocol.shots, protocol.seed, protocol.n_stated) == (25, 7, 2376)
    assert protocol.definition.shots == 10
    assert set(assumptions(protocol)) == {"prompt", "dataset", "max_seq_len"}
    dataset = next(a for a in protocol.assumed if a.field == "dataset")
    assert "the card names allenai/ai2_arc" in dataset.reason.en


def test_another_version_is_said() -> None:
    protocol = settled(one("task: piqa, score: 0.7, harness: {name: llm-foundry, version: 0.4.0}"))
    version = next(a for a in protocol.assumed if a.field == "harness_version")
    assert version.value == "0.9.0"
    assert version.reason.en == "the card states 0.4.0; the rules were read in this one"


@pytest.mark.parametrize(
    ("row", "task", "shots", "others"),
    [
        ("task: mmlu, score: 0.6", "mmlu_fewshot", 5, ["mmlu_zeroshot"]),
        ("task: mmlu, score: 0.6, shots: 0", "mmlu_zeroshot", 0, []),
        ("task: mmlu, score: 0.6, shots: 5", "mmlu_fewshot", 5, []),
        ("task: mmlu, score: 0.6, shots: 3", "mmlu_fewshot", 3, []),
        ("task: hellaswag, score: 0.6", "hellaswag", 10, ["hellaswag_zeroshot"]),
        ("task: hellaswag, score: 0.6, shots: 0", "hellaswag_zeroshot", 0, []),
        ("task: gsm8k, score: 0.6", "gsm8k_cot", 3, []),
        ("task: openbookqa, score: 0.6", "openbook_qa", 0, []),
        ("task: hellaswag_zeroshot, score: 0.6", "hellaswag_zeroshot", 0, []),
    ],
)
def test_a_benchmark_under_llm_foundry_is_a_task_of_its_suite(row, task, shots, others) -> None:
    claim = one(row, "evaluation_setup: {unit: fraction, harness: {name: llm-foundry}}\n")
    protocol = settled(claim, context=2048)
    assert (protocol.definition.task, protocol.shots) == (task, shots)
    assert [p.definition.task for p in alternatives(claim, context=2048)] == others
    # Shots that the card leaves open are the harness' own only where the task is one of its suite.
    named = task == claim.task and (claim.shots is not None or claim.registered.shots is not None)
    assert protocol.is_guess is not named


def test_without_a_harness_the_suites_own_tasks_are_llm_foundrys() -> None:
    protocol = settled(one("task: jeopardy, score: 0.4"))
    assert protocol.definition.harness == "llm-foundry"
    assert assumptions(protocol)["harness"] == "llm-foundry"
    assert protocol.is_guess


def test_a_shorter_model_is_asked_within_its_context() -> None:
    claim = one("task: piqa, score: 0.7, harness: {name: llm-foundry}")
    assert settled(claim, 1024).max_seq_len == 1024
    assert settled(claim, None).max_seq_len == 2048
    assert [p.max_seq_len for p in alternatives(claim, context=8192)] == [8192]
    assert assumptions(alternatives(claim, context=8192)[0])["max_seq_len"] == 8192
    assert alternatives(claim, context=1024) == ()


TASKS = """\
schema_version: 1
kind: tasks
tasks:
  - {id: shopqa, name: ShopQA, metric: accuracy, metrics: [accuracy, acc_norm], n: 3, source: docs}
definitions:
  - task: shopqa
    harness: lm-eval
    type: multiple_choice
    items: {hub: o/shop, split: test}
    shots: 2
    source: docs
"""


@pytest.fixture
def own_tasks(tmp_path: Path) -> None:
    """Add tasks of one's own to the registry."""
    use_task_file(write(tmp_path, "shop.tasks.yaml", TASKS))


@pytest.mark.usefixtures("own_tasks")
@pytest.mark.parametrize(
    ("metric", "chosen"),
    [
        ("", "acc_sum"),
        (", metric: accuracy", "acc_sum"),
        (", metric: acc", "acc_sum"),
        (", metric: acc_norm", "acc_char"),
        (", metric: acc_bytes", "acc_byte"),
    ],
)
def test_lm_evals_metrics(metric: str, chosen: str) -> None:
    row = f"task: shopqa, score: 0.7, harness: {{name: lm-evaluation-harness}}{metric}"
    protocol = settled(one(row))
    assert (protocol.definition.harness, protocol.metric) == ("lm-eval", chosen)
    assert (protocol.max_seq_len, protocol.n_known) == (4096, 3)
    assert ("metric" in assumptions(protocol)) == (metric == "")
    assert assumptions(protocol)["dataset_revision"] == "main"
    assert assumptions(protocol)["split"] == "test"


def test_a_metric_that_the_harness_does_not_have_is_said() -> None:
    row = "task: piqa, score: 0.7, metric: acc_norm, harness: {name: llm-foundry}"
    metric = next(a for a in settled(one(row)).assumed if a.field == "metric")
    assert metric.value == "acc_mean_token"
    assert metric.reason.en == (
        "the card says acc_norm, which llm-foundry does not have for this task; this is its own"
    )


def test_the_harness_of_the_card_decides() -> None:
    foundry = settled(one("task: piqa, score: 0.7, harness: {name: llm-foundry}"))
    lm_eval = settled(one("task: piqa, score: 0.7, harness: {name: lm-eval}"))
    assert (foundry.definition.harness, lm_eval.definition.harness) == ("llm-foundry", "lm-eval")
    assert (foundry.metric, lm_eval.metric) == ("acc_mean_token", "acc_sum")
    assert (foundry.boundary, lm_eval.boundary) == ("separate", "joint")
    either = one("task: piqa, score: 0.7")
    assert settled(either, 2048).definition.harness == "lm-eval"
    assert [p.definition.harness for p in alternatives(either, context=2048)] == ["llm-foundry"]


@pytest.mark.parametrize(
    ("row", "task", "metric", "n", "shots"),
    [
        ("task: piqa", "piqa", "acc_sum", 1838, 0),
        ("task: openbook_qa", "openbookqa", "acc_sum", 500, 0),
        ("task: commonsense_qa, metric: acc", "commonsenseqa", "acc_sum", 1221, 10),
        ("task: hellaswag_zeroshot, metric: acc_norm", "hellaswag", "acc_char", 10042, 0),
        ("task: mmlu_fewshot", "mmlu", "acc_sum", 14042, 5),
        ("task: mmlu, shots: 5", "mmlu", "acc_sum", 14042, 5),
        ("task: mmlu_anatomy", "mmlu_anatomy", "acc_sum", 135, 0),
        ("task: mmlu_stem", "mmlu_stem", "acc_sum", 3153, 0),
        ("task: ceval, split: val", "ceval", "acc_sum", 1346, 0),
        ("task: lambada_openai, metric: accuracy", "lambada", "exact_greedy", 5153, 0),
        ("task: race_high", "race_high", "acc_sum", 1045, 0),
        ("task: truthfulqa_mc1, metric: mc1", "truthfulqa_mc1", "acc_sum", 817, 0),
        ("task: gsm8k", "gsm8k", "strict_match", 1319, 5),
        ("task: gsm8k, metric: exact_match", "gsm8k", "strict_match", 1319, 5),
        ("task: gsm8k, metric: flexible-extract", "gsm8k", "flexible_extract", 1319, 5),
        ("task: triviaqa", "triviaqa", "exact_match", 17944, 0),
    ],
)
def test_lm_evals_own_tasks(row: str, task: str, metric: str, n: int, shots: int) -> None:
    """A task of DCLM's suite under lm-eval is its benchmark, which lm-eval has one task for."""
    stated = row if "shots:" in row else f"{row}, shots: {shots}"
    claim = one(f"{stated}, score: 0.7, harness: {{name: lm-eval, version: 0.4.13}}")
    protocol = settled(claim)
    assert (protocol.definition.task, protocol.definition.harness) == (task, "lm-eval")
    assert (protocol.metric, protocol.n_known, protocol.shots) == (metric, n, shots)
    assert (protocol.averaging, protocol.is_guess) == ("micro", False)
    assert alternatives(claim, context=4096) == ()


def test_shots_that_are_left_open_are_a_guess() -> None:
    row = "task: piqa, score: 0.7, harness: {name: lm-eval, version: 0.4.13}"
    assert settled(one(row)).is_guess


def test_a_filter_that_is_not_named_is_assumed() -> None:
    """So the score is tested under each: the other metrics of an assumed one are."""
    row = "task: gsm8k, score: 0.5, metric: {}, harness: {{name: lm-eval}}"
    assumed = next(
        a for a in settled(one(row.format("exact_match"))).assumed if a.field == "metric"
    )
    assert assumed.value == "strict_match"
    assert assumed.reason.en == (
        "the card names no filter for the answer; this is the harness' first"
    )
    assert "metric" not in assumptions(settled(one(row.format("strict-match"))))


def test_a_metric_that_lm_eval_does_not_report_for_a_task_is_said() -> None:
    row = "task: boolq, score: 0.7, metric: acc_norm, harness: {name: lm-eval}"
    metric = next(a for a in settled(one(row)).assumed if a.field == "metric")
    assert (metric.value, "lm-eval does not have for this task" in metric.reason.en) == (
        "acc_sum",
        True,
    )


@pytest.mark.usefixtures("own_tasks")
def test_a_revision_of_the_card_is_read() -> None:
    row = "task: shopqa, score: 0.7, dataset: o/shop, dataset_revision: abc, split: test"
    protocol = settled(one(row))
    assert protocol.definition.items.revision == "abc"
    assert not {"dataset", "dataset_revision", "split"} & set(assumptions(protocol))
    other = resolve(one("task: shopqa, score: 0.7, split: validation"))
    assert isinstance(other, Unmeasurable)
    assert other.kind == "split-differs"


def test_a_known_number_of_items_is_that_of_the_usual_split() -> None:
    claim = one("task: piqa, score: 0.7, split: test, harness: {name: llm-foundry}")
    assert settled(claim).n_known is None
    assert assumptions(settled(claim))["split"] == "test"


@pytest.mark.parametrize(
    ("row", "kind", "said"),
    [
        ("task: core, score: 0.5", "claim-aggregate", "CORE is formed from other scores"),
        ("label: Foo Bench, score: 0.5", "task-unknown", "`Foo Bench` is no task of the registry"),
        ("task: humaneval, score: 0.5", "metric-needs-code", "pass@1 runs the code"),
        ("task: wikitext, score: 8.1", "metric-no-share", "perplexity is no share"),
        ("task: piqa, score: 0.5, metric: f1", "metric-unsupported", "the metric f1"),
        ("task: piqa, score: 0.5, metric: win_rate", "metric-judged", "another model"),
        ("task: piqa, score: 0.5, metric: house rule", "metric-unsupported", "house rule"),
        ("task: piqa, score: 0.5, metric: avg of 4", "claim-over-runs", "several runs"),
        ("task: piqa, score: 0.5, status: assumed", "claim-assumed", "only assumes this score"),
        (
            "task: piqa, score: 0.5, harness: {name: HELM}",
            "harness-unknown",
            "names the harness HELM",
        ),
        ("task: piqa, score: 0.5, prompt_format: ChatML", "prompt-format", "(ChatML)"),
        ("task: piqa, score: 50, unit: points", "unit-unknown", "50 is a fraction or a percentage"),
        ("task: piqa, score: 130, unit: percent", "unit-unknown", "130 is no share"),
        ("task: piqa, score: -0.5, unit: fraction", "unit-unknown", "-0.5 is no share"),
        (
            "task: squad_v2, score: 0.512, metric: exact_match",
            "no-definition",
            "rules for prompts or answers of `squad_v2` are not repeated",
        ),
        (
            "task: truthfulqa_mc1, score: 0.312, shots: 5, harness: {name: lm-eval}",
            "shots-differ",
            "states 5 shots",
        ),
        (
            "task: truthfulqa_mc2, score: 0.312, metric: mc2",
            "metric-no-share",
            "mc2 is no share",
        ),
        (
            "task: truthfulqa_mc2, score: 0.312, harness: {name: lm-eval}",
            "no-definition",
            "a mean of probabilities, which is no share",
        ),
        (
            "task: bbh, score: 0.312, harness: {name: lm-eval}",
            "no-definition",
            "writes out the examples",
        ),
        (
            "task: gsm8k, score: 0.312, harness: {name: lm-eval},"
            " generation: {chain_of_thought: 'true'}",
            "no-definition",
            "with a chain of thought; lm-eval has other tasks",
        ),
        (
            "task: truthfulqa, score: 0.312, metric: accuracy, harness: {name: lm-eval}",
            "no-definition",
            "several tasks for `truthfulqa`",
        ),
        (
            "task: swag, score: 0.512, harness: {name: lm-eval}",
            "no-definition",
            "how lm-eval asks `swag` is not known here",
        ),
    ],
)
def test_what_cannot_be_measured_says_why(row: str, kind: str, said: str) -> None:
    claim = one(row, "")
    found = resolve(claim)
    assert isinstance(found, Unmeasurable), found
    assert (found.kind, found.claim) == (kind, claim)
    assert said in found.reason.en
    assert any("\u4e00" <= c <= "\u9fff" for c in found.reason.zh)
    assert alternatives(claim) == ()


def test_hostile_words_are_shown_safely() -> None:
    found = resolve(one('task: piqa, score: 0.5, metric: "\\e[31mx"', ""))
    assert isinstance(found, Unmeasurable)
    assert "\x1b" not in found.reason.en


def test_units_are_read_table_by_table() -> None:
    """Percentages that do not say so: those above 1 tell; one that may be either is not known."""
    rows = "".join(f"  - {{task: {t}, score: {s}}}\n" for t, s in (("piqa", 78.3), ("boolq", 0.9)))
    first, second = claims(rows)
    assert (first.value, first.decimals) == (Decimal("0.783"), 3)
    assert second.value is None
    refused = resolve(second)
    assert isinstance(refused, Unmeasurable)
    assert refused.kind == "unit-unknown"


def test_scores_of_other_models_are_no_claims() -> None:
    text = (
        "# M-7B\n\n## Evaluation\n\n| Model | PIQA | BoolQ | ARC-Easy |\n|---|---|---|---|\n"
        "| M-7B | 0.71 | 0.72 | 0.73 |\n| Other-7B | 0.61 | 0.62 | 0.63 |\n"
    )
    assert all(
        claim.printed.startswith("0.7") for claim in score_claims(reading(text, "README.md"))
    )


@pytest.mark.parametrize("shots", [-4, 1001, 10**9])
def test_shots_that_no_prompt_can_have(shots: int) -> None:
    """Fewer than none ended the run; draws of a thousand million filled the memory."""
    found = resolve(one(f"task: piqa, score: 0.7, shots: {shots}, harness: {{name: lm-eval}}"))
    assert isinstance(found, Unmeasurable)
    assert (found.kind, f"states {shots} shots" in found.reason.en) == ("shots-impossible", True)


SUITE_SETUP = "evaluation_setup: {unit: fraction, harness: {name: llm-foundry}}\n"
GSM8K = "task: gsm8k, score: 0.61, shots: 5, metric: exact_match, harness: {name: lm-eval}"
SUITE_TASK = "task: arc_easy, score: 0.61, shots: 10, harness: {name: llm-foundry}"


@pytest.mark.parametrize(
    ("settings", "kind", "said"),
    [
        ("temperature: 0.7", "decoding-sampled", "drawn by chance (temperature 0.7)"),
        ("temperature: '0.7', do_sample: 'true'", "decoding-sampled", "(temperature 0.7)"),
        ("do_sample: True", "decoding-sampled", "(do_sample)"),
        ("apply_chat_template: true", "prompt-format", "(chat template)"),
        ("limit: 100", "items-limited", "(limit 100)"),
        ("repeats: '64'", "claim-over-runs", "several runs"),
    ],
)
def test_settings_under_which_a_score_is_another_one(settings: str, kind: str, said: str) -> None:
    found = resolve(one(f"{GSM8K}, generation: {{{settings}}}"))
    assert isinstance(found, Unmeasurable)
    assert (found.kind, said in found.reason.en) == (kind, True)


@pytest.mark.parametrize(
    "settings",
    ["temperature: 0.0", "temperature: 0.7, do_sample: 'False'", "do_sample: false", "repeats: 1"],
)
def test_settings_of_greedy_answers(settings: str) -> None:
    settled(one(f"{GSM8K}, generation: {{{settings}}}"))


def test_temperature_means_nothing_where_no_answer_is_written() -> None:
    settled(one(f"{SUITE_TASK}, generation: {{temperature: 1.0, do_sample: true}}"))


def test_a_limit_beside_the_number_of_items_changes_nothing() -> None:
    """As a results file has both; that there are other items here is found when they are read."""
    assert settled(one(f"{SUITE_TASK}, n: 100, generation: {{limit: 100}}")).n_stated == 100


def test_a_length_that_the_card_states_is_taken() -> None:
    claim = one(f"{SUITE_TASK}, generation: {{max_seq_len: 1024}}")
    protocol = settled(claim)
    assert protocol.max_seq_len == 1024
    assert "max_seq_len" not in assumptions(protocol)
    assert all(p.max_seq_len == 1024 for p in alternatives(claim, context=4096))


@pytest.mark.parametrize("length", ["8192", "4k", "0"])
def test_a_length_that_cannot_be_followed_is_said(length: str) -> None:
    protocol = settled(one(f"{SUITE_TASK}, generation: {{max_seq_len: {length}}}"))
    (found,) = (a for a in protocol.assumed if a.field == "max_seq_len")
    assert (found.value, found.is_open) == (2048, True)
    assert f"the card states {length}, which cannot be followed" in found.reason.en
    assert protocol.is_guess


@pytest.mark.parametrize("seed", ["a", "[1, 2]", "-3"])
def test_a_seed_that_cannot_be_followed_is_said(seed: str) -> None:
    protocol = settled(one(f"{SUITE_TASK}, generation: {{fewshot_seed: {seed}}}"))
    (found,) = (a for a in protocol.assumed if a.field == "fewshot_seed")
    assert (found.value, found.is_open) == (1234, True)
    assert "cannot be followed here" in found.reason.en


@pytest.mark.parametrize("metric", ["exact_match", "exact match"])
def test_a_metric_of_texts_is_not_that_of_choices(metric: str) -> None:
    row = f"task: piqa, score: 0.7, shots: 0, metric: {metric}, harness: {{name: lm-eval}}"
    protocol = settled(one(row))
    (found,) = (a for a in protocol.assumed if a.field == "metric")
    assert found.value == protocol.metric == "acc_sum"
    assert "which lm-eval does not have for this task" in found.reason.en
    suite = settled(one(f"task: triviaqa_sm_sub, score: 0.7, metric: {metric}", SUITE_SETUP))
    assert "metric" not in assumptions(suite)


def test_shots_among_the_settings_are_stated() -> None:
    row = "task: piqa, score: 0.7, harness: {name: lm-eval}, generation: {num_fewshot: '7'}"
    protocol = settled(one(row))
    assert protocol.shots == 7
    assert "shots" not in assumptions(protocol)


def test_the_filter_and_the_length_of_answers_of_a_results_file() -> None:
    settings = "{filter: flexible-extract, max_gen_toks: '512', temperature: '0.0'}"
    protocol = settled(one(f"{GSM8K}, generation: {settings}"))
    assert protocol.metric == "flexible_extract"
    assert "metric" not in assumptions(protocol)
    assert protocol.definition.max_new_tokens == 512

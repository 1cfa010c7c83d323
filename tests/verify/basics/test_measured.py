"""lm-eval's frozen logs of SmolLM2: whole, of these items, of these prompts, and the card's scores.

The logs are a witness from outside: each request and each answer as lm-eval wrote it. cardkit asks
the same and judges the same answers, without a model.
"""

import gzip
import hashlib
import json
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from cardkit.api import load
from cardkit.catalog.definitions import definition_of
from cardkit.record.task_files import definitions_of_file
from cardkit.stats.sequential.design import Limits, design_score
from cardkit.stats.sequential.order import order, seed_of
from cardkit.stats.sequential.trial import Trial
from cardkit.verify.basics.suite import SUITE, write
from cardkit.verify.protocol.claims import score_claims
from cardkit.verify.protocol.prepare import prepare
from cardkit.verify.protocol.protocol import Protocol
from cardkit.verify.protocol.read import read_items
from cardkit.verify.protocol.requests import ItemAnswer, Scored
from cardkit.verify.protocol.resolve import resolve
from tests.cli.helpers import run
from tests.verify.protocol.toy import Toy

ROOT = Path(__file__).parents[3]
CARD = ROOT / "cards" / "smollm2-135m-instruct.card.yaml"
INFLATED = ROOT / "docs" / "example" / "smollm2-inflated.card.yaml"
LOGS = ROOT / "cards" / "smollm2-135m-instruct.results"
IDS = [basic.id for basic in SUITE]
CONTEXT = 8192


def samples(name):
    (packed,) = LOGS.glob(f"samples_{name}_*.jsonl.gz")
    lines = gzip.decompress(packed.read_bytes()).decode("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def digests():
    lines = (LOGS / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in map(str.split, lines)}


def protocols(card=CARD):
    claims = score_claims(load(card).reading)
    return [(claim, resolve(claim, context=CONTEXT)) for claim in claims]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("basics")
    write(folder)
    return folder


@pytest.fixture(scope="module")
def askers(data):
    """Return a task ready to be asked for each claim of the card, by task."""
    found = {}
    for claim, protocol in protocols():
        assert isinstance(protocol, Protocol), protocol
        found[claim.task] = prepare(protocol, read_items(protocol, data), Toy(bos_token=None))
    return found


def test_every_file_has_the_digest_that_stands_beside_it():
    sums = digests()
    for path in LOGS.iterdir():
        if path.name != "SHA256SUMS":
            content = path.read_bytes()
            content = gzip.decompress(content) if path.suffix == ".gz" else content
            digest = hashlib.sha256(content).hexdigest()
            assert sums.pop(path.name.removesuffix(".gz")) == digest
    assert not sums


def test_the_log_says_what_was_measured():
    told = json.loads((LOGS / "model.json").read_text(encoding="utf-8"))
    source = told["converted_from"]
    assert source["weights"] == "Q4_1, dequantised to bfloat16"
    assert source["sha256"] in CARD.read_text(encoding="utf-8")
    (results,) = LOGS.glob("results_*.json")
    run = json.loads(results.read_text(encoding="utf-8"))
    assert run["config"]["model_args"] == {"pretrained": told["name"], "dtype": told["dtype"]}
    assert run["lm_eval_version"] == "0.4.13"
    assert run["config"]["limit"] is None


def test_the_logs_support_every_score_of_the_card():
    done = run("check-results", CARD, LOGS)
    assert done.code == 0, done.err
    assert "8 scores in the card: supported 8" in done.out


def test_the_card_names_the_digest_of_each_log():
    named = [e.samples_sha256 for e in load(CARD).record.evaluations]
    assert len(named) == 8
    assert set(named) <= set(digests().values())
    assert len(set(named)) == len(SUITE)


def test_the_example_inflates_one_score_and_nothing_on_paper_tells():
    for language in ("en", "zh"):
        assert run("validate", INFLATED, language=language).code == 0
    done = run("check-results", INFLATED, LOGS)
    assert done.code == 1
    assert "8 scores in the card: contradicted 1, supported 7" in done.out
    true, false = load(CARD).record.evaluations, load(INFLATED).record.evaluations
    other = [a.task for a, b in zip(true, false, strict=True) if a.score != b.score]
    assert other == ["basics_copying"]
    assert [a.task for a in true] == [b.task for b in false]


@pytest.mark.parametrize("card", [CARD, INFLATED], ids=["card", "inflated"])
def test_every_claim_is_measured_by_the_rule_it_was_measured_by(card):
    for claim, protocol in protocols(card):
        assert isinstance(protocol, Protocol), protocol
        assert protocol.definition == definition_of(claim.task, "lm-eval")
        assert protocol.shots == claim.shots
        assert protocol.n_known == protocol.n_stated == claim.n
        assumed = {a.field for a in protocol.assumed}
        assert assumed <= {"prompt", "dataset", "max_seq_len"}, assumed
    metrics = [(p.definition.task.removeprefix("basics_"), p.metric) for _, p in protocols(card)]
    assert metrics == [
        ("agreement", "acc_sum"),
        ("agreement", "acc_char"),
        ("pronouns", "acc_sum"),
        ("measure_words", "acc_sum"),
        ("arithmetic", "acc_sum"),
        ("arithmetic", "acc_char"),
        ("copying", "exact_greedy"),
        ("succession", "exact_match"),
    ]


@pytest.mark.parametrize("basic", SUITE, ids=IDS)
def test_the_logs_are_of_these_items_in_this_order(basic):
    logged = samples(basic.id)
    assert [sample["doc_id"] for sample in logged] == list(range(basic.n))
    assert [sample["doc"] for sample in logged] == basic.items()


@pytest.mark.parametrize("name", IDS)
def test_the_prompts_are_those_that_lm_eval_scored(askers, name):
    asker = askers[name]
    for i, sample in enumerate(samples(name)):
        asked = [(s.context, s.target) for s in asker.shown(i)]
        logged = [(a["arg_0"], a["arg_1"]) for a in sample["arguments"].values()]
        if asker.protocol.definition.type == "generation":
            (generation,) = (a["arg_1"] for a in sample["arguments"].values())
            asked_for = asker.requests(i).generation
            assert set(generation["until"]) <= set(asked_for.stop)
            assert generation["max_gen_toks"] == asked_for.max_new_tokens
            logged = [(logged[0][0], "")]
        assert asked == logged


@pytest.mark.parametrize("name", IDS)
def test_the_answers_are_judged_as_lm_eval_judged_them(askers, name):
    asker, names = askers[name], {"acc": "acc_sum", "acc_norm": "acc_char"}
    if asker.protocol.definition.type == "language_modeling":
        names = {"acc": "exact_greedy"}
    right = 0
    for i, sample in enumerate(samples(name)):
        judged = asker.judge(i, answer_of(sample, i))
        for metric in sample["metrics"]:
            assert judged.bits[names.get(metric, metric)] == bool(sample[metric])
        right += bool(sample[sample["metrics"][0]])
    score = next(e.score for e in load(CARD).record.evaluations if e.task == name)
    assert abs(float(score.printed) - right / asker.n) <= 0.00005


def answer_of(sample, item):
    """Return lm-eval's logged answer as the scorer would have given it."""
    if sample["metrics"] == ["exact_match"]:
        return ItemAnswer(item, text=sample["resps"][0][0])
    scored = [Scored(float(total), 1, greedy == "True") for ((total, greedy),) in sample["resps"]]
    return ItemAnswer(item, tuple(scored))


def test_the_comparison_with_lm_eval_asks_what_its_task_files_ask():
    """Every file of tasks of lm-eval's has its definition, with the same data and delimiters."""
    folder = ROOT / "benchmarks" / "lm_eval" / "dclm"
    own = {each.task: each for each in definitions_of_file(folder.with_name("dclm.tasks.yaml"))}
    paths = sorted(folder.glob("dclm_*.yaml"))
    assert len(paths) == len(own) == 6
    for path in paths:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        definition = own[path.stem.removeprefix("dclm_")]
        assert told["dataset_kwargs"]["data_files"]["test"] == f"dclm/{definition.items.path}"
        query = definition.columns.query
        asked = query.replace("{query|strip}", "{{query | trim}}") if query else "gold"
        assert told["doc_to_text"] == asked


@pytest.mark.parametrize("basic", SUITE, ids=IDS)
def test_lm_evals_task_file_is_what_the_catalog_says(basic):
    path = ROOT / "benchmarks" / "lm_eval" / "basics" / f"{basic.id}.yaml"
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    definition = definition_of(basic.id, "lm-eval")
    assert definition.source == str(path.relative_to(ROOT).as_posix())
    assert told["num_fewshot"] == definition.shots
    assert told["dataset_kwargs"]["data_files"]["test"] == f"basics/{definition.items.path}"
    if definition.type in ("multiple_choice", "schema"):
        assert told.get("target_delimiter", " ") == definition.continuation_delimiter
    if definition.type == "generation":
        assert tuple(told["generation_kwargs"]["until"]) == definition.stop
        assert told["generation_kwargs"]["max_gen_toks"] == definition.max_new_tokens
        assert told["filter_list"][0]["filter"][0] == {"function": "remove_whitespace"}
        assert definition.strip_answer


def test_the_inflated_score_is_contradicted_in_any_order_and_long_before_all_items():
    """By lm-eval's own answers, at alpha .05 shared by the eight claims."""
    bits = [bool(sample["acc"]) for sample in samples("basics_copying")]
    limits = Limits(alpha=0.05 / 8)
    design = design_score(Decimal("0.6667"), 4, [len(bits)], limits)
    seen = []
    for salt in range(40):
        trial = Trial(design)
        order_ = order(design.population, seed_of("card", "basics_copying", str(salt)))
        while trial.decision is None:
            item = next(order_)
            trial.update(item, bits[item])
        assert trial.decision == "contradicted-high"
        seen.append(trial.seen)
    assert max(seen) < len(bits)
    assert sum(seen) / len(seen) < len(bits) / 2

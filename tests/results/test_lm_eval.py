"""lm-eval's results: a real run of ours, and the shapes of other releases."""

import gzip
import json
import shutil
import time
from decimal import Decimal
from pathlib import Path

import pytest

from cardkit.results.evaluations import evaluations_of
from cardkit.results.files import logs_beside, read_log
from cardkit.results.json_tree import UnreadableResults, read_json
from cardkit.results.lm_eval import is_lm_eval, read_lm_eval
from cardkit.results.lm_eval_samples import with_samples

FIXTURES = Path(__file__).parents[1] / "fixtures" / "lm_eval"


def run_file(run):
    return next((FIXTURES / run).glob("results_*.json"))


def read(run, samples=True):
    path = run_file(run)
    tree = read_json(path.read_text(encoding="utf-8"), path.name)
    assert is_lm_eval(tree)
    found = read_lm_eval(tree, path.name, "digest")
    logs = [read_log(log) for log in logs_beside(str(path))] if samples else []
    return with_samples(found, tree, logs)


def by_key(found):
    return {(r.name, r.metric, r.filter): r for r in found.results}


def made(**changes):
    """Return a small results file, changed."""
    tree = {
        "results": {"arc_easy": {"alias": "arc_easy", "acc,none": 0.25}},
        "versions": {"arc_easy": 1.0},
        "config": {"model": "hf", "model_args": "pretrained=oak/oak-1b,dtype=float16"},
    }
    return read_json(json.dumps(tree | changes), "made.json")


def results_of(**changes):
    return read_lm_eval(made(**changes), "made.json", "digest")


@pytest.mark.parametrize(("run", "shots"), [("full", 0), ("two_shot", 2), ("limited", 0)])
def test_every_metric_of_every_task_and_group_is_one_result(run, shots):
    found = read(run)
    assert set(by_key(found)) == {
        ("larch_colors", "acc", "none"),
        ("larch_colors", "acc_norm", "none"),
        ("larch_sizes", "acc", "none"),
        ("larch_sizes", "acc_norm", "none"),
        ("larch_copying", "exact_match", "strict-match"),
        ("larch_copying", "exact_match", "flexible-extract"),
        ("larch_all", "acc", "none"),
    }
    assert {r.shots for r in found.results} == {shots}
    assert found.unread == ()


def test_the_run_is_known():
    found = read("full")
    assert (found.harness, found.harness_version) == ("lm-evaluation-harness", "0.4.13")
    assert (found.model, found.date) == ("./larch-tiny", "2026-11-23")
    assert found.settings["dtype"] == "float32"
    assert found.settings["fewshot_seed"] == "1234"
    colors = by_key(found)["larch_colors", "acc", "none"]
    assert (colors.version, colors.direction, colors.unit) == ("1.0", "higher", "fraction")


@pytest.mark.parametrize("run", ["full", "two_shot", "limited", "nested"])
def test_the_standard_error_gives_the_items_that_were_run(run):
    """For a 0/1 metric, n = p(1 - p) / se² + 1; of a group the error is pooled, so not of it."""
    tested = 0
    for result in read(run).results:
        p = result.score.value
        if result.parts or result.stderr is None or not result.stderr.value:
            continue
        n = p * (1 - p) / result.stderr.value**2 + 1
        assert abs(n - result.n) < Decimal("1e-6")
        tested += 1
    assert tested >= 4


@pytest.mark.parametrize("run", ["full", "two_shot", "limited"])
def test_per_item_logs_are_bound_by_content_and_make_the_scores(run):
    for result in read(run).results:
        if result.parts:
            continue
        assert len(result.items) == result.n
        assert len(result.samples_sha256) == 64
        mean = sum(item.score for item in result.items) / len(result.items)
        assert abs(mean - result.score.value) < Decimal("1e-9")


def test_a_limited_run_says_so():
    found = by_key(read("limited"))
    colors = found["larch_colors", "acc", "none"]
    assert (colors.n, colors.n_original, colors.is_limited) == (5, 40, True)
    group = found["larch_all", "acc", "none"]
    assert (group.n, group.n_original, group.is_limited) == (10, 52, True)
    assert not by_key(read("full"))["larch_all", "acc", "none"].is_limited


def test_a_group_is_known_by_its_parts_and_how_it_averages():
    group = by_key(read("full"))["larch_all", "acc", "none"]
    assert group.parts == ("larch_colors", "larch_sizes")
    assert group.averaging == "micro"


def test_a_group_in_a_group_under_a_chat_template():
    found = read("nested", samples=False)
    outer = by_key(found)["larch_nest", "acc", "none"]
    inner = by_key(found)["larch_nest::larch_inner", "acc", "none"]
    assert outer.parts == inner.parts == ("larch_colors", "larch_sizes")
    assert (outer.averaging, outer.n, outer.is_limited) == ("macro", 52, False)
    assert (outer.version, inner.version) == ("1.0", None)
    assert outer.prompt_format.startswith("chat template sha256:cf14acc896c31b58")
    assert outer.prompt_format.endswith("few-shot as multi-turn")
    assert evaluations_of(found)[0].prompt_format == outer.prompt_format


def test_answer_filters_and_generation_settings_stay():
    result = by_key(read("full"))["larch_copying", "exact_match", "strict-match"]
    assert result.settings["filter"] == "strict-match"
    assert result.settings["max_gen_toks"] == "8"


def test_pointers_lead_to_the_numbers():
    path = run_file("full")
    tree = json.loads(path.read_text(encoding="utf-8"))
    for result in read("full").results:
        _, section, name, key = result.pointer.split("/")
        assert tree[section][name][key] == float(result.score.printed)


def test_a_log_of_another_run_is_not_taken(tmp_path):
    results = run_file("full")
    stamp = results.stem.removeprefix("results_")
    shutil.copy(results, tmp_path)
    other = next((FIXTURES / "two_shot").glob("samples_larch_colors_*"))
    shutil.copy(other, tmp_path / f"samples_larch_colors_{stamp}.jsonl")
    copy = tmp_path / results.name
    tree = read_json(copy.read_text(encoding="utf-8"), "x")
    logs = [read_log(log) for log in logs_beside(str(copy))]
    found = with_samples(read_lm_eval(tree, "x", ""), tree, logs)
    assert len(logs) == 1
    assert all(not r.items for r in found.results)
    assert [u.kind for u in found.unread] == ["samples"]


def test_items_that_do_not_make_the_score_are_named():
    path = run_file("full")
    data = json.loads(path.read_text(encoding="utf-8"))
    data["results"]["larch_colors"]["acc,none"] = 0.425
    tree = read_json(json.dumps(data), "x")
    logs = [read_log(log) for log in logs_beside(str(path))]
    found = with_samples(read_lm_eval(tree, "x", ""), tree, logs)
    (named,) = found.unread
    assert (named.kind, named.pointer) == ("samples", "/results/larch_colors/acc,none")
    assert "0.425" in named.text.en
    assert "0.425" in named.text.zh


def test_a_log_that_is_a_link_or_no_log_is_refused(tmp_path):
    text = tmp_path / "samples_a_1.jsonl"
    text.write_text("not json\n")
    link = tmp_path / "samples_b_1.jsonl"
    link.symlink_to(text)
    item = tmp_path / "samples_c_1.jsonl"
    item.write_text('{"doc_id": 1}\n')
    for path in (text, link, item):
        with pytest.raises(UnreadableResults):
            read_log(path)
    with pytest.raises(UnreadableResults):
        read_log(text, max_bytes=3)


def test_a_packed_log_says_what_the_log_says(tmp_path):
    log = logs_beside(str(run_file("full")))[0]
    packed = tmp_path / f"{log.name}.gz"
    packed.write_bytes(gzip.compress(log.read_bytes()))
    (tmp_path / run_file("full").name).touch()
    assert logs_beside(str(tmp_path / run_file("full").name)) == [packed]
    plain, unpacked = read_log(log), read_log(packed)
    assert (unpacked.sha256, unpacked.task_hash) == (plain.sha256, plain.task_hash)
    assert unpacked.items == plain.items
    shutil.copy(log, tmp_path)
    assert logs_beside(str(tmp_path / run_file("full").name)) == [tmp_path / log.name]


def test_a_packed_log_that_is_broken_or_too_large_is_refused(tmp_path):
    log = logs_beside(str(run_file("full")))[0]
    packed = gzip.compress(log.read_bytes())
    damaged = bytearray(packed)
    damaged[len(packed) // 2] ^= 0xFF
    broken = {"text": log.read_bytes(), "cut": packed[:-20], "damaged": bytes(damaged)}
    for name, content in broken.items():
        path = tmp_path / f"samples_{name}_1.jsonl.gz"
        path.write_bytes(content)
        with pytest.raises(UnreadableResults, match="it is no whole gzip file"):
            read_log(path)
    bomb = tmp_path / "samples_bomb_1.jsonl.gz"
    bomb.write_bytes(gzip.compress(b"\n" * 1_000_000))
    with pytest.raises(UnreadableResults, match="over 100000 bytes"):
        read_log(bomb, max_bytes=100_000)


def test_names_of_the_harness_become_tasks_and_stay():
    found = results_of(
        results={
            "arc_challenge": {"acc,none": 0.5, "acc_norm,none": 0.6},
            "gsm8k_cot": {"exact_match,strict-match": 0.4, "exact_match,flexible-extract": 0.5},
            "social_iqa": {"acc,none": 0.4},
            "my_own_task": {"acc,none": 0.4},
        }
    )
    assert [(r.name, r.task, r.metric_id, r.cot) for r in found.results] == [
        ("arc_challenge", "arc_challenge", "accuracy", False),
        ("arc_challenge", "arc_challenge", "acc_norm", False),
        ("gsm8k_cot", "gsm8k", "exact_match", True),
        ("gsm8k_cot", "gsm8k", "exact_match", True),
        ("social_iqa", "siqa", "accuracy", False),
        ("my_own_task", None, "accuracy", False),
    ]


def test_release_0_3_wrote_no_filters():
    found = results_of(results={"hellaswag": {"acc": 0.5, "acc_stderr": 0.005, "acc_norm": 0.7}})
    assert [(r.metric, r.filter, r.stderr and r.stderr.printed) for r in found.results] == [
        ("acc", None, "0.005"),
        ("acc_norm", None, None),
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("1e999999", "1e999999"),
        ('"73.8%"', "73.8%"),
        ('"1.00 +/- 0.03"', "1.00 +/- 0.03"),
        ('"nan"', "nan"),
        ('"xx.xx"', "xx.xx"),
        ('"N/A due to missing tasks"', "N/A due to missing tasks"),
        ('"-"', "-"),
        ('"OOM"', "OOM"),
        ('"41,8%"', "41,8%"),
        ("null", "null"),
        ("[0.1, 0.2]", "[0.1, 0.2]"),
        ("{}", "{}"),
        ("true", "true"),
    ],
)
def test_what_is_no_number_is_named_with_its_pointer(value, shown):
    text = json.dumps(
        {
            "results": {"arc_easy": {"acc,none": "HERE"}},
            "versions": {},
            "config": {"model_args": ""},
        }
    )
    tree = read_json(text.replace('"HERE"', value), "x")
    found = read_lm_eval(tree, "x", "")
    assert found.results == ()
    assert [(u.pointer, u.kind, u.text) for u in found.unread] == [
        ("/results/arc_easy/acc,none", "not-a-number", shown)
    ]


def test_nested_groups_end_in_their_tasks_and_circles_end():
    found = results_of(
        results={
            "mmlu": {"acc,none": 0.5},
            "mmlu_stem": {"acc,none": 0.5},
            "mmlu_anatomy": {"acc,none": 0.4},
            "mmlu_virology": {"acc,none": 0.5},
        },
        group_subtasks={
            "mmlu": ["mmlu_stem", "mmlu_virology"],
            "mmlu_stem": ["mmlu_anatomy", "mmlu"],
        },
        **{
            "n-samples": {
                "mmlu_anatomy": {"original": 100, "effective": 100},
                "mmlu_virology": {"original": 300, "effective": 300},
            }
        },
    )
    mmlu = found.results[0]
    assert mmlu.parts == ("mmlu_anatomy", "mmlu_virology")
    assert mmlu.n_original == 400


def test_tasks_without_the_metric_are_no_part_of_a_group():
    """As lm-eval 0.4.13 writes it: `sample_count` counts the tasks that have the metric."""
    found = results_of(
        results={
            "a": {"acc,none": 0.4},
            "b": {"acc,none": 0.5},
            "c": {"exact_match,none": 0.1},
            "all": {"acc,none": 0.45, "sample_len": 76, "sample_count": {"acc,none": 52}},
        },
        group_subtasks={"all": ["a", "b", "c"]},
        versions={"all": "N/A"},
        **{
            "n-samples": {
                name: {"original": n, "effective": n}
                for name, n in (("a", 40), ("b", 12), ("c", 24))
            }
        },
    )
    group = found.results[-1]
    assert (group.parts, group.n, group.n_original) == (("a", "b"), 52, 52)
    assert (group.is_limited, group.averaging, group.version) == (False, "macro", None)


def test_a_chain_of_thousands_of_groups_ends():
    count = 4000
    tree = {
        "results": {f"g{i}": {"acc,none": 0.5} for i in range(count)},
        "group_subtasks": {f"g{i}": [f"g{i + 1}", "x"] for i in range(count)},
    }
    start = time.perf_counter()
    found = results_of(**tree)
    assert time.perf_counter() - start < 10  # 1 s alone
    assert [(u.pointer, u.kind) for u in found.unread] == [("/group_subtasks", "not-understood")]


@pytest.mark.parametrize(
    "changes",
    [
        {"results": {"a": [1], "b": 3, "c": {"acc,none": 0.5}}},
        {"configs": [], "n-shot": 4, "n-samples": "x", "versions": {"arc_easy": [1]}},
        {"config": {"model_args": 3}, "date": "yesterday"},
        {"config": {"model_args": None}, "date": 1e300},
        {"higher_is_better": {"arc_easy": {"acc": "yes"}}, "group_subtasks": {"arc_easy": "x"}},
        {"groups": {"arc_easy": 5, "other": {"acc,none": 1}}},
        {"task_hashes": {"arc_easy": 5}},
    ],
)
def test_odd_shapes_are_no_crash(changes):
    found = results_of(**changes)
    assert len(evaluations_of(found)) == len(found.results)


def test_chat_template_and_system_prompt_are_the_prompt_format():
    found = results_of(
        chat_template_sha="abc", system_instruction_sha="def", fewshot_as_multiturn=True
    )
    assert found.results[0].prompt_format == (
        "chat template sha256:abc, system instruction sha256:def, few-shot as multi-turn"
    )

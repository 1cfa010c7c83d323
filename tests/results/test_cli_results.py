"""The two verbs: screens in both languages, formats, exit codes, hostile inputs."""

import json
import os
import re
import shutil
from pathlib import Path

import jsonschema
import pytest

from cardkit.record.files import load_record
from cardkit.text import width
from tests.cli.helpers import run

FIXTURES = Path(__file__).parents[1] / "fixtures"
LM_EVAL = FIXTURES / "lm_eval"
EVERY = FIXTURES / "every_eval_ever"


def results_file(name="full"):
    return next((LM_EVAL / name).glob("results_*.json"))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / ".eval_results").mkdir()
    shutil.copy(results_file(), tmp_path / "a.json")
    (tmp_path / "config.json").write_text('{"hidden_size": 32}')
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / ".eval_results" / "gsm8k.yaml").write_text(
        "- dataset: {id: openai/gsm8k, task_id: gsm8k}\n  value: 50.1\n"
    )
    (tmp_path / "link.json").symlink_to(results_file())
    return tmp_path


def test_the_screen_of_a_run():
    done = run("results", results_file("limited"))
    assert done.code == 0
    assert "lm-eval, lm-evaluation-harness 0.4.13, ./larch-tiny" in " ".join(done.out.split())
    line = next(x for x in done.out.splitlines() if "larch_colors" in x and "accuracy" in x)
    assert line.split() == ["larch_colors", "0", "accuracy", "0.4", "0.2449", "5/40"]
    assert "a limit was set" in done.out


def test_the_screen_in_chinese():
    done = run("results", results_file("limited"), language="zh")
    assert done.code == 0
    assert "标准误" in done.out
    assert "设置了 limit" in done.out


def test_a_folder_is_read_without_its_links_and_foreign_files(folder):
    done = run("results", ".", cwd=folder)
    assert done.code == 0
    assert "a.json" in done.out
    assert "gsm8k.yaml" in done.out
    assert "link.json" not in done.out
    assert "passed over: 2" in done.err


def test_a_run_of_a_model_at_a_relative_path_lies_in_a_hidden_folder(tmp_path):
    run_folder = tmp_path / "out" / ".__larch-tiny"
    run_folder.mkdir(parents=True)
    shutil.copy(results_file(), run_folder)
    assert "larch_colors" in run("results", "out", cwd=tmp_path).out


def test_a_named_file_that_holds_no_results_is_said_and_the_others_go_on(folder):
    done = run("results", "config.json", "broken.json", "missing.json", "a.json", cwd=folder)
    assert done.code == 2
    assert "`config.json` is no results file cardkit knows" in done.err
    assert "`broken.json` line 1, column 2: no JSON" in done.err
    assert "`missing.json` does not exist" in done.err
    assert "larch_colors" in done.out


def test_a_named_link_is_read(folder):
    assert "larch_colors" in run("results", "link.json", cwd=folder).out


def test_one_task():
    done = run("results", results_file(), "--task", "larch_sizes")
    assert done.out.count("larch_sizes") == 2
    assert "larch_colors" not in done.out
    missing = run("results", results_file(), "--task", "mmlu")
    assert (missing.code, "no results of mmlu" in missing.err) == (2, True)


def test_a_benchmark_finds_the_settings_a_suite_has_of_it(tmp_path):
    tasks = {"mmlu_zeroshot": 0.5, "mmlu_fewshot": 0.6, "hellaswag": 0.7, "hellaswag_zeroshot": 0.8}
    path = tmp_path / "dclm.json"
    path.write_text(json.dumps({"eval_metrics": {"icl": tasks}}))
    for task, count in (("mmlu", 2), ("hellaswag", 2), ("mmlu_fewshot", 1)):
        done = run("results", path, "--task", task, "--format", "json")
        assert len(json.loads(done.out)["results"]) == count


@pytest.mark.parametrize("data", [b"hello", b"{", b'{"a": 1}', b"\xff\xfe" * 40, b"[" * 5000])
@pytest.mark.parametrize("verb", [("results",), ("check-results", "cards/dclm-7b.card.yaml")])
def test_standard_input_is_called_so(verb, data):
    for language, name in (("en", "standard input"), ("zh", "标准输入")):
        done = run(*verb, "-", data=data, language=language)
        assert (done.code, name in done.err, "README.md" in done.err) == (2, True, False)
        assert "stdin" not in done.err


def test_a_card_on_standard_input_is_called_so():
    done = run("check-results", "-", results_file(), data=b"hello")
    assert (done.code, "standard input is no model card" in done.err) == (2, True)
    done = run("check-results", "-", results_file(), data=b"\xff\xfe\xff")
    assert (done.code, "standard input is UTF-16" in done.err) == (2, True)
    done = run("check-results", "-", results_file(), data=CARD.encode())
    assert "<stdin>:9:15: contradicted" in done.out
    record = Path("cards/dclm-7b.card.yaml").read_bytes()
    assert run("check-results", "-", results_file(), data=record).code == 4


def test_the_yaml_is_the_evaluations_of_a_record(tmp_path):
    card = tmp_path / "larch.card.yaml"
    done = run("results", results_file(), "--format", "yaml", "-o", card)
    assert (done.code, done.out) == (0, "")
    card.write_text("schema_version: 1\nkind: card\n" + card.read_text("utf-8"), "utf-8")
    record = load_record(card)
    assert len(record.evaluations) == 7
    first = record.evaluations[0]
    assert (first.score.printed, first.n, first.status) == ("0.4", 40, "measured")
    assert first.harness.version == "0.4.13"
    assert first.source.url.endswith("#/results/larch_colors/acc,none")
    assert first.samples_sha256


def test_json_holds_every_digit_place_and_piece():
    done = run("results", results_file(), "--format", "json")
    data = json.loads(done.out)
    assert (data["version"], len(data["results"]), data["files"][0]["unread"]) == (1, 7, [])
    sizes = next(r for r in data["results"] if r["name"] == "larch_sizes")
    assert sizes["score"] == "0.4166666666666667"
    assert (sizes["items"], sizes["pointer"]) == (12, "/results/larch_sizes/acc,none")
    assert sizes["evaluation"]["harness"]["name"] == "lm-evaluation-harness"


def test_export_and_losses_on_stderr(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    out = tmp_path / "log.json"
    done = run("results", results_file(), "--export", "every-eval-ever", "-o", out)
    assert done.code == 0
    assert "per-item scores, which belong into an instance file: 6 scores" in done.err
    log = json.loads(out.read_text("utf-8"))
    jsonschema.Draft7Validator(json.loads((EVERY / "eval.schema.json").read_text())).validate(log)
    assert log["retrieved_timestamp"] == "1790000000"
    again = run("results", results_file(), "--export", "every-eval-ever", "-o", out)
    assert again.code == 2  # --force replaces it
    shown = run("results", out)
    assert "larch_colors" in shown.out


def test_export_of_a_card_as_json_with_its_losses():
    done = run("results", "cards/dclm-7b.card.yaml", "--export", "eval-results", "--format", "json")
    data = json.loads(done.out)
    assert (data["export"], data["count"], done.code) == ("eval-results", 2, 0)
    assert {loss["reason_zh"] for loss in data["losses"]} == {
        "未导出，Hub 上没有已知的对应基准",
        "未导出，对比表中本模型所在行的分数",
        "没有字段存放评测方；简短的信息写在 `notes` 中",
        "没有字段存放评测框架的链接地址；简短的信息写在 `notes` 中",
    }


def test_a_model_index_goes_into_a_card_whose_table_it_agrees_with(tmp_path):
    done = run("results", "cards/dclm-7b.card.yaml", "--export", "model-index")
    assert done.code == 0
    assert "no key for the unit" in " ".join(done.err.split())
    card = run("render", "dclm-7b", "--lang", "en").out
    text = f"---\n{done.out}{card.removeprefix('---').lstrip()}"
    readme = tmp_path / "README.md"
    readme.write_text(text)
    checked = run("validate", readme, "--select", "AGR101,AGR104,SRC", "--lang", "en")
    assert (checked.code, "AGR101" in checked.out) == (0, False)
    wrong = text.replace("value: 0.6372", "value: 0.7372", 1)
    readme.write_text(wrong)
    assert "AGR101" in run("validate", readme, "--select", "AGR101").out


COMPARED = """\
# Oak-7B

## Comparison

| Model | MMLU | GSM8K |
| --- | --- | --- |
| Oak-7B | 67.3 | 40.1 |
| Elm-7B | 62.0 | 30.0 |
"""


def test_a_card_of_a_comparison_alone_is_told_why_it_has_no_results(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(COMPARED)
    done = run("results", readme)
    assert (done.code, done.out) == (2, "")
    assert "no results in" in done.err
    assert "only in its row of a comparison" in " ".join(done.err.split())
    readme.write_text(COMPARED.replace("| Oak-7B", "| Ash-7B"))
    assert "none of whose rows is surely its own" in " ".join(run("results", readme).err.split())
    assert "能确认为本模型的行" in run("results", readme, language="zh").err.replace("\n", "")
    readme.write_text("# Oak-7B\n\n## Evaluation\n\nSoon.\n")
    for verb in (("results",), ("check-results", readme)):
        done = run(*verb, readme)
        assert (done.code, "looked for: results of harnesses" in done.err) == (2, True)


def test_the_scores_of_the_own_row_are_said_where_they_are_left_out(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(
        COMPARED + "\n## Evaluation\n\n| Task | Score |\n| --- | --- |\n| PIQA | 81.0 |\n"
    )
    assert "own row of the comparison" in " ".join(run("results", readme).out.split())
    for format_ in ("every-eval-ever", "eval-results"):
        done = run("results", readme, "--export", format_)
        assert "card's own row in its comparison: 2 scores" in " ".join(done.err.split())


def test_several_files_are_no_one_export():
    done = run("results", results_file(), results_file("limited"), "--export", "every-eval-ever")
    assert done.code == 2
    assert "export them one by one" in done.err


def test_standard_input_and_a_readme(tmp_path):
    text = results_file().read_bytes()
    assert "larch_colors" in run("results", "-", data=text).out
    readme = tmp_path / "README.md"
    readme.write_text(
        "---\nmodel-index:\n- results:\n  - dataset: {name: MMLU}\n"
        "    metrics: [{type: acc, value: 61.0}, {type: f1, value: xx.xx}]\n---\n# Oak\n\n"
        "## Evaluation\n\n| Task | Score |\n| --- | --- |\n| MMLU | 61.0 |\n"
    )
    done = run("results", readme)
    assert done.out.count("mmlu") == 2
    assert "no number: xx.xx" in done.out


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", b'{"results": {"x": {"acc,none": 1e999999}}, "versions": {}, "config": '
         b'{"model_args": ""}}'),
        ("b.json", b"[" * 5000),
        ("c.json", b"\xff\xfe\x00\x01" * 50),
        ("d.json", b'{"a": 1, "a": 2}'),
        ("e.yaml", b"- &a [*a]\n"),
        ("f.yaml", b"model-index: [[[[[[\n"),
        ("g.json", b'{"results": {"\\u202e\\u001b[31m": {"acc,none": 0.5}}, "versions": {},'
         b' "config": {"model_args": ""}}'),
        ("h.jsonl", b"{}"),
    ],
)  # fmt: skip
def test_hostile_files_end_with_a_message(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    for extra in ((), ("--format", "json"), ("--format", "yaml")):
        done = run("results", path, *extra)
        assert done.code in (0, 2)
        assert "internal error" not in done.err
        assert "\x1b" not in done.out + done.err
        assert "\u202e" not in done.out if not extra or "json" in extra else True


CARD = """\
# Larch-1B

## Evaluation

| Task | Score |
| --- | --- |
| larch_colors | 0.40 |
| larch_sizes | 0.41 |
| larch_all | 0.48 |
| larch_trees | 0.50 |
"""


@pytest.fixture
def card(tmp_path):
    path = tmp_path / "README.md"
    path.write_text(CARD)
    return path


def test_a_contradicted_claim_leaves_with_1_and_its_line(card):
    done = run("check-results", card.name, results_file(), cwd=card.parent)
    said = " ".join(done.out.split())
    assert done.code == 1
    assert "README.md:9:15: contradicted: larch_all 0.48: the results say 0.403846" in said
    assert "README.md:8:17: truncated: larch_sizes 0.41" in said
    counts = "contradicted 1, truncated 1, supported 1, not covered 1"
    assert f"4 scores in the card: {counts}" in said


def test_another_model_is_named_first(card):
    """The card is of Larch-1B, the run of ./larch-tiny."""
    done = run("check-results", card.name, results_file(), cwd=card.parent)
    said = " ".join(done.out.split())
    assert said.startswith("warning: the card is of Larch-1B, the results are of ./larch-tiny")
    chinese = run("check-results", card.name, results_file(), language="zh", cwd=card.parent)
    assert chinese.out.startswith("警告：卡片的模型是 Larch-1B，结果所属模型是")
    data = json.loads(run("check-results", card, results_file(), "--output-format", "json").out)
    assert (data["model"], data["other_models"]) == ("Larch-1B", ["./larch-tiny"])
    card.write_text(CARD.replace("Larch-1B", "Larch-Tiny"))
    assert "warning" not in run("check-results", card, results_file()).out


def test_the_outcome_in_chinese_and_in_full(card):
    done = run("check-results", card.name, results_file(), "--all", language="zh", cwd=card.parent)
    said = "".join(done.out.split("\n    "))
    assert "矛盾：larch_all 0.48：结果为 0.403846（相差 +0.0761538）" in said
    assert "结果未涉及" in said
    assert "卡片未写的结果" in said


def test_the_outcome_as_json(card):
    data = json.loads(run("check-results", card, results_file(), "--output-format", "json").out)
    assert (data["version"], data["ok"]) == (1, False)
    assert data["counts"]["contradicts"] == 1
    claim = next(c for c in data["claims"] if c["outcome"] == "contradicts")
    assert claim["span"]["start"]["line"] == 9
    assert claim["matches"][0]["difference"] == "0.07615384615384615"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_other_average_of_a_real_group_is_named(card, language):
    """The nested run prints macro averages; 0.4038 is the micro average over 52 items."""
    card.write_text(CARD.replace("larch_all | 0.48", "larch_nest | 0.4038"))
    done = run(
        "check-results", card.name, results_file("nested"), language=language, cwd=card.parent
    )
    said = " ".join(done.out.split())
    assert ("averaged differently 1" if language == "en" else "平均方式不同 1") in said
    assert ("the micro average" if language == "en" else "微平均") in said


def test_a_run_that_speaks_of_nothing_is_inconclusive(card):
    card.write_text(CARD.replace("larch_", "elm_"))
    done = run("check-results", card, results_file())
    assert done.code == 4
    assert "no score of the card could be compared" in done.out
    chinese = run("check-results", card, results_file(), language="zh")
    assert "没有可以与这些结果比较的分数" in chinese.out
    as_json = run("check-results", card, results_file(), "--output-format", "json")
    data = json.loads(as_json.out)
    assert (as_json.code, data["ok"], data["compared"]) == (4, False, 0)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_card_without_scores_of_its_own_is_told_what_was_looked_for(tmp_path, language):
    readme = tmp_path / "README.md"
    readme.write_text(COMPARED.replace("| Oak-7B", "| Ash-7B"))
    done = run("check-results", readme, results_file(), language=language)
    last = " ".join(done.out.splitlines()[-2:])
    assert done.code == 4
    assert ("looked for a table" if language == "en" else "查找了任务分数表") in last
    assert not done.out.rstrip().endswith((":", "："))


def test_assumed_scores_and_other_settings_alone_are_inconclusive(tmp_path):
    path = tmp_path / "a.card.yaml"
    path.write_text(
        "schema_version: 1\nkind: card\nevaluations:\n"
        "- {label: larch_colors, score: 0.4, status: assumed}\n"
        "- {label: larch_sizes, score: 0.4, shots: 9}\n"
    )
    done = run("check-results", path, results_file())
    assert (done.code, "assumed, not checked 1" in done.out) == (4, True)


@pytest.mark.parametrize("columns", [50, 60, 80, 120])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_screens_keep_to_the_width(card, columns, language):
    long = card.parent / "a-folder-with-a-rather-long-name" / "another-one-below-it"
    long.mkdir(parents=True)
    run_file = long / "results_2026-11-01T10-20-30.123456.json"
    data = json.loads(results_file().read_text("utf-8"))
    data["results"]["larch_" + "of_many_words_" * 3] = {"acc,none": 0.5}
    run_file.write_text(json.dumps(data))
    words = {"language": language, "columns": columns, "cwd": card.parent}
    path = run_file.relative_to(card.parent)
    shown = run("results", path, **words).out
    checked = run("check-results", card.name, path, "--all", **words).out
    assert max(width(line) for line in (shown + checked).splitlines()) <= columns
    assert "larch_" in shown
    for line in checked.splitlines():  # a path breaks behind `/` and before `#`, not in a word
        assert not line.endswith(("larch_col", "results_2026", "another-one"))
    assert f"{path}#/results/larch_all/acc,none" in "".join(checked.split())


def test_chinese_screens_say_one_thing_in_one_word(card):
    """`shot 数` and `题数`; full-width marks in Chinese, no blank behind a full-width bracket."""
    card.write_text(CARD.replace("larch_colors |", "larch_colors (3-shot) |"))
    words = {"language": "zh", "columns": 200, "cwd": card.parent}
    screens = [
        run("results", results_file("limited"), language="zh").out,
        run("results", results_file("two_shot"), language="zh").out,
        run("check-results", card.name, results_file(), **words).out,
        run("check-results", card.name, results_file(), "--all", **words).out,
        run("check-results", card.name, results_file("limited"), **words).out,
        run("check-results", "cards/dclm-7b.card.yaml", results_file(), language="zh").out,
        run("results", "--help", language="zh", columns=200).out,
        run("check-results", "--help", language="zh", columns=200).out,
    ]
    said = "\n".join(screens)
    for word in ("样例数", "样本数", "个样本", "逐样本"):
        assert word not in said
    assert ("shot 数" in said, "题数" in said) == (True, True)
    assert re.search("[\u4e00-\u9fff] ?[:;(]|\\)[\u4e00-\u9fff]|） [0-9]", said) is None


def test_pieces_not_read_in_chinese(tmp_path):
    path = tmp_path / "run.json"
    tree = {"results": {"x": {"acc,none": "OOM"}}, "versions": {}, "config": {"model_args": ""}}
    path.write_text(json.dumps(tree))
    out = run("results", path, language="zh").out
    assert "/results/x/acc,none：不是数字：" in out


def test_a_card_that_agrees_is_clean(card):
    card.write_text(CARD.replace("0.48", "0.4038").replace("0.41 ", "0.42 "))
    assert run("check-results", card, results_file()).code == 0


def test_what_cannot_be_checked_is_said(tmp_path, card):
    assert run("check-results", card, tmp_path / "none.json").code == 2
    assert run("check-results", "comparisons/7b.yaml", results_file()).code == 2
    (tmp_path / "empty").mkdir()
    assert run("check-results", card, tmp_path / "empty").code == 2


@pytest.mark.parametrize("verb", ["results", "check-results"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_teaches(verb, language):
    done = run(verb, "--help", language=language)
    assert done.code == 0
    assert f"cardkit {verb} " in done.out


def log_file():
    return next((LM_EVAL / "full").glob("samples_*.jsonl"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_named_log_that_cannot_be_read_is_an_error_with_a_remedy(tmp_path, language):
    (tmp_path / "x.jsonl").write_text("not json\n")
    os.mkfifo(tmp_path / "pipe.jsonl")
    for log in ("missing.jsonl", "x.jsonl", "pipe.jsonl"):
        done = run("results", results_file(), log, cwd=tmp_path, language=language)
        assert done.code == 2
        assert f"`{log}`" in done.err
        assert {"en": "hint:", "zh": "提示："}[language] in done.err
        assert "Errno" not in done.err


@pytest.mark.parametrize("verb", [["results"], ["check-results", "README.md"]])
def test_a_log_needs_its_results_file(tmp_path, verb):
    (tmp_path / "README.md").write_text("---\nlicense: mit\n---\n# M\n")
    done = run(*verb, log_file(), cwd=tmp_path)
    assert (done.code, "is a per-item log without its results" in done.err) == (2, True)
    assert "results_*.json of the same run" in done.err


def test_a_log_beside_a_file_that_is_broken_is_only_said(tmp_path):
    shutil.copy(results_file(), tmp_path)
    name = results_file().name.replace("results_", "samples_larch_colors_").replace("json", "jsonl")
    (tmp_path / name).write_text("not json\n")
    done = run("results", results_file().name, cwd=tmp_path)
    assert (done.code, "no JSON" in done.err) == (0, True)


def test_nothing_is_written_where_an_input_failed(folder):
    done = run("results", "a.json", "missing.json", "-o", "out.json", cwd=folder)
    assert (done.code, (folder / "out.json").exists()) == (2, False)
    assert "`out.json` was not written" in done.err


def test_text_that_is_no_results_is_not_held_for_a_card(tmp_path):
    (tmp_path / "notes.txt").write_text("acc 0.5\n")
    done = run("results", "notes.txt", cwd=tmp_path)
    assert (done.code, "front matter" in done.err) == (2, False)
    assert "known: lm-eval results_*.json" in done.err


def test_only_verbs_with_the_option_name_it(tmp_path):
    (tmp_path / "big.json").write_text("[" + " " * 100 + "]")
    assert "--max-bytes" in run("results", "big.json", "--max-bytes", "50", cwd=tmp_path).err
    with (tmp_path / "huge.md").open("wb") as file:
        file.truncate(17 * 1024 * 1024)
    done = run("compare", "huge.md", cwd=tmp_path)
    assert (done.code, "--max-bytes" in done.err, "hint:" in done.err) == (2, False, True)


@pytest.mark.parametrize("name", ["pipe.json", "pipe.yaml", "pipe.md", "pipe"])
def test_a_pipe_is_no_file_to_compare(tmp_path, name):
    os.mkfifo(tmp_path / name)
    done = run("compare", name, cwd=tmp_path)
    assert (done.code, f"`{name}` is not a file" in done.err) == (2, True)


@pytest.mark.parametrize("content", ["{", "[" * 101 + "]" * 101, '{"a": 1}'])
def test_refusals_of_results_say_what_to_do(tmp_path, content):
    (tmp_path / "x.json").write_text(content)
    for language, label in (("en", "hint:"), ("zh", "提示：")):
        done = run("results", "x.json", cwd=tmp_path, language=language)
        assert (done.code, label in done.err) == (2, True)


def test_items_of_no_task_are_said_in_chinese(tmp_path):
    shutil.copy(results_file(), tmp_path / "r.json")
    line = json.loads(log_file().read_text().splitlines()[0])
    (tmp_path / "other.jsonl").write_text(json.dumps(line) + "\n")
    done = run("results", "r.json", "other.jsonl", cwd=tmp_path, language="zh")
    assert "结果文件中没有与这些题对应的任务" in done.out

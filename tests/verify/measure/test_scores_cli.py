"""`cardkit verify CARD --model DIR --data DIR`: processes, exit codes, kills, bad inputs."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from importlib.util import find_spec

import pytest

import cardkit
from cardkit.errors import UsageError
from tests.cli.helpers import run
from tests.verify.load.helpers import ROOT, python
from tests.verify.measure.helpers import write_rows, write_winograd
from tests.verify.measure.models import BLANK, build, claim, rows, told, write_card, write_data

needs_torch = pytest.mark.skipif(
    find_spec("torch") is None or find_spec("transformers") is None,
    reason="torch or transformers is not installed",
)
BOTH = claim("copa", "0.50"), claim("openbook_qa", "0.50")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return build(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return write_data(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def card(tmp_path_factory):
    return write_card(tmp_path_factory.mktemp("card") / "tiny.card.yaml", *BOTH)


def words(card, model, data, *more, json_=True):
    found = ["-m", "cardkit", "verify", card, "--model", model, "--data", data, *more]
    found += ["--output-format", "json"] if json_ else []
    return [str(word) for word in found]


def verify(card, model, data, *more, tmp=None, fake=None, json_=True, **environment):
    journal = ("--journal", tmp / "journal") if tmp is not None else ()
    return python(
        *words(
            card, model, data, "--device", "auto" if fake else "cpu", *journal, *more, json_=json_
        ),
        fake=fake,
        **environment,
    )


@pytest.fixture(scope="module")
def whole(model, data, card, tmp_path_factory):
    """Return the scores of a run of all items, and the words of its verdict."""
    tmp = tmp_path_factory.mktemp("whole")
    done = verify(card, model, data, "--full", "--salt", "s", tmp=tmp)
    assert done.returncode in (0, 1), done.stderr[-2000:]
    return told(done.stdout)


def observed(whole, task):
    [score] = [s for s in whole if s["claim"]["task"] == task]
    return f"{score['result']['observed']:.3f}"


@needs_torch
def test_a_full_run_asks_every_item(whole):
    assert [(s["result"]["seen"], s["result"]["n"]) for s in whole] == [(100, 100), (500, 500)]
    assert {s["result"]["basis"] for s in whole} == {"complete"}
    counts = [bin(int(s["items"]["right"], 16)).count("1") for s in whole]
    assert counts == [s["result"]["right"] for s in whole]
    assert all(0.3 < s["result"]["observed"] < 0.7 for s in whole)


@needs_torch
def test_true_scores_are_consistent(model, data, tmp_path, whole):
    own = [claim(task, observed(whole, task)) for task in ("copa", "openbook_qa")]
    card = write_card(tmp_path / "true.card.yaml", *own)
    done = verify(card, model, data, "--salt", "s", tmp=tmp_path, json_=False, COLUMNS="80")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 claims: consistent 2" in done.stdout
    assert "OpenBookQA: consistent after " in done.stderr
    assert "seconds" not in done.stderr.splitlines()[-1]


@needs_torch
def test_an_inflated_score_is_contradicted_after_few_items(model, data, tmp_path, whole):
    own = claim("copa", observed(whole, "copa")), claim("openbook_qa", "0.95")
    card = write_card(tmp_path / "false.card.yaml", *own)
    done = verify(card, model, data, "--lang", "zh", tmp=tmp_path)
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert report["ok"] is False
    _copa, openbook = report["scores"]
    assert (openbook["verdict"], openbook["reason_zh"]) == ("contradicted", "声明偏高")
    assert openbook["result"]["seen"] < 60


@needs_torch
def test_the_simulated_npu_gives_the_same_bits(model, data, card, whole, tmp_path):
    done = verify(
        card,
        model,
        data,
        "--full",
        "--salt",
        "s",
        "--dtype",
        "float32",
        tmp=tmp_path,
        fake="npu_ok",
    )
    report = json.loads(done.stdout)
    assert report["scoring"]["facts"]["device"] == "npu:0"
    on_npu = told(done.stdout)
    for score, on_cpu in zip(on_npu, whole, strict=True):
        assert score["items"]["right"] == on_cpu["items"]["right"]
        assert score["items"]["prompts_sha256_sum"] == on_cpu["items"]["prompts_sha256_sum"]
        assert score["verdict"] == on_cpu["verdict"]


def begun(words, journal, lines=5):
    """Start a run and wait until its journal holds so many lines."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [sys.executable, *words],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    end = time.monotonic() + 200
    while not journal.exists() or journal.read_bytes().count(b"\n") < lines:
        assert process.poll() is None, process.stderr.read()[-2000:]
        assert time.monotonic() < end
        time.sleep(0.002)
    return process


def slow(data, tmp_path):
    """Return a folder of the same items and one of many more, so that a run takes a while."""
    folder = tmp_path / "data"
    folder.mkdir()
    for file in data.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


@needs_torch
def test_a_killed_run_goes_on_to_the_same_verdict(model, data, card, whole, tmp_path):
    journal = tmp_path / "journal"
    run_ = words(card, model, data, "--device", "cpu", "--full", "--journal", journal)
    process = begun([*run_, "--salt", "s"], journal)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    before = journal.read_bytes()
    known = sum(len(json.loads(line)["items"]) for line in before.splitlines()[2:])
    assert 0 < known < 600
    journal.write_bytes(before + b'{"asking": "openbook')  # as a kill in the middle leaves it
    done = python(*run_, "--resume")
    assert done.returncode in (0, 1), done.stderr[-2000:]
    assert journal.read_bytes().startswith(before)
    assert told(done.stdout) == whole


@needs_torch
def test_an_interrupted_run_leaves_a_valid_report(model, data, card, whole, tmp_path):
    journal, report = tmp_path / "journal", tmp_path / "report.json"
    run_ = words(card, model, data, "--device", "cpu", "--full", "--journal", journal)
    process = begun([*run_, "--salt", "s", "-o", str(report)], journal)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=100)
    assert (process.returncode, out) == (130, ""), err
    assert "Traceback" not in err
    found = json.loads(report.read_text())
    assert found["scoring"]["ended"] == "interrupted"
    assert found["scoring"]["seconds"] > 0
    assert "inconclusive" in {s["verdict"] for s in found["scores"]}
    for part, score in zip(found["scores"], whole, strict=True):
        asked, right = (int(part["items"][name], 16) for name in ("asked", "right"))
        assert int(score["items"]["right"], 16) & asked == right


@needs_torch
def test_every_bad_input_is_named_and_the_others_go_on(model, data, tmp_path):
    folder = slow(data, tmp_path)
    write_winograd(folder, line9={"gold": None})
    write_rows(folder / "piqa.jsonl", rows(5))
    operators = [{"context": f"{i} op", "continuation": "4"} for i in range(210)]
    for row in operators:
        row["continuation"] = BLANK
    write_rows(folder / "bigbench_operators.jsonl", operators)
    long = rows(2376)
    for row in long:
        row["choices"][1] = "long " * 40
    write_rows(folder / "arc_easy.jsonl", long)
    write_rows(folder / "own.jsonl", rows(70))
    tasks = tmp_path / "own.tasks.yaml"
    tasks.write_text(TASKS)
    names = ("boolq", "piqa", "winograd", "bigbench_operators", "arc_easy", "own")
    card = write_card(
        tmp_path / "bad.card.yaml", *(claim(t, "0.5") for t in names), claim("copa", "0.9")
    )
    done = python(
        "-m", "cardkit", "--tasks", str(tasks), *words(card, model, folder, "--device", "cpu")[2:],
        "--journal", str(tmp_path / "journal"),
    )  # fmt: skip
    scores = {s["claim"]["task"]: s for s in told(done.stdout)}
    reasons = {task: s["reason"] for task, s in scores.items() if s["verdict"] == "inconclusive"}
    assert set(reasons) == set(names)
    assert "is not in" in reasons["boolq"]
    assert "holds 5 items; the task has 1838" in reasons["piqa"]
    assert "winograd_wsc.jsonl:9" in reasons["winograd"]
    assert "bigbench_operators.jsonl:" in reasons["bigbench_operators"]
    assert "arc_easy.jsonl:" in reasons["arc_easy"]
    assert f"not {'0' * 64} as stated" in reasons["own"]
    assert all(s["reason_zh"] for s in scores.values())
    assert scores["copa"]["verdict"] == "contradicted"
    assert done.returncode == 1
    only = write_card(tmp_path / "less.card.yaml", claim("boolq", "0.5"))
    done = run("verify", only, "--model", model, "--data", folder, "--tasks", "piqa")
    assert done.code == 2
    assert "the card claims no score for `piqa`" in done.err


TASKS = f"""
schema_version: 1
kind: tasks
tasks:
  - id: own
    name: Own
    metric: accuracy
    n: 70
    averaging: micro
    shots: 0
    source: the test
definitions:
  - task: own
    harness: llm-foundry
    type: multiple_choice
    items: {{path: own.jsonl, sha256: "{"0" * 64}"}}
    shots: 0
    source: the test
"""


def constant(model):
    model.lm_head.weight.zero_()


def overflowing(model):
    model.lm_head.weight[:100] = 3e38


@needs_torch
def test_a_model_that_answers_the_same_always_contradicts_nothing(data, tmp_path):
    folder = build(tmp_path / "model", constant)
    card = write_card(tmp_path / "a.card.yaml", claim("copa", "0.95"))
    done = verify(card, folder, data, tmp=tmp_path)
    [score] = told(done.stdout)
    assert (done.returncode, score["verdict"]) == (4, "inconclusive")
    # how many were asked before it was certain is the salt's affair, which is another every time
    assert re.match(r"the model took choice 1 in all \d+ items asked: ", score["reason"])


@needs_torch
def test_logits_that_are_no_numbers_give_no_score(data, tmp_path):
    folder = build(tmp_path / "model", overflowing)
    card = write_card(tmp_path / "a.card.yaml", claim("copa", "0.5"))
    done = verify(card, folder, data, tmp=tmp_path)
    [score] = told(done.stdout)
    assert (done.returncode, score["verdict"]) == (4, "inconclusive"), done.stdout
    assert "NaN" in done.stdout
    assert score["reason"]


@needs_torch
def test_another_models_tokenizer_gives_no_score(data, tmp_path):
    folder = build(tmp_path / "model", extra=["river", "stone", "lamp"])
    card = write_card(tmp_path / "a.card.yaml", claim("copa", "0.5"))
    done = verify(card, folder, data, tmp=tmp_path)
    [score] = told(done.stdout)
    assert (done.returncode, score["verdict"]) == (4, "inconclusive"), done.stdout
    assert "is the tokenizer its own?" in score["reason"]
    assert score["items"]["name"].endswith("copa.jsonl")


@needs_torch
def test_from_python_by_the_options_of_the_command(model, data, card, whole, tmp_path):
    report = cardkit.load(card).verify(
        model=model, data=data, device="cpu", tasks=["copa"], salt="s", budget=20,
        journal=tmp_path / "journal", alpha=0.01, tolerance="0.5", margin=3,
    )  # fmt: skip
    [score] = report.measured.scores
    assert (score.claim.task, score.result.seen, report.exit_code) == ("copa", 20, 4)
    assert score.result.design.alpha == 0.01
    on = {s["claim"]["task"]: s for s in whole}["copa"]["items"]
    bits = bin(int(on["right"], 16) | 1 << 4 * len(on["right"]))[3:]
    assert "".join(bits[i] for i in score.asked.drawn) == score.asked.bits
    again = cardkit.load(card).verify(
        model=model, data=data, device="cpu", tasks="copa", full=True, resume=True,
        journal=tmp_path / "other",
    )  # fmt: skip
    assert again.measured.scores[0].result.seen == 100
    assert "journal-none" in {r.kind for r in again.remarks}


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"data": "no-such-folder"}, "there is no folder"),
        ({"scores": True, "full": True, "budget": 5}, "does not let it"),
        ({"scores": True, "salt": "|"}, "a salt is"),
    ],
)
def test_python_refuses_what_the_command_refuses(choice, said, tmp_path):
    with pytest.raises(UsageError, match=said):
        cardkit.loads("name: Tiny\n", name="a.card.yaml").verify(model=tmp_path, **choice)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--spec-only", "--resume"], "--resume is about measuring scores"),
        (["--load", "--salt", "x", "--every-rule"], "--every-rule, --salt is about"),
        (["--load", "--alpha", "0.05"], "--alpha is about measuring scores"),
        (["--scores", "--budget", "soon"], "`soon` is no budget"),
        (["--scores", "--full", "--budget", "9"], "--full asks every item"),
        (["--scores", "--alpha", "nan"], "alpha is nan"),
        (["--scores", "--tolerance", "nan"], "leave nothing to test"),
        (["--scores", "--tolerance", "6"], "leave nothing to test"),
        (["--scores", "--salt", "a|b"], "a salt is printable"),
        (["--scores", "--tasks", ","], "--tasks names no task"),
        (["--data", "no-such"], "there is no folder `no-such`"),
        (["--scores", "--load"], "say how far to check"),
        (["--load", "--logs", "x"], "--logs is about measuring scores"),
        (["--scores", "--logs", "no-such"], "`no-such` does not exist"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_options_that_cannot_be_are_one_line(tmp_path, more, said, language):
    card = write_card(tmp_path / "a.card.yaml", claim("copa", "0.5"))
    done = run("verify", card, "--model", tmp_path, *more, language=language)
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err
    if language == "en":
        assert said in done.err

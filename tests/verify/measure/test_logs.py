"""A claim tested against its own log, answer by answer: found, sure to fit, or left unused."""

import gzip
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cardkit.api import load
from cardkit.errors import CardkitError, UsageError
from cardkit.report.frame import Style
from cardkit.report.score_screen import lines
from cardkit.stats.sequential.design import Limits
from cardkit.text import Text
from cardkit.verify.basics.suite import write
from cardkit.verify.measure.asking import Answers
from cardkit.verify.measure.conclude import conclude
from cardkit.verify.measure.logs import read_logs
from cardkit.verify.measure.outcome import Measured
from cardkit.verify.measure.plan import plan
from cardkit.verify.measure.run import Outcome
from cardkit.verify.measure.settings import score_settings
from cardkit.verify.measure.standing import Standing
from cardkit.verify.protocol.claims import score_claims
from tests.verify.measure.helpers import LOADED

ROOT = Path(__file__).parents[3]
CARD = ROOT / "cards" / "smollm2-135m-instruct.card.yaml"
LOGS = ROOT / "cards" / "smollm2-135m-instruct.results"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("basics")
    write(folder)
    return folder


@pytest.fixture(scope="module")
def reading():
    return load(CARD).reading


@pytest.fixture(scope="module")
def logs():
    return read_logs(LOGS)


def made(reading, data, logs, change=lambda claim: claim, tasks=()):
    claims = [change(c) for c in score_claims(reading) if not tasks or c.task in tasks]
    return plan(
        claims, card="ab" * 32, salt="s", limits=Limits(), folder=data, context=8192, logs=logs
    )


def one(reading, data, logs, change=lambda claim: claim):
    """Return the test of copying, and what is said where the log is not used."""
    found = made(reading, data, logs, change, tasks=("basics_copying",))
    [asking] = found.askings
    return asking.trials[0].own, [(r.kind, r.message) for r in found.remarks]


def test_every_score_of_the_real_card_is_tested_by_lm_evals_own_answers(reading, data, logs):
    found = made(reading, data, logs)
    assert len(logs.by_sha256) == 6
    assert not found.remarks
    own = [t.own for a in found.askings for t in a.trials]
    assert [len(bits) for bits in own] == [1000, 1000, 300, 240, 250, 250, 300, 200]
    assert [bits.count("1") for bits in own] == [905, 884, 252, 101, 168, 167, 155, 85]


def run_of(found, reading, rule):
    """Return the verdict on copying, answered as `rule` says, and the screen in both languages."""
    [asking] = found.askings
    standing = Standing(asking)
    while ahead := standing.ahead(1):
        bit = "01"[rule(ahead[0])]
        told = Answers(asking.id, tuple(ahead), {"exact_greedy": bit}, ("",), "00", 1, 1, 0.1)
        standing.replay(told)
    scores, family = conclude(found, Outcome(LOADED, {asking.id: standing}, ended="finished"))
    measured = Measured(scores, family, "s", "ab" * 32, {}, {}, (), 1.0, "j")
    screens = [
        "\n".join(lines(measured, reading, language, Style(width=2000)))
        for language in ("en", "zh")
    ]
    return scores[0], screens


def test_the_logs_answers_take_fewer_items(reading, data, logs):
    found = made(reading, data, logs, tasks=("basics_copying",))
    own = found.askings[0].trials[0].own
    with_log, (en, zh) = run_of(found, reading, lambda item: own[item] == "1")
    assert with_log.verdict == "consistent"
    assert with_log.result.mismatches[:2] == (0, 0)
    assert "against the claim's own log: 0 no longer right, 0 right that were not" in en
    assert "与声明所附日志逐题比对：0 题由对变错，0 题由错变对" in zh
    without = made(reading, data, None, tasks=("basics_copying",))
    by_score, _ = run_of(without, reading, lambda item: own[item] == "1")
    assert by_score.verdict == "consistent"
    assert with_log.result.seen < by_score.result.seen / 2


def test_a_right_total_of_the_wrong_items_is_contradicted(reading, data, logs):
    found = made(reading, data, logs, tasks=("basics_copying",))
    own = found.askings[0].trials[0].own
    score, (en, zh) = run_of(found, reading, lambda item: own[-1 - item] == "1")
    assert (score.verdict, score.result.decision) == ("contradicted", "contradicted-items")
    assert "the answers are not those of the claim's own log" in en
    assert "各题答案与声明所附日志不符" in zh


def without_digest(claim):
    return replace(claim, samples_sha256=None)


@pytest.mark.parametrize(
    ("change", "kind", "said"),
    [
        (without_digest, "log-not-named", "names no log"),
        (lambda c: replace(c, samples_sha256="ab" * 32), "log-missing", "(SHA-256 abababab"),
        (lambda c: replace(c, value=Decimal("0.6667")), "log-score-differs", "155 of 300 right"),
        (lambda c: replace(c, shots=None), "log-rule-open", "leaves open what decides"),
        (lambda c: replace(c, harness=None), "log-rule-open", "harness"),
        (lambda c: replace(c, shots=3, settings=None), "log-rule-open", "fewshot_seed"),
    ],
)
def test_a_log_that_may_not_be_the_claims_is_left_unused_and_that_is_said(
    reading, data, logs, change, kind, said
):
    own, [(found, message)] = one(reading, data, logs, change)
    assert (own, found) == (None, kind)
    assert said in message.en
    assert "Basics: Copying: tested by the score alone" in message.en
    assert "只按分数检验" in message.zh


def logged(tmp_path, change):
    """Return the log of copying with its lines changed, and its digest."""
    [packed] = LOGS.glob("samples_basics_copying_*.jsonl.gz")
    rows = [json.loads(line) for line in gzip.decompress(packed.read_bytes()).splitlines()]
    rows = change(rows)
    path = tmp_path / "samples_basics_copying_x.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = read_logs(path)
    [digest] = found.by_sha256
    return found, lambda claim: replace(claim, samples_sha256=digest.upper())


def swapped(rows):
    first, second = rows[0], rows[1]
    return [second | {"doc_id": 0}, first | {"doc_id": 1}, *rows[2:]]


@pytest.mark.parametrize(
    ("rows", "kind", "said"),
    [
        (lambda rows: rows[:100], "log-items", "holds 100 items and the task 300"),
        (lambda rows: [*rows[:-1], rows[0]], "log-items", "not numbered in a row"),
        (swapped, "log-items", "not in this order"),
        (lambda rows: [r | {"acc": 0.5} for r in rows], "log-metric", "does not say"),
        (lambda rows: [r | {"metrics": ["f1"], "f1": 1} for r in rows], "log-metric", "metric"),
    ],
)
def test_a_log_of_other_items_is_left_unused(reading, data, tmp_path, rows, kind, said):
    found, named = logged(tmp_path, rows)
    own, [(told, message)] = one(reading, data, found, named)
    assert (own, told) == (None, kind)
    assert said in message.en


def test_a_log_in_another_order_is_read_by_its_numbers(reading, data, tmp_path):
    found, named = logged(tmp_path, lambda rows: rows[::-1])
    own, remarks = one(reading, data, found, named)
    assert (own.count("1"), remarks) == (155, [])


def test_reasons_that_scores_share_are_said_once(reading, data, logs):
    found = made(reading, data, logs, without_digest)
    [remark] = found.remarks
    assert remark.message.en.count("Basics: ") == 8


def test_logs_are_found_by_file_by_results_and_by_folder(tmp_path):
    [packed] = LOGS.glob("samples_basics_copying_*.jsonl.gz")
    [results] = LOGS.glob("results_*.json")
    sums = (LOGS / "SHA256SUMS").read_text()
    [digest] = read_logs(packed).by_sha256
    assert f"{digest}  {packed.name.removesuffix('.gz')}\n" in sums
    assert len(read_logs(results).by_sha256) == 6
    deep = tmp_path / "run" / "model"
    deep.mkdir(parents=True)
    (deep / packed.name).write_bytes(packed.read_bytes())
    (deep / "samples_broken_1.jsonl").write_text("{]\n")
    (deep / "notes.jsonl").write_text("{]\n")
    found = read_logs(tmp_path)
    assert set(found.by_sha256) == set(read_logs(packed).by_sha256)
    [remark] = found.remarks
    assert (remark.kind, remark.level) == ("log-unread", "note")
    assert "samples_broken_1.jsonl" in remark.message.en


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no-such", "does not exist"),
        ("empty", "no per-item log"),
        ("other.txt", "no per-item log"),
        ("broken", "samples_broken_1.jsonl"),
        ("samples_broken_1.jsonl", "samples_broken_1.jsonl"),
    ],
)
def test_what_is_no_log_is_one_line(tmp_path, name, said):
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "other.txt").write_text("x")
    for folder in (tmp_path, tmp_path / "broken"):
        (folder / "samples_broken_1.jsonl").write_text("{]\n")
    with pytest.raises(CardkitError, match=said) as caught:
        score_settings(logs=tmp_path / name)
    assert isinstance(caught.value.message, Text)
    if "samples" not in name:
        assert isinstance(caught.value, UsageError)
        assert "--log_samples" in caught.value.hint.en


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    [packed] = LOGS.glob("samples_basics_copying_*.jsonl.gz")
    (tmp_path / packed.name).symlink_to(packed)
    with pytest.raises(UsageError, match="regular file"):
        read_logs(tmp_path)

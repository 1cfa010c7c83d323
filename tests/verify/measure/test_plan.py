"""From the scores of a card to what is asked: shared answers, shares of alpha, reasons not to."""

import pytest

from cardkit.errors import UsageError
from cardkit.stats.sequential.design import Limits
from cardkit.verify.measure.plan import key_of, plan
from cardkit.verify.measure.settings import chosen
from tests.verify.measure.helpers import (
    COPA,
    WINOGRAD,
    claims,
    planned,
    write_copa,
    write_rows,
    write_winograd,
)

UNNAMED = "{unit: fraction}"


@pytest.fixture
def folder(tmp_path):
    write_copa(tmp_path)
    write_winograd(tmp_path)
    return tmp_path


def test_a_claim_is_tested_under_its_metric_first_and_under_those_it_may_mean(folder):
    made = planned(folder)
    [asking] = made.askings
    assert (asking.id, asking.n, asking.sizes) == ("copa:llm-foundry:0", 100, (100,))
    assert asking.places == tuple(range(100))
    metrics = [t.metric for t in asking.trials]
    assert metrics == ["acc_mean_token", "acc_sum", "acc_char", "acc_byte"]
    assert {str(t.score) for t in asking.trials} == {"0.61"}
    assert made.planned[0].trials == (0, 1, 2, 3)


def test_a_stated_metric_is_the_only_one(folder):
    [asking] = planned(folder, f"{COPA}, metric: accuracy").askings
    assert [t.metric for t in asking.trials] == ["acc_mean_token"]


def test_two_claims_on_one_task_rest_on_the_same_answers(folder):
    row = "task: copa, unit: fraction, shots: 0, metric: accuracy"
    made = planned(folder, f"{row}, score: '0.61'", f"{row}, score: '0.70'")
    [asking] = made.askings
    assert [p.asking for p in made.planned] == [asking.id] * 2
    assert [p.trials for p in made.planned] == [(0,), (1,)]
    assert [str(t.score) for t in asking.trials] == ["0.61", "0.70"]
    assert asking.limits.alpha == 0.05 / 2


def test_other_shots_are_another_asking_with_an_order_of_its_own(folder):
    made = planned(folder, COPA, COPA.replace("shots: 0", "shots: 5"))
    first, second = made.askings
    assert (first.id, second.id) == ("copa:llm-foundry:0", "copa:llm-foundry:5")
    assert first.seed != second.seed


def test_alpha_is_shared_by_the_tasks_that_are_sampled(folder):
    rows = COPA, WINOGRAD
    limits = Limits(complete_up_to=100)
    alphas = {a.id[:4]: a.limits.alpha for a in planned(folder, *rows, limits=limits).askings}
    assert alphas == {"copa": 0.05, "wino": 0.05}
    assert {a.limits.alpha for a in planned(folder, *rows).askings} == {0.025}
    assert planned(folder, *rows).limits.alpha == 0.05


def test_what_is_left_takes_no_share_of_alpha(folder):
    (folder / "winograd_wsc.jsonl").unlink()
    made = planned(folder, COPA, WINOGRAD)
    assert [a.limits.alpha for a in made.askings] == [0.05]
    [left] = made.left
    assert left.kind == "items-missing"
    assert left.protocol is not None
    assert [path[:2] for path in made.order] == [("evaluations", 0), ("evaluations", 1)]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("task: core, score: '0.5', unit: fraction", "claim-aggregate"),
        ("task: copa, score: '0.61', unit: fraction, status: assumed", "claim-assumed"),
        ("task: humaneval, score: '0.3', unit: fraction, metric: pass@1", "metric-needs-code"),
        ("task: our_own, score: '0.3', unit: fraction", "task-unknown"),
        (COPA + ", harness: {name: opencompass}", "harness-unknown"),
        (COPA + ", prompt_format: ours", "prompt-format"),
    ],
)
def test_what_cannot_be_measured_is_left_with_its_reason(folder, row, kind):
    made = planned(folder, COPA, row)
    assert [left.kind for left in made.left] == [kind]
    assert len(made.planned) == 1


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("items-count", {"n": 99}),
        ("gold-missing", {"line7": {"gold": None}}),
        ("gold-outside", {"line7": {"gold": 2}}),
        ("choice-empty", {"line7": {"choices": ["it rained", " "]}}),
    ],
)
def test_items_that_cannot_be_asked_leave_the_other_tasks(folder, kind, rows):
    write_copa(folder, **rows)
    made = planned(folder, COPA, WINOGRAD)
    [left] = made.left
    assert (left.kind, len(made.planned)) == (kind, 1)
    assert "copa.jsonl" in left.reason.en
    assert "copa.jsonl" in left.reason.zh


def test_another_number_of_items_than_the_cards_is_left(folder):
    [left] = planned(folder, f"{COPA}, n: 90").left
    assert left.reason.en.endswith("copa.jsonl` holds 100 items; the card says 90")


def test_a_line_that_is_no_json_is_named(folder):
    path = write_rows(folder / "copa.jsonl", [{"query": "a"}])
    path.write_text(path.read_text() + "{]\n")
    [left] = planned(folder).left
    assert left.reason.en.startswith("copa.jsonl:")


def test_every_reading_is_planned_beside_the_likeliest(folder):
    made = planned(folder, COPA, every_reading=True, context=8192)
    assert [p.other for p in made.planned] == [False, True]
    assert made.planned[1].protocol.max_seq_len == 8192
    assert len(made.askings) == 2
    assert {a.limits.alpha for a in made.askings} == {0.05}


def test_a_reading_without_items_is_left_and_the_others_are_planned(folder):
    row = "task: copa, score: '0.61', unit: fraction, shots: 0, metric: accuracy"
    made = planned_of(claims(row, setup=UNNAMED), folder)
    assert [(p.other, p.protocol.definition.harness) for p in made.planned] == [
        (True, "llm-foundry")
    ]
    assert [(x.other, x.protocol.definition.harness) for x in made.left] == [(False, "lm-eval")]
    assert {a.limits.alpha for a in made.askings} == {0.05}
    (folder / "copa.jsonl").unlink()
    rows = [{"premise": "a", "choice1": "b", "choice2": "c", "question": "cause", "label": 0}] * 100
    write_rows(folder / "copa.validation.jsonl", rows)
    made = planned_of(claims(row, setup=UNNAMED), folder)
    assert [(p.other, p.protocol.definition.harness) for p in made.planned] == [(False, "lm-eval")]
    assert [(x.other, x.protocol.definition.harness) for x in made.left] == [(True, "llm-foundry")]


def test_items_that_lie_there_for_another_rule_are_named(folder):
    row = "task: copa, score: '0.61', unit: fraction, shots: 0, metric: accuracy"
    [left] = planned_of(claims(row, setup=UNNAMED), folder, every_reading=False).left
    assert "lm-eval's `copa` is read from the columns of" in left.reason.en
    assert "; the items of llm-foundry's `copa` are here: " in left.reason.en
    assert "--every-rule" in left.reason.en
    assert "目录中有 llm-foundry 的 `copa` 题目" in left.reason.zh
    named = claims(row, setup="{harness: {name: lm-eval}}")
    [left] = planned_of(named, folder, every_reading=False).left
    assert "--every-rule" not in left.reason.en


def planned_of(own, folder, *, every_reading=True):
    usual = {"card": "ab" * 32, "salt": "s", "limits": Limits(), "folder": folder}
    return plan(own, **usual, every_reading=every_reading)


def test_the_order_is_the_cards_digest_and_the_salts(folder):
    seeds = {
        planned(folder, **change).askings[0].seed
        for change in ({}, {"salt": "t"}, {"card": "cd" * 32})
    }
    assert len(seeds) == 3
    assert planned(folder).askings[0].seed == planned(folder).askings[0].seed


def test_the_key_of_a_journal_is_what_decides_answers_and_verdicts(folder):
    base = key_of(planned(folder), "m", ("float32",))
    assert base == key_of(planned(folder, salt="another"), "m", ("float32",))
    others = [
        key_of(planned(folder), "other", ("float32",)),
        key_of(planned(folder), "m", ("bfloat16",)),
        key_of(planned(folder, COPA.replace("61", "62")), "m", ("float32",)),
        key_of(planned(folder, COPA, WINOGRAD), "m", ("float32",)),
        key_of(planned(folder, limits=Limits(alpha=0.01)), "m", ("float32",)),
        key_of(planned(folder, context=1024), "m", ("float32",)),
    ]
    write_copa(folder, line3={"query": "another"})
    others.append(key_of(planned(folder), "m", ("float32",)))
    assert len({base, *others}) == 1 + len(others)


@pytest.mark.parametrize("name", ["copa", "COPA", "Copa"])
def test_tasks_are_chosen_by_id_or_printed_name(name):
    own = claims(COPA, WINOGRAD)
    assert [c.task for c in chosen(own, [name])] == ["copa"]


def test_chosen_tasks_keep_the_cards_order():
    own = claims(COPA, WINOGRAD)
    assert chosen(own, ["winograd", "copa", "winograd"]) == own
    assert chosen(own, []) == own


def test_an_unknown_task_is_refused_with_those_there_are():
    with pytest.raises(UsageError, match="the card claims no score for `piqa`") as caught:
        chosen(claims(COPA, WINOGRAD), ["piqa"])
    assert caught.value.hint.en == "it claims scores for: copa, winograd"
    with pytest.raises(UsageError) as caught:
        chosen(claims(COPA), ["my.tasks.yaml"])
    assert "cardkit --tasks FILE verify" in caught.value.hint.en

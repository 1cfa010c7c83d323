"""From answers to the verdicts of a card: refusals, shared answers, readings, all together."""

import pytest

from cardkit.stats.sequential.design import Limits
from cardkit.text import Text
from cardkit.verify.measure.conclude import conclude
from cardkit.verify.measure.run import Outcome
from cardkit.verify.measure.standing import Standing
from cardkit.verify.outcome import Remark
from tests.verify.measure.helpers import (
    COPA,
    LOADED,
    WINOGRAD,
    answers,
    outcome,
    planned,
    write_copa,
    write_winograd,
)

COPA_ID, WINOGRAD_ID = "copa:llm-foundry:0", "winograd:llm-foundry:0"
SURE = "metric: accuracy"
REFUSAL = Remark("not-finite", "error", Text("NaN", "NaN"), "copa.jsonl:1")


@pytest.fixture
def folder(tmp_path):
    write_copa(tmp_path)
    write_winograd(tmp_path)
    return tmp_path


def share(percent):
    return lambda item: item * percent % 100 < percent


def verdicts(made, found):
    scores, _ = conclude(made, found)
    return [(s.verdict, s.reason.en if s.reason else None) for s in scores]


def test_claims_come_in_the_cards_order_with_those_that_are_left(folder):
    core = "task: core, score: '0.5', unit: fraction"
    made = planned(folder, core, WINOGRAD, COPA)
    found = outcome(made, {COPA_ID: share(61), WINOGRAD_ID: share(55)})
    scores, family = conclude(made, found)
    assert [s.verdict for s in scores] == ["inconclusive", "consistent", "consistent"]
    assert [s.is_derived for s in scores] == [True, False, False]
    assert scores[0].asked is None
    assert (family.sampled, family.alpha, family.method) == (2, 0.05, "bonferroni")


def test_a_refused_task_is_inconclusive_with_the_reason(folder):
    made = planned(folder, COPA, WINOGRAD)
    found = outcome(made, {WINOGRAD_ID: share(55)})
    found.refusals[COPA_ID] = REFUSAL
    assert verdicts(made, found) == [("inconclusive", "NaN"), ("consistent", None)]


def test_a_decision_outlives_a_refusal_for_another_claim_on_the_task(folder):
    rows = [f"task: copa, unit: fraction, shots: 0, {SURE}, score: '{s}'" for s in ("0.95", "0.30")]
    made = planned(folder, *rows)
    standing = Standing(made.askings[0])
    while standing.trials[0].decision is None:
        ahead = standing.ahead(1)
        standing.replay(answers(standing.asking, ahead, "01"[ahead[0] % 100 < 30]))
    assert standing.trials[1].decision is None
    found = Outcome(LOADED, {COPA_ID: standing}, {COPA_ID: REFUSAL})
    assert verdicts(made, found) == [
        ("contradicted", "the claim is too high"),
        ("inconclusive", "NaN"),
    ]


def test_a_contradiction_under_an_open_metric_is_none_where_the_rest_was_refused(folder):
    made = planned(folder, COPA)
    standing = Standing(made.askings[0])
    ahead = standing.ahead(60)
    rows = dict.fromkeys(("acc_mean_token", "acc_sum", "acc_char"), "0" * 60) | {
        "acc_byte": "01" * 30
    }
    standing.take(ahead, rows, ["0", "1"] * 30)
    assert standing.trials[0].decision == "contradicted-high"
    found = Outcome(LOADED, {COPA_ID: standing}, {COPA_ID: REFUSAL})
    assert verdicts(made, found) == [("inconclusive", "NaN")]


def test_a_model_that_answers_alike_contradicts_nothing(folder):
    made = planned(folder, COPA.replace("0.61", "0.95"))
    standing = Standing(made.askings[0])
    while ahead := standing.ahead(1):
        standing.replay(answers(standing.asking, ahead, "01"[ahead[0] % 2], said=("1",)))
    [(verdict, reason)] = verdicts(made, Outcome(LOADED, {COPA_ID: standing}))
    assert verdict == "inconclusive"
    assert reason.startswith("the model took choice 2 in all ")


def test_a_model_that_was_not_loaded(folder):
    made = planned(folder, COPA)
    stopped = LOADED.__class__((), (), {}, completed=False)
    found = Outcome(stopped, {COPA_ID: Standing(made.askings[0])})
    scores, family = conclude(made, found)
    assert scores[0].reason.en == "the model was not loaded; see the remarks"
    assert (scores[0].verdict, family) == ("inconclusive", None)


def test_other_metrics_are_told_by_the_same_answers(folder):
    made = planned(folder, f"{COPA}, {SURE}")
    standing = Standing(made.askings[0])
    ahead = standing.ahead(10)
    rows = {"acc_mean_token": "1" * 10, "acc_sum": "0" * 10, "acc_char": "1" * 5 + "0" * 5}
    standing.take(ahead, rows | {"acc_byte": "0" * 10}, ["0", "1"] * 5)
    [score], _ = conclude(made, Outcome(LOADED, {COPA_ID: standing}))
    assert [(o.metric, o.right, o.observed, o.result) for o in score.others] == [
        ("acc_sum", 0, 0.0, None),
        ("acc_char", 5, 0.5, None),
        ("acc_byte", 0, 0.0, None),
    ]
    assert (score.asked.drawn, score.asked.bits) == (tuple(ahead), "1" * 10)


def test_readings_stand_beside_the_verdict_and_are_none(folder):
    made = planned(folder, COPA, every_reading=True, context=8192)
    first, second = (a.id for a in made.askings)
    found = outcome(made, {first: share(61), second: share(20)})
    [score], family = conclude(made, found)
    assert score.verdict == "consistent"
    assert [r.verdict for r in score.readings] == ["contradicted"]
    assert family.sampled == 1


def test_the_combined_evidence_counts_answers_once_and_no_open_rule(folder):
    row = f"task: copa, unit: fraction, shots: 0, {SURE}, score: '0.90'"
    one, two = planned(folder, row), planned(folder, row, row)
    rule = {COPA_ID: share(60)}
    _, alone = conclude(one, outcome(one, rule))
    _, both = conclude(two, outcome(two, rule))
    assert alone.product > 20
    assert both.product == both.mean
    assert both.sampled == 2
    open_ = planned(folder, COPA.replace("0.61", "0.90"))
    _, family = conclude(open_, outcome(open_, rule))
    assert (family.mean, family.product) == (1.0, 1.0)


def test_alpha_of_the_card_is_the_familys(folder):
    made = planned(folder, COPA, WINOGRAD, limits=Limits(alpha=0.01))
    found = outcome(made, {COPA_ID: share(61), WINOGRAD_ID: share(55)})
    scores, family = conclude(made, found)
    assert family.alpha == 0.01
    assert {s.result.design.alpha for s in scores} == {0.005}

"""Every row of the table from a test and what was assumed for it to a verdict."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cardkit.stats.sequential.design import Limits
from cardkit.text import Text
from cardkit.verify.measure.alike import alike
from cardkit.verify.measure.asking import Claimed
from cardkit.verify.measure.standing import ENOUGH, Standing
from cardkit.verify.measure.verdict import judge
from cardkit.verify.protocol.protocol import Assumed
from tests.verify.measure.helpers import answers, asking, given
from tests.verify.protocol import toy

SURE = toy.protocol(toy.definition("multiple_choice"))
WHY = Text("the card does not say", "卡片未注明")
OPEN_METRIC = replace(SURE, assumed=(Assumed("metric", "acc_mean_token", WHY),))
OPEN_SHOTS = replace(SURE, assumed=(Assumed("shots", 0, WHY, is_open=True),))


def result(n=200, claimed="0.80", rule=lambda item: item % 5, **settings):
    return given(asking(n, claims=((claimed, 2),), **settings), rule).trials[0].result()


def after(count, n=200, right="1"):
    standing = Standing(asking(n))
    ahead = standing.ahead(count)
    if ahead:
        standing.replay(answers(standing.asking, ahead, (right * count)[:count]))
    return standing.trials[0].result()


TRUE = result()
HIGH = result(claimed="0.99", rule=lambda item: item % 2)
LOW = result(claimed="0.30")
WHOLE = result(50)
NEAR = result(50, claimed="0.82")
OWN = (
    given(
        replace(asking(200), trials=(Claimed(Decimal("0.8"), 1, "acc_sum", "1" * 160 + "0" * 40),)),
        lambda item: item >= 40,
    )
    .trials[0]
    .result()
)
UNSEEN, UNDECIDED = after(0), after(3)
LATE = after(120, right="11110")
PART = after(20, n=50)


def said(judgement):
    verdict, reason = judgement
    return verdict, reason.en if reason else None


@pytest.mark.parametrize(
    ("found", "others", "protocol", "verdict", "reason"),
    [
        (TRUE, {}, SURE, "consistent", None),
        (TRUE, {"acc_sum": HIGH}, OPEN_METRIC, "consistent", None),
        (TRUE, {}, OPEN_SHOTS, "consistent", None),
        (WHOLE, {}, SURE, "verified", None),
        (WHOLE, {}, OPEN_METRIC, "consistent", None),
        (NEAR, {}, SURE, "consistent", None),
        (HIGH, {}, SURE, "contradicted", "the claim is too high"),
        (
            LOW,
            {},
            SURE,
            "contradicted",
            "the claim is too low: it was probably measured by another protocol",
        ),
        (OWN, {}, SURE, "contradicted", "the answers are not those of the claim's own log"),
        (HIGH, {"acc_sum": HIGH}, OPEN_METRIC, "contradicted", "the claim is too high"),
        (HIGH, {"acc_sum": LOW}, OPEN_METRIC, "contradicted", "the claim is too high"),
        (
            HIGH,
            {"acc_sum": HIGH, "acc_char": TRUE},
            OPEN_METRIC,
            "inconclusive",
            "contradicted under acc_mean_token, but not under acc_char; the card does not say which"
            " it means",
        ),
        (
            HIGH,
            {"acc_sum": UNDECIDED, "acc_char": TRUE},
            OPEN_METRIC,
            "inconclusive",
            "contradicted under acc_mean_token, but not under acc_sum, acc_char; the card does not"
            " say which it means",
        ),
        (
            HIGH,
            {},
            OPEN_SHOTS,
            "inconclusive",
            "it does not fit, but the card does not say how it was measured; tried: toy of"
            " llm-foundry",
        ),
        (UNSEEN, {}, SURE, "inconclusive", "no item was asked"),
        (UNDECIDED, {}, SURE, "inconclusive", "not decided after 3 items"),
        (
            PART,
            {},
            SURE,
            "inconclusive",
            "a task this small is decided by a full run alone; 20 of 50 items were asked",
        ),
    ],
)
def test_the_verdict(found, others, protocol, verdict, reason):
    assert said(judge(found, others, protocol)) == (verdict, reason)


def test_a_budget_that_ran_out_says_what_would_have_shown():
    verdict, reason = said(judge(after(60, n=1000, right="11110" * 12), {}, SURE))
    assert verdict == "inconclusive"
    assert reason.startswith("not decided after 60 items; a claim ")
    assert reason.endswith(" points too high would have shown by now")


def test_only_a_full_run_that_prints_as_the_claim_is_verified():
    assert WHOLE.basis == NEAR.basis == "complete"
    assert TRUE.basis == "sample"
    unattainable = result(50, claimed="0.81")  # no k of 50 prints so
    assert judge(unattainable, {}, SURE)[0] == "consistent"


def same(said_, bits, n=200):
    standing = Standing(asking(n, limits=Limits(complete_up_to=n)))
    ahead = standing.ahead(len(said_))
    standing.replay(answers(standing.asking, ahead, bits, said=said_))
    found = alike(standing)
    return found and found.en


def test_a_model_that_takes_the_same_choice_says_nothing_of_a_task():
    assert same(["1"] * ENOUGH, "10" * 10) == (
        "the model took choice 2 in all 20 items asked: its score says nothing of it"
    )
    digest = "0123456789ab"
    assert same([digest] * 25, "0" * 25) == (
        "the model wrote one and the same answer to all 25 items asked"
    )


@pytest.mark.parametrize(
    ("said_", "bits"),
    [
        (["1"] * (ENOUGH - 1), "0" * (ENOUGH - 1)),
        (["1"] * 19 + ["0"], "10" * 10),
        ([""] * 30, "10" * 15),
        (["0"] * 30, "1" * 30),
    ],
)
def test_few_different_or_right_answers_are_not_alike(said_, bits):
    assert same(said_, bits) is None

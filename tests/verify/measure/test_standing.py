"""Where a task stops: at the same item whatever is asked at once, on both sides, after a kill."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardkit.verify.measure.asking import Claimed
from cardkit.verify.measure.standing import ENOUGH, Standing
from tests.verify.measure.helpers import answers, asking, results
from tests.verify.measure.helpers import given as answered

ASKING = asking(200)


def fed(asked, sizes, rule):
    """Return both sides after the answers came in pieces of these sizes, the last one repeated."""
    here, there, sizes = Standing(asked), Standing(asked), list(sizes)
    while ahead := here.ahead(sizes.pop(0) if len(sizes) > 1 else sizes[0]):
        bits = "".join("01"[bool(rule(i))] for i in ahead)
        whole = answers(asked, ahead, bits)
        count = here.take(whole.items, whole.bits, whole.said)
        there.replay(answers(asked, ahead[:count], bits[:count]))
    return here, there


@settings(max_examples=40)
@given(
    sizes=st.lists(st.integers(1, 90), min_size=1, max_size=6),
    share=st.integers(2, 9),
    claimed=st.integers(20, 95),
)
def test_both_sides_stop_at_the_same_item_whatever_is_asked_at_once(sizes, share, claimed):
    asked = asking(200, claims=((f"0.{claimed}", 2),))
    here, there = fed(asked, sizes, lambda item: item % share)
    alone = answered(asked, lambda item: item % share)
    assert results(here) == results(there) == results(alone)


@given(at=st.integers(0, 60))
@settings(max_examples=20)
def test_a_standing_goes_on_from_its_answers(at):
    whole = answered(ASKING, lambda item: item % 5)
    again = Standing(ASKING)
    first = whole.items[:at]
    bits = "".join("01"[b] for b in whole.bits["acc_sum"])
    if first:
        again.replay(answers(ASKING, first, bits[: len(first)]))
    assert again.ahead(1000)[: len(whole.items) - at] == whole.items[at:]
    again.replay(answers(ASKING, whole.items[at:], bits[len(first) :]))
    assert again.decided
    assert results(again) == results(whole)


def test_every_claim_on_a_task_is_asked_until_it_is_decided():
    two = asking(200, claims=(("0.8", 2), ("0.3", 2)))
    standing = answered(two, lambda item: item % 5)
    high, low = (t.result() for t in standing.trials)
    assert (high.decision, low.decision) == ("consistent", "contradicted-low")
    assert low.seen < high.seen == len(standing.items)


def test_a_budget_of_items_cuts_a_sampled_task_and_not_one_that_is_run_in_full():
    assert len(Standing(ASKING).ahead(1000, 30)) == 30
    assert len(Standing(asking(60)).ahead(1000, 30)) == 60


def test_answers_beyond_the_decision_are_refused():
    whole = answered(ASKING, lambda item: item % 5)
    bits = "".join("01"[b] for b in whole.bits["acc_sum"])
    more = [i for i in range(200) if i not in whole.items][:1]
    with pytest.raises(ValueError, match="beyond the decision"):
        Standing(ASKING).replay(answers(ASKING, [*whole.items, *more], bits + "1"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda a: {"items": a[0][::-1]}, "is not number 0"),
        (lambda a: {"bits": "1" * 7}, "not an answer to each"),
        (lambda a: {"bits": "2" * 8}, "not an answer to each"),
        (lambda a: {"said": ("0",) * 9}, "not an answer to each"),
        (lambda a: {"items": (999, *a[0][1:])}, "is not number 0"),
    ],
)
def test_what_is_no_answer_to_the_next_items_is_refused(change, message):
    ahead = Standing(ASKING).ahead(8)
    usual = {"items": ahead, "bits": "1" * 8, "said": ("0",) * 8}
    with pytest.raises(ValueError, match=message):
        Standing(ASKING).replay(answers(ASKING, **{**usual, **change((ahead,))}))


def test_answers_without_the_claims_metric_are_refused():
    standing = Standing(ASKING)
    ahead = standing.ahead(2)
    with pytest.raises(ValueError, match="not an answer to each"):
        standing.take(ahead, {"acc_sum": "11"}, ("0", "0"))


def alike(asked, bit, said="1"):
    standing = Standing(asked)
    while ahead := standing.ahead(1):
        standing.replay(answers(asked, ahead, bit(len(standing.items)), said=(said,)))
    return standing


def test_while_all_answers_are_alike_and_some_wrong_a_decision_waits_for_twenty():
    asked = asking(200, claims=(("0.95", 2),))
    standing = alike(asked, lambda _at: "0")
    assert standing.trials[0].decision == "contradicted-high"
    assert standing.trials[0].seen < ENOUGH == len(standing.items)


def test_answers_that_are_all_right_are_decided_at_once():
    asked = asking(200, claims=(("0.3", 2),))
    standing = alike(asked, lambda _at: "1")
    assert len(standing.items) == standing.trials[0].seen < ENOUGH


def test_answers_that_cannot_be_told_apart_are_decided_at_once():
    standing = alike(asking(200, claims=(("0.95", 2),)), lambda _at: "0", said="")
    assert len(standing.items) == standing.trials[0].seen < ENOUGH


def test_a_claims_own_answers_are_held_against_item_by_item():
    own = "1" * 160 + "0" * 40
    asked = asking(200)
    claimed = Claimed(Decimal("0.80"), 2, "acc_mean_token", own)
    with_own = replace(asked, trials=(claimed,))
    true = answered(with_own, lambda item: item < 160)
    assert true.trials[0].result().decision == "consistent"
    other = answered(with_own, lambda item: item >= 40)  # as many are right, other ones
    assert other.trials[0].result().decision == "contradicted-items"


def test_the_score_under_another_metric_weighs_items_as_a_macro_average_does():
    standing = answered(replace(asking(10), sizes=(2, 8)), lambda item: item < 2)
    assert len(standing.items) == 10
    assert standing.observed("acc_sum") == pytest.approx(0.5)
    assert standing.observed("acc_sum") == standing.trials[0].observed

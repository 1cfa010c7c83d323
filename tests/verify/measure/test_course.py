"""Tasks in turn: what is asked when, what a budget cuts, what a refusal and a failure leave."""

import itertools

import pytest

from cardkit.errors import CannotLoad
from cardkit.text import Text
from cardkit.verify.measure.asking import Answers, Budget
from cardkit.verify.measure.course import FIRST, MOST, at_once
from cardkit.verify.measure.events import Done, Refused
from cardkit.verify.measure.standing import Standing
from cardkit.verify.score.refusals import refused
from tests.verify.measure.helpers import (
    Answerer,
    asking,
    course,
    results,
    right_but,
    told,
)
from tests.verify.measure.helpers import given as answered


def pair(n=200, **settings):
    return [course(asking(n, name=name, **settings)) for name in ("a", "b")]


def test_tasks_take_turns_few_items_first():
    scorer = Answerer(right_but(5))
    events = told(pair(), scorer)
    order = [e.asking for e in events if isinstance(e, Answers)]
    assert order[:4] == ["a", "b", "a", "b"]
    assert [len(asked) for asked in scorer.asked[:8:2]] == [8, 16, 32, 64]
    assert events[-1] == Done("finished")


def test_what_is_told_ends_with_the_deciding_item():
    own = course(asking(200))
    events = told([own], Answerer(right_but(5)))
    items = [i for e in events if isinstance(e, Answers) for i in e.items]
    alone = answered(own.asking, lambda item: item % 5)
    assert items == own.standing.items == alone.items
    there = Standing(own.asking)
    for event in events[:-1]:
        there.replay(event)
    assert results(there) == results(own.standing)
    assert sum(e.fed for e in events[:-1]) == there.fed > 0
    assert there.prompts == prompts(events)


def test_prompts_are_summed_the_same_in_one_run_and_in_two():
    whole, first, then = (course(asking(200)) for _ in range(3))
    events = told([whole], Answerer(right_but(5)))
    begun = told([first], Answerer(right_but(5)), Budget(items=30))
    for event in begun[:-1]:
        then.standing.replay(event)
    rest = told([then], Answerer(right_but(5)))
    assert prompts(events) == prompts(begun + rest) != prompts(rest)


def prompts(events):
    return sum(int(e.prompts, 16) for e in events if isinstance(e, Answers)) % 2**256


@pytest.mark.parametrize("asked", range(400))
def test_items_are_asked_together_as_in_a_run_that_was_not_killed(asked):
    ends = list(itertools.accumulate([FIRST, 16, 32, *[MOST] * 8]))
    assert asked + at_once(asked) == next(end for end in ends if end > asked)


def test_a_task_goes_on_from_known_answers():
    whole, again = course(asking(200)), course(asking(200))
    events = told([whole], Answerer(right_but(5)))
    again.standing.replay(events[0])
    scorer = Answerer(right_but(5))
    rest = told([again], scorer)
    assert scorer.asked[0] == [*events[1].items, *scorer.asked[0][len(events[1].items) :]]
    assert rest == events[1:]


def test_a_budget_of_items_is_one_for_each_task():
    scorer = Answerer(right_but(5))
    events = told(pair(), scorer, Budget(items=20))
    assert [sum(len(e.items) for e in events[:-1] if e.asking == name) for name in "ab"] == [20, 20]
    assert events[-1] == Done("finished")


def clock():
    """Return a clock on which every look takes a second."""
    return itertools.count().__next__


def test_a_budget_of_time_is_spent_on_all_tasks_alike():
    events = told(pair(), Answerer(right_but(5)), Budget(seconds=12), clock())
    assert events[-1] == Done("out-of-time")
    counts = [sum(isinstance(e, Answers) and e.asking == name for e in events) for name in "ab"]
    assert counts[0] - counts[1] in (0, 1)
    assert counts[1] > 0


def test_time_that_is_up_when_all_is_decided_is_no_end_by_budget():
    events = told([course(asking(8))], Answerer(right_but(5)), Budget(seconds=2), clock())
    assert events[-1] == Done("finished")


def test_an_item_without_an_answer_ends_its_task_and_no_other():
    first, second = pair(60)
    bad = first.standing.ahead(12)[-1]
    rows = [{"query": "other", "choices": ["yes", "no"], "gold": 0}] * 60
    second = course(second.asking, rows)

    def rule(item, context):
        other = bytes(context).startswith(b"other")
        return refused(item, "not-finite") if item == bad and not other else int(item % 5 == 0)

    events = told([first, second], Answerer(rule, by_context=True))
    [told_of] = [e for e in events if isinstance(e, Refused)]
    assert (told_of.asking, told_of.remark.kind) == ("a", "not-finite")
    assert told_of.remark.where == f"toy.jsonl:{bad + 1}"
    assert (len(first.standing.items), len(second.standing.items)) == (11, 60)
    assert events[-1] == Done("finished")


def test_a_task_that_is_decided_before_the_item_without_an_answer_is_not_refused():
    asked = asking(200)
    decided = answered(asked, lambda item: item % 5)
    last, then = decided.items[-1], [i for i in range(200) if i not in decided.items]
    own = course(asked)
    events = told([own], Answerer(lambda i: refused(i, "not-finite") if i in then else i % 5 == 0))
    assert not [e for e in events if isinstance(e, Refused)]
    assert own.standing.items[-1] == last


def test_an_item_that_cannot_be_asked_ends_its_task():
    rows = [{"query": f"q{i}", "choices": ["yes", "no"], "gold": 0} for i in range(60)]
    rows[17]["choices"] = ["yes", "n" * 5000]
    events = told([course(asking(60), rows)], Answerer(right_but(5)))
    [told_of] = [e for e in events if isinstance(e, Refused)]
    assert told_of.remark.kind == "target-too-long"
    assert told_of.remark.where == "toy.jsonl:18"


def failing_after(calls):
    count = itertools.count()

    def rule(item):
        if next(count) >= calls:
            raise CannotLoad("device-failed", Text(en="npu:0 is gone", zh="npu:0 已失联"))
        return int(item % 5 == 0)

    return rule


def test_a_device_that_fails_ends_what_is_still_to_be_asked():
    done = course(asking(8, name="done"))
    first, second = pair()
    events = told([done, first, second], Answerer(failing_after(8 + 8 + 4)))
    refusals = [e for e in events if isinstance(e, Refused)]
    assert [e.asking for e in refusals] == ["a", "b"]
    assert refusals[0].remark.message.en == "npu:0 is gone"
    assert events[-1] == Done("stopped")


def test_a_task_that_the_model_answers_alike_is_asked_twenty_items():
    own = course(asking(200, claims=(("0.95", 2),)))
    told([own], Answerer(lambda _item: 1))
    assert len(own.standing.items) == 20
    assert own.standing.said == ["1"] * 20

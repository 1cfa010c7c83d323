"""A run from outside, its process played: what is journalled, what an interruption leaves."""

from contextlib import closing
from dataclasses import replace

import pytest

from cardkit.errors import UsageError
from cardkit.text import Text
from cardkit.verify.load.process import Stopped
from cardkit.verify.load.session import Request
from cardkit.verify.measure import run as module
from cardkit.verify.measure.asking import Budget, MeasureRequest
from cardkit.verify.measure.events import Done, Ready, Refused, Scoring, read, written
from cardkit.verify.measure.follow import Nobody
from cardkit.verify.measure.journal import begin, resume
from cardkit.verify.measure.scoring import retold
from cardkit.verify.measure.standing import Standing
from cardkit.verify.outcome import Observation, Remark
from tests.verify.measure.helpers import Answerer, asking, course, results, right_but, told

TOLD = Scoring({"dtype": "float32"}, {"model.safetensors": "ab"})
ASKED = (asking(200, name="a"), asking(200, name="b"))
KEY = "00" * 32


def script():
    """Return what a process tells that asks two tasks."""
    ready = [Ready(a.id) for a in ASKED]
    events = told([course(a) for a in ASKED], Answerer(right_but(5)))
    return [read(written(e)) for e in (*ready, TOLD, *events)]


def play(monkeypatch, events):
    """Have the process tell these events; an exception among them is raised in its place."""

    def tell(_request, _timeout):
        for event in events:
            if isinstance(event, BaseException):
                raise event
            yield event

    monkeypatch.setattr(module, "_events", tell)


def request(**known):
    return MeasureRequest(Request("x"), ASKED, Budget(), known=known)


def run(path, asked=None, watcher=None, journal=None):
    with closing(journal or begin(path, KEY, "salt")) as opened:
        return module.run(asked or request(), opened, 60, watcher or Nobody())


def journalled(path):
    """Return the answers of a journal."""
    journal, _, answers = resume(path, KEY)
    journal.close()
    return answers


def standings(found):
    return {name: results(s) for name, s in found.standings.items()}


def test_events_cross_as_lines():
    remark = Remark("kind", "error", Text("why", "为何"), "where")
    for event in (*script(), Refused("a", remark), Ready("a", (remark,)), Done("stopped")):
        assert read(written(event)) == event
    with pytest.raises(ValueError, match="no event"):
        read('{"kind": "other"}')


def test_all_is_told_and_written_down(monkeypatch, tmp_path):
    play(monkeypatch, script())
    found = run(tmp_path / "j")
    assert found.ended == "finished"
    assert all(s.decided for s in found.standings.values())
    again = {a.id: Standing(a) for a in ASKED}
    for each in journalled(tmp_path / "j"):
        again[each.asking].replay(each)
    assert {n: results(s) for n, s in again.items()} == standings(found)


def test_what_scoring_came_to_is_told_again(monkeypatch, tmp_path):
    remark = Remark("kind", "note", Text("why", "为何"), "where")
    first = replace(TOLD, remarks=(remark,))
    later = replace(first, facts={**TOLD.facts, "scorer_tier_beyond_4096": "plain"})
    events = [first if each == TOLD else each for each in script()]
    play(monkeypatch, [*events[:-1], later, events[-1]])
    found = run(tmp_path / "j")
    assert (found.scoring, found.remarks, found.ended) == (later, [remark], "finished")


def test_facts_of_scoring_that_change_are_told_before_what_they_changed_for():
    class Told:
        halved = 0

        def observations(self):
            return (Observation("scorer_halved", self.halved, "loaded", "cpu"),)

    def asked():
        yield Ready("a")
        scorer.halved = 1
        yield Ready("b")
        yield Done("finished")

    scorer, first = Told(), Scoring({"dtype": "float32", "scorer_halved": "0"}, {})
    later = Scoring({"dtype": "float32", "scorer_halved": "1"}, {})
    assert [*retold(asked(), scorer, first)] == [Ready("a"), later, Ready("b"), Done("finished")]


@pytest.mark.parametrize("cut", [3, 4, 6, 9])
def test_an_interruption_leaves_what_was_answered(monkeypatch, tmp_path, cut):
    events = script()
    play(monkeypatch, [*events[:cut], KeyboardInterrupt()])
    found = run(tmp_path / "j")
    assert found.ended == "interrupted"
    assert sum(len(s.items) for s in found.standings.values()) == sum(
        len(e.items) for e in events[3:cut]
    )
    assert len(journalled(tmp_path / "j")) == cut - 3


def test_an_interruption_between_two_items_leaves_none_half_counted(monkeypatch, tmp_path):
    events = script()
    play(monkeypatch, events)
    calls = iter(range(100))
    take = Standing.take

    def interrupted(self, items, bits, said):
        if next(calls) == 2:
            self.trials[0].update(self._drawn[len(self.items)], is_right=True)
            raise KeyboardInterrupt
        return take(self, items, bits, said)

    monkeypatch.setattr(Standing, "take", interrupted)
    found = run(tmp_path / "j")
    assert found.ended == "interrupted"
    for standing in found.standings.values():
        assert standing.trials[0].seen == len(standing.items) == len(standing.said) == 8


def test_a_process_that_stops_is_a_remark_and_what_was_answered_counts(monkeypatch, tmp_path):
    remark = Remark("out-of-memory", "error", Text("killed", "被终止"), "scores")
    play(monkeypatch, [*script()[:5], Stopped(remark)])
    found = run(tmp_path / "j")
    assert found.ended == "stopped"
    assert found.load.remarks == (remark,)
    assert [len(s.items) for s in found.standings.values()] == [8, 8]


def test_known_answers_count_before_any_other(monkeypatch, tmp_path):
    events = script()
    play(monkeypatch, events)
    whole = standings(run(tmp_path / "j"))
    known = {a.id: tuple(e for e in events[3:7] if e.asking == a.id) for a in ASKED}
    play(monkeypatch, [*events[:3], *events[7:]])
    assert standings(run(tmp_path / "k", request(**known))) == whole


@pytest.mark.parametrize("damage", ["twice", "beyond", "stranger"])
def test_known_answers_that_are_none_of_this_run_are_refused(monkeypatch, tmp_path, damage):
    own = [e for e in script()[3:-1] if e.asking == "a"]
    known = {
        "twice": {"a": (own[0], own[0])},
        "beyond": {"a": (*own, own[0])},
        "stranger": {"c": (own[0],)},
    }[damage]
    play(monkeypatch, [])
    with pytest.raises(UsageError, match="answers that do not belong to this run"):
        run(tmp_path / "j", request(**known))


def test_refusals_and_remarks_are_kept(monkeypatch, tmp_path):
    remark = Remark("kind", "note", Text("cut", "截断"), "a")
    refusal = Refused("b", Remark("not-finite", "error", Text("NaN", "NaN"), "b"))
    play(monkeypatch, [Ready("a", (remark,)), TOLD, refusal, Done("finished")])
    found = run(tmp_path / "j")
    assert found.remarks == [remark]
    assert found.refusals == {"b": refusal.remark}
    assert found.scoring == TOLD


def test_a_resumed_run_on_another_device_is_refused(monkeypatch, tmp_path):
    play(monkeypatch, script())
    run(tmp_path / "j")
    play(monkeypatch, [Scoring({"dtype": "bfloat16"}, TOLD.digests)])
    journal, _, _ = resume(tmp_path / "j", KEY)
    with pytest.raises(UsageError, match="from another"):
        run(tmp_path / "j", journal=journal)

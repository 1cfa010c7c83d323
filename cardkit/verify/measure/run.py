"""A run from outside: the process that holds the model is watched, and every answer journalled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cardkit.text import Text
from cardkit.verify.load.checks import STEPS
from cardkit.verify.load.checks import Event as Step
from cardkit.verify.load.process import Stopped, Worker
from cardkit.verify.load.run import LoadOutcome, Steps
from cardkit.verify.measure.asking import Answers, MeasureRequest
from cardkit.verify.measure.events import Done, Event, Failed, Ready, Refused, Scoring, read
from cardkit.verify.measure.follow import Watcher
from cardkit.verify.measure.journal import Journal
from cardkit.verify.measure.outcome import Ended
from cardkit.verify.measure.standing import Standing
from cardkit.verify.outcome import Remark
from cardkit.verify.score.threads import worker_environment


@dataclass(slots=True)
class Outcome:
    """What a run came to: loading, the standing of each task, refusals, facts.

    `ended` says how it ended; `stopped` where a process or device failed.
    """

    load: LoadOutcome
    standings: dict[str, Standing]
    refusals: dict[str, Remark] = field(default_factory=dict)
    scoring: Scoring | None = None
    remarks: list[Remark] = field(default_factory=list)
    seconds: float = 0.0
    ended: Ended = "stopped"


def run(request: MeasureRequest, journal: Journal, timeout: float, watcher: Watcher) -> Outcome:
    """Load the model, ask it and return what came of it; answers go to the journal as they come.

    A step of loading, or a few answers, that take longer than `timeout` seconds end the run. A
    KeyboardInterrupt ends it too, and what was answered until then counts. Raises UsageError for
    what cannot be asked.
    """
    steps = Steps(watcher.step)
    outcome = Outcome(steps.outcome(), {a.id: Standing(a) for a in request.askings})
    for asking, known in request.known.items():
        for answers in known:
            outcome.standings[asking].replay(answers)
        watcher.moved(outcome.standings[asking])
    try:
        for event in _events(request, timeout):
            if isinstance(event, Step):
                steps.take(event)
            else:
                _take(event, outcome, journal, watcher)
    except Stopped as stopped:
        steps.stop(stopped.remark)
    except KeyboardInterrupt:
        outcome.ended = "interrupted"
    outcome.load = steps.outcome()
    return outcome


def _events(request: MeasureRequest, timeout: float) -> Iterator[Event]:
    from pydantic import TypeAdapter

    payload = TypeAdapter(MeasureRequest).dump_json(request).decode("utf-8")
    with Worker("cardkit.verify.measure.worker", payload, worker_environment()) as worker:
        for line in worker.lines(timeout):
            try:
                event = read(line)
            except (ValueError, LookupError, TypeError) as error:
                raise worker.broken(line) from error
            if isinstance(event, Failed):
                event.raise_()
            if isinstance(event, Step):
                worker.doing, worker.where = STEPS[event.step], event.step
            else:
                worker.doing, worker.where = _SCORING, "scores"
            yield event


_SCORING = Text(en="measuring the scores", zh="测量分数")


def _take(event: Event, outcome: Outcome, journal: Journal, watcher: Watcher) -> None:
    if isinstance(event, Answers):
        standing = outcome.standings[event.asking]
        standing.replay(event)
        journal.add(event)
        watcher.moved(standing)
    elif isinstance(event, Refused):
        outcome.refusals[event.asking] = event.remark
        watcher.refused(event.asking, event.remark)
    elif isinstance(event, Ready):
        outcome.remarks += event.remarks
    elif isinstance(event, Scoring):
        journal.read_from(event.digests)
        outcome.scoring = event
        outcome.remarks += event.remarks
    elif isinstance(event, Done):
        outcome.ended = "out-of-time" if event.out_of_time else "finished"
        outcome.seconds = event.seconds

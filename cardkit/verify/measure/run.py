"""A run from outside: the process that holds the model is watched, and every answer journalled."""

from __future__ import annotations

import time
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
    what cannot be asked, and for known answers that belong to something else.
    """
    steps = Steps(watcher.step)
    outcome = Outcome(steps.outcome(), {a.id: Standing(a) for a in request.askings})
    course = _Course(outcome, journal, watcher)
    course.know(request)
    try:
        for event in _events(request, timeout):
            if isinstance(event, Step):
                steps.take(event)
            else:
                course.take(event)
    except Stopped as stopped:
        steps.stop(stopped.remark)
    except KeyboardInterrupt:
        outcome.ended = "interrupted"
        course.mend()
    outcome.load = steps.outcome()
    outcome.seconds = course.seconds
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


class _Course:
    """What is told, put where it belongs. `taken` are the answers that a standing rests on."""

    def __init__(self, outcome: Outcome, journal: Journal, watcher: Watcher) -> None:
        self._outcome = outcome
        self._journal = journal
        self._watcher = watcher
        self._taken: dict[str, list[Answers]] = {asking: [] for asking in outcome.standings}
        self._moving: str | None = None
        self._begun: float | None = None

    @property
    def seconds(self) -> float:
        """How long the model was asked."""
        return 0.0 if self._begun is None else time.monotonic() - self._begun

    def know(self, request: MeasureRequest) -> None:
        """Take the answers of an earlier run. Raises UsageError where they are none of this one."""
        try:
            for asking, known in request.known.items():
                standing = self._outcome.standings[asking]
                for answers in known:
                    standing.replay(answers)
                    self._taken[asking].append(answers)
                self._watcher.moved(standing)
        except (LookupError, ValueError) as error:
            raise self._journal.unfit() from error

    def take(self, event: Event) -> None:
        """Take in what the process tells beside its steps of loading."""
        outcome = self._outcome
        if isinstance(event, Answers):
            self._answered(event)
        elif isinstance(event, Refused):
            outcome.refusals[event.asking] = event.remark
            self._watcher.refused(event.asking, event.remark)
        elif isinstance(event, Ready):
            outcome.remarks += event.remarks
        elif isinstance(event, Scoring):
            if outcome.scoring is None:
                self._begun = time.monotonic()
                self._journal.read_from(event)
                outcome.remarks += event.remarks
            outcome.scoring = event
        elif isinstance(event, Done):
            outcome.ended = event.ended

    def _answered(self, answers: Answers) -> None:
        self._moving = answers.asking
        standing = self._outcome.standings[answers.asking]
        standing.replay(answers)
        self._taken[answers.asking].append(answers)
        self._moving = None
        self._journal.add(answers)
        self._watcher.moved(standing)

    def mend(self) -> None:
        """Put a standing right that a person's interruption left between two items."""
        if self._moving is None:
            return
        standing = Standing(self._outcome.standings[self._moving].asking)
        for answers in self._taken[self._moving]:
            standing.replay(answers)
        self._outcome.standings[self._moving] = standing

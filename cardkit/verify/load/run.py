"""Load checks from outside: what the steps told, gathered, with what ended them before the last."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from cardkit.errors import UsageError
from cardkit.text import Text
from cardkit.verify.load.checks import STEPS, Event
from cardkit.verify.load.loaders import check_installed
from cardkit.verify.load.process import Stopped, Worker
from cardkit.verify.load.session import Request
from cardkit.verify.load.snippet import Snippet
from cardkit.verify.load.worker import event_of
from cardkit.verify.outcome import Observation, Remark
from cardkit.verify.spec.observe import Observed, disagreements

DEFAULT_TIMEOUT = 600.0
"""Seconds that one step may take; loading 14 GB from a slow disk takes some minutes."""


@dataclass(frozen=True, slots=True)
class LoadOutcome:
    """What loading showed. `completed` is False where a step was refused, failed or timed out.

    `seconds` holds what each step took that came to an end.
    """

    observations: tuple[Observation, ...]
    remarks: tuple[Remark, ...]
    seconds: Mapping[str, float]
    completed: bool


def joined(observed: Observed, outcome: LoadOutcome) -> Observed:
    """Return what the files say and what loading showed as one, for `spec.check.check`.

    A loaded count that differs from what the files say becomes a remark.
    """
    observations = (*observed.observations, *outcome.observations)
    known = set(observed.remarks)
    met = {(r.kind, r.level, r.where) for r in known}  # pickles beside the weights are met twice
    shown = [r for r in outcome.remarks if (r.kind, r.level, r.where) not in met]
    more = [r for r in disagreements(observations) if r not in known]
    return replace(observed, observations=observations, remarks=(*observed.remarks, *shown, *more))


def load_checks(  # noqa: PLR0913 - each argument is a choice of who asks
    folder: Path,
    *,
    gguf: str | None = None,
    device: str = "auto",
    dtype: str = "auto",
    loader: str = "auto",
    snippets: Sequence[Snippet] = (),
    ids: Sequence[str] = (),
    timeout: float = DEFAULT_TIMEOUT,
    say: Callable[[Text], None] | None = None,
) -> LoadOutcome:
    """Load the model of a local folder in a process of its own and return what it showed.

    `loader` is one of `loaders.LOADERS`. `snippets` are the card's usage code, checked and never
    run; only the generation settings in it are tried. `ids` are the card's own model ids; `say`
    hears of each step. A step that takes longer than `timeout` seconds ends the run.

    Raises UsageError for a device, index, dtype or loader that cannot be, MissingExtra without
    torch or transformers, for a GGUF file without gguf or accelerate; all that is wrong with the
    model is a remark.
    """
    check_installed(loader, gguf=gguf is not None)
    request = Request(str(folder), gguf, device, dtype, tuple(snippets), tuple(ids), loader)
    return run_request(request, timeout, say or (lambda _text: None))


class Steps:
    """The steps of one run as they are told: `listener` hears of each, `outcome` is what they give.

    Without a single event, as where nothing was started, the outcome is empty and not completed.
    """

    def __init__(self, listener: Callable[[Event], None]) -> None:
        self._listener = listener
        self._observations: list[Observation] = []
        self._remarks: list[Remark] = []
        self._seconds: dict[str, float] = {}
        self._completed = False

    def take(self, event: Event) -> None:
        """Take in a step that begins or ends."""
        self._observations.extend(event.observations)
        self._remarks.extend(event.remarks)
        if event.state != "begin":
            self._seconds[event.step] = event.seconds
        self._completed = event.state == "done" and event.last
        self._listener(event)

    def stop(self, remark: Remark) -> None:
        """Take in why the process stopped; what was loaded until then stays."""
        self._remarks.append(remark)

    def outcome(self) -> LoadOutcome:
        """Return what was told until now."""
        return LoadOutcome(
            tuple(self._observations), tuple(self._remarks), dict(self._seconds), self._completed
        )


def run_request(request: Request, timeout: float, say: Callable[[Text], None]) -> LoadOutcome:
    """Run the steps of `request` as `load_checks` does, and raise what it raises."""
    steps = Steps(lambda event: _tell(event, say))
    try:
        with Worker("cardkit.verify.load.worker", json.dumps(asdict(request))) as worker:
            for line in worker.lines(timeout):
                event = _event(worker, line)
                worker.doing, worker.where = STEPS[event.step], event.step
                steps.take(event)
    except Stopped as stopped:
        steps.stop(stopped.remark)
    return steps.outcome()


def _event(worker: Worker, line: str) -> Event:
    """Return the event of a line. Raises UsageError where the worker says the call is wrong."""
    record = json.loads(line)
    try:
        if "error" not in record:
            event = event_of(record)
            if event.step in STEPS:
                return event
            raise KeyError(event.step)
        hint = None if record["hint"] is None else Text(**record["hint"])
        message = Text(**record["error"])
    except (AttributeError, KeyError, TypeError) as error:
        raise worker.broken(line) from error
    raise UsageError(message, hint=hint)


def _tell(event: Event, say: Callable[[Text], None]) -> None:
    step = STEPS[event.step]
    if event.state == "begin":
        say(Text(en="{step} ...", zh="{step} ……").format(step=step))
        return
    took = f"{event.seconds:.1f}"
    say(Text(en="{step}: {took} s", zh="{step}：{took} 秒").format(step=step, took=took))

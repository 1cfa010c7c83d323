"""What the process that holds the model tells: one JSON line an event."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NoReturn, TypeAlias

from cardkit.errors import CardkitError, UsageError
from cardkit.text import Text
from cardkit.verify.load.checks import Event as Step
from cardkit.verify.load.worker import event_of as step_of
from cardkit.verify.measure.asking import Answers
from cardkit.verify.measure.outcome import Ended
from cardkit.verify.outcome import Remark


@dataclass(frozen=True, slots=True)
class Scoring:
    """How answers are computed: what decides a figure beside the protocol, for the record.

    `facts` are names and values: tier, threads, dtype, versions of libraries. `digests` are the
    SHA-256 of the model's files. Told again where a fact has become another one.
    """

    facts: Mapping[str, str]
    digests: Mapping[str, str]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Ready:
    """A task is prepared: its prompts can be asked. `remarks` a reader of its score must know."""

    asking: str
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A task that cannot be scored, or not any further, and why."""

    asking: str
    remark: Remark


@dataclass(frozen=True, slots=True)
class Done:
    """No more is asked: of any task, in the time of the budget, or of a device that failed."""

    ended: Ended


@dataclass(frozen=True, slots=True)
class Failed:
    """The call itself cannot be: an error of the tree, as its message and hint."""

    message: Text
    hint: Text | None = None

    def raise_(self) -> NoReturn:
        """Raise it as the error that the caller made."""
        raise UsageError(self.message, hint=self.hint)


Event: TypeAlias = Step | Scoring | Ready | Answers | Refused | Done | Failed

_KINDS: dict[str, type[Any]] = {
    each.__name__.lower(): each for each in (Scoring, Ready, Answers, Refused, Done, Failed)
}


def written(event: Event) -> str:
    """Return the line that stands for an event."""
    if isinstance(event, Step):
        return json.dumps({"kind": "step", **asdict(event)})
    return json.dumps({"kind": type(event).__name__.lower(), **asdict(event)})


def read(line: str) -> Event:
    """Return the event of a line. Raises ValueError for a line that is none."""
    from pydantic import TypeAdapter

    record = json.loads(line)
    kind = record.pop("kind", None)
    if kind == "step":
        return step_of(record)
    if kind not in _KINDS:
        raise ValueError(f"no event: {line[:80]!r}")
    found: Event = TypeAdapter(_KINDS[kind]).validate_python(record)
    return found


def failed(error: CardkitError) -> Failed:
    """Return an error of the call as an event."""
    return Failed(error.message, error.hint)

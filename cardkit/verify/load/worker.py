"""The process in which a model is loaded: a request on stdin, events on stdout, one a line."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from typing import Any

from cardkit.errors import CardkitError
from cardkit.text import Text
from cardkit.verify.load.checks import Event, run_steps
from cardkit.verify.load.session import Request
from cardkit.verify.load.snippet import Snippet
from cardkit.verify.outcome import Observation, Remark


def main() -> None:
    """Run the steps of the request and write their events."""
    # Libraries print to stdout as well; what they print goes to stderr, behind our back.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as events:
        os.dup2(2, 1)
        stated = json.load(sys.stdin)
        stated["snippets"] = tuple(Snippet(**s) for s in stated["snippets"])
        stated["ids"] = tuple(stated["ids"])
        try:
            for event in run_steps(Request(**stated)):
                _write(events, asdict(event))
        except CardkitError as error:
            hint = None if error.hint is None else asdict(error.hint)
            _write(events, {"error": asdict(error.message), "hint": hint})


def _write(events: Any, record: dict[str, Any]) -> None:
    events.write(json.dumps(record) + "\n")
    events.flush()


def event_of(record: dict[str, Any]) -> Event:
    """Return the event that a line of the worker holds."""
    return Event(
        record["step"],
        record["state"],
        record["seconds"],
        tuple(_observation(o) for o in record["observations"]),
        tuple(_remark(r) for r in record["remarks"]),
        last=record["last"],
    )


def _observation(record: dict[str, Any]) -> Observation:
    # JSON knows no tuples, of which records are made.
    made: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in record.items()}
    return Observation(**made)


def _remark(record: dict[str, Any]) -> Remark:
    hint = None if record["hint"] is None else Text(**record["hint"])
    return Remark(record["kind"], record["level"], Text(**record["message"]), record["where"], hint)

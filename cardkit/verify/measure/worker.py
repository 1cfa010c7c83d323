"""The process that holds the model: load checks, then questions until every claim is decided."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from cardkit.errors import CardkitError
from cardkit.text import Text
from cardkit.verify.load.checks import run_steps
from cardkit.verify.load.session import Run
from cardkit.verify.measure.asking import MeasureRequest
from cardkit.verify.measure.course import Course, run_courses
from cardkit.verify.measure.events import Event, Ready, Refused, Scoring, failed, written
from cardkit.verify.outcome import Remark
from cardkit.verify.protocol.prepare import prepare
from cardkit.verify.protocol.read import read_items
from cardkit.verify.spec.problem import Problem

_LIBRARIES = ("torch", "torch_npu", "transformers", "tokenizers", "safetensors")


def main() -> None:
    """Read a request from stdin, do what it asks and write events to stdout."""
    from pydantic import TypeAdapter

    # Libraries print to stdout as well; what they print goes to stderr, behind our back.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as stream:
        os.dup2(2, 1)
        request = TypeAdapter(MeasureRequest).validate_json(sys.stdin.read())
        try:
            for event in events(request):
                stream.write(written(event) + "\n")
                stream.flush()
        except CardkitError as error:
            stream.write(written(failed(error)) + "\n")


def events(request: MeasureRequest) -> Iterator[Event]:
    """Load the model and yield all that happens. Raises UsageError and MissingExtra."""
    run = yield from run_steps(request.load)
    if run is None:
        return
    from cardkit.verify.score.scorer import make_scorer

    tokenizer = run.asked.tokenizer
    courses: list[Course] = []
    for asking in request.askings:
        try:
            courses.append(_course(request, asking, tokenizer))
        except Problem as problem:
            yield Refused(asking.id, problem.remark)
        else:
            yield Ready(asking.id, courses[-1].asker.remarks)
    if not courses:
        return
    scorer = make_scorer(run.model, run.on, tokenizer, tier=request.tier)
    yield _scoring(run, scorer)
    yield from run_courses(courses, scorer, request.budget, time.monotonic)

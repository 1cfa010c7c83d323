"""The process that holds the model: load checks, then questions until every claim is decided."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator, Iterator
from pathlib import Path

from cardkit.errors import CannotLoad, CardkitError
from cardkit.text import Text
from cardkit.verify.load.checks import run_steps
from cardkit.verify.load.session import Run
from cardkit.verify.measure.asking import Asking, MeasureRequest
from cardkit.verify.measure.course import Course, given_up, run_courses
from cardkit.verify.measure.events import Done, Event, Ready, Refused, failed, written
from cardkit.verify.measure.scoring import retold, scoring
from cardkit.verify.measure.standing import Standing
from cardkit.verify.protocol.asker import Asker
from cardkit.verify.protocol.prepare import prepare
from cardkit.verify.protocol.read import read_items
from cardkit.verify.protocol.tokenizer import Tokenizer
from cardkit.verify.spec.problem import Problem


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
    courses = yield from _prepared(request, run)
    if not courses:
        yield Done("finished")
        return
    try:
        scorer, facts = scoring(run, request.tier)
    except CannotLoad as error:
        yield from given_up(courses, error)
        return
    yield facts
    yield from retold(run_courses(courses, scorer, request.budget, time.monotonic), scorer, facts)


def _prepared(request: MeasureRequest, run: Run) -> Generator[Event, None, list[Course]]:
    """Yield for each task whether it can be asked; return those that can."""
    courses: list[Course] = []
    for asking in request.askings:
        try:
            asker = _asker(asking, request.folder, run.asked.tokenizer)
            standing = Standing(asking)
            for answers in request.known.get(asking.id, ()):
                standing.replay(answers)
        except Problem as problem:
            yield Refused(asking.id, problem.remark)
        else:
            courses.append(Course(asking, asker, standing))
            yield Ready(asking.id, asker.remarks)
    return courses


def _asker(asking: Asking, folder: str | None, tokenizer: Tokenizer | None) -> Asker:
    if tokenizer is None:
        raise Problem("tokenizer-absent", _NO_TOKENIZER, asking.id)
    items = read_items(asking.protocol, Path(folder) if folder is not None else None)
    if items.drawn_from_sha256 != asking.sha256:
        raise Problem("items-changed", _CHANGED.format(name=items.name), items.name)
    return prepare(asking.protocol, items, tokenizer)


_NO_TOKENIZER = Text(
    en="no score can be measured without the model's tokenizer",
    zh="缺少模型的分词器，无法测量分数",
)
_CHANGED = Text(
    en="the items of `{name}` changed while the run was prepared",
    zh="准备过程中 `{name}` 的题目发生了变化",
)

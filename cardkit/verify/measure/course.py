"""Asking the tasks in turn, a few items each, until every claim is decided or the budget is used.

In turn, so that a budget of time is spent on all tasks alike and a claim that is far off is found
early wherever it stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from cardkit.errors import CannotLoad
from cardkit.verify.measure.asking import Answers, Asking, Budget
from cardkit.verify.measure.events import Done, Refused
from cardkit.verify.measure.standing import Standing
from cardkit.verify.outcome import Remark
from cardkit.verify.protocol.asker import Asker, Judged
from cardkit.verify.protocol.prepare import prompt_sha256
from cardkit.verify.protocol.requests import ItemAnswer, ItemRequests
from cardkit.verify.score.refusals import Refused as NoAnswer
from cardkit.verify.spec.problem import Problem

FIRST, MOST = 8, 64
"""Items of a task that are asked at once: 8, 16, 32, then 64 each; few at first, when a gross error
shows, then more, which shares more work. What goes beyond the deciding item is thrown away. A run
that goes on from a journal asks the same items together: what is computed at once decides the last
bits of a probability."""


class Totals(Protocol):
    """Tokens that went through the model so far, and that would have without sharing."""

    fed: int
    naive: int


class Scores(Protocol):
    """What answers requests: `score.scorer.Scorer`, or a stand-in of a test."""

    @property
    def figures(self) -> Totals:
        """Running totals."""

    def score(self, requests: Sequence[ItemRequests]) -> list[ItemAnswer | NoAnswer]:
        """Return an answer to each item's requests, or why there is none."""


@dataclass(slots=True)
class Course:
    """A task that is being asked: its claims as they stand, and whether it can go on."""

    asking: Asking
    asker: Asker
    standing: Standing
    refused: bool = False

    def ahead(self, budget: Budget) -> list[int]:
        """Return the next items to ask; none where nothing more is to be asked."""
        count = at_once(len(self.standing.items))
        return [] if self.refused else self.standing.ahead(count, budget.items)


def at_once(asked: int) -> int:
    """Return how many items are asked next where so many were asked before."""
    size = end = FIRST
    while end <= asked:
        size = min(2 * size, MOST)
        end += size
    return end - asked


def run_courses(
    courses: Sequence[Course], scores: Scores, budget: Budget, clock: Callable[[], float]
) -> Iterator[Answers | Refused | Done]:
    """Yield the answers to all tasks, in turn, as they come.

    A task with an item that has no answer is refused there: its score cannot be told any more.
    """
    start = clock()
    waiting = list(courses)
    while waiting:
        for course in tuple(waiting):
            items = course.ahead(budget)
            if not items:
                waiting.remove(course)
                continue
            if budget.seconds is not None and clock() - start >= budget.seconds:
                yield Done("out-of-time")
                return
            try:
                yield from _ask(course, items, scores, clock)
            except CannotLoad as error:  # the device failed, and would fail the others as well
                yield from given_up([c for c in waiting if c.ahead(budget)], error)
                return
    yield Done("finished")


def given_up(courses: Sequence[Course], error: CannotLoad) -> Iterator[Refused | Done]:
    """Yield the end of a run whose device failed while `courses` were still to be asked."""
    for each in courses:
        yield Refused(each.asking.id, Remark(error.kind, "error", error.message, each.asking.id))
    yield Done("stopped")


def _ask(
    course: Course, items: Sequence[int], scores: Scores, clock: Callable[[], float]
) -> Iterator[Answers | Refused]:
    start, fed, naive = clock(), scores.figures.fed, scores.figures.naive
    asked, unasked = _asked(course.asker, items)
    judged, unjudged = _judged(course.asker, asked, scores.score(asked))
    if judged:
        bits: dict[str, str] = {
            m: "".join("01"[each.bits[m]] for each in judged) for m in judged[0].bits
        }
        said = [_said(each) for each in judged]
        count = course.standing.take([each.item for each in judged], bits, said)
        yield Answers(
            asking=course.asking.id,
            items=tuple(each.item for each in judged[:count]),
            bits={metric: row[:count] for metric, row in bits.items()},
            said=tuple(said[:count]),
            prompts=_prompts(asked[:count]),
            fed=scores.figures.fed - fed,
            naive=scores.figures.naive - naive,
            seconds=clock() - start,
        )
    problem = unjudged or unasked
    if problem is not None and not course.standing.decided:
        course.refused = True
        yield Refused(course.asking.id, problem)


def _asked(asker: Asker, items: Sequence[int]) -> tuple[list[ItemRequests], Remark | None]:
    """Return what the items ask, up to the first that cannot be asked, and why it cannot."""
    asked: list[ItemRequests] = []
    for item in items:
        try:
            asked.append(asker.requests(item))
        except Problem as problem:
            return asked, problem.remark
    return asked, None


def _judged(
    asker: Asker, asked: Sequence[ItemRequests], answers: Sequence[ItemAnswer | NoAnswer]
) -> tuple[list[Judged], Remark | None]:
    """Return how items were answered, up to the first without an answer, and why it has none."""
    judged: list[Judged] = []
    for request, answer in zip(asked, answers, strict=True):
        if isinstance(answer, NoAnswer):
            return judged, Remark(answer.kind, "error", answer.message, asker.where(request.item))
        try:
            judged.append(asker.judge(request.item, answer))
        except Problem as problem:
            return judged, problem.remark
    return judged, None


def _said(judged: Judged) -> str:
    """Return what stands for the answer: the choice, or the beginning of a text's digest."""
    if judged.chosen is not None:
        return str(judged.chosen)
    if judged.said is not None:
        return hashlib.sha256(judged.said.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return ""


def _prompts(asked: Sequence[ItemRequests]) -> str:
    total = 0
    for each in asked:
        line = f"{each.item}:{prompt_sha256(each)}".encode("ascii")
        total += int.from_bytes(hashlib.sha256(line).digest(), "big")
    return f"{total % 2**256:064x}"

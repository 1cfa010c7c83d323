"""Asking the tasks in turn, a few items each, until every claim is decided or the budget is used.

In turn, so that a budget of time is spent on all tasks alike and a claim that is far off is found
early wherever it stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from cardkit.text import Text
from cardkit.verify.measure.asking import Answers, Asking, Budget
from cardkit.verify.measure.events import Done, Refused
from cardkit.verify.measure.standing import Standing
from cardkit.verify.outcome import Remark
from cardkit.verify.protocol.asker import Asker
from cardkit.verify.protocol.prepare import prompt_sha256
from cardkit.verify.protocol.requests import ItemAnswer, ItemRequests
from cardkit.verify.spec.problem import Problem

FIRST, MOST = 8, 64
"""Items of a task that are asked at once: few at first, when a gross error shows, then more, which
shares more work. What goes beyond the deciding item is thrown away."""


class Scores(Protocol):
    """What answers requests: `score.scorer.Scorer`, or a stand-in of a test."""

    fed: int
    """Tokens that went through the model so far."""
    naive: int
    """Tokens that would have without sharing."""

    def score(self, asked: Sequence[ItemRequests]) -> list[ItemAnswer]:
        """Return the answer to each item's requests. Raises Problem for what has no score."""


@dataclass(slots=True)
class Course:
    """A task that is being asked: its claims as they stand, and whether it can go on."""

    asking: Asking
    asker: Asker
    standing: Standing
    refused: bool = False
    chunk: int = field(default=FIRST)

    def ahead(self, budget: Budget) -> list[int]:
        """Return the next items to ask; none where nothing more is to be asked."""
        return [] if self.refused else self.standing.ahead(self.chunk, budget.items)


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
            if budget.seconds is not None and clock() - start >= budget.seconds:
                yield Done(clock() - start, out_of_time=True)
                return
            items = course.ahead(budget)
            if items:
                yield from _ask(course, items, scores, clock)
            else:
                waiting.remove(course)
    yield Done(clock() - start)


def _ask(
    course: Course, items: Sequence[int], scores: Scores, clock: Callable[[], float]
) -> Iterator[Answers | Refused]:
    start, fed, naive = clock(), scores.fed, scores.naive
    try:
        asked = [course.asker.requests(item) for item in items]
        answers = scores.score(asked)
        judged = [course.asker.judge(item, a) for item, a in zip(items, answers, strict=True)]
    except Problem as problem:
        if len(items) > 1:  # one by one: those before the one without an answer still count
            for item in items:
                yield from _ask(course, [item], scores, clock)
                if course.refused or course.standing.decided:
                    return
            return
        course.refused = True
        yield Refused(course.asking.id, problem.remark)
        return
    bits = {
        metric: "".join("01"[each.bits[metric]] for each in judged) for metric in judged[0].bits
    }
    count = course.standing.take(items, bits)
    yield Answers(
        asking=course.asking.id,
        items=tuple(items[:count]),
        bits={metric: row[:count] for metric, row in bits.items()},
        prompts=_prompts(asked[:count]),
        fed=scores.fed - fed,
        naive=scores.naive - naive,
        seconds=clock() - start,
    )
    course.chunk = min(2 * course.chunk, MOST)


def _prompts(asked: Sequence[ItemRequests]) -> str:
    total = 0
    for each in asked:
        line = f"{each.item}:{prompt_sha256(each)}".encode("ascii")
        total += int.from_bytes(hashlib.sha256(line).digest(), "big")
    return f"{total % 2**256:064x}"


def same_always(standing: Standing) -> Remark | None:
    """Say where a model gave one and the same answer to all items, as a broken one does."""
    seen = len(standing.items)
    for metric, row in standing.bits.items():
        if seen >= _ENOUGH and len(set(row)) == 1:
            word = _RIGHT if row[0] else _WRONG
            message = _SAME.format(task=standing.asking.id, n=seen, how=word, metric=metric)
            return Remark("answers-all-alike", "warning", message, standing.asking.id)
    return None


_ENOUGH = 20
_RIGHT, _WRONG = Text(en="right", zh="正确"), Text(en="wrong", zh="错误")
_SAME = Text(
    en="{task}: all {n} answers are {how} ({metric}); is this the model and the prompt meant?",
    zh="{task}：{n} 个回答全部{how}（{metric}），请确认模型与提示格式是否正确",
)

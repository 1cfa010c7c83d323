"""Rows and columns of tasks whose labels differ in the setting, or in the task, of one score."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from cardkit.catalog.task import TaskMatch
from cardkit.catalog.tasks import find_task
from cardkit.diff.align import overlap
from cardkit.diff.tables.alignment import Alignment, Pair
from cardkit.diff.tables.naming import Axis
from cardkit.diff.tables.sheet import Line, Sheet
from cardkit.diff.tables.values import fingerprints

TaskDifference = Literal["task", "setting", "unstated"]
"""Other tasks; one task in two settings; a setting that one side alone states."""

SAME_SCORES = 0.8
"""Share of numbers in common from which two names are names of one set of scores."""
_SAME_SETTING = 0.5
_MAX_PAIRS = 40_000
"""Pairs of lines looked at; no card has 200 tasks on either side that the other does not name."""
_TELLING_DIGITS = 3
"""Digits from which a single number is no coincidence."""


@dataclass(frozen=True, slots=True)
class TaskPair:
    """A row or column of each side that belong together although their tasks differ."""

    axis: Axis
    a: int
    b: int
    difference: TaskDifference


class _Candidate(NamedTuple):
    """How alike the numbers are, the places, and what sets the labels apart."""

    share: float
    a: int
    b: int
    difference: TaskDifference


def with_tasks(alignment: Alignment) -> tuple[Alignment, tuple[TaskPair, ...]]:
    """Pair lines left over whose labels name tasks: of one task, or of the same scores.

    `MMLU` and `MMLU (5-shot)` are one row where no other is a better partner; `MMLU (5-shot)` and
    `MMLU (0-shot)` are one only where the scores are the same.
    """
    a, b = alignment.a, alignment.b
    rows = _pairs(_Side.of(a, alignment.rows_a), _Side.of(b, alignment.rows_b))
    turned = a.transposed(), b.transposed()
    columns = _pairs(
        _Side.of(turned[0], alignment.columns_a), _Side.of(turned[1], alignment.columns_b)
    )
    if not rows and not columns:
        return alignment, ()
    found = replace(
        alignment,
        rows=_with(alignment.rows, rows),
        columns=_with(alignment.columns, columns),
        rows_a=_without(alignment.rows_a, {c.a for c in rows}),
        rows_b=_without(alignment.rows_b, {c.b for c in rows}),
        columns_a=_without(alignment.columns_a, {c.a for c in columns}),
        columns_b=_without(alignment.columns_b, {c.b for c in columns}),
    )
    told = [TaskPair("row", c.a, c.b, c.difference) for c in rows]
    told += [TaskPair("column", c.a, c.b, c.difference) for c in columns]
    return found, tuple(told)


def _with(pairs: Sequence[Pair], new: Sequence[_Candidate]) -> tuple[Pair, ...]:
    return tuple(sorted([*pairs, *((c.a, c.b) for c in new)]))


def _without(places: Sequence[int], gone: set[int]) -> tuple[int, ...]:
    return tuple(i for i in places if i not in gone)


@dataclass(frozen=True, slots=True)
class _Side:
    """The lines of one side that name a task, by place, and the numbers in them."""

    tasks: dict[int, TaskMatch]
    numbers: dict[int, Counter[str]]

    @classmethod
    def of(cls, sheet: Sheet, places: Sequence[int]) -> _Side:
        """Look at the rows at `places`."""
        tasks = _tasks(sheet.rows, places)
        numbers = {
            i: Counter(f for value in sheet.values[i] for f in fingerprints(value)) for i in tasks
        }
        return cls(tasks, numbers)


def _pairs(a: _Side, b: _Side) -> list[_Candidate]:
    if not a.tasks or not b.tasks or len(a.tasks) * len(b.tasks) > _MAX_PAIRS:
        return []
    counts = Counter(match.id for side in (a, b) for match in side.tasks.values())
    found = [c for i, j in _sharing(a, b) if (c := _candidate(a, b, i, j, counts))]
    found.sort(key=lambda c: (-c.share, abs(c.a - c.b), c.a, c.b))
    return _each_once(found)


def _each_once(ranked: Sequence[_Candidate]) -> list[_Candidate]:
    taken_a: set[int] = set()
    taken_b: set[int] = set()
    chosen = []
    for candidate in ranked:
        if candidate.a not in taken_a and candidate.b not in taken_b:
            chosen.append(candidate)
            taken_a.add(candidate.a)
            taken_b.add(candidate.b)
    return chosen


def _tasks(lines: Sequence[Line], places: Sequence[int]) -> dict[int, TaskMatch]:
    matches = ((i, find_task(lines[i].label.text)) for i in places if lines[i].label.known)
    return {i: match for i, match in matches if match is not None}


def _sharing(a: _Side, b: _Side) -> Iterator[Pair]:
    """Yield the places that share a task or a number, each pair once."""
    index: dict[str, list[int]] = defaultdict(list)
    for j, match in b.tasks.items():
        for mark in ("task:" + match.id, *b.numbers[j]):
            index[mark].append(j)
    for i, match in a.tasks.items():
        marks = ("task:" + match.id, *a.numbers[i])
        for j in sorted({j for mark in marks for j in index.get(mark, ())}):
            yield i, j


def _candidate(a: _Side, b: _Side, i: int, j: int, counts: Counter[str]) -> _Candidate | None:
    left, right, numbers_a, numbers_b = a.tasks[i], b.tasks[j], a.numbers[i], b.numbers[j]
    share = overlap(numbers_a, numbers_b)
    if left.id != right.id:
        told = share >= SAME_SCORES and _telling(numbers_a & numbers_b)
        return _Candidate(share, i, j, "task") if told else None
    if _settings_differ(left, right):
        told = share >= _SAME_SETTING and _telling(numbers_a & numbers_b)
        return _Candidate(share, i, j, "setting") if told else None
    alone = counts[left.id] == 2  # one on either side
    return _Candidate(share, i, j, "unstated") if alone or share >= _SAME_SETTING else None


def _telling(common: Counter[str]) -> bool:
    """Say whether numbers in common are no coincidence: two of them, or one of several digits."""
    digits = max((len(mark.partition("e")[0].lstrip("-")) for mark in common), default=0)
    return common.total() > 1 or digits >= _TELLING_DIGITS


def _settings_differ(a: TaskMatch, b: TaskMatch) -> bool:
    stated = (
        (a.shots, b.shots),
        (a.few_shot, b.few_shot),
        (a.version, b.version),
        (a.metric, b.metric),
        (a.split, b.split),
    )
    return a.cot != b.cot or any(None not in both and both[0] != both[1] for both in stated)

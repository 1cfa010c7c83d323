"""Rows and columns of tasks whose labels differ in the setting, or in the task, of one score."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from cardkit.catalog.task import TaskMatch
from cardkit.catalog.tasks import find_task
from cardkit.diff.tables.alignment import MAX_TRIES, Alignment, Pair
from cardkit.diff.tables.naming import Axis
from cardkit.diff.tables.pairing import overlap
from cardkit.diff.tables.sheet import Line, Sheet
from cardkit.diff.tables.values import fingerprints

TaskDifference = Literal["task", "setting", "unstated"]
"""Other tasks; one task in two settings; a setting that one side alone states."""

SAME_SCORES = 0.8
"""Share of numbers in common from which two names are names of one set of scores."""
_SAME_SETTING = 0.5
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
    rows = _pairs(a.rows, alignment.rows_a, b.rows, alignment.rows_b, _row_prints(a), _row_prints(b))
    columns = _pairs(
        a.columns,
        alignment.columns_a,
        b.columns,
        alignment.columns_b,
        _row_prints(a.transposed()),
        _row_prints(b.transposed()),
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


def _row_prints(sheet: Sheet) -> Callable[[int], Counter[str]]:
    return lambda row: Counter(f for v in sheet.values[row] for f in fingerprints(v))


def _pairs(
    lines_a: Sequence[Line],
    left_a: Sequence[int],
    lines_b: Sequence[Line],
    left_b: Sequence[int],
    prints_a: Callable[[int], Counter[str]],
    prints_b: Callable[[int], Counter[str]],
) -> list[_Candidate]:
    tasks_a, tasks_b = _tasks(lines_a, left_a), _tasks(lines_b, left_b)
    if not tasks_a or not tasks_b or len(tasks_a) * len(tasks_b) > MAX_TRIES:
        return []
    numbers_a = {i: prints_a(i) for i in tasks_a}
    numbers_b = {j: prints_b(j) for j in tasks_b}
    counts = Counter(match.id for tasks in (tasks_a, tasks_b) for match in tasks.values())
    found = [
        candidate
        for i, j in _sharing(tasks_a, tasks_b, numbers_a, numbers_b)
        if (
            candidate := _candidate(
                (i, tasks_a[i], numbers_a[i]), (j, tasks_b[j], numbers_b[j]), counts
            )
        )
    ]
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


def _sharing(
    tasks_a: dict[int, TaskMatch],
    tasks_b: dict[int, TaskMatch],
    numbers_a: dict[int, Counter[str]],
    numbers_b: dict[int, Counter[str]],
) -> Iterator[Pair]:
    """Yield the places that share a task or a number, each pair once."""
    index: dict[str, list[int]] = defaultdict(list)
    for j, match in tasks_b.items():
        for mark in ("task:" + match.id, *numbers_b[j]):
            index[mark].append(j)
    for i, match in tasks_a.items():
        marks = ("task:" + match.id, *numbers_a[i])
        for j in sorted({j for mark in marks for j in index.get(mark, ())}):
            yield i, j


def _candidate(
    a: tuple[int, TaskMatch, Counter[str]],
    b: tuple[int, TaskMatch, Counter[str]],
    counts: Counter[str],
) -> _Candidate | None:
    (i, left, numbers_a), (j, right, numbers_b) = a, b
    share = overlap(numbers_a, numbers_b) or 0.0
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

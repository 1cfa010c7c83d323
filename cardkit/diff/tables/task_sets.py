"""Tasks that two cards name otherwise: by another task, another setting, or in one card only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cardkit.bind.reading import Reading
from cardkit.catalog.tasks import task_of
from cardkit.diff.pair import CardPair, Side, other
from cardkit.diff.tables.agreement import TablePairing, table_agreement
from cardkit.diff.tables.naming import shortened
from cardkit.diff.tables.sheet import Line
from cardkit.diff.tables.task_lines import TaskPair
from cardkit.forensics.stated import benchmark_of
from cardkit.source.span import Span
from cardkit.text import Text


@dataclass(frozen=True, slots=True)
class TaskFact:
    """A row or column that names another task or setting in the other card, or none (`absent`).

    `here` and `there` are the labels as printed. An `absent` fact holds the registry's names of one
    or more tasks and has no place in the other card.
    """

    kind: Literal["task", "setting", "unstated", "absent"]
    side: Side
    span: Span
    here: tuple[Text, ...]
    there: str = ""
    there_span: Span | None = None


_SIDES: tuple[Side, ...] = ("a", "b")


def task_facts(pair: CardPair) -> Iterator[TaskFact]:
    """Yield what tables and the records behind them say of tasks, and the other card does not.

    Tables tell it line by line. The records are compared as sets, by benchmark: of an evaluation
    in a table that has no partner to compare with, the other card's tables must name the task.
    """
    for tables in table_agreement(pair).pairs:
        if tables.judged.sound:
            for told in tables.tasks:
                yield _fact(tables, told)
    for side in _SIDES:
        yield from _absent(pair, side)


def _fact(tables: TablePairing, told: TaskPair) -> TaskFact:
    a, b = tables.lines("a", told.axis)[told.a], tables.lines("b", told.axis)[told.b]
    flipped = told.difference == "unstated" and _says_less(a, b)
    side: Side = "b" if flipped else "a"
    here, there = (b, a) if flipped else (a, b)
    return TaskFact(
        told.difference,
        side,
        here.place,
        (_as_printed(here),),
        shortened(there.label.text),
        there.place,
    )


def _as_printed(line: Line) -> Text:
    label = shortened(line.label.text)
    return Text(en=label, zh=label)


def _says_less(a: Line, b: Line) -> bool:
    """Say whether `a` leaves out more of the setting; the key lists what a label states."""
    stated = [sum(map(bool, line.label.key.split("/"))) for line in (a, b)]
    return stated[0] < stated[1]


def _absent(pair: CardPair, side: Side) -> Iterator[TaskFact]:
    here, there = pair.side(side), pair.side(other(side))
    if not here.record.evaluations or not there.record.evaluations:
        return
    named = _tasks_of(there)
    compared = _compared(pair, side)
    found: dict[str, Span] = {}
    for i, evaluation in enumerate(here.record.evaluations):
        span = here.spans.get(("evaluations", i))
        if evaluation.task is None or span is None or benchmark_of(evaluation.task) in named:
            continue
        if not any(table.contains(span) for table in compared):
            found.setdefault(evaluation.task, span)
    if found:
        yield TaskFact("absent", side, next(iter(found.values())), tuple(map(_name, found)))


def _name(task_id: str) -> Text:
    task = task_of(task_id)
    return Text(en=task.en, zh=task.zh) if task else Text(en=task_id, zh=task_id)


def _tasks_of(reading: Reading) -> frozenset[str]:
    told = [evaluation.task for evaluation in reading.record.evaluations]
    comparison = reading.comparison
    if comparison is not None:
        told += [column.task for column in comparison.columns]
    return frozenset(benchmark_of(task) for task in told if task)


def _compared(pair: CardPair, side: Side) -> list[Span]:
    """Return the tables of which the comparison of tables tells by itself what is missing."""
    agreement = table_agreement(pair)
    alone = agreement.only_a if side == "a" else agreement.only_b
    return [
        *(t.sheet(side).table.span for t in agreement.pairs if t.judged.sound),
        *(sheet.table.span for sheet in alone),
    ]

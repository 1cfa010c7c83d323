"""What one process of `cardkit audit` does: cards of a folder in, small reports out."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING

from cardkit.errors import CardkitError, ConfigError, MissingExtra
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.rules.beside import Terms
    from cardkit.rules.registry import RuleSettings
    from cardkit.rules.report import Report

AHEAD = 4
"""Groups that wait for each process: more would only hold memory."""


@dataclass(frozen=True)
class Work:
    """What each process has to know; it travels to another process once."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]
    settings: RuleSettings
    max_bytes: int
    tasks: tuple[str, ...] = ()
    terms: Terms | None = None
    """What evidence counts; today's and whoever signed where it is None."""
    errors: tuple[type[Exception], ...] = field(default=(CardkitError, OSError))


def check_all(groups: Sequence[list[str]], work: Work, jobs: int) -> Iterator[list[Report]]:
    """Yield the reports of each group in the order of the groups, whatever is ready first.

    With one job all is done in this process. Raises CardkitError where a process dies.
    """
    jobs = min(jobs, len(groups))
    if jobs <= 1:
        yield from (check_group(group, work) for group in groups)
        return
    executor = ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=(work,)
    )
    try:
        yield from _in_order(executor, groups, jobs * AHEAD)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _in_order(
    executor: Executor, groups: Sequence[list[str]], ahead: int
) -> Iterator[list[Report]]:
    rest = iter(groups)
    waiting = [(group, executor.submit(_check, group)) for group in islice(rest, ahead)]
    while waiting:
        group, first = waiting.pop(0)
        found = _result(group, first)
        waiting += [(g, executor.submit(_check, g)) for g in islice(rest, 1)]
        yield found


def _result(group: list[str], future: Future[list[Report]]) -> list[Report]:
    try:
        return future.result()
    except BrokenProcessPool:
        message = Text(
            en="a process ended while it checked `{path}` or a card near it",
            zh="检查 `{path}` 或其附近卡片的进程意外终止",
        )
        hint = Text(
            en="there may be too little memory; `--jobs 1` finds the card",
            zh="可能内存不足；用 `--jobs 1` 可找出是哪张卡片",
        )
        raise CardkitError(message.format(path=group[0]), hint=hint) from None


_work: list[Work] = []


def _begin(work: Work) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends the others
    if work.tasks:
        from cardkit.record.task_files import use_task_file

        for path in work.tasks:
            use_task_file(path)
    _work[:] = [work]


def _check(group: list[str]) -> list[Report]:
    return check_group(group, _work[0])


def check_group(paths: Sequence[str], work: Work) -> list[Report]:
    """Check the cards of a folder together; one that cannot be read is a finding of SRC109."""
    from cardkit.cli.inputs import read_input
    from cardkit.cli.pairing import check_readings
    from cardkit.policy.findings import unreadable

    readings: list[Reading] = []
    unread: list[Report] = []
    for path in paths:
        try:
            from cardkit.bind.read import open_document, read

            readings.append(read(open_document(read_input(path, max_bytes=work.max_bytes))))
        except work.errors as error:
            unread.append(unreadable(path, error))
    with _quietly():
        reports = check_readings(
            readings,
            select=work.select,
            ignore=work.ignore,
            limit=work.max_bytes,
            settings=work.settings,
        )
    reports = [_with_claims(report, readings, work) for report in reports]
    return [_light(report) for report in reports] + unread


def _with_claims(report: Report, readings: Sequence[Reading], work: Work) -> Report:
    """Return a report that says how the card's claims stand by the evidence beside it."""
    from cardkit.evidence.beside import evidence_beside
    from cardkit.policy.findings import EVIDENCE, crash
    from cardkit.rules.beside import Terms

    asked = work.terms or Terms()
    reading = next((r for r in readings if r.document is report.document), None)
    if reading is None or reading.kind == "comparison" or EVIDENCE in work.ignore:
        return report
    try:
        held = evidence_beside(reading, asked.today, trusted=asked.keys(), max_age=asked.max_age)
    except (ConfigError, MissingExtra):  # true of every card, and no fault of this one
        raise
    except Exception as error:  # one card must not end the run over all, nor go uncounted unsaid
        return replace(report, findings=(*report.findings, crash(reading.document.source, error)))
    return replace(report, claims=held.tally)


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep hints about single cards back: of many they only hide the table."""
    from cardkit.cli import console

    quiet = console.is_quiet()
    console.set_quiet(True)
    try:
        yield
    finally:
        console.set_quiet(quiet)


def _light(report: Report) -> Report:
    """Return a report that holds the text alone, and of a clean card not even that."""
    from cardkit.policy.findings import plain_document

    source = report.document.source
    if not report.findings and not report.suppressed:
        source = replace(source, text="")
    return replace(report, document=plain_document(source), tested={})

"""Tables whose separators are gone: a header run together, then rows run together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cardkit.bind.flattened.budget import Budget, Exhausted
from cardkit.bind.flattened.headers import Column, splits_of
from cardkit.bind.flattened.lines import Line, Run, span_of
from cardkit.bind.flattened.profiles import ReadRow
from cardkit.bind.flattened.readings import Cut, Reading
from cardkit.bind.flattened.rows import read_rows
from cardkit.catalog.labels import find_label
from cardkit.source.blocks import Cell, Inline, Row, Table
from cardkit.source.span import Span

MAX_ROWS = 1000
_SHOWN = 4
_DIGIT = re.compile(r"[0-9]")
_MODEL_FIRST = frozenset({"model"})


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that was left unbound: where, and what it may be; no candidates where it is nothing."""

    span: Span
    text: str
    candidates: tuple[tuple[str, ...], ...]
    too_many: bool = False

    def said(self) -> str:
        """Return the row with its readings: `12768 = 12 | 768; 1 | 2768`."""
        shown = [" | ".join(cells) for cells in self.candidates[:_SHOWN]]
        if self.too_many or len(self.candidates) > _SHOWN:
            shown.append("…" if self.too_many else f"… +{len(self.candidates) - _SHOWN}")
        return f"{self.text} = {'; '.join(shown)}" if shown else self.text


@dataclass(frozen=True, slots=True)
class FlatTable:
    """A table and its rows that were left out of it."""

    table: Table
    unread: tuple[Unread, ...]


@dataclass(frozen=True, slots=True)
class _Solution:
    columns: tuple[Column, ...]
    rows: list[ReadRow]
    groups: list[bool]

    @property
    def is_table(self) -> bool:
        """Say whether at least one row, and four of five but labels of groups, can be read."""
        rows = [row for row, group in zip(self.rows, self.groups, strict=True) if not group]
        read = sum(bool(row.readings) or row.too_many for row in rows)
        return read > 0 and 5 * read >= 4 * len(rows)


def read_table(run: Run, budget: Budget, before: str = "") -> FlatTable | None:
    """Read a run of lines as a table; None where its first line is no header or no row fits it.

    `before` is what the section says above it.

    Rows with one reading become rows of the table. One with several is left out, and all of them
    are where the header itself can be cut in more ways than one: nothing is guessed. None as well
    where the budget is spent before all ways have been tried.
    """
    if not 2 <= len(run) <= MAX_ROWS + 1:
        return None
    try:
        solutions = _solutions(run, budget, before)
    except Exhausted:
        return None
    if not solutions:
        return None
    if len(solutions) > 1:
        headers = tuple(tuple(c.text for c in s.columns) for s in solutions)
        header = Unread(run[0].span, run[0].text, headers)
        return FlatTable(_one_column(run), (header,))
    only = solutions[0]
    unread = tuple(
        Unread(line.span, line.text, tuple(map(row.cells, row.readings)), row.too_many)
        for line, row, group in zip(run[1:], only.rows, only.groups, strict=True)
        if row.only is None and not group
    )
    bound = sum(row.only is not None for row in only.rows)
    return FlatTable(_table(run, only) if bound else _one_column(run), unread)


def _solutions(run: Run, budget: Budget, before: str) -> list[_Solution]:
    texts = [line.text for line in run[1:]]
    solved = (_solve(texts, columns, budget, before) for columns in splits_of(run[0].text, budget))
    return [solution for solution in solved if solution.is_table]


def _solve(texts: list[str], columns: tuple[Column, ...], budget: Budget, before: str) -> _Solution:
    if any("\t" in text for text in texts):
        rows = [_of_tabs(text, columns) for text in texts]
    else:
        rows = read_rows(texts, columns, budget, before)
    groups = [_is_group(row, columns) for row in rows]
    return _Solution(columns, rows, groups)


def _of_tabs(text: str, columns: tuple[Column, ...]) -> ReadRow:
    """Cut a row at its tabs; one with another number of cells has no reading."""
    cuts: list[tuple[int, int]] = []
    at = 0
    for part in text.split("\t"):
        start = at + len(part) - len(part.lstrip())
        cuts.append((start, start + len(part.strip())))
        at += len(part) + 1
    found: tuple[Reading, ...] = (tuple(cuts),) if len(cuts) == len(columns) else ()
    return ReadRow(text, found)


def _is_group(row: ReadRow, columns: tuple[Column, ...]) -> bool:
    """Say whether a row without a reading labels a group of models: a known label, or no number."""
    if row.readings or row.too_many or columns[0].role not in _MODEL_FIRST:
        return False
    return find_label("group", row.text) is not None or not _DIGIT.search(row.text)


def _one_column(run: Run) -> Table:
    """Return the lines as rows of one cell: nothing of them is bound as a fact."""
    whole = [((0, len(line.text)),) for line in run]
    header = _row(run[0], whole[0], header=True)
    rows = tuple(map(_row, run[1:], whole[1:]))
    return Table(span_of(run), (header,), rows, "pipe")


def _table(run: Run, solution: _Solution) -> Table:
    header = _row(run[0], [(c.start, c.end) for c in solution.columns], header=True)
    rows = [
        _row(line, read.only or ((0, len(line.text)),))
        for line, read, group in zip(run[1:], solution.rows, solution.groups, strict=True)
        if read.only is not None or group
    ]
    return Table(span_of(run), (header,), tuple(rows), "pipe")


def _row(line: Line, cuts: Sequence[Cut], *, header: bool = False) -> Row:
    cells = tuple(
        Cell(
            Inline(Span(line.span.start + start, line.span.start + end), line.text[start:end]),
            column,
            header=header,
        )
        for column, (start, end) in enumerate(cuts)
    )
    return Row(line.span, cells)

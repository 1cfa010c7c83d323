"""Sorting rows and marking the best of a group."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

from cardkit.compare.view import Column, ModelRow

Key = Callable[[ModelRow], "Decimal | str | None"]


def sort_rows(rows: Iterable[ModelRow], column: Column, *, descending: bool) -> list[ModelRow]:
    """Sort by a column; rows without a value come last in both directions, ties keep their order.

    Names sort by code point: there is no order of Han characters without a locale.
    """
    key = _key(column)
    keyed = [(key(row), row) for row in rows]
    known = [(value, row) for value, row in keyed if value is not None]
    known.sort(key=lambda pair: pair[0], reverse=descending)  # type: ignore[arg-type,return-value]
    return [row for _, row in known] + [row for value, row in keyed if value is None]


def _key(column: Column) -> Key:
    if column.kind == "name":
        return lambda row: row.label.casefold()
    if column.kind == "model":
        return lambda row: row.model.casefold() if row.model else None
    if column.kind == "open_data":
        return lambda row: None if row.open_data is None else Decimal(row.open_data)
    if column.kind == "params":
        return lambda row: row.params.amount if row.params else None
    if column.kind == "tokens":
        return lambda row: row.tokens.amount if row.tokens else None
    return lambda row: row.scores[column.id].value if column.id in row.scores else None


def mark_best(rows: Iterable[ModelRow], columns: Iterable[Column]) -> tuple[ModelRow, ...]:
    """Mark the best score of each column among `rows`, all of them where several are equal.

    A column whose direction nobody states has no best, nor has a column with fewer than two
    numbers: there is nothing to be better than.
    """
    marked = list(rows)
    for column in columns:
        values = [r.scores[column.id].value for r in marked if column.id in r.scores]
        if column.direction is None or len(values) < 2:
            continue
        best = max(values) if column.direction == "higher" else min(values)
        marked = [_mark(row, column.id, best) for row in marked]
    return tuple(marked)


def _mark(row: ModelRow, column: str, best: Decimal) -> ModelRow:
    cell = row.scores.get(column)
    if cell is None or cell.value != best:
        return row
    return replace(row, scores={**row.scores, column: replace(cell, best=True)})

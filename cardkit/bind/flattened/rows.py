"""Which reading of each row the whole table leaves: what the rows that have one show of the rest.

Three things are used, in this order, and each only strikes readings out. The scores of one table
have one number of decimals. A number in a column has the shape (digits before the point, unit) of
those in rows that can be read one way only: beside `DeepSeek7B` and `Gemma8B` the row `Llama27B`
is Llama2 of 7B, not Llama of 27B. And a task that the registry knows stands against names that
it does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cardkit.bind.flattened.budget import Budget
from cardkit.bind.flattened.headers import Column
from cardkit.bind.flattened.plausible import is_plausible
from cardkit.bind.flattened.readings import Reading, TooMany, readings
from cardkit.catalog.tasks import find_task

ENOUGH_ROWS = 3
"""So many rows must agree on the decimals of columns side by side: in fewer it may be chance."""
_ENOUGH_CERTAIN = 2
_DIGIT = re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row with the readings that nothing strikes out; `too_many` where they were not listed."""

    text: str
    readings: tuple[Reading, ...]
    too_many: bool = False

    def cells(self, reading: Reading) -> tuple[str, ...]:
        """Return the texts of a reading's cells."""
        return tuple(self.text[start:end] for start, end in reading)

    @property
    def only(self) -> Reading | None:
        """The reading, where one is left."""
        return self.readings[0] if len(self.readings) == 1 else None


def read_rows(rows: Sequence[str], columns: Sequence[Column], budget: Budget) -> list[ReadRow]:
    """Return what is left of the readings of each row after all that the table says.

    Raises Exhausted when the budget is spent.
    """
    found = [
        [_read(row, columns, count, budget) for row in rows] for count in _decimals(rows, columns)
    ]
    fitting = [read for read in found if _all_read(read)]
    one = fitting[0] if len(fitting) == 1 else None
    read = one or [_read(row, columns, None, budget) for row in rows]
    return [_of_known_task(row, columns) for row in _of_one_shape(read, columns)]


def _decimals(rows: Sequence[str], columns: Sequence[Column]) -> range:
    """Return the numbers of decimals to try: none where columns side by side prove nothing."""
    scores = [column.kind == "score" for column in columns]
    beside = any(a and b for a, b in pairwise(scores))
    numbered = sum(_DIGIT.search(row) is not None for row in rows)
    return range(1, 5) if beside and numbered >= ENOUGH_ROWS else range(0)


def _all_read(read: Sequence[ReadRow]) -> bool:
    """Say whether every row with a digit, which a label of a group has not, can be read."""
    numbered = [row for row in read if _DIGIT.search(row.text)]
    return bool(numbered) and all(row.readings for row in numbered)


def _read(text: str, columns: Sequence[Column], decimals: int | None, budget: Budget) -> ReadRow:
    try:
        found = readings(text, [column.kind for column in columns], decimals, budget)
    except TooMany:
        return ReadRow(text, (), too_many=True)
    return ReadRow(text, tuple(r for r in found if is_plausible(_counts(text, r, columns))))


def _counts(text: str, reading: Reading, columns: Sequence[Column]) -> dict[str, int]:
    found: dict[str, int] = {}
    for (start, end), column in zip(reading, columns, strict=True):
        digits = text[start:end].replace(",", "")
        if column.kind in ("count", "length") and digits.isdecimal():
            found[column.role] = int(digits)
    return found


def _of_one_shape(rows: list[ReadRow], columns: Sequence[Column]) -> list[ReadRow]:
    """Strike out readings with a number of a shape that no certain row has in that column.

    Only the columns that the readings of the row cut differently are looked at.
    """
    certain = [row for row in rows if row.only is not None]
    if len(certain) < _ENOUGH_CERTAIN:
        return rows
    shapes = [
        {_shape(row.cells(row.readings[0])[i]) for row in certain} for i in range(len(columns))
    ]
    return [_with_shapes(row, columns, shapes) for row in rows]


def _with_shapes(row: ReadRow, columns: Sequence[Column], shapes: Sequence[set[str]]) -> ReadRow:
    if len(row.readings) < 2:
        return row
    differing = [
        i
        for i, column in enumerate(columns)
        if column.kind != "name" and len({reading[i] for reading in row.readings}) > 1
    ]
    fitting = [
        reading
        for reading in row.readings
        if all(_shape(row.cells(reading)[i]) in shapes[i] for i in differing)
    ]
    return ReadRow(row.text, tuple(fitting)) if fitting else row


def _shape(cell: str) -> str:
    """Return the digits before the point and what is no digit behind: `99B` for `27B`."""
    whole, point, rest = cell.partition(".")
    unit = _DIGIT.sub("", rest if point else "")
    return _DIGIT.sub("9", whole) + unit


def _of_known_task(row: ReadRow, columns: Sequence[Column]) -> ReadRow:
    place = next(
        (i for i, column in enumerate(columns) if column.role in ("task", "dataset")), None
    )
    if place is None or len(row.readings) < 2:
        return row
    known = [r for r in row.readings if find_task(row.cells(r)[place]) is not None]
    return ReadRow(row.text, tuple(known)) if known else row

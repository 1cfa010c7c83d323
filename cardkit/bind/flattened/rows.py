"""Which reading of each row the whole table leaves.

A row of one reading is certain. Of another, each of these only strikes readings out, and a row that
keeps more than one stays unread:

- Scores side by side, all of them shares of right answers or means of such, have one number of
  decimals in every row; a column of another scale (MT-Bench) would prove nothing.
- A task that the registry knows stands against names that it does not.
- Where the certain scores are all fractions, the others are.
- Where the words before the table say its models' size (`7B 规模`, `in the 7B regime`), a size of
  more than twice or less than half of that is none: there `Llama27B` is Llama2 of 7B.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from cardkit.bind.flattened.budget import Budget
from cardkit.bind.flattened.headers import Column
from cardkit.bind.flattened.plausible import is_plausible, is_possible
from cardkit.bind.flattened.readings import Reading, TooMany, readings
from cardkit.bind.lookup import number_of
from cardkit.catalog.tasks import find_task
from cardkit.quantity import parse_quantity

ENOUGH_ROWS = 3
"""So many rows must agree before they say anything of another: in fewer it may be chance."""
_DIGIT = re.compile(r"[0-9]")
_DECIMALS_LAST = re.compile(r"[0-9]\.[0-9]{1,20}$")
_CLASS = re.compile(
    r"(?<![A-Za-z0-9_.-])([0-9]{1,3}(?:\.[0-9]{1,2})?) ?B ?-?"
    r"(?:规模|级|量级|参数|左右|(?:parameter|regime|scale|class|size|range|models)(?![a-z]))",
    re.IGNORECASE,
)
_TASKS = ("task", "dataset")
_SIZES = ("params", "size", "parameters")


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


def read_rows(
    rows: Sequence[str], columns: Sequence[Column], budget: Budget, before: str = ""
) -> list[ReadRow]:
    """Return what is left of the readings of each row; `before` is what is said above the table.

    Raises Exhausted when the budget is spent.
    """
    found = [
        [_read(row, columns, count, budget) for row in rows] for count in _decimals(rows, columns)
    ]
    fitting = [read for read in found if _all_read(read)]
    one = fitting[0] if len(fitting) == 1 else None
    read = one or [_read(row, columns, None, budget) for row in rows]
    tests = (_known_task(columns), _fraction(read, columns), _of_class(columns, before))
    return [_struck(row, [test for test in tests if test is not None]) for row in read]


def _decimals(rows: Sequence[str], columns: Sequence[Column]) -> range:
    """Return the numbers of decimals to try: none where columns side by side prove nothing."""
    scores = [column.kind == "score" for column in columns]
    beside = any(a and b for a, b in pairwise(scores))
    alike = all(column.share for column in columns if column.kind == "score")
    numbered = sum(_DIGIT.search(row) is not None for row in rows)
    return range(1, 5) if beside and alike and numbered >= ENOUGH_ROWS else range(0)


def _all_read(read: Sequence[ReadRow]) -> bool:
    """Say whether every row with a digit, which a label of a group has not, can be read."""
    numbered = [row for row in read if _DIGIT.search(row.text)]
    return bool(numbered) and all(row.readings for row in numbered)


def _read(text: str, columns: Sequence[Column], decimals: int | None, budget: Budget) -> ReadRow:
    kinds = [column.kind for column in columns]

    def fits(column: int, cell: str) -> bool:
        number = number_of(cell) if columns[column].share else None
        return is_possible(columns[column].role, cell) and (number is None or number.value <= 100)

    try:
        found = readings(text, kinds, decimals, budget, fits)
    except TooMany:
        return ReadRow(text, (), too_many=True)
    left = (r for r in found if is_plausible(_counts(text, r, columns)))
    return ReadRow(text, tuple(r for r in left if not _cuts_a_number(text, r, columns)))


def _cuts_a_number(text: str, reading: Reading, columns: Sequence[Column]) -> bool:
    """Say whether a name ends in a number whose last decimals are a score: `PIQA0.81`, `28`."""
    for (name, after), (start, end), (_, stop) in zip(
        pairwise(columns), reading, reading[1:], strict=False
    ):
        if name.kind == "name" and after.kind == "score" and "." not in text[end:stop]:
            return _DECIMALS_LAST.search(text[start:end]) is not None
    return False


def _counts(text: str, reading: Reading, columns: Sequence[Column]) -> dict[str, int]:
    found: dict[str, int] = {}
    for (start, end), column in zip(reading, columns, strict=True):
        digits = text[start:end].replace(",", "")
        if column.kind in ("count", "length") and digits.isdecimal():
            found[column.role] = int(digits)
    return found


Test = Callable[[Sequence[str]], bool]
"""Says of the cells of a reading whether they pass."""


def _struck(row: ReadRow, tests: Sequence[Test]) -> ReadRow:
    """Strike out the readings that do not pass every test; a test that none passes says nothing.

    Where tests strike out each other's readings, all stay.
    """
    if len(row.readings) < 2:
        return row
    left = set(row.readings)
    for test in tests:
        passing = {reading for reading in row.readings if test(row.cells(reading))}
        left &= passing or left
    return ReadRow(row.text, tuple(r for r in row.readings if r in left)) if left else row


def _known_task(columns: Sequence[Column]) -> Test | None:
    places = [i for i, column in enumerate(columns) if column.role in _TASKS]
    return (lambda cells: find_task(cells[places[0]]) is not None) if places else None


def _fraction(rows: Sequence[ReadRow], columns: Sequence[Column]) -> Test | None:
    """Return the test for scores up to 1, where enough certain rows have no other."""
    places = [i for i, column in enumerate(columns) if column.kind == "score"]
    certain = [row.cells(row.only) for row in rows if row.only is not None]
    if not places or len(certain) < ENOUGH_ROWS:
        return None

    def test(cells: Sequence[str]) -> bool:
        numbers = [number_of(cells[i]) for i in places]
        return all(n is None or (not n.percent and n.value <= 1) for n in numbers)

    return test if all(map(test, certain)) else None


def _of_class(columns: Sequence[Column], before: str) -> Test | None:
    """Return the test for sizes near the one that the words before the table give its models."""
    said = {Decimal(match[1]) for match in _CLASS.finditer(before)}
    place = next((i for i, column in enumerate(columns) if column.role in _SIZES), None)
    if len(said) != 1 or place is None:
        return None
    size = said.pop() * 10**9

    def test(cells: Sequence[str]) -> bool:
        found = parse_quantity(cells[place])
        return found is None or size / 2 <= found.amount <= 2 * size

    return test

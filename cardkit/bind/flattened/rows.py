"""Which reading of each row the whole table leaves.

A row of one reading is certain. Of another, each of these only strikes readings out, and a row that
keeps more than one stays unread:

- Scores side by side, all of them shares of right answers or means of such, have one number of
  decimals in a column (`profiles`).
- A task that the registry knows stands against names that it does not.
- Where the certain scores are all fractions, the others are.
- Where the words before the table say its models' size (`7B 规模`, `in the 7B regime`), and the
  certain rows agree, a size of more than twice or less than half of that is none: there `Llama27B`
  is Llama2 of 7B.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise

from cardkit.bind.flattened.budget import Budget
from cardkit.bind.flattened.headers import Column, is_spaced
from cardkit.bind.flattened.plausible import is_plausible, is_possible
from cardkit.bind.flattened.profiles import ENOUGH_ROWS, ReadRow, of_one_profile
from cardkit.bind.flattened.readings import Reading, TooMany, readings
from cardkit.bind.lookup import number_of
from cardkit.catalog.tasks import find_task
from cardkit.quantity import parse_quantity

_DIGITS_LAST = re.compile(r"[0-9][.]?[0-9]$")
_LONG_SIZE = re.compile(r"[0-9]{4}")
"""No model has 4135M parameters: it has 4.1B."""
_DECIMALS_LAST = re.compile(r"[0-9]\.[0-9]{1,20}$")
_CLASS = re.compile(
    r"(?<![A-Za-z0-9_.-])([0-9]{1,3}(?:\.[0-9]{1,2})?) ?B ?-?"
    r"(?:规模|级|量级|参数|左右|(?:parameter|regime|scale|class|size|range|models)(?![a-z]))",
    re.IGNORECASE,
)
_ENOUGH_OF_CLASS = 2
_TASKS = ("task", "dataset")
_SIZES = ("params", "size", "parameters")


def read_rows(
    rows: Sequence[str], columns: Sequence[Column], budget: Budget, before: str = ""
) -> list[ReadRow]:
    """Return what is left of the readings of each row; `before` is what is said above the table.

    Raises Exhausted when the budget is spent.
    """
    read = of_one_profile([_read(row, columns, budget) for row in rows], columns)
    tests = (_known_task(columns), _fraction(read, columns), _of_class(read, columns, before))
    return [_struck(row, [test for test in tests if test is not None]) for row in read]


def _read(text: str, columns: Sequence[Column], budget: Budget) -> ReadRow:
    kinds = [column.kind for column in columns]

    def fits(column: int, cell: str) -> bool:
        role = columns[column].role
        if role in _SIZES:
            return _LONG_SIZE.match(cell) is None
        number = number_of(cell) if columns[column].share else None
        return is_possible(role, cell) and (number is None or number.value <= 100)

    try:
        found = readings(text, kinds, budget, fits)
    except TooMany:
        return ReadRow(text, (), too_many=True)
    spaced = is_spaced(columns)
    found = [r for r in found if all((b[0] > a[1]) == spaced for a, b in pairwise(r))]
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


def _of_class(rows: Sequence[ReadRow], columns: Sequence[Column], before: str) -> Test | None:
    """Return the test for sizes near the one that the words before the table give its models.

    None where a certain row is of another size: the words are then of something else. A name that
    would end in two digits or more (`Yi-1.53` of 4B) passes no more than a size that is far off.
    """
    said = {Decimal(match[1]) for match in _CLASS.finditer(before)}
    place = next((i for i, column in enumerate(columns) if column.role in _SIZES), None)
    if len(said) != 1 or place is None:
        return None
    size = said.pop() * 10**9

    def near(cells: Sequence[str]) -> bool:
        found = parse_quantity(cells[place])
        return found is None or size / 2 <= found.amount <= 2 * size

    def test(cells: Sequence[str]) -> bool:
        return near(cells) and (place == 0 or not _DIGITS_LAST.search(cells[place - 1]))

    certain = [row.cells(row.only) for row in rows if row.only is not None]
    return test if len(certain) >= _ENOUGH_OF_CLASS and all(map(near, certain)) else None

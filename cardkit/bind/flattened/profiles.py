"""How many decimals each column of scores has, where rows can be cut in more ways than one.

`49.245.8` is 49.2 and 45.8, or 49.24 and 5.8. A profile says the decimals of each column; the true
one fits every row. Of those that do, a wrong one has taken the first digit of a score as the last
of its neighbour: all scores of that column are then below ten. So a profile is dropped where a
column has none of ten or more and another profile gives it one, and where one column holds
fractions and another per cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from cardkit.bind.flattened.headers import Column
from cardkit.bind.flattened.readings import Reading
from cardkit.bind.lookup import number_of

ENOUGH_ROWS = 3
"""So many rows must agree before they say anything of another: in fewer it may be chance."""
_MAX_PROFILES = 500
_TEN = Decimal(10)

Profile = tuple[int | None, ...]
"""The decimals of each column of scores; None where a row has a gap."""


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


def of_one_profile(rows: list[ReadRow], columns: Sequence[Column]) -> list[ReadRow]:
    """Return the rows with the readings of the one profile that is left; as they are otherwise."""
    places = [i for i, column in enumerate(columns) if column.kind == "score"]
    read = [row for row in rows if row.readings]
    alike = all(columns[i].share for i in places)
    beside = any(b == a + 1 for a, b in pairwise(places))
    if not (beside and alike) or len(read) < ENOUGH_ROWS or any(row.too_many for row in rows):
        return rows
    profile = _only_profile([_by_profile(row, places) for row in read])
    if profile is None:
        return rows
    return [_with(row, places, profile) for row in rows]


Scores = tuple[Decimal | None, ...]


def _by_profile(row: ReadRow, places: Sequence[int]) -> dict[Profile, list[Scores]]:
    found: dict[Profile, list[Scores]] = {}
    for reading in row.readings:
        numbers = [number_of(row.cells(reading)[i]) for i in places]
        profile = tuple(None if n is None else n.decimals for n in numbers)
        found.setdefault(profile, []).append(tuple(None if n is None else n.value for n in numbers))
    return found


def _only_profile(rows: Sequence[dict[Profile, list[Scores]]]) -> Profile | None:
    """Return the profile that fits every row and is not dropped; None for several or none."""
    full = dict.fromkeys(p for row in rows for p in row if None not in p)
    if len(full) > _MAX_PROFILES:
        return None
    tens: dict[Profile, frozenset[int]] = {}
    for profile in full:
        scores = [_scores(row, profile) for row in rows]
        if 0 in profile and any(profile):
            continue  # whole numbers beside decimals: too many ways to be told apart
        if all(scores) and not _mixes_units(scores):
            tens[profile] = _with_tens(scores)
    most = frozenset[int]().union(*tens.values())
    left = [profile for profile, columns in tens.items() if columns == most]
    return left[0] if len(left) == 1 else None


def _scores(row: dict[Profile, list[Scores]], profile: Profile) -> list[Scores]:
    """Return the scores of a row's readings that fit a profile; a gap fits any."""
    return [one for other, scores in row.items() if _fits(other, profile) for one in scores]


def _fits(profile: Profile, full: Profile) -> bool:
    return all(a is None or a == b for a, b in zip(profile, full, strict=True))


def _with_tens(rows: Sequence[list[Scores]]) -> frozenset[int]:
    """Return the columns that have a score of ten or more."""
    scores = (one for row in rows for one in row)
    return frozenset(
        i for one in scores for i, score in enumerate(one) if score is not None and score >= _TEN
    )


def _mixes_units(rows: Sequence[list[Scores]]) -> bool:
    """Say whether one column can hold fractions alone and another cannot."""
    width = range(len(rows[0][0]))
    fractions = {all(any(_is_fraction(s[i]) for s in row) for row in rows) for i in width}
    return len(fractions) > 1


def _is_fraction(score: Decimal | None) -> bool:
    return score is None or score <= 1


def _with(row: ReadRow, places: Sequence[int], profile: Profile) -> ReadRow:
    left = []
    for reading in row.readings:
        numbers = [number_of(row.cells(reading)[i]) for i in places]
        if _fits(tuple(None if n is None else n.decimals for n in numbers), profile):
            left.append(reading)
    return ReadRow(row.text, tuple(left), row.too_many)

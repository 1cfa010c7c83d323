"""Dates with the precision they were printed with: `June 2024`, `2024 年 6 月`, `2024-06-01`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from cardkit.quantity.fold import fold_width
from cardkit.quantity.patterns import compiled
from cardkit.text import Language

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
           "october", "november", "december")  # fmt: skip
MONTH_BY_WORD = {name: i for i, name in enumerate(_MONTHS, 1)}
MONTH_BY_WORD |= {name[:3]: i for name, i in list(MONTH_BY_WORD.items())} | {"sept": 9}
_MONTH = r"(?P<name>[A-Za-z]{3,9})\.?"
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"

_NUMERIC = rf"{_YEAR}(?P<sep>[-./])(?P<month>[0-9]{{1,2}})(?:(?P=sep)(?P<day>[0-9]{{1,2}}))?"
_TIMESTAMP = (
    rf"{_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})"
    r"[T ][0-9]{2}:[0-9]{2}[0-9:.]{0,12}(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_CHINESE = rf"{_YEAR} ?年(?: ?(?P<month>[0-9]{{1,2}}) ?月份?(?: ?(?P<day>[0-9]{{1,2}}) ?[日号])?)?"
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


_PATTERNS = (
    _YEAR,
    _NUMERIC,
    _TIMESTAMP,
    _CHINESE,
    rf"{_MONTH},? ?{_YEAR}",
    rf"{_MONTH} {_DAY},? {_YEAR}",
    rf"{_DAY} (?:of )?{_MONTH},? {_YEAR}",
)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, perhaps a month, perhaps a day: no more than was stated."""

    year: int
    month: int | None = None
    day: int | None = None
    printed: str = field(default="", compare=False)

    def isoformat(self) -> str:
        """Return `2024`, `2024-06` or `2024-06-01`."""
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)


class DateReading(NamedTuple):
    """What a text is as a date: `valid` with the date, `impossible` (2024-13), or `not_a_date`."""

    kind: Literal["valid", "impossible", "not_a_date"]
    date: PartialDate | None = None


_NOT_A_DATE = DateReading("not_a_date")
_IMPOSSIBLE = DateReading("impossible")


def classify_date(text: str) -> DateReading:
    """Read a date, telling one that cannot be (2024-02-30) from text that is no date at all.

    `06/01/2024` is no date here: two readings, and a guess would be silent.
    """
    if len(text) > 60:
        return _NOT_A_DATE
    printed = text.strip()
    folded = fold_width(printed)
    for pattern in _PATTERNS:
        match = compiled(pattern).fullmatch(folded)
        if match:
            return _reading(match.groupdict(), printed)
    return _NOT_A_DATE


def _reading(parts: dict[str, str | None], printed: str) -> DateReading:
    name = parts.get("name")
    if name is not None and name.lower() not in MONTH_BY_WORD:
        return _NOT_A_DATE
    year = int(parts["year"] or 0)
    written, day_text = parts.get("month"), parts.get("day")
    month = MONTH_BY_WORD[name.lower()] if name else int(written) if written else None
    day = int(day_text) if day_text else None
    if month is not None and not 1 <= month <= 12:
        return _IMPOSSIBLE
    if day is not None and month is not None and not 1 <= day <= days_in(year, month):
        return _IMPOSSIBLE
    return DateReading("valid", PartialDate(year, month, day, printed))


def days_in(year: int, month: int) -> int:
    """Return the days of month 1 to 12; `calendar` would add datetime and locale to every start."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else _DAYS[month - 1]


def parse_date(text: str) -> PartialDate | None:
    """Read a date; None for impossible dates and for everything else (`classify_date` tells)."""
    return classify_date(text).date


def format_date(date: PartialDate, language: Language) -> str:
    """Write a date with the precision it has: `June 2024`, `2024 年 6 月`."""
    if language == "zh":
        month = "" if date.month is None else f" {date.month} 月"
        day = "" if date.day is None else f" {date.day} 日"
        return f"{date.year} 年{month}{day}"
    if date.month is None:
        return str(date.year)
    name = _MONTHS[date.month - 1].capitalize()
    return f"{name} {date.year}" if date.day is None else f"{name} {date.day}, {date.year}"

"""Dates with the precision they were printed with: `June 2024`, `2024 年 6 月`, `2024-06-01`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from cardkit.quantity.fold import fold_width
from cardkit.quantity.patterns import compiled
from cardkit.text import Language

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
           "october", "november", "december")  # fmt: skip
_MONTH_BY_WORD = {name: i for i, name in enumerate(_MONTHS, 1)}
_MONTH_BY_WORD |= {name[:3]: i for name, i in list(_MONTH_BY_WORD.items())} | {"sept": 9}
_MONTH = r"(?P<name>[A-Za-z]{3,9})\.?"
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"

_NUMERIC = rf"{_YEAR}(?P<sep>[-./])(?P<month>[0-9]{{1,2}})(?:(?P=sep)(?P<day>[0-9]{{1,2}}))?"
_TIMESTAMP = (
    rf"{_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})"
    r"[T ][0-9]{2}:[0-9]{2}[0-9:.]{0,12}(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_CHINESE = rf"{_YEAR} ?年(?: ?(?P<month>[0-9]{{1,2}}) ?月份?(?: ?(?P<day>[0-9]{{1,2}}) ?[日号])?)?"
_IN_TEXT_ISO = r"((?:19|20)\d\d)([-/])(\d{1,2})\2(\d{1,2})(?![\w/-]|\.\d)"
_IN_TEXT_CHINESE = r"(?<!\d)((?:19|20)\d\d) ?年 ?(\d{1,2}) ?月(?: ?(\d{1,2}) ?[日号])?"
_IN_TEXT_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
_DAY_AND_YEAR = r"\.? (\d{1,2})(?:st|nd|rd|th)?,? (20\d\d)\b"
_DAY_BEFORE = r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)? $"
_YEAR_AFTER = r"\.?,? (20\d\d)\b"
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


class DateInText(NamedTuple):
    """A date in running text as its figures say, possible or not; `text[start:end]` is the date."""

    start: int
    end: int
    year: int
    month: int
    day: int | None


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
    if name is not None and name.lower() not in _MONTH_BY_WORD:
        return _NOT_A_DATE
    year = int(parts["year"] or 0)
    written, day_text = parts.get("month"), parts.get("day")
    month = _MONTH_BY_WORD[name.lower()] if name else int(written) if written else None
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


def find_dates(text: str) -> Iterator[DateInText]:
    """Yield the dates in running text that name at least a month by figures or a day.

    ISO dates (`-` or `/`), Chinese ones, and month names with a day before or behind, in groups of
    this order. What is part of a word, a path or a longer number is left out. Linear time.
    """
    for match in re.finditer(_IN_TEXT_ISO, text):
        if not _continues(text, match.start()):
            yield DateInText(*match.span(), int(match[1]), int(match[3]), int(match[4]))
    if "年" in text:
        for match in re.finditer(_IN_TEXT_CHINESE, text):
            day = int(match[3]) if match[3] else None
            yield DateInText(*match.span(), int(match[1]), int(match[2]), day)
    for match in re.finditer(_IN_TEXT_MONTH, text):
        month = _MONTH_BY_WORD.get(match[0].lower())
        if month is not None and not _continues(text, match.start()):
            yield from _around(text, match.start(), match.end(), month)


def _around(text: str, start: int, end: int, month: int) -> Iterator[DateInText]:
    """Yield the date around a month's name, where it has a day and a year."""
    after = re.compile(_DAY_AND_YEAR).match(text, end)
    if after:
        yield DateInText(start, after.end(), int(after[2]), month, int(after[1]))
        return
    year = re.compile(_YEAR_AFTER).match(text, end)
    day = re.search(_DAY_BEFORE, text[max(0, start - 6) : start])
    if year and day:
        yield DateInText(start - len(day[0]), year.end(), int(year[1]), month, int(day[1]))


def _continues(text: str, at: int) -> bool:
    """Say whether what begins at `at` is the tail of a word, a path or a longer number."""
    return at > 0 and (text[at - 1].isalnum() or text[at - 1] in "_./-")

"""Dates in running text: `2024-06-01`, `2024.05.23`, `2024年6月`, `June 2024`, `3 May 2024`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cardkit.patterns import lazy
from cardkit.quantity.dates import MONTH_BY_WORD, days_in
from cardkit.quantity.fold import fold_width

_ISO = lazy(r"((?:19|20)\d\d)([-/])(\d{1,2})\2(\d{1,2})(?![\w/-]|\.\d)")
_CHINESE = lazy(r"(?<!\d)((?:19|20)\d\d) ?年 ?(\d{1,2}) ?月(?: ?(\d{1,2}) ?[日号])?")
_MONTH = lazy(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}")
_DAY_AND_YEAR = lazy(r"\.? (\d{1,2})(?:st|nd|rd|th)?,? (20\d\d)\b")
_DAY_BEFORE = lazy(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)? $")
_DAY_OF_BEFORE = lazy(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)? (?:of )?$")
_YEAR_AFTER = lazy(r"\.?,? (20\d\d)\b")

_FIGURES = lazy(
    r"(?<![\w./-])((?:19|20)\d\d)([-./])(\d{1,2})(?:\2(\d{1,2}))?(?![0-9A-Za-z_/-]|\.\d)", re.ASCII
)
_YEAR_ALONE = lazy(r"(?<![\w.-])((?:19|20)\d\d) ?年(?! ?\d)", re.ASCII)
_MONTH_DAY_YEAR = lazy(r"\.? (\d{1,2})(?:st|nd|rd|th)?,? ?((?:19|20)\d\d)(?![0-9A-Za-z]|\.\d)")
_MONTH_YEAR = lazy(r"\.?,? ?((?:19|20)\d\d)(?![0-9A-Za-z]|\.\d)")


class DateInText(NamedTuple):
    """A date in running text as its figures say, possible or not; `text[start:end]` is the date.

    `month` is 0 where a year stands alone, which only `every_spelling` finds.
    """

    start: int
    end: int
    year: int
    month: int
    day: int | None


def find_dates(text: str, *, every_spelling: bool = False) -> Iterator[DateInText]:
    """Yield the dates in running text that name at least a month by figures or a day.

    ISO dates (`-` or `/`), Chinese ones, and month names with a day before or behind, in groups of
    this order, possible or not: what is no other thing than a date. With `every_spelling` also
    `2024.05.23`, `2024/5`, `2024-06`, `June 2024` and `2024 年`, in order of place, and of all only
    those that a calendar has: `2024.13.1` may be a version. What is part of a word, a path or a
    longer number is left out. Linear time.
    """
    if every_spelling:
        yield from _every(fold_width(text))
        return
    for match in _ISO.finditer(text):
        if not _continues(text, match.start()):
            yield DateInText(*match.span(), int(match[1]), int(match[3]), int(match[4]))
    if "年" in text:
        for match in _CHINESE.finditer(text):
            day = int(match[3]) if match[3] else None
            yield DateInText(*match.span(), int(match[1]), int(match[2]), day)
    for match in _MONTH.finditer(text):
        month = MONTH_BY_WORD.get(match[0].lower())
        if month is not None and not _continues(text, match.start()):
            yield from _around(text, match.start(), match.end(), month)


def _around(text: str, start: int, end: int, month: int) -> Iterator[DateInText]:
    """Yield the date around a month's name, where it has a day and a year."""
    after = _DAY_AND_YEAR.match(text, end)
    if after:
        yield DateInText(start, after.end(), int(after[2]), month, int(after[1]))
        return
    year = _YEAR_AFTER.match(text, end)
    day = _DAY_BEFORE.search(text[max(0, start - 6) : start])
    if year and day:
        yield DateInText(start - len(day[0]), year.end(), int(year[1]), month, int(day[1]))


def _continues(text: str, at: int) -> bool:
    """Say whether what begins at `at` is the tail of a word, a path or a longer number."""
    return at > 0 and (text[at - 1].isalnum() or text[at - 1] in "_./-")


def _every(text: str) -> Iterator[DateInText]:
    found = [*_in_figures(text), *_in_chinese(text), *_with_name(text)]
    reach = 0
    for date in sorted(found, key=lambda date: (date.start, -date.end)):
        if date.start >= reach and _is_possible(date):
            reach = date.end
            yield date


def _is_possible(date: DateInText) -> bool:
    if date.month == 0:
        return date.day is None
    return 1 <= date.month <= 12 and (
        date.day is None or 1 <= date.day <= days_in(date.year, date.month)
    )


def _in_figures(text: str) -> Iterator[DateInText]:
    """Yield `2024.05.23`, `2024/5/30`, `2024-06`; `2024.05` and `2024/5` too, not `2024.5`.

    A number with one decimal is a number, and `2023-24` is no month of 2023 but two years.
    """
    for match in _FIGURES.finditer(text):
        separator, month, day = match[2], match[3], match[4]
        known = day is not None or separator == "/" or len(month) == 2
        if known and int(month):
            yield DateInText(*match.span(), int(match[1]), int(month), int(day) if day else None)


def _in_chinese(text: str) -> Iterator[DateInText]:
    if "年" not in text:
        return
    for match in _CHINESE.finditer(text):
        if int(match[2]):
            day = int(match[3]) if match[3] else None
            yield DateInText(*match.span(), int(match[1]), int(match[2]), day)
    for match in _YEAR_ALONE.finditer(text):
        yield DateInText(*match.span(), int(match[1]), 0, None)


def _with_name(text: str) -> Iterator[DateInText]:
    for match in _MONTH.finditer(text):
        month = MONTH_BY_WORD.get(match[0].lower())
        start, end = match.span()
        if month is None or _continues(text, start) or text[end : end + 1].isalnum():
            continue
        after = _MONTH_DAY_YEAR.match(text, end)
        if after:
            yield DateInText(start, after.end(), int(after[2]), month, int(after[1]))
            continue
        year = _MONTH_YEAR.match(text, end)
        if year:
            day = _DAY_OF_BEFORE.search(text[max(0, start - 9) : start])
            begin = start - len(day[0]) if day else start
            yield DateInText(begin, year.end(), int(year[1]), month, int(day[1]) if day else None)

"""Dates with the precision they have, and dates that cannot be."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.quantity import (
    PartialDate,
    classify_date,
    days_in,
    find_dates,
    format_date,
    parse_date,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("June 2024", PartialDate(2024, 6)),
        ("june, 2024", PartialDate(2024, 6)),
        ("Sept. 2023", PartialDate(2023, 9)),
        ("2024 年 6 月", PartialDate(2024, 6)),
        ("2024年6月", PartialDate(2024, 6)),
        ("2024年06月", PartialDate(2024, 6)),
        ("2024 年 6 月 1 日", PartialDate(2024, 6, 1)),
        ("2024-06-01", PartialDate(2024, 6, 1)),
        ("2024-06-01T12:30:00Z", PartialDate(2024, 6, 1)),
        ("2024.05.23", PartialDate(2024, 5, 23)),
        ("2024/5/30", PartialDate(2024, 5, 30)),
        ("2024-06", PartialDate(2024, 6)),
        ("2024", PartialDate(2024)),
        ("2024 年", PartialDate(2024)),
        ("30 May 2024", PartialDate(2024, 5, 30)),
        ("30th of May 2024", PartialDate(2024, 5, 30)),
        ("May 30, 2024", PartialDate(2024, 5, 30)),
        ("２０２４－０６", PartialDate(2024, 6)),
        ("2024-02-29", PartialDate(2024, 2, 29)),
    ],
)
def test_dates_keep_their_real_precision(text: str, expected: PartialDate) -> None:
    assert parse_date(text) == expected
    assert classify_date(text).kind == "valid"


@pytest.mark.parametrize(
    "text",
    [
        "2024-13",
        "2024-00",
        "2024-02-30",
        "2023-02-29",
        "June 31, 2024",
        "2024 年 13 月",
        "2024年2月30日",
        "0 May 2024",
        "1900-02-29",
    ],
)
def test_impossible_dates_are_told_from_no_dates(text: str) -> None:
    assert parse_date(text) is None
    assert classify_date(text).kind == "impossible"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "06/01/2024",
        "20240601",
        "2024-06-01-02",
        "Smarch 2024",
        "June",
        "v2024",
        "3024",
        "1024",
        "2024 tokens",
        "June 2024 (planned)",
        "2024" * 100,
    ],
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert classify_date(text).kind == "not_a_date"
    assert parse_date(text) is None


def test_dates_are_written_in_house_style() -> None:
    assert format_date(PartialDate(2024, 6), "en") == "June 2024"
    assert format_date(PartialDate(2024, 6), "zh") == "2024 年 6 月"
    assert format_date(PartialDate(2024, 6, 1), "en") == "June 1, 2024"
    assert format_date(PartialDate(2024, 6, 1), "zh") == "2024 年 6 月 1 日"
    assert format_date(PartialDate(2024), "en") == "2024"
    assert PartialDate(2024, 6).isoformat() == "2024-06"


PARTIAL_DATES = st.one_of(
    st.dates()
    .filter(lambda d: 1900 <= d.year < 2100)
    .map(lambda d: PartialDate(d.year, d.month, d.day)),
    st.builds(PartialDate, st.integers(1900, 2099), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(1900, 2099)),
)


@given(PARTIAL_DATES)
def test_writing_and_reading_gives_the_date_back(date: PartialDate) -> None:
    for written in (format_date(date, "en"), format_date(date, "zh"), date.isoformat()):
        assert parse_date(written) == date


@given(st.text(alphabet="0123456789-/.年月日 JuneMay,", max_size=30) | st.text())
def test_any_text_is_classified_without_raising(text: str) -> None:
    reading = classify_date(text)
    assert (reading.kind == "valid") == (reading.date is not None)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("on 2024-02-30, at 2024/13/1", [("2024-02-30", 2024, 2, 30), ("2024/13/1", 2024, 13, 1)]),
        ("于 2024 年 6 月 31 日", [("2024 年 6 月 31 日", 2024, 6, 31)]),
        ("2024年13月", [("2024年13月", 2024, 13, None)]),
        ("June 31st, 2024", [("June 31st, 2024", 2024, 6, 31)]),
        ("31 June 2024", [("31 June 2024", 2024, 6, 31)]),
        ("Sept. 3, 2024", [("Sept. 3, 2024", 2024, 9, 3)]),
        ("June 2024, 2024, v2024-01-01, a/2024-01-01, 2024-01-01-rc1, Mayhem 3 2024", []),
    ],
)
def test_dates_are_found_in_running_text(text, dates):
    assert [(text[d.start : d.end], *d[2:]) for d in find_dates(text)] == dates


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_a_date_that_is_written_is_found_in_every_language(day):
    printed = PartialDate(day.year, day.month, day.day)
    for shown in (day.isoformat(), *(format_date(printed, lang) for lang in ("en", "zh"))):
        (found,) = find_dates(f"x {shown} y")
        assert found[2:] == (day.year, day.month, day.day)
        assert day.day <= days_in(day.year, day.month)

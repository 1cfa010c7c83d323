"""Scores and plain numbers: what is read, what is refused, and that nothing is ever raised."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.quantity import Number, is_missing, parse_number, split_remark


@pytest.mark.parametrize(
    ("text", "value", "printed"),
    [
        ("0.5270", "0.5270", "0.5270"),
        ("63.7", "63.7", "63.7"),
        (" 0.0250 ", "0.0250", "0.0250"),
        (".527", ".527", ".527"),
        ("1,024", "1024", "1,024"),
        ("14,042", "14042", "14,042"),
        ("6,889,672,704", "6889672704", "6,889,672,704"),
        ("2e-3", "0.002", "2e-3"),
        ("2E-3", "0.002", "2E-3"),
        ("2×10^-3", "0.002", "2×10^-3"),
        ("2 × 10⁻³", "0.002", "2 × 10^-3"),
        (r"2 \times 10^{-3}", "0.002", r"2 \times 10^{-3}"),
        ("10^6", "1000000", "10^6"),
        ("-3.5", "-3.5", "-3.5"),
        ("\u22123.5", "-3.5", "-3.5"),
        ("+2.1", "2.1", "+2.1"),
        ("０．５２７０", "0.5270", "0.5270"),
        ("$63.7$", "63.7", "63.7"),
    ],
)
def test_plain_numbers_keep_their_printed_digits(text: str, value: str, printed: str) -> None:
    number = parse_number(text)
    assert number == Number(Decimal(value), printed)
    assert number.text == text.strip()


@pytest.mark.parametrize("text", ["73.8%", "73.8 %", "73.8 ％", "73.8％"])
def test_percent_is_a_flag_and_the_digits_stay(text: str) -> None:
    assert parse_number(text) == Number(Decimal("73.8"), "73.8", percent=True)


@pytest.mark.parametrize(
    ("text", "spread", "percent"),
    [
        ("1.00 ± 0.03", "0.03", False),
        ("1.00 +/- 0.03", "0.03", False),
        ("1.00±0.03", "0.03", False),
        ("1.00 (±0.03)", "0.03", False),
        (r"$1.00 \pm 0.03$", "0.03", False),
        ("1.00% ± 0.03%", "0.03", True),
        ("1.00 ± 0.03%", "0.03", True),
    ],
)
def test_uncertainty_is_kept_beside_the_value(text: str, spread: str, percent: bool) -> None:
    number = parse_number(text)
    assert number is not None
    assert (number.value, number.plus_minus) == (Decimal("1.00"), Decimal(spread))
    assert number.percent is percent


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("63.7*", ("*",)),
        ("63.7**", ("**",)),
        ("63.7†", ("†",)),
        ("63.7 [1]", ("[1]",)),
        ("63.7^1", ("^1",)),
        ("63.7²", ("²",)),
        ("63.7*[2]", ("*", "[2]")),
        ("73.8%*", ("*",)),
        ("63.7 ↑", ("↑",)),
    ],
)
def test_footnote_marks_are_cut_off_and_reported(text: str, marks: tuple[str, ...]) -> None:
    number = parse_number(text)
    assert number is not None
    assert number.printed in {"63.7", "73.8"}
    assert number.marks == marks


@pytest.mark.parametrize("text", ["~63.7", "约 63.7", "about 63.7", "≈63.7"])
def test_approximate_numbers_say_so(text: str) -> None:
    number = parse_number(text)
    assert number is not None
    assert number.approximate
    assert number.value == Decimal("63.7")


@pytest.mark.parametrize(
    "text",
    [
        *("nan", "NaN", "inf", "xx.xx", "-", "—", "?", "N/A", "OOM", "", "   ", "banana"),
        *("41,8%", "41,8", "0,527", "1,02", "1,0244", "1,024,5", "14 042"),
        *("1-2", "44.0/92.5", "63.7, 71.9", "[1, 2]", "1 2", "<0.01", "> 5", "63.7 (0.4)"),
        *("007", "01", "1.2.3", "v0.3", "7B", "2048 tokens", "2^10", "2×10-3", "1e9999", "٣"),
        *("1" * 200, "1," * 100, "(" * 100, "*" * 100),
    ],
)
def test_what_is_not_plainly_one_number_is_none(text: str) -> None:
    assert parse_number(text) is None


def test_decimals_counts_printed_places() -> None:
    printed = {"0.5270": 4, "63.7": 1, "14,042": 0, "2e-3": 3, "10^6": 0}
    for text, places in printed.items():
        number = parse_number(text)
        assert number is not None
        assert number.decimals == places


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "?",
        "？",
        "-",
        "–",
        "—",
        "--",
        "/",
        "N/A",
        "n/a",
        "(N/A)",
        "NA",
        "OOM",
        "unknown",
        "Unknown",
        "not disclosed",
        "TBD",
        "none",
        "未知",
        "未公开",
        "不适用",
        "无",
    ],
)
def test_missing_values_are_recognised(text: str) -> None:
    assert is_missing(text)


@pytest.mark.parametrize("text", ["0", "nan", "xx.xx", "63.7", "❌", "no", "x" * 500])
def test_a_value_gone_wrong_is_not_missing(text: str) -> None:
    assert not is_missing(text)


def test_split_remark_cuts_one_trailing_parenthesis() -> None:
    assert split_remark("2e-3（峰值）") == ("2e-3", "峰值")
    assert split_remark("English (primarily)") == ("English", "primarily")
    assert split_remark("plain") == ("plain", None)
    assert split_remark("(all)") == ("(all)", None)


@given(st.text())
def test_any_text_is_read_without_raising(text: str) -> None:
    number = parse_number(text)
    assert not (number is not None and is_missing(text))
    head, _ = split_remark(text)
    assert head in text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=0, max_value=100))
def test_printed_digits_come_back_exactly(value: Decimal) -> None:
    number = parse_number(f"{value:f}")
    assert number is not None
    assert number.printed == f"{value:f}"
    assert (number.value, number.decimals) == (value, 4)

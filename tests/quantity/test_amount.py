"""Quantities with Chinese and English scales, units and words, read and written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.quantity import (
    Quantity,
    canonical_unit,
    format_quantity,
    parse_quantity,
    same_quantity,
)
from cardkit.quantity.units import UNITS

BILLION = 10**9
TRILLION = 10**12


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("7B", 7 * BILLION, None),
        ("7b", 7 * BILLION, None),
        ("7 B", 7 * BILLION, None),
        ("70 亿", 7 * BILLION, None),
        ("70亿", 7 * BILLION, None),
        ("2.5T", 2500 * BILLION, None),
        ("2.5 万亿", 2500 * BILLION, None),
        ("1400亿", 140 * BILLION, None),
        ("1.4 trillion", 1400 * BILLION, None),
        ("7 billion", 7 * BILLION, None),
        ("7-billion", 7 * BILLION, None),
        ("seven billion", 7 * BILLION, None),
        ("one hundred and twenty million", 120_000_000, None),
        ("十亿", BILLION, None),
        ("一百二十亿", 12 * BILLION, None),
        ("一亿二千万", 120_000_000, None),
        ("一千零五", 1005, None),
        ("万亿", TRILLION, None),
        ("百万", 1_000_000, None),
        ("40 万", 400_000, None),
        ("1.5W", 15_000, None),
        ("120W 条", 1_200_000, "items"),
        ("6,889,672,704", 6_889_672_704, None),
        ("2048", 2048, None),
        ("2048 sequences", 2048, "sequences"),
        ("2048 个序列", 2048, "sequences"),
        ("2048 tokens", 2048, "tokens"),
        ("2048 个 token", 2048, "tokens"),
        ("2M tokens", 2_000_000, "tokens"),
        ("110m parameters", 110_000_000, "parameters"),
        ("2.5 万亿个 token", 2500 * BILLION, "tokens"),
        ("70亿参数", 7 * BILLION, "parameters"),
        ("8K", 8000, None),
        ("32k", 32_000, None),
        ("16GB", 16, "GB"),
        ("512 GPUs", 512, "GPUs"),
        ("1.7M GPU hours", 1_700_000, "GPU-hours"),
        ("6.3e22 FLOPs", 63 * 10**21, "FLOPs"),
    ],
)
def test_quantities_as_people_write_them(text: str, amount: int, unit: str | None) -> None:
    assert parse_quantity(text) == Quantity(Decimal(amount), unit)


@pytest.mark.parametrize("text", ["~7B", "约 70 亿", "about 7 billion", "大约70亿", "≈7B"])
def test_approximate_quantities_say_so(text: str) -> None:
    assert parse_quantity(text) == Quantity(Decimal(7 * BILLION), approximate=True)


@pytest.mark.parametrize(
    "text",
    [
        *("GLM-4-9B", "A100-80G", "源2.0", "v0.3", "01万物", "2024-06-01", "2024 年", "1.2.3"),
        *("7B-13B", "8x7B", "7B/13B", "1,2 万", "110m", "5t", "B", "亿", "万", "a", "80G", "-7B"),
        *("两万五", "一百二", "亿七", "seven hundred hundred", "billion", "seven eight", "千问"),
        *("7 Bananas", "7 wombats", "", " ", "?", "9" * 500, "万" * 500, "seven " * 100),
    ],
)
def test_what_is_no_quantity_is_none(text: str) -> None:
    assert parse_quantity(text) is None


def test_binary_k_lists_both_readings_and_chooses_neither_silently() -> None:
    assert parse_quantity("32K") == Quantity(Decimal(32_000))
    context = parse_quantity("32K", binary_k=True)
    assert context is not None
    assert context.amount == 32_000
    assert context.readings == (Decimal(32_000), Decimal(32_768))
    exact = parse_quantity("32768")
    assert exact is not None
    assert same_quantity(context, exact)
    decimal_only = parse_quantity("32K")
    assert decimal_only is not None
    assert not same_quantity(decimal_only, exact)


def test_printed_text_is_kept_and_does_not_decide_equality() -> None:
    zh, en = parse_quantity("2.5 万亿"), parse_quantity("2.5T")
    assert zh is not None
    assert en is not None
    assert (zh.printed, en.printed) == ("2.5 万亿", "2.5T")
    assert zh == en
    assert same_quantity(zh, en)


def test_different_units_are_different_quantities() -> None:
    tokens, sequences, bare = (parse_quantity(t) for t in ("2048 tokens", "2048 序列", "2048"))
    assert tokens is not None
    assert sequences is not None
    assert bare is not None
    assert not same_quantity(tokens, sequences)
    assert same_quantity(tokens, bare)


@pytest.mark.parametrize(
    ("text", "en_table", "en_prose", "zh_table", "zh_prose"),
    [
        ("7B", "7B", "7 billion", "7B", "70 亿"),
        ("2.5T", "2.5T", "2.5 trillion", "2.5T", "2.5 万亿"),
        ("10亿", "1B", "1 billion", "1B", "10 亿"),
        ("1 万亿", "1T", "1 trillion", "1T", "1 万亿"),
        ("40 万", "400,000", "400,000", "400,000", "40 万"),
        ("2048", "2048", "2048", "2048", "2048"),
        ("14042", "14,042", "14,042", "14,042", "14,042"),
        ("6889672704", *["6,889,672,704"] * 4),
        ("~7B", "~7B", "about 7 billion", "~7B", "约 70 亿"),
        ("2048 sequences", "2048 sequences", "2048 sequences", "2048 个序列", "2048 个序列"),
        ("1 sequence", "1 sequence", "1 sequence", "1 个序列", "1 个序列"),
        ("2.5T tokens", "2.5T tokens", "2.5 trillion tokens", "2.5T token", "2.5 万亿个 token"),
        ("80 GB", *["80 GB"] * 4),
        ("0.05", *["0.05"] * 4),
    ],
)
def test_house_style(text: str, en_table: str, en_prose: str, zh_table: str, zh_prose: str) -> None:
    quantity = parse_quantity(text)
    assert quantity is not None
    assert format_quantity(quantity, "en", "table") == en_table
    assert format_quantity(quantity, "en", "prose") == en_prose
    assert format_quantity(quantity, "zh", "table") == zh_table
    assert format_quantity(quantity, "zh", "prose") == zh_prose


def test_zhao_is_never_written() -> None:
    for power in range(30):
        quantity = Quantity(Decimal(10**power))
        assert "兆" not in format_quantity(quantity, "zh", "prose")


AMOUNTS = st.one_of(
    st.integers(0, 10**16).map(Decimal),
    st.integers(1, 9999).flatmap(lambda m: st.integers(0, 24).map(lambda p: Decimal(m * 10**p))),
    st.decimals(0, 10**6, places=4),
)


@given(AMOUNTS, st.sampled_from([None, *UNITS]), st.booleans())
def test_formatting_and_reading_gives_the_quantity_back(
    amount: Decimal, unit: str | None, approximate: bool
) -> None:
    quantity = Quantity(amount, unit, approximate)
    for language in ("en", "zh"):
        for style in ("table", "prose"):
            written = format_quantity(quantity, language, style)
            assert parse_quantity(written) == quantity, written


@given(st.text(alphabet="0123456789.,BbKkMTW亿万百千十一两零 个tokens参数约~-", max_size=40))
def test_any_text_near_a_quantity_is_read_without_raising(text: str) -> None:
    quantity = parse_quantity(text, binary_k=True)
    if quantity is not None:
        assert quantity.amount in quantity.readings
        assert quantity.printed == text.strip()


@given(st.text())
def test_any_text_is_read_without_raising(text: str) -> None:
    parse_quantity(text)


def test_every_unit_word_names_its_unit() -> None:
    for unit in UNITS.values():
        for word in (unit.name, unit.singular, unit.zh, *unit.words):
            assert canonical_unit(word) == unit.name, word
    assert canonical_unit("wombats") is None
    assert canonical_unit("个 token") == canonical_unit("Tokens") == "tokens"


def test_amounts_of_any_length_are_written_without_raising() -> None:
    huge = Quantity(Decimal("1.23456789e5000"))
    for language in ("en", "zh"):
        assert format_quantity(huge, language).startswith("123,456,789,000")
    assert format_quantity(Quantity(Decimal(5), "wombats"), "zh") == "5 wombats"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("twenty one", 21),
        ("two hundred", 200),
        ("three hundred and five thousand", 305_000),
        ("九千九百九十九", 9999),
        ("十二", 12),
        ("两千万", 20_000_000),
        ("零", 0),
    ],
)
def test_numbers_in_words(text: str, amount: int) -> None:
    assert parse_quantity(text) == Quantity(Decimal(amount))


@pytest.mark.parametrize(
    "text", ["twenty eleven", "million billion", "十十", "一百零", "百千", "一二三", "零十", "万万"]
)
def test_words_that_make_no_number(text: str) -> None:
    assert parse_quantity(text) is None


ZH_DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """Write a number below ten thousand in Chinese, zeros spoken once: 1005 is 一千零五."""
    written, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if not digit:
            gap = bool(written)
            continue
        written += ("零" if gap else "") + ZH_DIGITS[digit] + unit
        gap = False
    return written


@given(st.integers(1, 9999), st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8)]))
def test_chinese_numerals_are_read_as_spoken(number: int, scale: tuple[str, int]) -> None:
    word, size = scale
    assert parse_quantity(in_chinese(number) + word) == Quantity(Decimal(number * size))

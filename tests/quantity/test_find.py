"""Quantities in running text: what is found, what is left alone, laws, hostile input."""

from __future__ import annotations

import re
import time
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cardkit.quantity import (
    PartialDate,
    Quantity,
    find_dates,
    find_quantities,
    format_date,
    format_quantity,
    same_quantity,
)
from cardkit.quantity.units import UNITS


def found(text: str) -> list[tuple[str, int, str | None]]:
    return [
        (text[q.start : q.end], int(q.quantity.amount), q.quantity.unit)
        for q in find_quantities(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("用 2.6 万亿 Tokens 训练", [("2.6 万亿 Tokens", 2_600_000_000_000, "tokens")]),
        ("on **2.6 trillion** tokens", [("2.6 trillion** tokens", 2_600_000_000_000, "tokens")]),
        ("超过150亿高质量中文token", [("150亿", 15_000_000_000, None)]),
        ("400,000 is 40 万 is 40W", [(s, 400_000, None) for s in ("400,000", "40 万", "40W")]),
        ("120w条指令", [("120w条", 1_200_000, "items")]),
        (
            "100 多万条, 100+ languages",
            [("100 多万条", 1_000_000, "items"), ("100+ languages", 100, "languages")],
        ),
        ("40 多种语言", [("40 多种语言", 40, "languages")]),
        (
            "3 BILLION and 5 bn and 2mn",
            [("3 BILLION", 3 * 10**9, None), ("5 bn", 5 * 10**9, None), ("2mn", 2_000_000, None)],
        ),
        ("one billion is 十亿", [("one billion", 10**9, None), ("十亿", 10**9, None)]),
        (
            "seven layers, 一百种语言",
            [("seven layers", 7, "layers"), ("一百种语言", 100, "languages")],
        ),
        ("a seven-billion-parameter model", [("seven-billion-parameter", 7 * 10**9, "parameters")]),
        ("使用1024张GPU", [("1024张GPU", 1024, "GPUs")]),
        ("rose by 5%, 百分之五", [("5%", 5, "%"), ("百分之五", 5, "%")]),
        (
            "6e22 FLOPs, 1.5 × 10^9",
            [("6e22 FLOPs", 6 * 10**22, "FLOPs"), ("1.5 × 10^9", 1_500_000_000, None)],
        ),
        (
            "7B/13B、34B",
            [("7B", 7 * 10**9, None), ("13B", 13 * 10**9, None), ("34B", 34 * 10**9, None)],
        ),
        ("２０４８ 个 ｔｏｋｅｎ", [("２０４８ 个 ｔｏｋｅｎ", 2048, "tokens")]),
        (
            "500B，1T和2T",
            [("500B", 5 * 10**11, None), ("1T", 10**12, None), ("2T", 2 * 10**12, None)],
        ),
        ("开源32K模型", [("32K", 32_000, None)]),
        ("100 对数据", [("100 对", 100, "pairs")]),
        ("a 7B Language Model", [("7B", 7 * 10**9, None)]),
        ("speeds of 50 tokens/s", [("50 tokens", 50, "tokens")]),
        ("8×80GB", [("80GB", 80, "GB")]),
        ("* 12 items\n* 13 items", [("12 items", 12, "items"), ("13 items", 13, "items")]),
    ],
)
def test_quantities_are_found_in_running_text(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("GLM-4-9B", "the A100-80G", "百川-13B", "源2.0", "Yuan 2.0", "Llama 3", "v0.3", "1.2.3"),
        *(">=4.36", "torch==2.1", "Python 3.8", "CUDA 11.7", "transformers 4.36", "3.8 及以上版本"),
        *("01万物", "007", "[1]", "[^2]", "[2, 3]", "(1) first", "（2）其次", "第3章", "表 2"),
        "Table 4",
        *("https://x.org/7B/13", "www.x.org/2", "[paper](docs/7/x)", "a/b/7b.md", "./7/x"),
        "me7@x.org",
        *("`top_k 40`", "```\n7 billion\n```", "arXiv:2309.10305", "2309.10305", "<img width=40>"),
        *("1. first", "2、其次", "# 3 Data", "## 3.1 Data", "- 1) x", "<!-- 7 -->"),
        "@misc{a, year={7}}",
        *("2024.05.23", "2024年6月", "June 2024", "May 23", "5月23日", "in 2023"),
        "2023-2024",
        *("4-bit", "3D", "2nd", "8x7B", "512x512", "16:9", "2^10", "5-shot", "zero-shot"),
        *("千问", "百川", "十分", "统一", "唯一", "数十亿", "几百万", "第一", "万物", "一定"),
        "one of",
        *("\ud800", "", "万", "亿", "1" * 200, "万" * 200, "-7", "top-1", "pass@1", "F1"),
        *("0、1号显卡", "ZeRO 3 对通信", "千亿级模型", "GPUs 0 and 1", "GPU 0"),
        *("128×8 GPUs", "448 x 448 像素", "2048 * 4 tokens", "3.2 兆 token"),
        *("ZeRO stage", "进一步", "一个", "see: 1) the one; 2）其次"),
    ],
)  # fmt: skip
def test_what_is_no_quantity_is_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("1-2", 1, 2, None),
        ("1到2", 1, 2, None),
        ("1～2 万条", 10_000, 20_000, "items"),
        ("约 0.2 ~ 2.4 万亿 Tokens", 200 * 10**9, 2400 * 10**9, "tokens"),
        ("10 to 20 hours", 10, 20, "hours"),
        ("between 5 and 10 days", 5, 10, "days"),
        ("500-1K tokens", 500, 1000, "tokens"),
        ("7B-13B", 7 * 10**9, 13 * 10**9, None),
        ("5–10%", 5, 10, "%"),
    ],
)
def test_of_a_range_both_ends_are_found_and_marked(text, low, high, unit):
    first, second = find_quantities(text)
    assert (first.part, second.part) == ("from", "to")
    assert [int(first.quantity.amount), int(second.quantity.amount)] == [low, high]
    assert {first.quantity.unit, second.quantity.unit} == {unit}


def test_a_spread_is_marked():
    value, spread = find_quantities("it is 63.7 ± 0.3% here")
    assert (value.quantity.amount, value.quantity.unit) == (Decimal("63.7"), "%")
    assert (spread.part, spread.quantity.amount) == ("spread", Decimal("0.3"))


def test_binary_k_gives_both_readings():
    (window,) = find_quantities("a 32K context", binary_k=True)
    (exact,) = find_quantities("a context of 32768")
    assert same_quantity(window.quantity, exact.quantity)


QUANTITIES = st.builds(
    Quantity,
    st.one_of(
        st.integers(0, 10**16),
        st.builds(lambda n, power: n * 10**power, st.integers(1, 9999), st.integers(2, 13)),
        st.decimals(0, 100, places=2),
    ).map(Decimal),
    st.sampled_from([None, *UNITS]),
    st.booleans(),
)


@given(QUANTITIES, st.sampled_from(["table", "prose"]), st.sampled_from(["en", "zh"]))
def test_a_quantity_written_into_a_sentence_is_found_again(quantity, style, language):
    written = format_quantity(quantity, language, style)
    # alone, years and the numbers of arXiv papers are no quantities
    assume(not re.fullmatch(r"\D*(?:199\d|20[0-3]\d|\d{4}\.\d{4,5})", written))
    for sentence in {
        "en": ("it has {}.", "used {}, and more", "({} in all)", "**{}**"),
        "zh": ("模型使用{}，效果好", "共 {} 。", "（共{}）", "总计**{}**。"),
    }[language]:
        text = sentence.format(written)
        (again,) = find_quantities(text)
        assert again.quantity == quantity
        assert text[again.start : again.end].strip("*") == written


@given(QUANTITIES, st.sampled_from(["table", "prose"]))
def test_the_same_quantity_is_found_in_both_languages(quantity, style):
    texts = [format_quantity(quantity, language, style) for language in ("en", "zh")]
    assume(not re.fullmatch(r"\D*(?:199\d|20[0-3]\d)", texts[0]))
    (english,), (chinese,) = ([*find_quantities(f"  {text} ")] for text in texts)
    assert same_quantity(english.quantity, chinese.quantity)


@given(st.text() | st.text(alphabet="0123456789.,-~%万亿千百十一 KMBTw个到to[](){}@`<>/e×^±\n"))
def test_any_text_is_searched_without_raising(text):
    reach = 0
    for q in find_quantities(text):
        assert reach <= q.start < q.end <= len(text)
        assert q.quantity.printed == text[q.start : q.end].strip()
        reach = q.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024.05.23 发布", ["2024-05-23"]),
        ("于2024年6月、2024 年 6 月 3 日和 2023年", ["2024-06", "2024-06-03", "2023"]),
        ("2024/5/30, 2024-05-30, 2024-06, 2024/5", ["2024-05-30"] * 2 + ["2024-06", "2024-05"]),
        ("June 2024; May 3rd, 2024; 3 of May 2024", ["2024-06", "2024-05-03", "2024-05-03"]),
        ("Sept. 2023", ["2023-09"]),
        ("2024.13.1, 2024-02-30, v2024.05.23, 2023-24, 2024.5, 2024年13月, 2024.05.23.1", []),
        ("２０２４年６月", ["2024-06"]),
    ],
)  # fmt: skip
def test_dates_of_every_spelling(text, expected):
    dates = [*find_dates(text, every_spelling=True)]
    assert [PartialDate(d.year, d.month or None, d.day).isoformat() for d in dates] == expected


@given(
    st.builds(PartialDate, st.integers(2000, 2099), st.integers(1, 12), st.integers(1, 28))
    | st.builds(PartialDate, st.integers(2000, 2099), st.integers(1, 12)),
    st.sampled_from(
        ["{y}.{m:02}.{d:02}", "{y}/{m}/{d}", "{y}-{m:02}-{d:02}", "{y}年{m}月{d}日", ""]
    ),
)
def test_a_date_of_any_spelling_is_found_and_is_no_quantity(date, pattern):
    if pattern and date.day:
        texts = [pattern.format(y=date.year, m=date.month, d=date.day)]
    else:
        texts = [format_date(date, "en"), format_date(date, "zh"), date.isoformat()]
    for text in texts:
        (again,) = find_dates(f"on {text}.", every_spelling=True)
        assert (again.year, again.month, again.day) == (date.year, date.month, date.day)
        assert found(f"on {text}.") == []


@pytest.mark.parametrize(
    "part",
    ["1", "千", "1,", "1 ", "7B-", "a-1", "`", "@a{", "[1", "<!--1", "~1", "(1", "5 to ", "a_", "#",
     "1.", "±1", "2024-", "seven ", "](1", "<a 1", "1e", "\ud8001万", "百分之", "约", "__"],
)  # fmt: skip
def test_time_grows_with_the_length_and_no_faster(part):
    def seconds(length: int) -> float:
        text = part * (length // len(part)) + "x1"
        start = time.perf_counter()
        for _ in find_quantities(text):
            pass
        return time.perf_counter() - start

    seconds(1000)
    small, large = (min(seconds(n) for _ in range(2)) for n in (8_000, 64_000))
    assert large < 8 * 6 * max(small, 0.002)

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
        ("(as before).\n7B models", [("7B", 7 * 10**9, None)]),
        ("共 1亿2000万条", [("1亿2000万条", 120_000_000, "items")]),
        (
            "1 亿 2000 万、3万5千、1万亿2000亿",
            [
                ("1 亿 2000 万", 120_000_000, None),
                ("3万5千", 35_000, None),
                ("1万亿2000亿", 1_200_000_000_000, None),
            ],
        ),
        ("1亿2000万到3亿", [("1亿2000万", 120_000_000, None), ("3亿", 300_000_000, None)]),
        ("5万 3亿", [("5万", 50_000, None), ("3亿", 300_000_000, None)]),
        ("二点六万亿 token", [("二点六万亿 token", 2_600_000_000_000, "tokens")]),
        ("百分之三点五，三点五亿", [("百分之三点五", 3, "%"), ("三点五亿", 350_000_000, None)]),
        ("2x faster, 8x A100, 快2倍", [("2x", 2, None), ("8x", 8, None), ("2", 2, None)]),
        ("rose by 35\\%", [("35\\%", 35, "%")]),
        ("a \\`5 \\` b", [("5", 5, None)]),
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
        *("下午三点五十分", "三点五", "两点", "a -7 b"),
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


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("in 2023, the 3rd of 5-shot", [("2023", 2023), ("3", 3), ("5", 5)]),
        ("第3章，表 2，5月23日", [("3", 3), ("2", 2), ("5", 5), ("23", 23)]),
        ("Table 4; Llama 3; (1) first", [("4", 4), ("3", 3), ("1", 1)]),
        ("2023-2024", [("2023", 2023), ("2024", 2024)]),
        ("4-bit, 4bit, 80G, 16:9", [("4", 4), ("4", 4), ("80", 80), ("16", 16), ("9", 9)]),
        ("Python 3.8, torch >=2.1, 2309.10305", [("3.8", 3), ("2.1", 2), ("2309.10305", 2309)]),
        ("from -7 to (−3B)，为-2", [("-7", -7), ("−3B", -3 * 10**9), ("-2", -2)]),
        ("温度为1.0", [("1.0", 1)]),
        ("GLM-4-9B, A100-80G, 百川-13B, 源2.0, v0.3, 1.2.3, 007, pass@1, x_5, 8x7B, 5abc", []),
        ("[1], `5`, https://a.b/7, 2024-06-01, 7 billion", []),
    ],
)
def test_labels_are_found_where_they_are_asked_for(text, labels):
    every = [*find_quantities(text, labels=True)]
    assert [
        (text[q.number_start : q.number_end], int(q.quantity.amount)) for q in every if q.label
    ] == labels
    assert [q for q in every if not q.label] == [*find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("about 7 billion tokens", "7 billion"),
        ("约 70 亿个参数", "70 亿"),
        ("63.7 % on it", "63.7 %"),
        ("seven billion rows", "seven billion"),
        ("十亿条数据", "十亿"),
        ("40 多种语言", "40 多"),
        ("80GB", "80"),
    ],
)
def test_the_number_alone_has_neither_unit_nor_about(text, number):
    (q,) = find_quantities(text)
    assert text[q.number_start : q.number_end] == number


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


ANY_TEXT = st.text() | st.text(
    alphabet="0123456789.,-~%万亿千百十一点 KMBTwx个到to[](){}@`<>/e×^±\\\n"
)


@given(ANY_TEXT, st.booleans())
def test_any_text_is_searched_without_raising(text, labels):
    reach = 0
    for q in find_quantities(text, labels=labels):
        assert reach <= q.start <= q.number_start < q.number_end <= q.end <= len(text)
        assert q.quantity.printed == text[q.start : q.end].strip()
        assert labels or not q.label
        reach = q.end


@given(ANY_TEXT)
def test_labels_come_besides_and_change_nothing_else(text):
    labelled = [q for q in find_quantities(text, labels=True) if not q.label]
    places = {(q.start, q.end, q.quantity) for q in labelled}
    assert {(q.start, q.end, q.quantity) for q in find_quantities(text)} <= places


@given(st.integers(1, 9999), st.integers(1, 9999), st.integers(1, 9), st.sampled_from(["", " "]))
def test_steps_of_falling_size_are_added_up(yi, wan, thousands, gap):
    parts = (f"{yi}{gap}亿", f"{wan}{gap}万", f"{thousands}{gap}千")
    amounts = (yi * 10**8, wan * 10**4, thousands * 1000)
    for first, last in ((0, 2), (1, 3), (0, 3)):
        text = gap.join(parts[first:last])
        assert found(f"共{text}。") == [(text, sum(amounts[first:last]), None)]


@given(
    st.integers(0, 9), st.text("零一二三四五六七八九", min_size=1, max_size=4),
    st.sampled_from(["万", "亿", "万亿"]),
)  # fmt: skip
def test_decimals_in_chinese_words_say_what_those_in_digits_say(whole, decimals, scale):
    digits = "零一二三四五六七八九"
    (words,) = find_quantities(f"有{digits[whole]}点{decimals}{scale}条")
    figures = "".join(str(digits.index(c)) for c in decimals)
    (same,) = find_quantities(f"有 {whole}.{figures} {scale}条")
    assert words.quantity == same.quantity
    assert words.in_words


@given(st.integers(-(10**6), 10**6), st.sampled_from(["{} here", "({})", "为{}，", ">={}"]))
def test_every_whole_number_set_off_is_found_with_labels(number, sentence):
    (only,) = find_quantities(sentence.format(number), labels=True)
    assert only.quantity.amount == number


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
     "1.", "±1", "2024-", "seven ", "](1", "<a 1", "1e", "\ud8001万", "百分之", "约", "__",
     "1亿2000万", "1 亿 ", "一点", "一点一万", "\\`", "\\%", "2x ", " -1", ">=1", "1-1"],
)  # fmt: skip
def test_time_grows_with_the_length_and_no_faster(part):
    def seconds(length: int) -> float:
        text = part * (length // len(part)) + "x1"
        start = time.perf_counter()
        for labels in (False, True):
            for _ in find_quantities(text, labels=labels):
                pass
        return time.perf_counter() - start

    seconds(1000)
    small, large = (min(seconds(n) for _ in range(2)) for n in (8_000, 64_000))
    assert large < 8 * 6 * max(small, 0.002)

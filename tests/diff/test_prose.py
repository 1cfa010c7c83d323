"""What two languages state differently in running text, by class; what is no difference."""

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardkit.diff.pair import CardPair
from cardkit.diff.prose.dates import date_differences
from cardkit.diff.prose.missing import missing_sections
from cardkit.diff.prose.passages import aligned_passages
from cardkit.diff.prose.quantities import quantity_differences
from cardkit.quantity import Quantity, format_quantity
from cardkit.rules.engine import agree
from tests.rules.helpers import reading

EN = "# Heron-7B\n\nHeron-7B is a language model.\n\n## Training Data\n\n{}\n"
ZH = "# Heron-7B\n\nHeron-7B 是语言模型。\n\n## 训练数据\n\n{}\n"


def pair(en, zh):
    return CardPair(reading(EN.format(en), "README.md"), reading(ZH.format(zh), "README_zh.md"))


def found(en, zh):
    return [
        (d.kind, d.side, [m.printed for m in d.here], d.there.printed if d.there else None)
        for d in quantity_differences(pair(en, zh))
    ]


@pytest.mark.parametrize(
    ("en", "zh"),
    [
        ("It has 400,000 dialogues.", "共有 40 万条对话。"),
        ("A 7B model, seven billion.", "70 亿参数（7B）的模型。"),
        ("One hundred languages and two versions.", "一百种语言、两个版本。"),
        ("Two stages with 3 billion tokens.", "第一阶段和第二阶段，共 30 亿 token。"),
        ("A context of 32K.", "上下文长度为 32768。"),
        ("From 10 to 20 thousand hours.", "1~2 万小时。"),
        ("It rose by 5%.", "提升了百分之五。"),
        ("GLM-4-9B, A100-80G, Python 3.8 [1]", "GLM-4-9B、A100-40G、Python 3.9 [2]"),
        ("See `top_k 40` and https://x.example/7", "见 `top_k 50` 和 https://x.example/8"),
        ("1. About 120 W samples.", "1. 约 120W 条样本。"),
        ("A model of 9 billion parameters.", "拥有 90\u200b亿\u2060参数的模型。"),
        ("In 2023 it had 50+ languages.", "2024 年已有 50 多种语言。"),
    ],
)
def test_the_same_in_other_words_is_no_difference(en, zh):
    assert found(en, zh) == []


@pytest.mark.parametrize(
    ("en", "zh"),
    [
        ("On 128×8 A100 GPUs for 43 days.", "在 1024 张 A100 上训练 43 天。"),
        ("On 3.2 trillion tokens.", "使用 3.2 兆 token。"),
    ],
)
def test_what_is_not_surely_a_number_of_its_own_contradicts_nothing(en, zh):
    assert {kind for kind, *_ in found(en, zh)} <= {"missing"}


@pytest.mark.parametrize(
    ("en", "zh", "kind", "here", "there"),
    [
        ("Over 150 billion tokens.", "超过150亿 token。", "power", "150 billion tokens", "150亿"),
        ("Over 15 million pages.", "超过 15 亿页。", "power", "15 million", "15 亿"),
        ("1.4 trillion of tokens", "3.2 万亿 token", "contradiction", "1.4 trillion", "3.2 万亿"),
        ("It scores 61.4%.", "得分 66.4%。", "contradiction", "61.4%", "66.4%"),
        (
            "Trained on 2T tokens, with a vocabulary of 151,936 entries.",
            "使用 2T token 训练，词表大小为 151,963。",
            *("contradiction", "151,936 entries", "151,963"),
        ),
        ("It scores 61.44%.", "得分 61.4%。", "rounding", "61.44%", "61.4%"),
        ("With 8 layers and 4096 rows.", "8 层，4098 行。", "contradiction", "4096", "4098"),
        ("For 12 hours, 64 GB.", "64 GB，共 14 小时。", "contradiction", "12 hours", "14 小时"),
    ],
)  # fmt: skip
def test_differences_by_kind(en, zh, kind, here, there):
    ((got, side, (mine,), theirs),) = found(en, zh)
    assert (got, side, mine) == (kind, "a", here)
    assert theirs.startswith(there)


def test_what_one_language_leaves_out_is_missing_once_for_a_passage():
    en = "The set takes 600 GB; it has 12,000 books and 34,000 pages of the old libraries."
    zh = "数据集占用约 600 GB 磁盘空间，内容为旧图书馆的书籍和书页，经过去重与清洗。"
    assert found(en, zh) == [("missing", "a", ["12,000", "34,000"], None)]
    assert found("The set takes 600 GB.", zh + "另有 3 万本书。" * 30) == []


def test_what_the_other_card_says_elsewhere_in_the_section_is_no_difference():
    en = "It has 12,000 books of old libraries.\n\nAnd 30,000 songs of new ones."
    zh = "共有旧图书馆的 3 万首歌。\n\n以及新图书馆的 12000 本书。"
    assert found(en, zh) == []


NEWS_EN = "# H\n\n## News\n\n- 2024/05/06 Heron-2 has {}.\n\n## Data\n\nHeron has {}.\n"
NEWS_ZH = "# H\n\n## 更新信息\n\n- 2024/05/06 Heron-2 使用 {}。\n\n## 数据\n\nHeron 使用 {}。\n"


def kinds(en, zh):
    two = CardPair(reading(NEWS_EN.format(*en), "a.md"), reading(NEWS_ZH.format(*zh), "b.md"))
    return [d.kind for d in quantity_differences(two)]


def test_a_text_that_its_own_news_have_left_behind_is_stale():
    old, new = "1.4 trillion tokens", "3.2 trillion tokens"
    assert kinds((new, old), ("3.2 万亿 token", "3.2 万亿 token")) == ["stale"]
    assert kinds((new, new), ("3.2 万亿 token", "1.4 万亿 token")) == ["stale"]
    # what shrank, and what is no training data, is a slip
    assert kinds((old, new), ("1.4 万亿 token", "1.4 万亿 token")) == ["contradiction"]
    assert kinds(("2048", "1024"), ("2048", "2048")) == ["contradiction"]


@pytest.mark.parametrize(
    ("en", "zh", "expected"),
    [
        ("Since May 3, 2024.", "自 2024年5月3日 起。", []),
        ("- [2024/04/17] Paper", "- 2024.04.18 论文", ["contradiction"]),
        ("Since May 3, 2024.", "自 2024 年 5 月起。", ["precision"]),
        ("Since May 2024 and June 2024.", "自 2024 年 6 月和 2024 年 5 月起。", []),
        ("Since May 2024.", "自 2024 年 6 月至 2024 年 7 月。", []),
    ],
)
def test_dates(en, zh, expected):
    assert [d.kind for d in date_differences(pair(en, zh))] == expected


def test_a_section_inside_a_missing_one_is_told_with_it():
    more = "\n## 局限性\n\n" + "模型可能产生有偏见的内容，请自行核对。" * 3 + "\n"
    zh = ZH.format("文本。") + more + "\n### 细则\n\n" + "细则说明。" * 20 + "\n"
    two = CardPair(reading(EN.format("Text."), "a.md"), reading(zh, "b.md"))
    (missing,) = missing_sections(two)
    assert (missing.side, missing.title, missing.within) == ("b", "局限性", 1)
    assert two.a.document.text[slice(*missing.behind)] == "## Training Data"
    turned = missing_sections(CardPair(two.b, two.a))
    assert [(m.side, m.title) for m in turned] == [("a", "局限性")]


def test_one_language_has_no_differences():
    two = CardPair(
        reading(EN.format("150 billion"), "a.md"), reading(EN.format("15 billion"), "b.md")
    )
    assert not quantity_differences(two)
    assert not date_differences(two)
    assert not missing_sections(two)


AMOUNTS = st.builds(
    lambda digits, power: Quantity(digits * 10**power, "tokens"),
    st.integers(11, 999).map(Decimal),
    st.integers(2, 10),
)


@given(AMOUNTS, st.integers(1, 3))
@settings(max_examples=40)
def test_a_planted_power_of_ten_is_found_and_named_and_a_faithful_translation_is_not(amount, k):
    en = f"Heron-7B was trained on {format_quantity(amount, 'en', 'prose')} in 8 days."
    zh = "Heron-7B 使用{}训练了 8 天。"
    assert found(en, zh.format(format_quantity(amount, "zh", "prose"))) == []
    slip = Quantity(amount.amount * 10**k, "tokens")
    (difference,) = quantity_differences(pair(en, zh.format(format_quantity(slip, "zh", "prose"))))
    assert (difference.kind, difference.power) == ("power", -k)


def test_rules_find_the_same_whichever_card_is_a():
    en = EN.format("150 billion tokens, 61.4%, on May 3, 2024.\n\n12,000 books")
    zh = ZH.format("150亿 token，66.4%，2024年5月4日。\n\n若干书籍")
    one, two = reading(en, "README.md"), reading(zh, "README_zh.md")

    def seen(a, b):
        return sorted(
            (f.code, f.file, f.span) for report in agree(CardPair(a, b), select=["BIL2"])
            for f in report.findings
        )  # fmt: skip

    assert seen(one, two) == seen(two, one)
    assert {code for code, *_ in seen(one, two)} == {"BIL201", "BIL202", "BIL203"}


@pytest.mark.parametrize(
    "part",
    ["千", "1", "1 万 ", "- 1万\n", "1 万\n\n", "\ud800 7B ", "2024.05.06 ", "Name1 ", "约1~2%、",
     "[1](", "`1"],
)  # fmt: skip
def test_hostile_prose_takes_bounded_time(part):
    text = part * (100_000 // len(part))
    two = pair("Text.\n\n" + text, "文本。\n\n" + text)
    start = time.perf_counter()
    quantity_differences(two)
    date_differences(two)
    missing_sections(two)
    assert time.perf_counter() - start < 60


def test_passages_leave_code_and_tables_out():
    en = (
        "Text 5 billion.\n\n```\n7 billion\n```\n\n| a |\n|---|\n| 8 billion |\n\n> Quote 9 billion"
    )
    (_, section) = aligned_passages(pair(en, "文本 50 亿。"))
    assert [m.printed for p in section.first for m in p.mentions] == ["5 billion", "9 billion"]


def test_a_section_whose_code_stands_under_another_heading_is_not_missing():
    code = "```python\nimport heron\nmodel = heron.load()\nprint(model.answer())\n```\n"
    en = EN.format("Text.") + "\n## Usage\n\n" + code
    zh = ZH.format("文本。") + "\n## 使用方法\n\n说明如下。\n\n### 快速调用\n\n" + code
    assert not missing_sections(CardPair(reading(en, "a.md"), reading(zh, "b.md")))
    other = zh.replace("heron.load", "heron.serve").replace("import heron", "import heron.web")
    other = other.replace("model.answer", "model.listen")
    (missing,) = missing_sections(CardPair(reading(en, "a.md"), reading(other, "b.md")))
    assert missing.title == "快速调用"

"""What counts as a fact of a text, and which translations keep all of them."""

from __future__ import annotations

import gc
import time

import pytest

from cardkit.translate.facts import compare, facts_of
from cardkit.translate.quantities import find_mentions


def printed(facts):
    return [fact.printed for fact in facts]


@pytest.mark.parametrize(
    ("en", "zh"),
    [
        ("It has 7 billion parameters.", "参数量为 70 亿。"),
        ("It has seven billion parameters.", "参数量为七十亿。"),
        ("7B parameters", "70亿参数"),
        ("2.5 trillion tokens (2.5T)", "2.5 万亿 token（2.5T）"),
        ("one hundred million rows", "一亿行数据"),
        ("400,000 dialogues", "40 万轮对话"),
        ("1.2 million items", "120W 条"),
        ("between 7 and 13 billion", "7 至 130 亿"),
        ("7-13B models", "70亿-130亿的模型"),
        ("released in June 2024", "发布于 2024 年 6 月"),
        ("on May 23, 2024", "2024.05.23"),
        ("on 2024-05-23", "2024年5月23日"),
        ("63.7% on MMLU, 5-shot", "MMLU 得分 63.7%（5-shot）"),
        ("63.7 percent", "百分之63.7"),
        ("5–10% slower", "慢 5%–10%"),
        ("a learning rate of 2e-3", "学习率 0.002"),
        ("in two stages", "分 2 个阶段"),
        ("the third of 3 steps", "3 步中的第三步"),
        ("the 3rd step", "第三步"),
        ("zero-shot", "0-shot"),
        ("a context of 32K tokens", "上下文长度 32,768"),
        ("80GB of memory", "80 GB 显存"),
        ("GLM-4-9B on A100-80G, v0.3", "A100-80G 上的 GLM-4-9B（v0.3）"),
        ("Yuan2.0 and Qwen2", "源2.0 与 Qwen2"),
        ("on Flash-Attention 2, Baichuan 1.0/2.0", "在 Flash-Attention2、Baichuan1.0/2.0 上"),
        ("35.9% better", "提升 35.9\\%"),
        ("see [it](#license), [a](LICENSE_EN.pdf)", "见[此](#许可证)、[甲](LICENSE.pdf)"),
        ("call `model.generate(x=5)`", "调用 `model.generate(x=5)`"),
        ("see [docs](https://a.b/docs/en/x)", "见[文档](https://a.b/docs/zh/x)"),
        ("see [it](README.md)", "见[此](README_zh.md)"),
        ("see https://a.b/c.", "见 <https://a.b/c>。"),
        ("cited [1], [^2]", "引用[1]、[^2]"),
        ('<img src="a.png" width="600"> ok', '<img src="a.png" width="400"> 好'),
        ("```py\nx = 1\n```\nthen 2", "```py\nx = 1\n```\n然后 2"),
        ("120 million rows", "1亿2000万行"),
        ("2.6 trillion tokens", "二点六万亿 token"),
        ("2x faster", "快 2 倍"),
        ("a gain of -0.5 points", "变化为 −0.5 分"),
        ("in 2023-2024", "2023—2024 年"),
        ("torch>=2.1 and Python 3.8", "torch>=2.1、Python 3.8"),
        ("an open 32K model", "开源32K模型"),
        ("see `x_2` and [it](https://a.b/docs/en)", "见 `x_2` 与[此](https://a.b/docs/zh)"),
        ("No number here.", "没有数字，一定没有，千万放心。"),
    ],
)
def test_these_translations_keep_every_fact(en, zh):
    assert not compare(en, zh), compare(en, zh)
    assert not compare(zh, en), compare(zh, en)


@pytest.mark.parametrize(
    ("source", "target", "missing", "added"),
    [
        ("150 billion tokens", "150亿 token", ["150 billion"], ["150亿"]),
        ("seven billion", "八十亿", ["seven billion"], []),
        ("on 5 tasks", "在多个任务上", ["5"], []),
        ("on many tasks", "在 5 个任务上", [], ["5"]),
        ("63.7% right", "63.7 分", ["63.7%"], ["63.7"]),
        ("June 2024", "2024 年 7 月", ["June 2024"], ["2024 年 7 月"]),
        ("120 million", "1亿3000万", ["120 million"], ["1亿3000万"]),
        ("down by -0.5", "变化 0.5", ["-0.5"], ["0.5"]),
        ("in 2023", "在 2024 年", ["2023"], ["2024 年"]),
        ("the 3rd", "第 4", ["3"], ["4"]),
        ("torch >=2.1", "torch >=2.2", ["2.1"], ["2.2"]),
        ("use `a_b`", "使用 `a-b`", ["a_b"], ["a-b"]),
        ("use `a`", "使用 a", ["a"], []),
        ("see [x](https://a.b/1)", "见 x", ["https://a.b/1"], []),
        ("see [x](https://a.b/1)", "见 [x](https://a.b/2)", ["https://a.b/1"], ["https://a.b/2"]),
        ("```\nx=False\n```", "```\nx=Flase\n```", ["x=False"], ["x=Flase"]),
        ("1.4 trillion", "3.2 万亿", ["1.4 trillion"], ["3.2 万亿"]),
        ("Oak-7B has 7 billion", "Oak-7B 模型", ["7 billion"], []),
        ("see [x](#a)", "见 x", ["#a"], []),
    ],
)  # fmt: skip
def test_these_lose_or_invent_facts(source, target, missing, added):
    found = compare(source, target)
    assert printed(found.missing) == missing
    assert printed(found.added) == added


def test_values_are_canonical():
    text = "Use `f(x)`, see https://a.b, 7,000,000,000 or 7 billion, in June 2024, 63.70%."
    assert facts_of(text).values == ("`f(x)`", "<https://a.b>", "2024-06", "7B", "63.7%")


def test_long_code_is_shown_by_its_beginning_and_kept_by_its_digest():
    a, b = (facts_of(f"```\nimport x\nprint({n})\n```").all[0] for n in "12")
    assert a.shown == b.shown == "import x…"
    assert a.value.startswith("`import x…` ")
    assert a.value != b.value


def test_an_escaped_tick_opens_no_code():
    assert facts_of("a \\`5\\` b").values == ("5",)
    assert facts_of("a `x\n\ny` 3").values == ("3",)


@pytest.mark.parametrize(
    "text", ["007", "1.2.3", "A100", "x_5", "源2.0", "v0.3", "pass@1", "5abc", "1e99"]
)
def test_no_quantities(text):
    assert find_mentions(text).certain == []


@pytest.mark.parametrize(
    "piece",
    ["7 billion ", "`", "` ", "one hundred and ", "一二三百万", "1,234,", "1-", "百分之5 ",
     "<a ", "2024-05-2", "[1", "May 12 2024 ", "\n \t", "1.", "[a](", "half ", "> `", "```\n"],
)  # fmt: skip
def test_time_is_linear(piece):
    small, large = (piece * (n // len(piece)) for n in (6_000, 24_000))
    gc.disable()  # it walks over all that other tests left behind
    try:
        start = time.process_time()  # of this process alone: others may keep the machine busy
        facts_of(small)
        middle = time.process_time()
        facts_of(large)
        end = time.process_time()
    finally:
        gc.enable()
    assert end - middle < 12 * (middle - start) + 0.5

"""The DCLM-7B card: golden files, the seed's vocabulary, typography, and what binds back.

Write the golden files anew with `make generated`, and read the diff.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from cardkit.bind import bind
from cardkit.dialects.profile import writable
from cardkit.record.files import load_record
from cardkit.render import render
from cardkit.render.view import losses, view
from cardkit.source.document import loads

GOLDEN = Path(__file__).parent / "golden"
CARDS = [(lang, hub) for hub in writable() for lang in ("en", "zh")]


@pytest.fixture(scope="module")
def record():
    return load_record("dclm-7b")


@pytest.mark.parametrize(("language", "dialect"), CARDS)
def test_golden(record, language, dialect):
    file = GOLDEN / f"dclm-7b.{dialect}.{language}.md"
    text = render(record, language, dialect=dialect)
    if os.environ.get("CARDKIT_WRITE_GOLDEN"):
        file.write_bytes(text.encode())
    assert text == file.read_bytes().decode(), "run `make generated` and read the diff"


@pytest.mark.parametrize(("language", "dialect"), CARDS)
def test_the_card_binds_to_its_view_and_nothing_is_left_over(record, language, dialect):
    reading = bind(loads(render(record, language, dialect=dialect)))
    assert reading.language == language
    assert reading.unrecognised == ()
    assert reading.record == view(record, language, dialect)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_number_of_the_card_is_stated(record, language):
    stated = view(record, language)
    assert [e.score for e in stated.evaluations] == [e.score for e in record.evaluations]
    assert [e.task for e in stated.evaluations] == [e.task for e in record.evaluations]
    assert stated.details is not None
    for name in ("size", "training_tokens", "layers", "hidden_size", "context_length"):
        assert getattr(stated.details, name) == getattr(record.details, name)
    rows = [row for group in stated.comparison.groups for row in group.rows]
    assert [len(group.rows) for group in stated.comparison.groups] == [7, 4]
    assert [row.label for row in rows][-1] == "DCLM-7B"
    assert [row.tokens is None for row in rows].count(True) == 3
    assert stated.comparison.as_of is not None
    assert stated.training.peak_learning_rate.value.printed == "2e-3"
    assert stated.training.batch_size.value.amount == 2048


def test_best_of_group_is_computed(record):
    groups = view(record, "en").comparison.groups
    bold = {
        row.label: [key for key, score in row.scores.items() if score.emphasised]
        for group in groups
        for row in group.rows
    }
    assert {label: keys for label, keys in bold.items() if keys} == {
        "QWEN-2": ["mmlu"],
        "Phi-3": ["core", "extended"],
        "DCLM-7B": ["core", "mmlu", "extended"],
    }


@pytest.mark.parametrize(("language", "dialect"), CARDS)
def test_all_emphasis_is_closed(record, language, dialect):
    reader = MarkdownIt("commonmark").enable("table")
    body = render(record, language, dialect=dialect).split("---\n", 2)[-1]
    texts = [c.content for t in reader.parse(body) for c in t.children or () if c.type == "text"]
    assert not [text for text in texts if "**" in text]


def test_chinese_labels_of_the_seed(record):
    text = render(record, "zh", dialect="modelers")
    for words in (
        "# DCLM-Baseline-7B 模型卡片", "## 模型详情", "### 模型说明", "### 模型来源", "## 使用模型",
        "## 训练详情", "## 评估", "## 对比", "## 局限性与偏差", "## 伦理考量", "## 引用说明",
        "| 规模 | 训练 Token 数 | 层数 | 隐藏层大小 | 注意力头数 | 上下文长度 |",
        "| 任务 | 得分 |", "| AGI Eval SAT 数学（思维链） | 0.0136 |",
        "| 模型 | 参数规模 | 训练数据量（tokens） | 是否使用开放数据集？ | CORE | MMLU ",
        "- **支持语言**：英语（主要）", "- **日期**：2024 年 6 月", "- **学习率**：2e-3（峰值）",
        "- **批处理大小**：2048 个序列", "- **序列长度**：2048 个 token", 'device_map="npu:0"',
    ):  # fmt: skip
        assert words in text, words


def test_spaces_between_han_and_latin(record):
    text = render(record, "zh")
    prose = "\n".join(part for i, part in enumerate(text.split("```")) if i % 2 == 0)
    prose = re.sub(r"<[^>]*>|\]\([^)]*\)", "", prose)
    assert not re.findall(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]", prose)
    assert not re.findall(r"[，。：；（）、] | [，。：；（）、]", re.sub(r" ?\| ?", "|", prose))


def test_each_hub_gets_its_own_snippet(record):
    assert "from transformers import" in render(record, "en", dialect="huggingface")
    assert "openmind" not in render(record, "en", dialect="huggingface")
    modelers = render(record, "en", dialect="modelers")
    assert "from openmind import" in modelers
    assert "from transformers import" not in modelers


def test_the_loss_list_names_what_a_card_cannot_say(record):
    paths = {loss.path for loss in losses(record, "zh", "huggingface")}
    assert ("usage", 1) in paths
    assert ("details", "hub_ids") in paths
    assert ("comparison", "groups", 0, "rows", 6, "identity") in paths
    assert not any(path[0] in {"evaluations", "limitations", "citation"} for path in paths)

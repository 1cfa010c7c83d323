"""Labels: what real cards write is found, what cardkit writes is found again."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.catalog.labels import (
    find_label,
    label,
    label_key,
    labels,
    section_covers,
)

SEED_SECTIONS = [
    ("model_card", "Model Card for DCLM-Baseline-7B", "DCLM-Baseline-7B 模型卡片"),
    ("model_details", "Model Details", "模型详情"),
    ("model_description", "Model Description", "模型说明"),
    ("model_sources", "Model Sources", "模型来源"),
    ("usage", "Using Model", "使用模型"),
    ("training_details", "Training Details", "训练详情"),
    ("evaluation", "Evaluation", "评估"),
    ("comparison", "Comparison", "对比"),
    ("limitations", "Limitations and Biases", "局限性与偏差"),
    ("ethical_considerations", "Ethical Considerations", "伦理考量"),
    ("citation", "Citation", "引用说明"),
]
SEED_FIELDS = [
    ("size", "Size", "规模"),
    ("training_tokens", "Training Tokens", "训练 Token 数"),
    ("layers", "Layers", "层数"),
    ("hidden_size", "Hidden Size", "隐藏层大小"),
    ("attention_heads", "Attention Heads", "注意力头数"),
    ("context_length", "Context Length", "上下文长度"),
    ("developers", "Developed by", "开发机构"),
    ("model_type", "Model type", "模型类型"),
    ("languages", "Language(s)", "支持语言"),
    ("license", "License", "许可证"),
    ("contact", "Contact", "联系方式"),
    ("date", "Date", "日期"),
    ("repository", "Repository", "代码库"),
    ("dataset", "Dataset", "数据集"),
    ("paper", "Paper", "论文"),
    ("architecture", "Architecture", "架构"),
    ("framework", "Framework", "框架"),
    ("optimizer", "Optimizer", "优化器"),
    ("learning_rate", "Learning Rate", "学习率"),
    ("weight_decay", "Weight Decay", "权重衰减"),
    ("batch_size", "Batch Size", "批处理大小"),
    ("sequence_length", "Sequence Length", "序列长度"),
    ("total_training_tokens", "Total Training Tokens", "总训练 token 量"),
    ("hardware", "Hardware", "硬件"),
]
SEED_COLUMNS = [
    ("task", "Task", "任务"),
    ("score", "Score", "得分"),
    ("model", "Model", "模型"),
    ("params", "Params", "参数规模"),
    ("tokens", "Tokens", "训练数据量(tokens)"),
    ("open_data", "Open dataset?", "是否使用开放数据集?"),
]
SEED_GROUPS = [
    ("open_weights_closed_data", "Open weights, closed datasets", "开放权重,非开放数据集"),
    ("open_weights_open_data", "Open weights, open datasets", "开放权重,开放数据集"),
]


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("section", SEED_SECTIONS),
        ("field", SEED_FIELDS),
        ("column", SEED_COLUMNS),
        ("group", SEED_GROUPS),
    ],
)
def test_every_label_of_the_dclm_card_is_found_in_both_languages(kind, rows) -> None:
    for label_id, en, zh in rows:
        assert find_label(kind, en) == label_id, en
        assert find_label(kind, zh) == label_id, zh


def test_what_is_written_is_found_again() -> None:
    for kind, label_id in labels():
        for language in ("en", "zh"):
            written = label(kind, label_id, language)
            assert find_label(kind, written) == label_id, written
            assert find_label(kind, f"## {written}:") == label_id
            assert find_label(kind, f"**{written}**") == label_id


def test_no_spelling_has_two_meanings_in_one_kind() -> None:
    owners = defaultdict(set)
    for entry in labels().values():
        for alias in (entry.en, entry.zh, *entry.aliases):
            owners[entry.kind, label_key(alias) if "@" not in alias else alias].add(entry.id)
    assert {spelling: ids for spelling, ids in owners.items() if len(ids) > 1} == {}


def test_labels_keep_house_style() -> None:
    for entry in labels().values():
        assert entry.en
        assert entry.zh
        for text in (entry.en, entry.zh, *entry.aliases):
            assert text == text.strip()
        assert not set(entry.zh) & set("(),:?"), entry.zh


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、模型基本信息", "model_details"),
        ("2.1 Training Data", "training_data"),
        ("3. Evaluation", "evaluation"),
        ("（二）训练数据", "training_data"),
        ("🤗 Usage", "usage"),
        ("📖 引用", "citation"),
        ("引用 (Citation)", "citation"),
        ("Citation / 引用", "citation"),
        ("评测效果（Evaluation）", "evaluation"),
        ("模型信息 Model Information", "model_details"),
        ("Model Sources [optional]", "model_sources"),
        ("Bias, Risks, and Limitations", "limitations"),
        ("Bias, Risks & Limitations", "limitations"),
        ('<a name="license"></a> License', "license"),
        ("License {#license}", "license"),
        ("[License](LICENSE)", "license"),
        ("TRAINING  DATA", "training_data"),
        ("How to Get Started with the Model", "quickstart"),
        ("Ｅｖａｌｕａｔｉｏｎ：", "evaluation"),
    ],
)
def test_headings_in_the_wild(text: str, expected: str) -> None:
    assert find_label("section", text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "7B 模型",
        "Qwen-7B",
        "vLLM",
        "Evaluation of the effect of noise",
        "🤗",
        "1.",
        "一、",
        "引用 License",
        "What's new in Qwen2-VL?",
        "x" * 10000,
        "[" * 150,
        "<" * 150,
        "(" * 150,
    ],
)
def test_other_headings_are_left_alone(text: str) -> None:
    assert find_label("section", text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("learning_rate", "learning_rate"),
        ("Learning Rate (peak)", "learning_rate"),
        ("lr_scheduler_type", "lr_schedule"),
        ("train_batch_size", "per_device_batch_size"),
        ("total_train_batch_size", "batch_size"),
        ("n_heads", "attention_heads"),
        ("d<sub>model</sub>", "hidden_size"),
        ("Number of Parameters (Non-Embedding)", "non_embedding_parameters"),
        ("Number of Parameters", "parameters"),
        ("激活参数量", "active_parameters"),
        ("Language(s) (NLP)", "languages"),
        ("Finetuned from model [optional]", "base_model"),
        ("训练数据量(tokens)", "training_tokens"),
        ("精度", None),
        ("Data", None),
        ("Size", "size"),
        ("Size (GB)", "file_size"),
        ("Model size (memory usage, fp32)", None),
        ("max_seq_length(int)", None),
        ("--batch_size", None),
    ],
)
def test_field_names_in_the_wild(text: str, expected: str | None) -> None:
    assert find_label("field", text) == expected


def test_the_section_decides_ambiguous_words() -> None:
    assert find_label("field", "Data", context="training_details") == "training_data"
    assert find_label("field", "Dataset", context="training_details") == "training_data"
    assert find_label("field", "Dataset", context="model_sources") == "dataset"
    assert find_label("field", "Dataset") == "dataset"


def test_kinds_are_separate() -> None:
    assert find_label("column", "规模") == "params"
    assert find_label("column", "Size (GB)") == "file_size"
    assert find_label("field", "规模") == "size"
    assert find_label("section", "规模") is None


def test_combined_headings_cover_their_parts() -> None:
    found = find_label("section", "Intended uses & limitations")
    assert found is not None
    assert {"intended_use", "uses", "limitations"} <= section_covers(found)
    assert "evaluation" in section_covers("evaluation_results")
    assert section_covers("license") == {"license"}


def test_parents_and_covered_sections_exist() -> None:
    known = {label_id for kind, label_id in labels() if kind == "section"}
    for entry in labels().values():
        assert entry.parent is None or entry.parent in known
        assert set(entry.covers) <= known
        for alias in entry.aliases:
            assert "@" not in alias or alias.partition("@")[2] in known


@given(st.sampled_from(["section", "field", "column", "group"]), st.text())
def test_any_text_is_matched_without_raising(kind, text: str) -> None:
    find_label(kind, text)
    find_label(kind, text, context="training_details")

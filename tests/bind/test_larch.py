"""Two cards of an invented model, written as the DCLM-7B card is, in English and in Chinese."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cardkit.bind import Reading
from cardkit.record.comparison import Comparison
from tests.bind.helpers import fixture, key, left, source, uncovered_lines


@pytest.fixture(scope="module")
def en() -> Reading:
    return fixture("larch-3b.en.md")


@pytest.fixture(scope="module")
def zh() -> Reading:
    return fixture("larch-3b.zh.md")


def test_languages_are_told_by_the_prose(en, zh):
    assert (en.language, zh.language) == ("en", "zh")


def test_title_and_name(en, zh):
    assert en.record.name == zh.record.name == "Larch-3B"
    assert en.record.title.en == "Model Card for Larch-3B"
    assert zh.record.title.zh == "Larch-3B 模型卡片"
    assert zh.record.title.en is None


def test_summary_is_the_paragraph_after_the_title_without_the_logo(en):
    assert en.record.summary.en == (
        "Larch-3B is an invented language model of 3 billion parameters. It exists so that a "
        "reader of\ncards can be tested."
    )


def test_metadata_takes_scalars_and_lists(en, zh):
    assert en.record.metadata.license == "apache-2.0"
    assert en.record.metadata.language == ("en", "zh")
    assert en.record.metadata.tags == ("larch",)
    assert en.record.metadata.other == {"inference": False}
    assert zh.record.metadata.frameworks == ("PyTorch",)
    assert source(en, "metadata", "language", 1) == "zh"
    assert key(en, "metadata", "hardwares") == "hardwares"


@pytest.mark.parametrize("name", ["en", "zh"])
def test_spec_row(name, request):
    reading = request.getfixturevalue(name)
    details = reading.record.details
    assert details.size.value.amount == 3 * 10**9
    assert details.training_tokens.value.printed == "1.2T"
    assert (details.layers.value, details.hidden_size.value) == (26, 3200)
    assert (details.attention_heads.value, details.context_length.value.amount) == (32, 4096)
    assert source(reading, "details", "hidden_size") == "3200"


def test_key_of_a_spec_cell_is_its_header(en, zh):
    assert key(en, "details", "hidden_size") == "Hidden Size"
    assert key(zh, "details", "hidden_size") == "隐藏层大小"


def test_description(en, zh):
    description = en.record.description
    assert description.developers.value.en == "Northwood Lab"
    assert [entry.code for entry in description.languages] == ["en", "zh"]
    assert description.languages[0].remark.en == "primarily"
    assert description.license.value.id == "apache-2.0"
    assert description.license.value.name.en == "Apache License 2.0"
    assert description.date.value.iso == "2025-03"
    assert description.contact.value == "larch@example.org"
    assert zh.record.description.date.value.iso == "2025-03"
    assert zh.record.description.languages[0].remark.zh == "主要"
    assert source(zh, "description", "developers") == "北林实验室"
    assert key(zh, "description", "developers") == "开发机构"


def test_sources_are_links_with_titles(en):
    sources = en.record.sources
    assert sources.repository.value.url == "https://example.org/larch"
    assert sources.dataset.value.url == "https://example.org/needles"
    assert sources.paper.value.title.en == "Growing Larch: a study of small trees"
    assert source(en, "sources", "paper").startswith("[Growing")


def test_a_line_without_a_field_is_kept(en, zh):
    assert en.record.other_facts[0].label.en == "Mascot"
    assert zh.record.other_facts[0].value.zh == "松鼠"


def test_usage_steps_libraries_and_device(en, zh):
    (snippet,) = en.record.usage
    assert snippet.libraries == ("larch", "transformers")
    assert snippet.device == "npu:0"
    assert [step.language for step in snippet.steps] == ["bash", "python"]
    assert snippet.steps[0].text.en == "Install the package first."
    assert snippet.steps[0].code == "pip install larch"
    assert zh.record.usage[0].libraries == ("openmind",)
    assert len(en.code) == 3
    assert source(en, "code", 0).strip() == "pip install larch"


@pytest.mark.parametrize("name", ["en", "zh"])
def test_training(name, request):
    training = request.getfixturevalue(name).record.training
    assert training.peak_learning_rate.value.printed == "3e-4"
    assert training.learning_rate is None
    assert training.weight_decay.value.printed == "0.10"
    assert training.batch_size.value.amount == 1024
    assert training.batch_size.value.unit == "sequences"
    assert training.sequence_length.value.unit == "tokens"
    assert training.total_tokens.value.amount == Decimal("1.2e12")
    assert training.intro is not None
    assert training.notes is not None


def test_prose_keeps_its_markdown(en):
    notes = "The data are described in [the paper](https://example.org/paper)."
    assert en.record.training.notes.en == notes


def test_evaluations_keep_printed_digits_and_labels_only_where_they_differ(en, zh):
    first, second, third, fourth = en.record.evaluations
    assert (first.task, first.shots, first.score.printed) == ("mmlu", 5, "0.4810")
    assert first.label.en == "MMLU (5-shot)"
    assert (second.task, second.label) == ("hellaswag", None)
    assert third.score.printed == "0.7500"
    assert (fourth.task, fourth.label.en) == (None, "Squirrel Retrieval")
    assert all(evaluation.unit is None for evaluation in en.record.evaluations)
    assert zh.record.evaluations[0].label.zh == "MMLU（5-shot）"
    assert source(en, "evaluations", 0, "score") == "0.4810"
    assert key(en, "evaluations", 0, "score") == "MMLU (5-shot)"


def test_a_cell_that_is_no_score_is_listed(en):
    assert ("score", "pending") in left(en)
    assert ("score", "| GSM8K | - |") in left(en)


@pytest.mark.parametrize("name", ["en", "zh"])
def test_harness_and_unit_as_the_prose_says(name, request):
    setup = request.getfixturevalue(name).record.evaluation_setup
    assert setup.harness.name == "lm-evaluation-harness"
    assert setup.harness.url == "https://github.com/EleutherAI/lm-evaluation-harness"
    assert setup.unit == "fraction"


def test_comparison(en, zh):
    comparison = en.comparison
    assert isinstance(comparison, Comparison)
    assert comparison is en.record.comparison
    assert [column.id for column in comparison.columns] == ["mmlu", "hellaswag"]
    assert [group.label.en for group in comparison.groups] == ["Closed forests", "Open forests"]
    spruce, fir = comparison.groups[0].rows
    (larch,) = comparison.groups[1].rows
    assert (spruce.label, spruce.model, spruce.tokens) == ("Spruce", "dark/spruce-3b", None)
    assert (spruce.open_data, larch.open_data) == (False, True)
    assert fir.tokens.amount == 2 * 10**12
    assert fir.scores["hellaswag"] is None
    assert spruce.scores["hellaswag"].emphasised
    assert not spruce.scores["mmlu"].emphasised
    assert larch.label == "Larch-3B"
    assert larch.scores["mmlu"].score.printed == "48.1"
    assert comparison.intro.en == "How Larch stands among its neighbours."
    assert zh.comparison.groups[0].rows[0].open_data is False
    path = ("comparison", "groups", 1, "rows", 0, "scores", "mmlu")
    assert source(en, *path) == "**48.1**"
    assert source(zh, "comparison", "groups", 0, "label") == "**封闭的森林**"


def test_limitations_ethics_and_citation(en, zh):
    assert en.record.limitations.intro.en == "Some things to know:"
    assert [item.en for item in en.record.limitations.items] == [
        "It may repeat what the web says.",
        "It knows nothing after its data were collected.",
    ]
    assert source(zh, "limitations", "items", 1) == "模型不了解数据收集之后的事情。"
    assert en.record.ethical_considerations.en == "Do not let it decide about people."
    assert en.record.citation.bibtex.startswith("@misc{larch2025,")
    assert zh.record.citation.intro.zh == "请引用："
    assert len(zh.bibtex) == 1
    assert source(zh, "bibtex", 0).endswith("}")


def test_an_unknown_section_is_kept_word_for_word(en):
    (other,) = en.record.other_sections
    assert (other.title.en, other.level) == ("Nursery", 2)
    assert other.text.en == "Seedlings are grown under glass."


def test_outline(en, zh):
    ids = [
        *("model_card", "model_details", "model_description", "model_sources", "usage"),
        *("training_details", "evaluation", "comparison", "limitations"),
        "ethical_considerations",
    ]
    assert [entry.id for entry in en.outline] == [*ids, None, "citation"]
    assert [entry.id for entry in zh.outline] == [*ids, "citation"]
    assert not any(entry.empty for entry in en.outline)
    assert source(en, *en.outline[-2].path).startswith("## Nursery")


@pytest.mark.parametrize("name", ["en", "zh"])
def test_no_line_is_dropped(name, request):
    assert uncovered_lines(request.getfixturevalue(name)) == []

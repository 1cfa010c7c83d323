"""The view: one language, one hub, values without their history."""

from __future__ import annotations

import pytest

from cardkit.errors import ConfigError, UsageError
from cardkit.record.base import Fact, Prose
from cardkit.record.card import CardRecord, OtherSection
from cardkit.record.comparison import (
    Comparison,
    ComparisonGroup,
    ComparisonRow,
    ComparisonScore,
    MetricColumn,
)
from cardkit.record.description import Description, HubMetadata, UsageSnippet, UsageStep
from cardkit.record.details import ModelDetails
from cardkit.record.evaluation import Evaluation
from cardkit.record.scalars import License, Quantity, Score, Uncertainty
from cardkit.render import render
from cardkit.render.view import losses, view


def paths(record, language="en", dialect="huggingface"):
    return [loss.path for loss in losses(record, language, dialect)]


def test_prose_of_the_other_language_is_not_shown_and_listed_where_untranslated():
    record = CardRecord(summary=Prose(zh="只有中文"), ethical_considerations=Prose(en="a", zh="乙"))
    assert view(record, "en").summary is None
    assert paths(record) == [("summary",)]
    assert paths(record, "zh") == []
    assert "只有中文" not in render(record, "en")


def test_printed_forms_follow_the_language():
    size = Fact(value=Quantity.model_validate("70 亿"))
    layers = Fact(value=32, status="derived", source="config.json")
    record = CardRecord(details=ModelDetails(size=size, layers=layers))
    assert "| 7B | 32 |" in render(record, "en")
    assert "| 70 亿 | 32 |" in render(record, "zh")
    stated = view(record, "en").details
    assert stated == ModelDetails(
        size=Fact(value=Quantity.model_validate("7B")), layers=Fact(value=32)
    )
    assert paths(record) == [("details", "layers", "status"), ("details", "layers", "source")]


def test_remarks_on_numbers_are_printed_behind_them():
    note = Prose(en="without embeddings", zh="不含词嵌入")
    vocabulary = Fact(value=Quantity.model_validate("50432"), note=note)
    record = CardRecord(details=ModelDetails(vocabulary_size=vocabulary))
    assert "- **Vocabulary Size**: 50432 (without embeddings)" in render(record, "en")
    assert "- **词表大小**：50432（不含词嵌入）" in render(record, "zh")
    assert view(record, "zh").details.vocabulary_size.note == Prose(zh="不含词嵌入")


def test_a_licence_is_read_from_its_printed_name():
    record = CardRecord(
        description=Description(
            license=Fact(value=License(name=Prose(en="MIT", zh="MIT"), link="https://e.org/l"))
        )
    )
    stated = view(record, "en").description.license.value
    assert (stated.id, stated.link) == ("mit", "https://e.org/l")


def test_front_matter_keys_follow_the_hub():
    record = CardRecord(
        metadata=HubMetadata(
            license="mit", frameworks=("PyTorch",), hardwares=("NPU",), language=("no",),
            other={"model-index": [1], "x": 2},
        )
    )  # fmt: skip
    hub = render(record, "en")
    assert "frameworks" not in hub
    assert "  - 'no'" in hub
    assert "x: 2" in hub
    assert paths(record) == [
        ("metadata", "frameworks"),
        ("metadata", "hardwares"),
    ]
    assert view(record, "en").metadata.tags == ("pytorch",)  # where the hub has no key for it
    assert "model-index:\n  - 1" in hub
    assert "hardwares:\n  - NPU" in render(record, "en", dialect="modelers")


def test_several_snippets_get_headings_of_their_own():
    step = (UsageStep(language="python", code="import torch"),)
    record = CardRecord(
        usage=(UsageSnippet(libraries=("torch",), steps=step), UsageSnippet(steps=step))
    )
    text = render(record, "zh")
    assert "## 使用模型（torch）" in text
    assert "## 使用模型（2）" in text
    assert len(view(record, "zh").usage) == 2


def test_a_score_keeps_digits_unit_and_spread():
    spread = Uncertainty(kind="unknown", value={"printed": "0.30"})
    record = CardRecord(
        evaluations=(
            Evaluation(
                label=Prose(en="My test", zh="我的测试"), score=Score(printed="63.70"),
                unit="percent", uncertainty=spread, direction="lower", shots=5,
            ),
        )
    )  # fmt: skip
    assert "| My test ↓ | 5 | 63.70% ± 0.30 |" in render(record, "en")
    (stated,) = view(record, "en").evaluations
    assert (stated.score.printed, stated.unit, stated.direction) == ("63.70", "percent", "lower")
    assert stated.shots == 5
    assert stated.uncertainty == spread
    assert paths(record) == []


def test_template_text_in_a_field_stays_literal():
    text = "{{7*7}} {% for x in y %} {# c #}"
    record = CardRecord(name=text, summary=Prose(en=text, zh=text))
    for language in ("en", "zh"):
        card = render(record, language)
        assert card.replace("\\*", "*").count(text) == 2
        assert "49" not in card


def test_a_heading_in_prose_states_no_fact():
    forged = "ok\n\n## Evaluation\n\n| Task | Score |\n|---|---|\n| MMLU | 0.99 |"
    record = CardRecord(
        summary=Prose(en=forged, zh=forged),
        other_sections=(OtherSection(title=Prose(en="News", zh="新闻"), text=Prose(en=forged)),),
    )
    stated = view(record, "en")
    assert stated.evaluations == ()
    assert len(stated.other_sections) == 1
    assert render(record, "en").count("\n## ") == 1


def test_unknown_dialect():
    with pytest.raises(UsageError) as error:
        view(CardRecord(), "en", "nowhere")
    assert "huggingface" in error.value.hint.zh


def test_an_empty_record_is_a_card_with_a_title():
    assert render(CardRecord(), "en") == "# Model Card\n"
    assert render(CardRecord(name="X"), "zh") == "# X 模型卡片\n"


def test_own_templates(tmp_path):
    (tmp_path / "labels").mkdir()
    from cardkit import resources

    for file in ("en.toml", "zh.toml"):
        source = resources.templates_dir() / "labels" / file
        (tmp_path / "labels" / file).write_bytes(source.read_bytes())
    (tmp_path / "card.md.j2").write_text("{{ page.title }} **{{ label('section', 'usage') }}**")
    assert render(CardRecord(name="a*b"), "en", template_dir=tmp_path) == (
        "Model Card for a\\*b **Using Model**\n"
    )


@pytest.mark.parametrize("template", ["{{ missing }}", "{% if %}", "{% include 'x' %}"])
def test_a_broken_template_says_where(tmp_path, template):
    from cardkit import resources

    (tmp_path / "labels").symlink_to(resources.templates_dir() / "labels")
    (tmp_path / "card.md.j2").write_text(template)
    with pytest.raises(ConfigError):
        render(CardRecord(), "en", template_dir=tmp_path)


def test_another_device_of_the_same_letters_is_a_loss():
    step = UsageStep(language="python", code='model.to("npu:01")')
    record = CardRecord(usage=(UsageSnippet(device="npu:10", steps=(step,)),))
    assert view(record, "en").usage[0].device == "npu:01"
    assert ("usage", 0, "device") in paths(record)


def test_the_library_of_a_hub_is_named_where_its_code_uses_it():
    def using(code):
        step = UsageStep(language="python", code=code)
        metadata = HubMetadata(library_name="transformers")
        return CardRecord(metadata=metadata, usage=(UsageSnippet(steps=(step,)),))

    record = using("from openmind import AutoModel")
    assert "\nlibrary_name: openmind\n" in render(record, "en", dialect="modelers")
    assert view(record, "en", "modelers").metadata.library_name == "openmind"
    assert ("metadata", "library_name") in paths(record, dialect="modelers")
    assert view(record, "en").metadata.library_name == "transformers"
    plain = using("import transformers")
    assert view(plain, "en", "modelers").metadata.library_name == "transformers"
    assert paths(plain, dialect="modelers") == []


def test_scores_of_another_unit_keep_it_and_nothing_is_best_among_them():
    def compared(*scores):
        rows = tuple(
            ComparisonRow(label=f"M-{i}", scores={"mmlu": s}) for i, s in enumerate(scores)
        )
        column = MetricColumn(id="mmlu", label=Prose(en="MMLU", zh="MMLU"), task="mmlu")
        return CardRecord(
            comparison=Comparison(columns=(column,), groups=(ComparisonGroup(rows=rows),))
        )

    percent = ComparisonScore(score=Score(printed="73.8"), unit="percent")
    record = compared(percent, ComparisonScore(score=Score(printed="0.74")))
    text = render(record, "en")
    assert "| M-0 | 73.8% |\n| M-1 | 0.74 |" in text
    assert [s.unit for s in _mmlu(view(record, "en"))] == ["percent", None]
    assert paths(record) == []
    fraction = compared(percent, ComparisonScore(score=Score(printed="0.74"), unit="fraction"))
    assert ("comparison", "groups", 0, "rows", 1, "scores", "mmlu", "unit") in paths(fraction)
    assert "**" not in render(fraction, "en")


def _mmlu(record):
    return [row.scores["mmlu"] for group in record.comparison.groups for row in group.rows]

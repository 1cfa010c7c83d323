"""Opt-in checks against the reference folder: the whole seed, and every real card."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from cardkit.bind import Reading, bind
from cardkit.source.document import read_document
from cardkit.source.source import read_source
from tests.bind.helpers import shared, source, uncovered_lines

pytestmark = pytest.mark.reference


@pytest.fixture(scope="module")
def facts() -> dict:
    path = shared("seeds", "dclm-7b.original-facts.json")
    return json.loads(path.read_text(encoding="utf-8"), parse_float=str)


@pytest.fixture(scope="module")
def seed() -> Reading:
    return bind(read_document(read_source(shared("seeds", "dclm-7b.original.en.md"))))


def test_all_scores_with_their_printed_digits(seed, facts):
    stated = facts["evaluation"]["values"]
    evaluations = seed.record.evaluations
    assert len(evaluations) == len(stated) == 53
    assert len({evaluation.task for evaluation in evaluations} - {None}) == 53
    for i, (evaluation, value) in enumerate(zip(evaluations, stated.values(), strict=True)):
        assert evaluation.score.value == Decimal(value)
        assert evaluation.score.printed == source(seed, "evaluations", i, "score")
        assert evaluation.score.decimals == 4
    assert seed.record.evaluation_setup.unit == "fraction"
    assert seed.record.evaluation_setup.harness.name == "llm-foundry"


def test_comparison_rows(seed, facts):
    groups = seed.comparison.groups
    assert [group.label.en for group in groups] == facts["comparison"]["group_rows"]
    assert [column.task for column in seed.comparison.columns] == [
        "core",
        "mmlu_fewshot",
        "extended",
    ]
    rows = [row for group in groups for row in group.rows]
    assert len(rows) == 11
    for row, stated in zip(rows, facts["comparison"]["rows"], strict=True):
        name, params, tokens, opened, *scores = stated
        assert (row.label, row.params.printed) == (name, params)
        assert (row.tokens.printed if row.tokens else "?") == tokens
        assert row.open_data is (opened == "✅")
        assert [score.score.printed for score in row.scores.values()] == scores
    bold = {
        row.label: sum(score.emphasised for score in row.scores.values())
        for row in rows
        if any(score.emphasised for score in row.scores.values())
    }
    assert bold == {"QWEN-2": 1, "Phi-3": 2, "MAP-Neo": 3, "DCLM-7B": 3}


def test_spec_row_description_and_sources(seed, facts):
    details = seed.record.details
    assert [details.size.value.printed, details.training_tokens.value.printed] == ["7B", "2.5T"]
    assert (details.layers.value, details.hidden_size.value) == (32, 4096)
    assert (details.attention_heads.value, int(details.context_length.value.amount)) == (32, 2048)
    description, sources = seed.record.description, seed.record.sources
    stated = facts["description"]
    assert description.developers.value.en == stated["Developed by"]
    assert description.model_type.value.en == stated["Model type"]
    assert [(e.code, e.remark.en) for e in description.languages] == [("en", "primarily")]
    assert description.license.value.name.en == stated["License"]
    assert description.license.value.id == seed.record.metadata.license == "apple-ascl"
    assert description.contact.value == stated["Contact"]
    assert description.date.value.iso == "2024-06"
    assert sources.repository.value.url == facts["sources"]["Repository"]
    assert sources.dataset.value.url == facts["sources"]["Dataset"]
    assert sources.paper.value.url == facts["sources"]["Paper"]


def test_training(seed):
    training = seed.record.training
    assert training.architecture.value.en == "Decoder-only Transformer"
    assert training.framework.value.en == "PyTorch with OpenLM"
    assert training.optimizer.value.en == "AdamW"
    assert training.peak_learning_rate.value.printed == "2e-3"
    assert training.weight_decay.value.printed == "0.05"
    assert training.batch_size.value.printed == "2048 sequences"
    assert training.sequence_length.value.printed == "2048 tokens"
    assert training.total_tokens.value.amount == Decimal("2.5e12")
    assert training.hardware.value.en == "Trained on H100 GPUs"
    assert "4.1T token dataset" in training.notes.en


def test_sections_code_and_citation(seed, facts):
    titles = [heading[1] for heading in facts["headings"]]
    assert [entry.title for entry in seed.outline] == titles
    assert all(entry.id for entry in seed.outline)
    assert not any(entry.empty for entry in seed.outline)
    (snippet,) = seed.record.usage
    assert [step.language for step in snippet.steps] == ["bash", "python"]
    assert snippet.libraries == ("open_lm", "transformers")
    assert seed.record.citation.bibtex.startswith("@article{Li2024DataCompLM,")
    assert len(seed.record.limitations.items) == 4
    assert not seed.record.other_sections
    assert not seed.record.other_facts


def test_no_line_of_the_seed_is_dropped(seed):
    assert uncovered_lines(seed) == []
    assert [entry.kind for entry in seed.unrecognised] == ["paragraph"]


@pytest.mark.parametrize("folder", ["cards", "bilingual"])
def test_every_real_card_is_read(folder):
    count = 0
    for path in sorted(shared("data", folder).rglob("*.md")):
        reading = bind(read_document(read_source(path)))
        assert reading.record.title is None or reading.outline, path
        count += 1
    assert count == {"cards": 300, "bilingual": 36}[folder]


def test_languages_of_the_pairs():
    wrong = [
        path
        for path in sorted(shared("data", "bilingual").rglob("*.md"))
        if bind(read_document(read_source(path))).language != path.stem
    ]
    assert wrong == []

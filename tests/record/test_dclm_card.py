"""The shipped DCLM-7B record: complete, exact, in both languages, with code that parses."""

import ast
import json
import re
from pathlib import Path

import pytest

from cardkit.bind.yaml_record import bind_yaml
from cardkit.record.base import Prose, RecordModel
from cardkit.record.card import CardRecord
from cardkit.record.comparison import ComparisonReference
from cardkit.record.files import load_record
from cardkit.source.source import read_source

FILE = Path(__file__).parents[2] / "cards" / "dclm-7b.card.yaml"
SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
HAN = re.compile("[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def card() -> CardRecord:
    return load_record(FILE)


def prose(value: object) -> list[Prose]:
    if isinstance(value, Prose):
        return [value]
    if isinstance(value, RecordModel):
        return [p for name in type(value).model_fields for p in prose(getattr(value, name))]
    return [p for item in value for p in prose(item)] if isinstance(value, tuple) else []


def test_identity_and_sizes(card: CardRecord) -> None:
    details = card.details
    assert card.name == "DCLM-Baseline-7B"
    assert details is not None
    assert details.hub_ids is not None
    assert details.hub_ids.huggingface == "apple/DCLM-7B"
    assert details.size is not None
    assert details.training_tokens is not None
    assert details.context_length is not None
    assert (details.size.value.printed, details.training_tokens.value.printed) == ("7B", "2.5T")
    sizes = (details.layers, details.hidden_size, details.attention_heads)
    assert [fact.value for fact in sizes if fact] == [32, 4096, 32]
    assert details.context_length.value.amount == 2048


def test_all_scores_keep_their_digits(card: CardRecord) -> None:
    assert len(card.evaluations) == 53
    assert len({e.task for e in card.evaluations}) == 53
    assert all(re.fullmatch(r"0\.\d{4}", e.score.printed) for e in card.evaluations)
    scores = {e.task: e.score.printed for e in card.evaluations}
    assert scores["mmlu_fewshot"] == "0.6372"
    assert scores["triviaqa_sm_sub"] == "0.5270"


def test_every_task_is_in_the_catalog(card: CardRecord) -> None:
    from cardkit.catalog.tasks import suite_tasks

    assert {e.task for e in card.evaluations} <= set(suite_tasks("dclm"))


def test_training_and_data_mix(card: CardRecord) -> None:
    training = card.training
    assert training is not None
    assert training.peak_learning_rate is not None
    assert training.peak_learning_rate.value.printed == "2e-3"
    assert training.batch_size is not None
    assert (training.batch_size.value.amount, training.batch_size.value.unit) == (2048, "sequences")
    assert training.data is not None
    assert [part.name for part in training.data.parts] == [
        "DCLM-BASELINE",
        "StarCoder",
        "ProofPile2",
    ]
    assert training.data.total_tokens is not None
    assert training.data.total_tokens.value.printed == "4.1T"


def test_prose_says_the_same_in_two_languages(card: CardRecord) -> None:
    found = prose(card)
    assert len(found) > 25
    for text in found:
        assert text.en is not None
        assert text.zh is not None
        assert not HAN.search(text.en), text.en
        if text.en != text.zh and "H100" not in text.en:
            assert HAN.search(text.zh), text.zh


def test_chinese_prose_is_set_as_chinese(card: CardRecord) -> None:
    for text in prose(card):
        chinese = text.zh or ""
        if HAN.search(chinese):
            assert not re.search("[\u3400-\u9fff][,;:(!?]|[,;:)!?][\u3400-\u9fff]", chinese), (
                chinese
            )
            assert not re.search(
                "[\u3400-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u3400-\u9fff]", chinese
            ), chinese


def test_code_parses_and_names_the_right_hub(card: CardRecord) -> None:
    ids = {"huggingface": "apple/DCLM-7B", "modelers": "AI-Research/DCLM-7B"}
    for snippet in card.usage:
        (dialect,) = snippet.dialects
        python = [step.code or "" for step in snippet.steps if step.language == "python"]
        assert len(python) == 1
        tree = ast.parse(python[0])
        imported = {
            (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
            for node in ast.walk(tree)
            if isinstance(node, (ast.Import, ast.ImportFrom))
        }
        assert {name.partition(".")[0] for name in imported} == set(snippet.libraries)
        assert f'"{ids[dialect]}"' in python[0]
    assert [snippet.device for snippet in card.usage] == [None, "npu:0"]


def test_the_comparison_is_referred_to(card: CardRecord) -> None:
    assert card.comparison == ComparisonReference(file="7b", row="DCLM-7B")


def test_it_binds_without_issue() -> None:
    reading = bind_yaml(read_source(FILE))
    assert [i for i in reading.schema_issues if i.kind != "unresolved_reference"] == []
    assert reading.document.issues == ()
    assert len(reading.bibtex) == 1


@pytest.mark.reference
@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared is not here")
def test_the_scores_are_those_of_the_seed(card: CardRecord) -> None:
    from cardkit.catalog.tasks import suite_tasks

    facts = json.loads((SEEDS / "dclm-7b.original-facts.json").read_text(encoding="utf-8"))
    values = facts["evaluation"]["values"]
    ours = {suite_tasks("dclm")[e.task or ""].en: float(e.score.printed) for e in card.evaluations}
    assert ours == values


@pytest.mark.reference
@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared is not here")
def test_no_sentence_of_the_seed_is_copied(card: CardRecord) -> None:
    seed = "".join(
        (SEEDS / name).read_text(encoding="utf-8")
        for name in ("dclm-7b.original.en.md", "dclm-7b.zh.txt")
    )
    for text in prose(card):
        for sentence in (text.en, text.zh):
            if sentence and len(sentence) > 60 and "DataComp-LM: In search" not in sentence:
                assert sentence not in seed

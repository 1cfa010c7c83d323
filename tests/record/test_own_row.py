"""One answer, for `compare` and for the rules, to which row is the card's own."""

from __future__ import annotations

import pytest

from cardkit.record.card import CardRecord
from cardkit.record.comparison import Comparison
from cardkit.record.own_row import find_own_row
from cardkit.tables.table import build


def _table(*rows: dict[str, object] | str) -> Comparison:
    stated = [r if isinstance(r, dict) else {"label": r} for r in rows]
    return Comparison.model_validate(
        {
            "columns": [{"id": "mmlu", "label": "MMLU", "task": "mmlu", "unit": "percent"}],
            "groups": [{"rows": [{"scores": {"mmlu": "66.5"}, **r} for r in stated]}],
        }
    )


def _card(name: str, **more: object) -> CardRecord:
    return CardRecord.model_validate({"name": name, **more})


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Llama-3-8B-Instruct", "Llama-3-8B"),
        ("Llama-3-8B", "Llama-3-8B-Instruct"),
        ("Mistral-7B-v0.3", "Mistral-7B"),
        ("Qwen1.5-7B-Chat", "Qwen1.5-7B"),
        ("DCLM-7B-it", "DCLM-7B"),
        ("Larch-3B", "3B"),
        ("Llama-3.1-8B", "Llama-3-18B"),
        ("Larch-1.1", "Larch-1"),
    ],
)
def test_a_tuned_model_is_not_the_row_of_its_base(name: str, label: str) -> None:
    assert find_own_row(_card(name), _table(label, "Other-7B")) is None


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("DCLM-Baseline-7B", "DCLM-7B"),
        ("Llama-3 8B", "llama 3-8B"),
        ("org/Larch-3B", "Larch-3B (ours)"),
        ("Mistral7B", "Mistral-7B"),
        ("Larch", "Larch"),
    ],
)
def test_another_spelling_is_the_same_model(name: str, label: str) -> None:
    own = find_own_row(_card(name), _table("Other-7B", label))
    assert own is not None
    assert own.at == (0, 1)


def test_the_hub_id_decides_before_the_name() -> None:
    card = _card("Larch-3B", details={"hub_ids": {"huggingface": "org/larch"}})
    own = find_own_row(card, _table("Larch-3B", {"label": "Other", "model": "ORG/Larch"}))
    assert own is not None
    assert own.row.label == "Other"


def test_two_candidates_are_none() -> None:
    assert find_own_row(_card("Larch-3B"), _table("Larch-3B", "larch 3b")) is None


def test_compare_never_shows_a_tuned_model_with_the_score_of_its_base() -> None:
    card = _card(
        "Llama-3-8B-Instruct", comparison=_table("Llama-3-8B").model_dump(exclude_none=True)
    )
    shown = [
        (row.label, column.id)
        for row in build([_table("Llama-3-8B"), card]).rows()
        for column in build([_table("Llama-3-8B"), card]).score_columns
        if column.id in row.scores
    ]
    assert shown == [("Llama-3-8B", "mmlu")]

"""An assumed number is shown as such and is no evidence; one of another unit moves its point."""

from __future__ import annotations

import json

import pytest

from cardkit.record.comparison import Comparison
from cardkit.tables.formats import words
from cardkit.tables.formats.terminal import draw
from cardkit.tables.table import build
from cardkit.tables.view import ComparisonView
from tests.compare.builders import card, comparison, evaluation


def _best(view: ComparisonView) -> list[tuple[str, str]]:
    return [(r.label, c) for r in view.rows() for c, cell in r.scores.items() if cell.best]


def _assumed(score: str) -> dict[str, object]:
    return {"score": score, "status": "assumed"}


def _table(**scores: object) -> Comparison:
    return comparison(
        rows=[{"label": label, "scores": {"core": score}} for label, score in scores.items()]
    )


def test_an_assumed_score_is_neither_best_nor_beaten() -> None:
    assert _best(build([_table(A="50.0", B=_assumed("60.0"), C="49.0")])) == [("A", "core")]
    assert _best(build([_table(A="50.0", B=_assumed("40.0"))])) == []
    assert _best(build([_table(A="50.0", B=_assumed("50.0"), C="40.0")])) == [("A", "core")]


@pytest.mark.parametrize("output", ["markdown", "csv"])
def test_an_assumed_score_is_marked_in_every_format(output: str) -> None:
    text = build([_table(A="50.0", B=_assumed("60.0"))]).render(output)
    assert "~60.0" in text
    assert "~50.0" not in text


def test_an_assumed_score_is_marked_and_explained() -> None:
    view = build([_table(A="50.0", B=_assumed("60.0"), C="40.0")])
    assumed = next(r for r in view.rows() if r.label == "B")
    assert [view.notes[n - 1].en for n in assumed.notes] == [
        "~ CORE: assumed by small, neither stated nor measured; never marked as best"
    ]
    cell = json.loads(view.render("json"))["groups"][0]["rows"][1]["scores"]["core"]
    assert (cell["best"], cell["provenance"]["status"]) == (False, "assumed")
    marks = words.Marks.words("zh")
    column = view.score_columns[0]
    assert words.cell_text(assumed, column, marks) == "~60.0"
    assert draw(view, "zh", 60, lambda _: True)


def test_an_assumed_evaluation_and_size_of_a_card_stay_assumed() -> None:
    mine = card(
        "Mine",
        evaluation("mmlu_fewshot", "0.9000", status="assumed"),
        details={"size": {"value": "7B", "status": "assumed"}, "training_tokens": "2T"},
    )
    view = build([comparison(), mine])
    shown = next(r for r in view.rows() if r.label == "Mine")
    assert ("Gamma", "mmlu") in _best(view)
    assert "| ~7B | 2T |" in view.render("markdown").replace("\\~", "~")
    note = " ".join(view.notes[n - 1].en for n in shown.notes)
    assert "~ Params, MMLU: assumed by Mine" in note
    data = json.loads(view.render("json"))["groups"][-1]["rows"][0]
    assert data["assumed"] == ["params"]
    assert data["scores"]["mmlu"]["provenance"]["status"] == "assumed"


def test_a_score_of_another_unit_is_ranked_in_the_columns() -> None:
    view = build([_table(A="73.8", B={"score": "0.740", "unit": "fraction"})])
    assert _best(view) == [("B", "core")]
    other = next(r for r in view.rows() if r.label == "B")
    assert other.scores["core"].text == "74.0"
    assert [view.notes[n - 1].zh for n in other.notes] == ["CORE：原文为 0.740，已换算为该列的单位"]


def test_units_of_cells_give_the_column_its_own() -> None:
    columns = [{"id": "house", "label": "House score", "direction": "higher"}]
    rows = [
        {"label": "A", "scores": {"house": {"score": "73.8", "unit": "percent"}}},
        {"label": "B", "scores": {"house": {"score": "0.74", "unit": "fraction"}}},
        {"label": "C", "scores": {"house": "0.75"}},
    ]
    view = build([comparison(rows=rows, columns=columns)])
    assert [r.scores["house"].text for r in view.rows()] == ["73.8", "74", "0.75"]
    assert _best(view) == [("B", "house")]
    unsure = next(r for r in view.rows() if r.label == "C")
    assert "does not state unit" in view.notes[unsure.notes[0] - 1].en


def test_points_never_stand_in_a_column_of_percentages() -> None:
    view = build([_table(A="73.8", B={"score": "9.1", "unit": "points"}, C="60")])
    assert "core" not in next(r for r in view.rows() if r.label == "B").scores

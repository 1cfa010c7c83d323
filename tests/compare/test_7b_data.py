"""The shipped 7B table: complete, sourced, and in agreement with the parts behind it."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest

from cardkit.catalog.tasks import aggregates, suite_tasks
from cardkit.record.comparison import Comparison, ComparisonRow
from cardkit.record.files import load_comparison, load_record, load_task_results
from cardkit.resources import comparisons_dir

EXTRAS = {"gsm8k", "aqua", "agi_eval_sat_math"}
TENTH = Decimal("0.1")


@pytest.fixture(scope="module")
def table() -> Comparison:
    return load_comparison("7b")


@pytest.fixture(scope="module")
def results(table: Comparison) -> dict[str, dict[str, str]]:
    return load_task_results(table)


def rows(table: Comparison) -> list[ComparisonRow]:
    return [row for group in table.groups for row in group.rows]


def aggregate(name: str, scores: dict[str, Decimal]) -> Decimal:
    """Mean over the tasks of (score - baseline) / (1 - baseline), version 1, in percent."""
    centered = []
    for task_id in aggregates()[name].task_ids:
        baseline = suite_tasks("dclm")[task_id].baseline("v1")
        assert baseline is not None
        centered.append((scores[task_id] - baseline.value) / (1 - baseline.value))
    return 100 * sum(centered, Decimal(0)) / len(centered)


def test_groups_and_rows(table: Comparison) -> None:
    assert [(g.label.en, len(g.rows)) for g in table.groups if g.label] == [
        ("Open weights, closed datasets", 7),
        ("Open weights, open datasets", 4),
    ]
    assert [[r.open_data for r in g.rows] for g in table.groups] == [[False] * 7, [True] * 4]
    assert len({r.model for r in rows(table)}) == 11
    assert [r.label for r in rows(table) if r.tokens is None] == ["Mistral-0.3", "QWEN-2", "Phi-3"]


def test_every_number_has_a_dated_source(table: Comparison) -> None:
    for row in rows(table):
        assert set(row.scores) == {"core", "mmlu", "extended"}
        for score in row.scores.values():
            assert score is not None
            assert score.source in table.sources
    for source in table.sources.values():
        assert source.url
        assert source.date
        assert source.accessed


def test_columns_say_what_they_measure(table: Comparison) -> None:
    stated = {c.id: (c.task, c.metric_version, c.shots, c.unit) for c in table.columns}
    assert stated == {
        "core": ("core", "v1", None, "percent"),
        "mmlu": ("mmlu_fewshot", None, 5, "percent"),
        "extended": ("extended", "v1", None, "percent"),
    }


def test_phi3_keeps_the_printed_row_and_what_its_source_says(table: Comparison) -> None:
    phi = next(r for r in rows(table) if r.label == "Phi-3")
    assert phi.params
    assert phi.identity
    assert phi.identity.params
    assert phi.identity.note
    assert phi.params.printed == "7B"
    assert (phi.identity.model, phi.identity.params.printed, phi.identity.tuning) == (
        "microsoft/Phi-3-medium-128k-instruct",
        "14B",
        "instruct",
    )
    assert phi.identity.source in table.sources
    assert phi.identity.note.en
    assert phi.identity.note.zh


def test_task_results_cover_the_suite(
    table: Comparison, results: dict[str, dict[str, str]]
) -> None:
    suite = set(suite_tasks("dclm"))
    with_results = [r for r in rows(table) if r.results]
    assert len(with_results) == 10
    for row in with_results:
        assert row.results == row.model
        assert row.results in table.sources
        assert set(results[row.results or ""]) - EXTRAS == suite
    extra = [r.label for r in with_results if set(results[r.results or ""]) & EXTRAS]
    assert extra == ["Llama2", "Llama3", "Gemma", "Falcon"]
    assert set(results) == {r.results for r in with_results}


def test_the_file_marks_what_is_not_of_the_suite() -> None:
    lines = (comparisons_dir() / "7b.tasks.csv").read_text(encoding="utf-8").splitlines()
    kinds = dict(line.split(",")[:2] for line in lines[1:])
    assert {task for task, kind in kinds.items() if kind == "extra"} == EXTRAS
    assert sum(kind == "suite" for kind in kinds.values()) == 53


@pytest.mark.parametrize("name", ["core", "mmlu", "extended"])
def test_printed_rows_are_the_rounded_parts(
    name: str, table: Comparison, results: dict[str, dict[str, str]]
) -> None:
    for row in rows(table):
        if row.results is None:
            continue
        scores = {task: Decimal(digits) for task, digits in results[row.results].items()}
        exact = 100 * scores["mmlu_fewshot"] if name == "mmlu" else aggregate(name, scores)
        printed = row.scores[name]
        assert printed is not None
        assert printed.score.value == exact.quantize(TENTH, ROUND_HALF_UP), row.label


def test_dclm_row_is_cut_off_not_rounded(table: Comparison) -> None:
    own = next(r for r in rows(table) if r.label == "DCLM-7B")
    card = load_record("dclm-7b")
    scores = {e.task: e.score.value for e in card.evaluations if e.task}
    for name, exact in (("core", "56.177"), ("extended", "43.661")):
        recomputed = aggregate(name, scores)
        printed = own.scores[name]
        assert printed is not None
        assert recomputed.quantize(Decimal("0.001"), ROUND_HALF_UP) == Decimal(exact)
        assert printed.score.value == recomputed.quantize(TENTH, ROUND_DOWN)
        assert printed.score.value != recomputed.quantize(TENTH, ROUND_HALF_UP)
    mmlu = own.scores["mmlu"]
    assert mmlu is not None
    assert mmlu.score.value == (100 * scores["mmlu_fewshot"]).quantize(TENTH, ROUND_HALF_UP)


def test_the_modeline_names_the_schema() -> None:
    first = (comparisons_dir() / "7b.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=comparison.schema.json"

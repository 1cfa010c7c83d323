"""Tasks and shots in two languages: one id, whatever the label."""

from pathlib import Path

import pytest

from cardkit.bind.read import open_document, read
from cardkit.diff.pair import CardPair
from cardkit.diff.tables.agreement import table_agreement
from cardkit.diff.tables.differences import cell_differences
from cardkit.diff.tables.missing import missing
from cardkit.diff.tables.task_sets import task_facts
from cardkit.rules.engine import agree
from cardkit.source.source import read_source
from tests.diff.tables.helpers import pair_of, swapped, table

EN = table("Task Elm-7B Oak-7B", "MMLU_(5-shot) 63.7 57.0", "GSM8K 40.1 29.1", "ARC-Easy 75.2 71.0")
ZH = EN.replace("Task", "任务")


def facts(pair):
    return [(f.kind, f.side, tuple(n.en for n in f.here), f.there) for f in task_facts(pair)]


def quiet(pair):
    return not list(cell_differences(pair)) and not list(missing(pair))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("AGI_Eval_SAT_Math_(CoT)", "AGI_Eval_SAT_数学（思维链）"),
        ("MMLU_(5-shot)", "MMLU（5-shot）"),
        ("MMLU_(zero-shot)", "MMLU（零样本）"),
        ("Average", "平均分"),
    ],
)
def test_labels_of_one_task(english, chinese):
    pair = pair_of(
        EN + f"\n| {english.replace('_', ' ')} | 33.3 | 32.1 |",
        ZH + f"\n| {chinese.replace('_', ' ')} | 33.3 | 32.1 |",
    )
    assert not facts(pair)
    assert quiet(pair)


def test_other_shots_of_the_same_scores():
    pair = pair_of(EN, ZH.replace("(5-shot)", "（0-shot）"))
    assert facts(pair) == [("setting", "a", ("MMLU (5-shot)",), "MMLU （0-shot）")]
    assert quiet(pair)
    assert [f.kind for f in task_facts(swapped(pair))] == ["setting"]


def test_another_task_of_the_same_scores():
    pair = pair_of(EN, ZH.replace("MMLU (5-shot)", "CMMLU (5-shot)"))
    assert facts(pair) == [("task", "a", ("MMLU (5-shot)",), "CMMLU (5-shot)")]
    assert quiet(pair)


def test_a_setting_that_one_card_states_belongs_to_the_same_row():
    pair = pair_of(EN.replace("(5-shot)", ""), ZH)
    assert facts(pair) == [("unstated", "b", ("MMLU (5-shot)",), "MMLU")]
    assert quiet(pair)


def test_a_score_of_other_shots_is_another_row():
    chinese = ZH.replace("MMLU (5-shot) | 63.7 | 57.0", "MMLU (0-shot) | 55.1 | 50.3")
    pair = pair_of(EN, chinese)
    assert not facts(pair)
    assert [(m.axis, m.side) for m in missing(pair)] == [("row", "a"), ("row", "b")]


def test_both_settings_in_both_cards():
    both = "\n| MMLU (0-shot) | 55.1 | 50.3 |"
    assert not facts(pair_of(EN + both, ZH + both))


def test_columns_of_tasks():
    english = table("Model MMLU_(5-shot) GSM8K", "Elm-7B 63.7 40.1", "Oak-7B 57.0 29.1")
    chinese = table("模型 MMLU_(3-shot) GSM8K", "Elm-7B 63.7 40.1", "Oak-7B 57.0 29.1")
    assert facts(pair_of(english, chinese)) == [
        ("setting", "a", ("MMLU (5-shot)",), "MMLU (3-shot)")
    ]


def test_a_single_score_that_tells():
    english = table("Task Score", "MMLU 63.72", "GSM8K 40.1", "ARC-Easy 75.2")
    chinese = table("任务 得分", "CMMLU 63.72", "GSM8K 40.1", "ARC-Easy 75.2")
    assert facts(pair_of(english, chinese)) == [("task", "a", ("MMLU",), "CMMLU")]


def test_a_task_of_tables_that_cannot_be_compared():
    english = table("Task Elm-7B", "MMLU 63.7", "GSM8K 40.1", "HellaSwag 79.9", "PIQA 80.8")
    chinese = table("任务 Elm-7B", "MMLU 61.1", "GSM8K 44.6", "HellaSwag 78.3", "WinoGrande 72.2")
    pair = pair_of(english, chinese)
    assert facts(pair) == [("absent", "a", ("PIQA",), ""), ("absent", "b", ("WinoGrande",), "")]
    assert quiet(pair)


def test_the_53_tasks_of_a_card_rendered_in_both_languages():
    golden = Path(__file__).parents[2] / "render" / "golden"
    english, chinese = (
        read(open_document(read_source(golden / f"dclm-7b.huggingface.{language}.md")))
        for language in ("en", "zh")
    )
    pair = CardPair(english, chinese)
    assert [len(t.alignment.rows) for t in table_agreement(pair).pairs] == [1, 53, 11]
    assert not [f for report in agree(pair, select=["BIL1"]) for f in report.findings]

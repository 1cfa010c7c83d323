"""Cells of tables in two languages: only those whose place is sure are compared."""

import pytest

from cardkit.diff.tables.differences import cell_differences, whole_differences
from tests.diff.tables.helpers import pair_of, swapped, table

EN = table(
    "Model Average MMLU GSM8K",
    "Elm-7B 51.9 63.7 40.1",
    "Oak-7B 43.05 57.0 29.1",
    "Fir-13B 52.1 66.4 37.8",
)
ZH = EN.replace("Model", "模型").replace("Average", "平均分")


def cells(pair):
    return [(d.relation, d.row.en, d.column.en, d.a.text, d.b.text) for d in cell_differences(pair)]


def wholes(pair):
    return [(d.axis, d.name.en, d.differ, d.compared) for d in whole_differences(pair)]


def nothing(pair):
    return not cells(pair) and not wholes(pair)


def test_tables_that_agree():
    assert nothing(pair_of(EN, ZH))


def test_a_cell_is_named_in_both_languages_and_has_both_places():
    pair = pair_of(EN, ZH.replace("43.05", "48.05"))
    (found,) = cell_differences(pair)
    assert (found.relation, found.row.zh) == ("contradiction", "Oak-7B")
    assert (found.column.en, found.column.zh) == ("Average", "平均分")
    assert pair.a.document.source.slice(found.a.span) == found.a.text == "43.05"
    assert pair.b.document.source.slice(found.b.span) == found.b.text == "48.05"


def test_the_other_way_round_the_same_is_found():
    pair = pair_of(EN, ZH.replace("43.05", "48.05"))
    (found,) = cell_differences(swapped(pair))
    assert (found.a.text, found.b.text) == ("48.05", "43.05")
    assert (found.column.en, found.column.zh) == ("Average", "平均分")


def test_a_rounded_cell():
    assert cells(pair_of(EN, ZH.replace("43.05", "43.1"))) == [
        ("rounded", "Oak-7B", "Average", "43.05", "43.1")
    ]


@pytest.mark.parametrize("printed", ["**63.7**", "63.7*", "63.7%", "63.7 [1]", "63.7<sup>1</sup>"])
def test_how_a_value_is_printed_makes_no_difference(printed):
    assert nothing(pair_of(EN, ZH.replace("63.7", printed)))


def test_order_makes_no_difference():
    chinese = table(
        "模型 GSM8K 平均分 MMLU",
        "Fir-13B 37.8 52.1 66.4",
        "Elm-7B 40.1 51.9 63.7",
        "Oak-7B 29.1 43.05 57.0",
    )
    assert nothing(pair_of(EN, chinese))
    assert cells(pair_of(EN, chinese.replace("29.1", "28.1"))) == [
        ("contradiction", "Oak-7B", "GSM8K", "29.1", "28.1")
    ]


TURNED = table(
    "任务 Elm-7B Oak-7B Fir-13B",
    "平均分 51.9 43.05 52.1",
    "MMLU 63.7 57.0 66.4",
    "GSM8K 40.1 29.1 37.8",
)


def test_a_table_printed_the_other_way_round():
    assert nothing(pair_of(EN, TURNED))
    assert cells(pair_of(EN, TURNED.replace("66.4", "61.4"))) == [
        ("contradiction", "Fir-13B", "MMLU", "66.4", "61.4")
    ]


HTML = """
<table>
<tr><th rowspan="2">模型</th><th colspan="2">综合</th><th>数学</th></tr>
<tr><th>平均分</th><th>MMLU</th><th>GSM8K</th></tr>
<tr><td>Elm-7B</td><td>51.9</td><td><b>63.7</b></td><td>40.1</td></tr>
<tr><td>Oak-7B</td><td rowspan="1">43.05</td><td>57.0</td><td>29.1</td></tr>
<tr><td>Fir-13B</td><td>52.1</td><td>66.4</td><td>37.8</td></tr>
</table>
"""


def test_html_with_two_heading_rows_against_pipes():
    assert nothing(pair_of(EN, HTML))
    ((relation, row, _, here, there),) = cells(pair_of(EN, HTML.replace("66.4", "61.4")))
    assert (relation, row, here, there) == ("contradiction", "Fir-13B", "66.4", "61.4")


def test_a_cell_that_spans_rows_stands_in_each():
    english = table("Group Model MMLU GSM8K", "base Elm-7B 63.7 40.1", "base Oak-7B 57.0 29.1")
    html = """
<table>
<tr><th>类型</th><th>模型</th><th>MMLU</th><th>GSM8K</th></tr>
<tr><td rowspan="2">base</td><td>Elm-7B</td><td>63.7</td><td>40.1</td></tr>
<tr><td>Oak-7B</td><td>57.0</td><td>29.7</td></tr>
</table>
"""
    ((_, _, column, here, there),) = cells(pair_of(english, html))
    assert (column, here, there) == ("GSM8K", "29.1", "29.7")


def test_a_row_that_ends_early_has_a_gap():
    chinese = ZH.replace(" | 29.1 |", " |")
    assert cells(pair_of(EN, chinese)) == [("gap", "Oak-7B", "GSM8K", "29.1", "")]


def test_names_of_models_are_no_values():
    english = table("Model MMLU GSM8K", "Yuan2.0-51B 63.7 40.1", "Oak-7B 57.0 29.1")
    chinese = table("模型 MMLU GSM8K", "源2.0-51B 63.7 40.1", "Oak-7B 57.0 29.1")
    assert nothing(pair_of(english, chinese))


def test_words_for_memory_share_no_letter_and_stand_in_one_place():
    english = table(
        "Item Elm-7B Oak-7B", "Memory 14.0_GB 13.8", "Speed 35.1 36.2", "MMLU 63.7 57.0"
    )
    chinese = table("项目 Elm-7B Oak-7B", "显存 15.3_GB 13.8", "速度 35.1 36.2", "MMLU 63.7 57.0")
    assert cells(pair_of(english, chinese)) == [
        ("contradiction", "Memory", "Elm-7B", "14.0 GB", "15.3 GB")
    ]


def test_a_small_table_of_one_name_for_all_may_differ_in_half():
    english = table("Precision Elm-7B Elm-13B", "bf16 14.0 25.9", "int8 8.0 14.2", "int4 5.1 8.6")
    chinese = table("精度 Elm-7B Elm-13B", "bf16 15.3 27.5", "int8 8.0 16.1", "int4 5.1 8.6")
    assert [c[3:] for c in cells(pair_of(english, chinese))] == [
        ("14.0", "15.3"),
        ("25.9", "27.5"),
        ("14.2", "16.1"),
    ]


def test_a_row_paired_by_its_place_alone_is_no_contradiction():
    rows = ["Elm-7B 4.23 3.78 39.35", "Oak-7B 5.00 4.48 4.13"]
    english = table("Model 1024 2048 4096", *rows, "+_fast 4.25 3.79 3.58")
    chinese = table("模型 1024 2048 4096", *rows, "+_slow_attention 4.31 3.81 3.52")
    assert nothing(pair_of(english, chinese))


def test_a_row_in_which_most_differs_is_told_once():
    chinese = ZH.replace("51.9", "53.0").replace("63.7", "65.1").replace("40.1", "44.4")
    assert wholes(pair_of(EN, chinese)) == [("row", "Elm-7B", 3, 3)]
    assert not cells(pair_of(EN, chinese))


def test_a_column_in_which_most_differs_is_told_once():
    chinese = ZH.replace("63.7", "63.1").replace("57.0", "56.2").replace("66.4", "64.9")
    assert wholes(pair_of(EN, chinese)) == [("column", "MMLU", 3, 3)]


def test_a_table_in_which_most_differs_is_told_once():
    chinese = table(
        "模型 平均分 MMLU GSM8K",
        "Elm-7B 52.9 64.7 41.0",
        "Oak-7B 44.2 58.3 30.0",
        "Fir-13B 52.1 67.2 38.3",
    )
    assert wholes(pair_of(EN, chinese)) == [("table", "", 8, 9)]


def test_two_tables_with_little_in_common_are_not_compared():
    chinese = table("模型 平均分 BBH", "Elm-7B 52.9 64.7", "Ash-7B 44.2 58.3", "Yew-13B 52.7 67.2")
    assert nothing(pair_of(EN, chinese))


def test_a_fraction_is_a_percentage_where_the_column_says_so():
    fractions = table(
        "模型 平均分 MMLU GSM8K",
        "Elm-7B 0.519 0.637 0.401",
        "Oak-7B 0.4305 0.570 0.291",
        "Fir-13B 0.521 0.664 0.378",
    )
    assert nothing(pair_of(EN, fractions))
    assert cells(pair_of(EN, ZH.replace("63.7", "0.637"))) == [
        ("contradiction", "Elm-7B", "MMLU", "63.7", "0.637")
    ]


def test_group_rows_keep_models_of_one_name_apart():
    rows = ["7B 63.7 40.1", "13B 70.2 51.3"]
    other = ["7B 57.0 29.1", "13B 61.5 37.4"]
    english = table("Size MMLU GSM8K", "Elm", *rows, "Oak", *other)
    chinese = table("规模 MMLU GSM8K", "Oak", *other, "Elm", *rows)
    assert nothing(pair_of(english, chinese))
    ((_, row, column, *values),) = cells(pair_of(english, chinese.replace("51.3", "51.8")))
    assert (row, column, values) == ("13B (Elm)", "GSM8K", ["51.3", "51.8"])

"""The grammar of rows: what is read, what strikes a reading out, and what stays open."""

from __future__ import annotations

import time

import pytest

from cardkit.bind.flattened.budget import Budget
from cardkit.bind.flattened.headers import splits_of
from cardkit.bind.flattened.lines import runs_of
from cardkit.bind.flattened.page import read_page
from cardkit.bind.flattened.plausible import is_plausible, is_possible
from cardkit.bind.flattened.rows import read_rows
from cardkit.bind.flattened.tables import read_table
from cardkit.source.source import Source


def rows_of(header: str, *rows: str, before: str = "") -> list[list[tuple[str, ...]]]:
    """The readings that are left of each row; the header must have one split."""
    (columns,) = splits_of(header, Budget())
    read = read_rows(rows, columns, Budget(), before)
    return [[row.cells(reading) for reading in row.readings] for row in read]


def table_of(text: str):
    return read_table(next(runs_of(Source(text))), Budget())


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("任务得分", ["任务", "得分"]),
        (
            "规模训练 Token 数层数隐藏层大小注意力头数上下文长度",
            ["规模", "训练 Token 数", "层数", "隐藏层大小", "注意力头数", "上下文长度"],
        ),
        (
            "ModelParamsTokensOpen dataset?COREMMLU",
            ["Model", "Params", "Tokens", "Open dataset?", "CORE", "MMLU"],
        ),
        ("Model\tMMLU\tMy own metric", ["Model", "MMLU", "My own metric"]),
    ],
)
def test_headers_are_cut_at_known_labels(header, columns):
    (split,) = splits_of(header, Budget())
    assert [column.text for column in split] == columns
    assert [header[column.start : column.end] for column in split] == columns


@pytest.mark.parametrize("header", ["ModelFrobnication", "Score", "A sentence about a model.", ""])
def test_what_is_no_header_has_no_split(header):
    assert splits_of(header, Budget()) == []


def test_a_spec_row_has_one_reading():
    header = "LayersHidden SizeAttention HeadsContext Length"
    assert rows_of(header, "1276812512") == [[("12", "768", "12", "512")]]
    assert rows_of(header, "4051204032768") == [[("40", "5120", "40", "32768")]]
    assert rows_of(header, "404,096324096") == [[("40", "4,096", "32", "4096")]]


def test_a_spec_row_may_have_more_readings():
    header = "LayersHidden SizeContext Length"
    assert rows_of(header, "2420488192") == [[("2", "42048", "8192"), ("24", "2048", "8192")]]


def test_heads_must_divide_the_hidden_size():
    assert is_plausible({"hidden_size": 4096, "attention_heads": 32})
    assert not is_plausible({"hidden_size": 4096, "attention_heads": 33})
    assert not is_plausible({"hidden_size": 4096, "attention_heads": 512})
    assert not is_plausible({"attention_heads": 32, "kv_heads": 5})
    assert not is_possible("context_length", "2049")
    assert not is_possible("layers", "3240")


def test_shares_side_by_side_have_one_number_of_decimals():
    rows = ("Elm49.245.8", "Oak50.748.5", "Ash57.062.7")
    assert rows_of("ModelMMLUGSM8K", *rows) == [
        [("Elm", "49.2", "45.8"), ("Elm4", "9.2", "45.8")],
        [("Oak", "50.7", "48.5"), ("Oak5", "0.7", "48.5")],
        [("Ash", "57.0", "62.7"), ("Ash5", "7.0", "62.7")],
    ]


def test_two_rows_or_a_rating_prove_no_number_of_decimals():
    two = rows_of("ModelParamsMMLUGSM8K", "Elm7B49.245.8", "Oak7B50.748.5")
    assert [len(readings) for readings in two] == [2, 2]
    rated = ("Elm7B49.245.8", "Oak7B45.126.1", "Ash7B61.337.9")
    assert ("Elm", "7B", "49.24", "5.8") in rows_of("ModelParamsMMLUMT-Bench", *rated)[0]


def test_sizes_are_told_by_the_class_the_text_names():
    rows = ("Llama27B45.8", "Llama38B66.2")
    assert rows_of("ModelParamsMMLU", *rows, before="Models in the 7B regime.") == [
        [("Llama2", "7B", "45.8")],
        [("Llama3", "8B", "66.2")],
    ]
    assert [len(r) for r in rows_of("ModelParamsMMLU", *rows)] == [2, 2]
    both = "Against 7B models and 30B models."
    assert [len(r) for r in rows_of("ModelParamsMMLU", *rows, before=both)] == [2, 2]


def test_fractions_are_told_by_the_other_rows():
    rows = ("PIQA0.8128", "BoolQ0.8343", "COPA0.8500", "Fir30.8220")
    assert rows_of("TaskScore", *rows)[3] == [("Fir3", "0.8220")]


def test_constraints_that_contradict_each_other_strike_nothing_out():
    rows = ("PIQA0.8128", "BoolQ0.8343", "COPA0.8500", "BBH30.8220")
    assert len(rows_of("TaskScore", *rows)[3]) > 1


def test_a_leading_zero_begins_no_count():
    assert rows_of("LayersHidden SizeAttention HeadsContext Length", "012768122048") == [[]]


def test_a_table_with_a_foreign_row_is_left_as_text():
    assert table_of("TaskScore\nMMLU0.6\nno number in this line") is None
    assert table_of("One sentence.\nAnother sentence.") is None


def test_a_table_with_tabs_is_cut_at_its_tabs():
    table = table_of("Model\tMMLU\tGSM8K\nElm\t51.2\t40\nOpen weights\nAsh\t60\t-")
    assert [[cell.text for cell in row.cells] for row in table.table.rows] == [
        ["Elm", "51.2", "40"],
        ["Open weights"],
        ["Ash", "60", "-"],
    ]
    assert table.unread == ()


HOSTILE = {
    "digits": "\n\n".join(
        ["LayersHidden SizeAttention HeadsKV HeadsContext Length\n" + "123456789" * 5] * 2000
    ),
    "scores": "\n\n".join(
        ["ModelMMLUGSM8KMATHBBHCMMLUHumanEval\n" + "\n".join(["a" * 100 + "12.5" * 40] * 3)] * 500
    ),
    "one role": "\n\n".join(["参数规模" * 70 + "\n1B2B"] * 1000),
    "statements": "\n\n".join(["x = 1" + "\ny = 2" * 100] * 800),
    "brackets": "x = " + "(" * 15_000,
    "blank": "a\n\n" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_take_bounded_time(name):
    started = time.perf_counter()
    read_page(Source(HOSTILE[name]))
    assert time.perf_counter() - started < 20

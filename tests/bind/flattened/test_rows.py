"""The grammar of rows: what is read, what strikes a reading out, and what stays open."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    rows = ("Llama27B45.8", "Llama38B66.2", "Oak7B61.0", "Elm9B60.2")
    assert rows_of("ModelParamsMMLU", *rows, before="Models in the 7B regime.")[:2] == [
        [("Llama2", "7B", "45.8")],
        [("Llama3", "8B", "66.2")],
    ]
    assert [len(r) for r in rows_of("ModelParamsMMLU", *rows)] == [2, 2, 1, 1]
    both = "Against 7B models and 30B models."
    assert [len(r) for r in rows_of("ModelParamsMMLU", *rows, before=both)] == [2, 2, 1, 1]


def test_words_about_another_size_than_the_rows_have_say_nothing():
    rows = ("Llama27B45.8", "Oak7B61.0", "Elm70B80.2")
    said = rows_of("ModelParamsMMLU", *rows, before="Models in the 7B regime.")
    assert [len(readings) for readings in said] == [2, 1, 1]


def test_a_size_far_off_makes_no_name_of_two_digits():
    rows = ("Yi-1.534B45.8", "Oak7B61.0", "Elm9B60.2")
    said = rows_of("ModelParamsMMLU", *rows, before="7B 规模模型的对比。")
    assert said[0] == [("Yi-1.5", "34B", "45.8"), ("Yi-1.53", "4B", "45.8")]


def test_the_decimals_of_a_column_are_those_that_leave_it_scores_of_ten():
    rows = ("Elm7B49.245.81", "Oak7B50.748.52", "Ash7B57.062.73")
    assert rows_of("ModelParamsMMLUGSM8K", *rows) == [
        [("Elm", "7B", "49.2", "45.81")],
        [("Oak", "7B", "50.7", "48.52")],
        [("Ash", "7B", "57.0", "62.73")],
    ]
    fractions = ("Elm7B0.57660.6372", "Oak7B0.58660.6472", "Ash7B0.59660.6572")
    assert rows_of("ModelParamsMMLUGSM8K", *fractions)[0] == [("Elm", "7B", "0.5766", "0.6372")]


def test_a_space_parts_all_cells_or_none():
    assert splits_of("ModelMMLU Score", Budget()) == []
    spaced = table_of("Model Params MMLU\nElm 2 7B 45.8")
    assert [cell.text for cell in spaced.table.rows[0].cells] == ["Elm 2", "7B", "45.8"]
    assert rows_of("ModelParamsMMLU", "Elm 7B45.8") == [[]]


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


NAMES = [
    "Llama2",
    "Qwen1.5",
    "Oak",
    "Elm-3",
    "Mistral-0.3",
    "Fir-7B",
    "Ash 2",
    "Yew4",
    "SmolLM2-135M",
]
TASKS = ["MMLU", "GSM8K", "BBH", "ARC Challenge", "PIQA", "MATH-500", "C-Eval", "GPQA Diamond"]


@st.composite
def tables(draw):
    """A table of models as a card prints it: header, rows."""
    tasks = draw(st.lists(st.sampled_from(TASKS), min_size=1, max_size=4, unique=True))
    models = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=7, unique=True))
    decimals = [draw(st.integers(1, 2)) for _ in tasks]
    sizes = st.sampled_from(["7B", "1.5B", "13B", "34B", "135M", "0.5B", "72B"])
    rows = [
        [
            name,
            draw(sizes),
            draw(st.sampled_from(["2T", "?", "1.4T", "300B"])),
            *(f"{draw(st.integers(1000, 9999)) / 100:.{places}f}" for places in decimals),
        ]
        for name in models
    ]
    return ["Model", "Params", "Tokens", *tasks], rows


@given(tables())
def test_what_is_bound_is_what_was_printed(table):
    header, rows = table
    text = "\n".join("".join(cells) for cells in [header, *rows])
    found = table_of(text)
    assert found is not None
    if len(found.table.header[0].cells) == 1:
        return
    assert [cell.text for cell in found.table.header[0].cells] == header
    bound = [[cell.text for cell in row.cells] for row in found.table.rows]
    assert [row for row in bound if row not in rows] == []
    assert len(bound) + len(found.unread) == len(rows)


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

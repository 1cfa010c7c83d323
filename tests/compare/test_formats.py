"""Markdown, CSV and JSON: what they hold, and what they do with hostile text."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cardkit.errors import UsageError
from cardkit.tables.formats.delimited import guard
from cardkit.tables.formats.markdown import escape
from cardkit.tables.table import build
from tests.compare.builders import card, comparison, evaluation, row

HOSTILE = [
    "[/INST] | **bold** `code` <b>x</b>",
    "\x1b]8;;http://evil\x1b\\click\x1b]8;;\x1b\\",
    "abc\u202edcba\u2066",
    "[link=http://evil]x[/link]",
    "=HYPERLINK(1)",
    "+cmd|' /C calc'!A0",
    "@SUM(1)",
    "line\nbreak\rand\u2028more",
]


def hostile_table() -> object:
    return comparison(rows=[row(label, "1.0", None) for label in HOSTILE])


def markdown_cells(text: str) -> list[list[str]]:
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    found: list[list[str]] = []
    for i, token in enumerate(tokens):
        if token.type == "tr_open":
            found.append([])
        if token.type == "inline" and tokens[i - 1].type in {"td_open", "th_open"}:
            children = token.children or []
            assert all(c.type in {"text", "strong_open", "strong_close"} for c in children)
            found[-1].append("".join(c.content for c in children if c.type == "text"))
    return found


def test_markdown_is_one_table_of_equal_rows() -> None:
    table = markdown_cells(build(["7b"]).render("markdown", "zh"))
    assert {len(r) for r in table} == {7}
    assert table[0] == ["模型", "参数规模", "训练数据量", "开放数据集", "CORE", "MMLU", "EXTENDED"]
    assert ["Mistral-0.3", "7B", "?", "❌", "57.0", "62.7", "45.1"] in table
    assert "**71.9**" in build(["7b"]).render("markdown")


@given(st.text(max_size=60))
def test_markdown_shows_any_label_as_text(label: str) -> None:
    shown = escape(label)
    assert "\n" not in shown
    if shown.strip():
        assert len(markdown_cells(f"| a |\n|---|\n| {shown} |\n")[1]) == 1


@pytest.mark.parametrize("output", ["markdown", "csv", "json"])
def test_hostile_labels_are_shown_and_not_sent(output: str) -> None:
    text = build([hostile_table()]).render(output, why=True)
    assert not set(text) & set("\x1b\u202e\u2066\r\u2028")


def test_csv_runs_nothing_in_a_spreadsheet() -> None:
    table = list(csv.reader(io.StringIO(build([hostile_table()]).render("csv"))))
    assert len(table) == len(HOSTILE) + 1
    for cells in table:
        assert not any(c.startswith(("=", "+", "@", "-", "\t", "\r")) for c in cells)


@pytest.mark.parametrize(
    ("cell", "written"),
    [("-0.5", "-0.5"), ("+3", "+3"), ("=1+1", "'=1+1"), ("-x", "'-x"), ("7B", "7B"), ("", "")],
)
def test_the_guard_leaves_numbers_alone(cell: str, written: str) -> None:
    assert guard(cell) == written


def test_csv_has_stable_ids_and_empty_unknowns() -> None:
    zh = list(csv.DictReader(io.StringIO(build(["7b"]).render("csv", "zh"))))
    assert ",".join(zh[0]) == "group,name,params,tokens,open_data,core,mmlu,extended"
    mistral = next(r for r in zh if r["name"] == "Mistral-0.3")
    assert (mistral["tokens"], mistral["core"], mistral["group"]) == (
        "",
        "57.0",
        "开放权重，非开放数据集",
    )
    why = next(csv.DictReader(io.StringIO(build(["7b"]).render("csv", why=True))))
    assert "apple/DCLM-7B" in why["core source"]
    assert "v1" in why["core source"]


def test_csv_keeps_all_digits_of_result_files() -> None:
    text = build(["7b"], columns=["arc_easy"]).render("csv")
    assert "0.7693602442741394" in text


def test_json_is_versioned_exact_and_bilingual() -> None:
    mine = card("Mine", evaluation("mmlu_fewshot", "0.5270"))
    data = json.loads(build(["7b", mine]).render("json"))
    assert (data["version"], data["kind"]) == (1, "comparison-view")
    assert data["as_of"] == [{"table": "7b", "date": "2024-06"}]
    phi = data["groups"][0]["rows"][6]
    assert phi["identity"]["model"] == "microsoft/Phi-3-medium-128k-instruct"
    assert phi["tokens"] is None
    assert phi["notes"] == [1]
    assert {"en", "zh"} <= set(data["notes"][0])
    mmlu = data["groups"][2]["rows"][0]["scores"]["mmlu"]
    assert (mmlu["value"], mmlu["provenance"]["printed"]) == ("52.70", "0.5270")
    assert mmlu["provenance"]["status"] == "derived"
    core = data["groups"][0]["rows"][0]["scores"]["core"]["provenance"]
    assert (core["metric_version"], core["source"]["accessed"]) == ("v1", "2026-11")


def test_json_gives_hostile_labels_back_unchanged() -> None:
    view = build([hostile_table()])
    for ascii_only in (False, True):
        text = view.render("json", ascii_only=ascii_only)
        assert text.isascii() or not ascii_only
        rows = json.loads(text)["groups"][0]["rows"]
        assert [r["label"] for r in rows] == HOSTILE


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(UsageError):
        build(["7b"]).render("svg")


def test_every_number_explains_itself() -> None:
    text = build(["7b"], columns=["+arc_easy"]).render("markdown", "en", why=True)
    lines = [line for line in text.splitlines() if line.startswith("- Falcon")]
    assert len(lines) == 4
    assert "https://github.com/mlfoundations/dclm" in text

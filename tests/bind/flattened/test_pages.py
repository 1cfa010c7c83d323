"""Page texts of our own: what is bound, where it stands, and what is left open."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cardkit
from cardkit.bind.flattened.document import FlattenedDocument
from cardkit.bind.read import open_document
from cardkit.source.source import Source
from cardkit.source.span import Span, TextEdit
from tests.bind.helpers import key, left, source, uncovered_lines

PAGES = Path(__file__).parent / "pages"


@pytest.fixture(scope="module")
def larch():
    return cardkit.load(PAGES / "larch_zh.txt").reading


@pytest.fixture(scope="module")
def elm():
    return cardkit.load(PAGES / "elm_en.txt").reading


@pytest.fixture(scope="module")
def yew():
    return cardkit.load(PAGES / "yew_en.txt").reading


def test_a_chinese_page_is_bound(larch):
    record = larch.record
    assert isinstance(larch.document, FlattenedDocument)
    assert larch.language == "zh"
    assert record.name == "Larch-3B"
    assert record.summary.zh == "Larch-3B 是面向中文问答的语言模型。"
    details = record.details
    assert (details.layers.value, details.hidden_size.value) == (28, 3072)
    assert (details.attention_heads.value, details.kv_heads.value) == (24, 8)
    assert details.context_length.value.printed == "32K"
    assert [language.code for language in record.description.languages] == ["zh", "en"]
    assert [item.zh for item in record.limitations.items] == [
        "可能给出错误的答案。",
        "未经安全对齐。",
    ]
    assert record.citation.bibtex.startswith("@misc{larch2025")
    assert record.citation.bibtex.endswith("year={2025}\n}")


def test_names_that_end_in_digits_are_told_by_the_registry_and_by_what_the_text_says(larch):
    assert [(e.task, e.score.printed) for e in larch.record.evaluations] == [
        ("ceval", "61.5"),
        ("cmmlu", "59.8"),
        ("math_500", "32.4"),
        ("bbh", "40.1"),
    ]
    rows = [row for group in larch.comparison.groups for row in group.rows]
    assert [(row.label, row.params.printed) for row in rows] == [
        ("Larch-3B", "3B"),
        ("Ash2", "2.5B"),
        ("Oak", "4B"),
    ]
    assert [score.score.printed for score in rows[1].scores.values()] == ["55.0", "21.7"]


def test_code_is_found_across_blank_lines(larch):
    assert [block.language for block in larch.code] == ["bash", "python", "bibtex"]
    assert larch.code[1].code.startswith("import torch\n")
    assert larch.code[1].code.endswith("    return model.generate(ids)\n")
    assert larch.record.usage[0].libraries == ("torch", "transformers")


def test_tabs_and_buttons_of_the_page_are_listed_and_bound_to_nothing(larch):
    assert left(larch)[0] == (
        "paragraph",
        "镜像站/Larch-3B\n模型介绍文件和版本\n下载使用量 12",
    )
    assert larch.outline[0].title == "Larch-3B 模型卡片"


def test_every_fact_has_its_place_in_the_text(larch, elm):
    assert source(larch, "details", "hidden_size") == "3072"
    assert key(larch, "details", "hidden_size") == "隐藏层大小"
    assert source(elm, "evaluations", 0, "score") == "51.2%"
    assert key(elm, "evaluations", 0, "score") == "MMLU (5-shot)"
    assert source(elm, "comparison", "groups", 0, "rows", 1, "scores", "gsm8k") == "6.8"
    assert source(elm, "description", "license") == "MIT"


@pytest.mark.parametrize("name", ["larch", "elm", "yew"])
def test_nothing_is_lost(name, request):
    assert uncovered_lines(request.getfixturevalue(name)) == []


def test_an_english_page_is_bound(elm):
    record = elm.record
    assert record.details.training_tokens.value.printed == "3T"
    assert record.details.context_length.value.amount == 8192
    assert record.description.developers.value.en == "The Elm Group"
    assert record.training.peak_learning_rate.value.printed == "3e-4"
    assert [e.score.printed for e in record.evaluations] == ["51.2", "40.8", "43.75"]
    assert {e.unit for e in record.evaluations} == {"percent"}
    groups = elm.comparison.groups
    assert [group.label.en for group in groups] == [
        "Open weights, closed datasets",
        "Open weights, open datasets",
    ]
    assert [row.label for group in groups for row in group.rows] == ["Ash-2", "Oak", "Elm-1.5B"]
    assert [link.url for link in elm.links] == ["https://example.org/elm"]


def test_a_row_with_two_readings_is_listed_with_both_and_bound_to_neither(yew):
    listed = dict.fromkeys(text for _, text in left(yew))
    assert "2420488192 = 2 | 42048 | 8192; 24 | 2048 | 8192" in listed
    assert "MMLU563.7 = MMLU | 5 | 63.7; MMLU | 56 | 3.7" in listed
    assert "Yew34B76.381.4 = Yew | 34B | 76.3 | 81.4; Yew3 | 4B | 76.3 | 81.4" in listed
    assert yew.record.details is None
    assert yew.record.evaluations == ()
    rows = [row.label for group in yew.comparison.groups for row in group.rows]
    assert rows == ["Elm", "Fir"]


def test_the_text_is_kept(larch):
    text = (PAGES / "larch_zh.txt").read_text(encoding="utf-8")
    assert larch.document.dumps() == text
    assert cardkit.loads(text, name="larch.txt").dumps() == text


def test_line_ends_do_not_matter(larch):
    text = (PAGES / "larch_zh.txt").read_text(encoding="utf-8").replace("\n", "\r\n")
    reading = cardkit.loads(text, name="larch.txt").reading
    assert reading.record == larch.record
    assert source(reading, "details", "hidden_size") == "3072"


def test_an_edit_touches_its_span_only(larch):
    span = larch.spans["details", "hidden_size"]
    edited = larch.document.edit([TextEdit(span, "2048")])
    assert isinstance(edited, FlattenedDocument)
    assert edited.dumps() == larch.document.dumps().replace("3072", "2048")
    front = larch.document.edit([TextEdit(Span(0, 0), "---\nlicense: mit\n---\n")])
    assert not isinstance(front, FlattenedDocument)


@given(st.text(alphabet="ab7B.?❌✅ \n\t•1:=(,'模型参数规模得分", max_size=200))
def test_any_text_is_read(tail):
    text = (PAGES / "yew_en.txt").read_text(encoding="utf-8") + tail
    reading = cardkit.loads(text, name="yew.txt").reading
    assert reading.document.dumps() == text
    for span in reading.spans.values():
        assert 0 <= span.start <= span.end <= len(text)


MARKED = {
    "front matter": "---\nlicense: mit\n---\n{}",
    "heading": "{}\n## Usage\n",
    "comment": "{}\n<!-- a note -->\n",
    "fence": "{}\n```\nx\n```\n",
    "link": "{}\nSee [this](https://example.org).\n",
    "pipe table": "{}\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "bold": "{}\nThis is **bold**.\n",
    "tag": "{}\n<img src='a.png'>\n",
    "bullet": "{}\n- License: MIT\n",
    "code span": "{}\nCall `generate`.\n",
    "quote": "{}\n> License: MIT\n",
    "underlined": "{}\nTitle\n=====\n",
}


@pytest.mark.parametrize("mark", MARKED)
def test_one_mark_of_markdown_makes_it_a_markdown_card(mark):
    text = MARKED[mark].format((PAGES / "elm_en.txt").read_text(encoding="utf-8"))
    assert not isinstance(open_document(Source(text, "x.txt")), FlattenedDocument)


def test_prose_with_headings_but_no_field_and_no_table_is_no_page():
    text = (
        "Introduction\n\nTrees.\n\nTraining\n\nNone.\n\nEvaluation\n\nNone.\n\nCitation\n\nNone.\n"
    )
    assert not isinstance(open_document(Source(text, "x.txt")), FlattenedDocument)

"""Whole cards: titles, languages, metadata, leftovers, the MindSpore Hub block, hostile input."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardkit.bind import bind
from cardkit.bind.read import read
from cardkit.source.document import loads
from tests.bind.helpers import key, left, source
from tests.bind.helpers import read as read_text


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Model Card for Oak 7B Chat", "Oak 7B Chat"),
        ("Oak-7B Model Card", "Oak-7B"),
        ("Oak-7B 模型卡片", "Oak-7B"),
        ("Oak-7B", "Oak-7B"),
        ("Oak", None),
        ("wood/oak-7b", "wood/oak-7b"),
        ("A tree for everyone", None),
        ("重要提醒本模型不能运行在旧版本", None),
    ],
)
def test_title_and_name(title, name):
    record = read_text(f"# {title}\n\nText.\n").record
    assert record.name == name
    assert title in (record.title.en, record.title.zh)


def test_name_that_the_front_matter_confirms():
    assert read_text("---\nmodel_name: Old Oak\n---\n# Old Oak\n").record.name == "Old Oak"


def test_a_known_first_heading_is_no_title():
    reading = read_text("# Usage\n\nRun it.\n")
    assert reading.record.title is None
    assert reading.outline[0].id == "usage"


def test_language_by_prose_not_by_code_or_tables():
    zh = "# Oak\n\n这是一个模型。\n\n```python\n" + "print('english words')\n" * 50 + "```\n"
    assert read_text(zh).language == "zh"
    assert read_text("# Oak\n\nThis model knows the word 模型 and little more.\n").language == "en"
    assert read_text("").language == "en"
    assert bind(loads("# Oak\n\nText.\n"), "zh").record.title.zh == "Oak"


def test_empty_sections_are_marked():
    reading = read_text(
        "# Oak\n\n## Model Details\n\n## Usage\n\n### Quick Start\n\nRun it.\n\n"
        "## FAQ\n\n<!-- x -->\n"
    )
    empty = {entry.title: entry.empty for entry in reading.outline}
    assert empty == {
        "Oak": False,
        "Model Details": True,
        "Usage": False,
        "Quick Start": False,
        "FAQ": True,
    }


def test_sections_without_a_field_are_kept_as_written():
    text = (
        "# Oak\n\nA tree.\n\n## FAQ\n\n**Q:** why?\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "<details>x</details>\n"
    )
    reading = read_text(text)
    (other,) = reading.record.other_sections
    assert other.text.en == text.partition("## FAQ")[2].strip()
    assert left(reading) == []


def test_prose_that_a_taken_field_cannot_hold_keeps_its_heading():
    text = "# Oak\n\nA tree.\n\n## Model Description\n\nMore of it.\n\n- **Layers:** 3\n"
    reading = read_text(text)
    assert reading.record.summary.en == "A tree."
    assert reading.record.details.layers.value == 3
    assert reading.record.other_sections[0].text.en == "More of it."


def test_description_is_the_summary_of_a_card_without_one():
    reading = read_text("# Oak\n\n## Model Description\n\nA tree.\n")
    assert reading.record.summary.en == "A tree."


def test_metadata_shapes():
    text = (
        "---\nlicense: [mit]\nlanguage: no\ntags: [a, null, 3]\n"
        "datasets:\n  train: x\nodd: {a: 1.10}\n"
        "model-index:\n- name: Oak\n---\n# Oak\n"
    )
    reading = read_text(text)
    metadata = reading.record.metadata
    assert (metadata.license, metadata.language, metadata.tags) == ("mit", ("no",), ("a", "3"))
    assert metadata.datasets == ("x",)
    assert reading.metadata is reading.document.front_matter.root
    assert [model.name for model in metadata.model_index] == ["Oak"]
    assert left(reading) == []
    assert source(reading, "metadata", "odd") == "{a: 1.10}"
    assert source(reading, "metadata", "tags", 1) == "3"
    assert key(reading, "metadata", "language") == "language"


def test_broken_front_matter_is_listed_as_text():
    reading = read_text("---\na: [1\n---\n# Oak\n")
    assert reading.record.metadata is None
    assert left(reading)[0][0] == "metadata"


def test_mindspore_hub_block():
    text = (
        "# oak\n\n---\n\nmodel-name: oak_v1\n\nbackbone-name: oak\n\nmodel-version: 1.10\n\n"
        "author: Forest team\n\nupdate-time: 2023-2-17\n\nrepo-link: <https://a.example/oak>\n\n"
        "license: Apache2.0\n\nsummary: oak is a tree\n\n---\n\n## Introduction\n\nText.\n"
    )
    record = read_text(text).record
    assert record.name == "oak_v1"
    assert record.details.version.value == "1.10"
    assert record.description.developers.value.en == "Forest team"
    assert record.description.date.value.iso == "2023-02-17"
    assert record.description.license.value.id == "apache-2.0"
    assert record.sources.repository.value.url == "https://a.example/oak"
    assert record.summary.en == "oak is a tree"
    assert record.metadata.license == "apache-2.0"
    assert record.metadata.other["backbone-name"] == "oak"


def test_images_do_not_enter_the_summary():
    reading = read_text("# Oak\n\n[![ci](https://a.example/b.svg)](https://a.example)\n\nA tree.\n")
    assert reading.record.summary.en == "A tree."
    assert [kind for kind, _ in left(reading)] == ["paragraph"]


def test_a_table_of_contents_is_no_summary():
    reading = read_text("# Oak\n\nJump to:\n\n- [A](#a)\n- [B](#b)\n\nA tree.\n")
    assert reading.record.summary.en == "A tree."


def test_the_harness_of_some_scores_is_not_that_of_all():
    prose = "[a](https://github.com/a/a), [b](https://github.com/open-compass/opencompass)"
    reading = read_text(f"# Oak\n\n## Evaluation\n\n{prose}\n")
    assert reading.record.evaluation_setup.harness is None


def test_crlf_prose_has_plain_line_ends_and_true_spans():
    reading = read_text("# Oak\r\n\r\nOne\r\ntwo.\r\n")
    assert reading.record.summary.en == "One\ntwo."
    assert source(reading, "summary") == "One\r\ntwo."


def test_intended_use_and_citation_text():
    text = (
        "# Oak\n\n## Uses\n\n### Direct Use\n\nShade.\n\n### Out-of-Scope Use\n\nFire.\n\n"
        "## Citation\n\nNorth, A. (2025). Oak.\n"
    )
    record = read_text(text).record
    assert record.intended_use.primary.en == "Shade."
    assert record.intended_use.out_of_scope.en == "Fire."
    assert record.citation.text == "North, A. (2025). Oak."


def test_dispatcher_reads_markdown():
    assert read(loads("# Oak\n", name="README.md")).kind == "markdown"
    assert read(loads("# Oak\n\nText\n")).kind == "markdown"


@given(
    st.text(
        alphabet=st.sampled_from(list("#-*|:：`<>[]()!\n\r\t _~@{}&;\\\"'%0123456789aB模型%.,/")),
        max_size=300,
    )
)
@settings(max_examples=150, deadline=None)
def test_never_raises_on_content(text):
    reading = bind(loads(text))
    length = len(text)
    assert all(0 <= s.start <= s.end <= length for s in reading.spans.values())
    assert all(0 <= s.start <= s.end <= length for s in reading.key_spans.values())


_LINES = st.sampled_from(
    [
        *("# Oak", "## Model Details", "## 训练详情", "## Evaluation", "## Comparison", "## Usage"),
        *("## Limitations", "## Citation", "- **Layers:** 3", "- **License:** MIT", "- a: b"),
        *("| Task | Score |", "|---|---|", "| MMLU | 0.5 |", "| x | ? |", "| Model | MMLU |"),
        *("```python", "import torch", "```", "@misc{a, title={b}}", "Text here.", "", "", ""),
        *("1. one", "   two", "> quote", "<table><tr><td>a</td></tr></table>", "<!-- c -->"),
        *("- **Languages:**", "  - English", "**License:** MIT", "---", "| **Group** | |"),
    ]
)


@given(st.lists(_LINES, max_size=25))
@settings(max_examples=150, deadline=None)
def test_never_raises_on_pieces_of_cards(lines):
    text = "\n".join(lines)
    reading = bind(loads(text))
    for path, span in reading.spans.items():
        if path[-1] == "score":
            cell = text[span.start : span.end]
            assert cell.strip() == cell


@pytest.mark.parametrize(
    "text",
    [
        "# Oak\n\n## Model Details\n\n" + "- **Layers:** " + "9" * 100_000,
        "# Oak\n\n## Evaluation\n\n| Task | Score |\n|---|---|\n" + "| MMLU | 1 |\n" * 3_000,
        "# Oak\n\n## Comparison\n\n|" + " a |" * 2_000 + "\n|" + "---|" * 2_000 + "\n",
        "# " + "Model Card for " * 5_000,
        "- **Language(s):** " + "English, " * 5_000,
        "# Oak\n\n## Model Details\n\n- **Language(s):** " + " " * 50_000 + "x",
        "# Oak\n\n## Evaluation\n\n" + "0 " * 50_000,
        "# Oak\n\n" + "word\n\n" * 8_000,
        "# Oak\n\n## Limitations\n\n" + "word\n\n" * 8_000,
        "# Oak\n\n## Citation\n\n" + "word\n\n" * 8_000,
        "# Oak\n\n## Citation\n\n" + "see @misc{a\n\n" * 8_000,
        "# Oak\n\n## Comparison\n\n| Model |"
        + " c |" * 8_000
        + "\n|---|"
        + "---|" * 8_000
        + "\n| a |"
        + " 1 |" * 8_000
        + "\n",
    ],
    ids=[
        *("digits", "rows", "columns", "title", "list", "spaces", "zeros"),
        *("paragraphs", "limitations", "citation", "open-entries", "same-columns"),
    ],
)
def test_large_hostile_cards_stay_fast(text):
    document = loads(text)
    assert document.body
    start = time.process_time()
    bind(document)
    assert time.process_time() - start < 1.5


def test_the_standard_library_is_the_same_on_every_python():
    code = "import distutils, annotationlib, tomllib, imp, asyncio\nimport torch\n"
    text = f"# Oak\n\n## Usage\n\n```python\n{code}```\n"
    assert read_text(text).record.usage[0].libraries == ("torch",)

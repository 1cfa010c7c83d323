"""One edit of a card is one fact that changed, with both places."""

import pytest

from tests.diff.versions.helpers import LARCH, compare, edited, said

PAPER = "https://example.org/paper"
EDITS = [
    (
        "license: apache-2.0",
        "license: mit",
        ("changed", "metadata", "licence", "apache-2.0", "mit"),
    ),
    ("tags: larch", "tags: [larch, moe]", ("added", "metadata", "`tags`", None, "moe")),
    ("  - zh\n", "", ("removed", "metadata", "`language`", "zh", None)),
    ("inference: false\n", "", ("removed", "metadata", "`inference`", "false", None)),
    ("| 26     |", "| 28     |", ("changed", "details", "Layers", "26", "28")),
    ("Northwood Lab", "Southwood Lab", None),
    ("3e-4 (peak)", "2e-4 (peak)", ("changed", "training", "Peak learning rate", "3e-4", "2e-4")),
    (
        "- **Warmup:** 2000 steps",
        "- **Warmup:** 3000 steps",
        ("changed", "training", "Warmup", "2000 steps", "3000 steps"),
    ),
    ("0.4810", "0.4910", ("changed", "evaluations", "MMLU (5-shot)", "0.4810", "0.4910")),
    ("0.4810", "0.48", ("rounded", "evaluations", "MMLU (5-shot)", "0.4810", "0.48")),
    ("| BoolQ | 0.7500 |\n", "", ("removed", "evaluations", "BoolQ", "0.7500", None)),
    ("| GSM8K | - |", "| GSM8K | 0.0210 |", ("added", "evaluations", "GSM8K", None, "0.0210")),
    (
        "MMLU (5-shot) | 0.4810",
        "MMLU (0-shot) | 0.4810",
        ("changed", "evaluations", "MMLU (0-shot): shots", "5", "0"),
    ),
    (
        "| Fir | 4B | 2T | ❌ | **49.9** | - |\n",
        "",
        ("removed", "comparison", "row `Fir`", None, None),
    ),
    ("**49.9**", "**49.8**", ("changed", "comparison", "`Fir`, MMLU", "49.9", "49.8")),
    ("| 4B | 2T |", "| 4B | 2.1T |", ("changed", "comparison", "`Fir`, Tokens", "2T", "2.1T")),
    ("| Fir | 4B |", "| Yew | 4B |", None),
    (
        "of 3 billion parameters",
        "of 4 billion parameters",
        (
            "changed",
            "text",
            "paragraph in section `Model Card for Larch-3B`",
            "3 billion",
            "4 billion",
        ),
    ),
    (
        "Do not let it decide about people.",
        "Never let it decide about people.",
        ("changed", "text", "paragraph in section `Ethical Considerations`", None, None),
    ),
    (
        "1. It may repeat what the web says.\n",
        "",
        (
            "removed",
            "text",
            "list item in section `Limitations and Biases`",
            "It may repeat what the web says.",
            None,
        ),
    ),
    (
        "## Nursery\n\nSeedlings are grown under glass.\n",
        "",
        ("removed", "text", "section `Nursery`", None, None),
    ),
    (
        "## Nursery",
        "## Greenhouse",
        ("changed", "text", "heading of section `Greenhouse`", "Nursery", "Greenhouse"),
    ),
    (
        "pip install larch",
        "pip install larch==2",
        (
            "changed",
            "code",
            "code block in section `Using Model`",
            "pip install larch",
            "pip install larch==2",
        ),
    ),
    (
        "https://github.com/EleutherAI/lm-evaluation-harness",
        "https://github.com/example/harness",
        None,
    ),
    (
        'src="larch.png"',
        'src="larch2.png"',
        ("changed", "links", "image", "larch.png", "larch2.png"),
    ),
    (
        "year={2025}",
        "year={2026}",
        ("changed", "citation", "BibTeX entry `larch2025`: year", "2025", "2026"),
    ),
    ("@misc{larch2025", "@misc{larch2026", None),
]


@pytest.mark.parametrize(("old", "new", "expected"), EDITS)
def test_an_edit_is_one_change(old, new, expected):
    found = said(LARCH, edited((old, new)))
    assert found
    if expected is not None:
        assert found == [expected]


@pytest.mark.parametrize(("old", "new", "expected"), EDITS)
def test_a_change_has_its_lines(old, new, expected):
    changed = edited((old, new))
    lines = range(1, LARCH.count("\n") + 2)
    for change in compare(LARCH, changed).changes:
        assert change.kind != "changed" or (change.a and change.b)
        assert any(place is not None and place.line in lines for place in (change.a, change.b))


def test_lines_are_those_of_both_files():
    changed = "\n" * 3 + LARCH
    moved = edited(("0.4810", "0.4910"), text=changed)
    (change,) = compare(LARCH, moved).changes
    assert (change.a.line, change.b.line) == (86, 89)
    assert change.path == ("evaluations", 0, "score")


def test_a_renamed_row_is_known_by_its_numbers():
    table = "| Model | A | B |\n|---|---|---|\n| Fir one | 41.5 | 52.5 |\n| Oak | 11.5 | 12.5 |\n"
    found = said("# T\n\n" + table, "# T\n\n" + table.replace("Fir one", "Yew two"))
    assert found == [("changed", "tables", "row `Yew two`", "Fir one", "Yew two")]


def test_columns_are_added_and_removed():
    old = "# T\n\n| Model | A | B |\n|---|---|---|\n| x1 | 41.5 | 52.5 |\n| x2 | 11.5 | 12.5 |\n"
    new = "# T\n\n| Model | A | C |\n|---|---|---|\n| x1 | 41.5 | 7.25 |\n| x2 | 11.5 | 8.25 |\n"
    assert [s[:3] for s in said(old, new)] == [
        ("added", "tables", "column `C`"),
        ("removed", "tables", "column `B`"),
    ]


def test_a_table_that_is_gone_is_one_change():
    start = LARCH.index("| Model | Params")
    end = LARCH.index("## Limitations")
    found = said(LARCH, LARCH[:start] + LARCH[end:])
    assert [s for s in found if s[1] in ("comparison", "tables")] == [
        ("removed", "comparison", "table in section `Comparison`", "3 × 5", None)
    ]


def test_rows_that_label_groups():
    found = said(LARCH, edited(("**Closed forests**", "**Old forests**")))
    assert {s[:3] for s in found} == {
        ("removed", "comparison", "row `Closed forests`"),
        ("added", "comparison", "row `Old forests`"),
    }


def test_a_paragraph_that_moved():
    text = "Seedlings are grown under glass."
    moved = edited((text, "A new text stands here now."), ("Some things to know:", text))
    found = compare(LARCH, moved).changes
    kinds = {c.kind for c in found}
    assert "moved" in kinds
    (change,) = [c for c in found if c.kind == "moved"]
    assert change.note.en == "now in section `Limitations and Biases`"
    assert change.note.zh == "现位于“Limitations and Biases”章节"


def test_sections_in_another_order_have_moved():
    nursery = "## Nursery\n\nSeedlings are grown under glass.\n\n"
    moved = edited((nursery, ""), ("## Ethical", nursery + "## Ethical"))
    (section,) = said(LARCH, moved)  # either of two that changed places has moved
    assert section[0] == "moved"
    assert section[2] in ("section `Nursery`", "section `Ethical Considerations`")


def test_a_new_section_says_what_it_holds():
    new = LARCH + "\n## Extra\n\nOne.\n\nTwo.\n\n```\ncode\n```\n"
    (section,) = [c for c in compare(LARCH, new).changes if c.part == "text"]
    assert section.label.en == "section `Extra`"
    assert section.note.en == "holds paragraphs: 2, code blocks: 1"


def test_a_link_that_leads_elsewhere():
    old = "# T\n\nSee [the report](https://example.org/a) and more.\n"
    new = old.replace("example.org/a", "example.org/b")
    assert said(old, new) == [
        ("changed", "links", "link `the report`", "https://example.org/a", "https://example.org/b")
    ]


MODEL_INDEX = """---
model-index:
- name: larch
  results:
  - task: {type: text-generation}
    dataset: {type: gsm8k, name: GSM8K}
    metrics:
    - {type: exact_match, value: 0.0210}
    - {type: f1, value: 0.5}
---
# Larch
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("0.0210", "0.0250", ("changed", "`model-index`: GSM8K, exact_match", "0.0210", "0.0250")),
        (
            "    - {type: f1, value: 0.5}\n",
            "",
            ("removed", "`model-index`: GSM8K, f1", "0.5", None),
        ),
        (
            "value: 0.5}",
            "value: 0.5, verified: true}",
            ("added", "`model-index`: GSM8K, f1, verified", None, "True"),
        ),
        ("0.0210", "0.021", None),
    ],
)
def test_scores_of_a_model_index(old, new, expected):
    found = compare(MODEL_INDEX, edited((old, new), text=MODEL_INDEX)).changes
    told = [(c.kind, c.label.en, c.before, c.after) for c in found]
    assert told == ([expected] if expected else [])


def test_indexing_results_of_modelscope():
    text = MODEL_INDEX.replace("model-index:\n- name: larch\n  results:", "indexing:\n  results:")
    (change,) = compare(text, text.replace("0.0210", "0.0250")).changes
    assert change.label.en == "`indexing.results`: GSM8K, exact_match"
    assert change.a.line == 7

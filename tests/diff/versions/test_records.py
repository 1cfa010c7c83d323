"""Records and comparison files: typed facts, rows by model, the same places as in YAML."""

import pytest

from cardkit.api import loads
from cardkit.diff.versions.compare import compare_versions
from cardkit.render import render
from tests.diff.versions.helpers import LARCH, compare, edited, said

RECORD = """schema_version: 1
kind: card
name: Larch-3B
metadata:
  license: apache-2.0
  tags: [larch, moe]
details:
  layers: 26
  size: 3B
summary:
  en: Larch has 3 billion parameters.
  zh: Larch 有 30 亿参数。
limitations:
  items:
    - {en: It repeats the web., zh: 会重复网络内容。}
training:
  total_tokens: 1.2T
  peak_learning_rate: {value: 3e-4, note: after warmup}
  data:
    parts:
      - {name: needles, tokens: 1T}
      - {name: cones, tokens: 200B}
evaluations:
  - {task: gsm8k, score: 0.0210, shots: 8}
  - {task: mmlu, score: 0.4810, shots: 5, n: 14042}
citation:
  bibtex: "@misc{larch, year={2025}}"
"""
TABLE = """schema_version: 1
kind: comparison
as_of: 2026-01
columns:
  - {id: mmlu, label: MMLU, task: mmlu}
  - {id: core, label: CORE}
groups:
  - rows:
      - {label: Larch, params: 3B, scores: {mmlu: 48.1, core: 40.2}}
      - {label: Fir, params: 4B, scores: {mmlu: 49.9, core: null}}
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("license: apache-2.0", "license: mit", ("changed", "metadata", "licence")),
        ("[larch, moe]", "[moe, larch]", None),
        ("layers: 26", "layers: 28", ("changed", "details", "Layers")),
        ("size: 3B", "size: 30 亿", None),
        ("3 billion", "4 billion", ("changed", "text", "What the model is (English)")),
        ("30 亿参数", "40 亿参数", ("changed", "text", "What the model is (Chinese)")),
        ("value: 3e-4", "value: 0.0003", None),
        ("value: 3e-4", "value: 2e-4", ("changed", "training", "Peak learning rate")),
        (
            "tokens: 200B",
            "tokens: 300B",
            ("changed", "training", "Tokens of this part of `cones`"),
        ),
        (
            "      - {name: needles, tokens: 1T}\n      - {name: cones, tokens: 200B}\n",
            "      - {name: cones, tokens: 200B}\n      - {name: needles, tokens: 1T}\n",
            None,
        ),
        ("0.0210", "0.0250", ("changed", "evaluations", "GSM8K (8-shot)")),
        ("0.0210", "0.021", None),
        ("n: 14042", "n: 14000", ("changed", "evaluations", "MMLU (5-shot): items")),
        ("year={2025}", "year={2026}", ("changed", "citation", "BibTeX entries as written")),
    ],
)
def test_a_record(old, new, expected):
    found = said(RECORD, edited((old, new), text=RECORD), name="larch.card.yaml")
    assert [entry[:3] for entry in found] == ([expected] if expected else [])


def test_the_places_are_those_of_the_file():
    changed = edited(("0.0210", "0.0250"), text=RECORD)
    (change,) = compare(RECORD, changed, name="larch.card.yaml").changes
    assert change.path == ("evaluations", 0, "score")
    assert (change.a.line, change.before, change.after) == (24, "0.0210", "0.0250")


def test_evaluations_in_another_order_are_the_same():
    lines = RECORD.splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if "gsm8k" in line)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    assert said(RECORD, "".join(lines), name="larch.card.yaml") == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("mmlu: 48.1", "mmlu: 48.2", ("changed", "`Larch`, mmlu", "48.1", "48.2")),
        ("core: null", "core: 39.5", ("added", "`Fir`, core", None, "39.5")),
        ("params: 4B", "params: 4.5B", ("changed", "`Fir`: params", "4B", "4.5B")),
        (
            "      - {label: Fir, params: 4B, scores: {mmlu: 49.9, core: null}}\n",
            "",
            ("removed", "row `Fir`", None, None),
        ),
        (
            "as_of: 2026-01",
            "as_of: 2026-02",
            ("changed", "state of knowledge of the comparison", "2026-01", "2026-02"),
        ),
        ("mmlu: 48.1", "mmlu: {score: 0.481}", None),
    ],
)
def test_a_comparison_file(old, new, expected):
    found = compare(TABLE, edited((old, new), text=TABLE), name="trees.yaml").changes
    told = [(c.kind, c.label.en, c.before, c.after) for c in found]
    assert told == ([expected] if expected else [])
    assert all(c.part == "comparison" for c in found)


def test_a_column_of_a_comparison():
    without = TABLE.replace("  - {id: core, label: CORE}\n", "")
    without = without.replace(", core: 40.2", "").replace(", core: null", "")
    assert said(TABLE, without, name="trees.yaml") == [
        ("removed", "comparison", "column `CORE`", None, None)
    ]


def test_a_record_and_its_own_card_agree():
    record = loads(RECORD, name="larch.card.yaml")
    card = loads(render(record.record, "en"), name="README.md")
    found = compare_versions(record.reading, card.reading)
    assert found.changes == ()
    assert found.notes[0].en.startswith("two kinds of file")


def test_a_record_and_a_card_with_another_score():
    record = loads(RECORD, name="larch.card.yaml")
    card = loads(render(record.record, "en").replace("0.4810", "0.4910"), name="README.md")
    (change,) = compare_versions(record.reading, card.reading).changes
    assert (change.before, change.after) == ("0.4810", "0.4910")


def test_what_does_not_fit_the_record_is_named():
    found = compare(RECORD, RECORD + "surprise: 1\n", name="larch.card.yaml")
    assert found.changes == ()
    assert "surprise" in found.notes[0].en
    assert "surprise" in found.notes[0].zh


def test_a_card_in_another_kind_of_file():
    found = compare(TABLE, RECORD, name="trees.yaml", other="larch.card.yaml")
    assert ("removed", "comparison table") in {(c.kind, c.label.en) for c in found.changes}
    assert found.notes


def test_ragged_tables_mixed_languages_and_broken_front_matter_are_noted():
    ragged = LARCH.replace("| BoolQ | 0.7500 |", "| BoolQ |")
    assert "rows of this table" in compare(LARCH, ragged).notes[0].en
    chinese = "\n\n这张卡片的正文一半是中文，一半是英文，读者很难判断它究竟是用哪种语言写成的。" * 3
    assert "Chinese and English" in compare(LARCH, LARCH + chinese).notes[0].en
    broken = LARCH.replace("license: apache-2.0", "license: [apache-2.0")
    notes = [note.en for note in compare(LARCH, broken).notes]
    assert any("front matter cannot be read" in note for note in notes)

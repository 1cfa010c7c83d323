"""Rules in the small: what each must see and what it must leave alone."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.bind.read import read
from cardkit.record.agreement import agree
from cardkit.record.scalars import Measure
from cardkit.rules.engine import validate
from cardkit.rules.fix import fix
from cardkit.rules.placeholders import is_placeholder
from cardkit.source.source import Source
from cardkit.source.yaml_nodes import YamlMapping
from tests.rules.helpers import check, document_of, front


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("31 June 2024", 1),
        ("June 31st, 2024", 1),
        ("30th February, 2024", 1),
        ("Feb. 30, 2024", 1),
        ("2024/13/01", 1),
        ("(2024-13-01)", 1),
        ("2024 年 2 月 30 日", 1),
        ("2024年13月", 1),
        ("12 Feb 2024", 0),
        ("2024-02-29", 0),
        ("12024-13-01", 0),
        ("v2024-13-01", 0),
        ("2024-13-01-rc1", 0),
        ("Mayhem 31 2024", 0),
        ("<https://example.org/2024-13-01>", 0),
        ("`2024-13-01`", 0),
    ],
)
def test_dates(text, hits):
    assert len(check(f"# M\n\n{text}\n", "MET105").findings) == hits


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("63.7", "0.6372", True),
        ("0.6372", "63.7", True),
        ("63.7", "0.6379", True),
        ("63.8", "0.6379", True),
        ("63.6", "0.6372", False),
        ("67.3", "0.6372", False),
        ("40.62", "0.40625", True),
        ("40.63", "0.40625", True),
        ("1", "1.00", True),
        ("0.5", "0.5000", True),
        ("83", "0.83", True),
        ("-0.1", "-0.10", True),
        ("1e300", "0.5", False),
        ("1e-300", "0.5", False),
        ("1e300", "1e300", True),
        ("9" * 34 + ".12345678", "9" * 34 + ".1", True),
        ("0", "0.00", True),
    ],
)
def test_printed_scores_agree(a, b, same):
    assert agree(Measure(printed=a), Measure(printed=b)) is same


@pytest.mark.parametrize(
    "text", ["TODO", "todo.", "TBD", "[TODO]", "xx.xx%", "<your name>", "待补充。", "FILL ME IN"]
)
def test_placeholders(text):
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["", "TODO list", "xx", "your model is fine", "todos", "1.5x"])
def test_no_placeholders(text):
    assert not is_placeholder(text)


def test_a_placeholder_is_reported_as_that_only():
    report = check(front("license: TODO\nlanguage: TBD\n"), "MET", "STR103")
    assert [f.code for f in report.findings] == ["STR103", "STR103"]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("- a\n\n  TODO\n", [5]),
        ("- a\n\n  | a |\n  | - |\n  | TBD |\n", [7]),
        ("- a\n  - b\n\n    [More Information Needed]\n", [6]),
        ("- TODO\n  - TBD\n", [3, 4]),
        ("<div>\n[More Information Needed]\n</div>\n", [4]),
        ("<div>\ntext [More Information Needed]\n<p>[Information needed]</p>\n</div>\n", [4, 5]),
        ("<p>TODO</p>\n", [3]),
        ("<div>\n<!-- [More Information Needed] -->\ntext\n</div>\n", []),
        ("<!-- TODO -->\n", []),
        ("- a\n\n  ```\n  TODO\n  ```\n", []),
    ],
)
def test_placeholders_in_lists_and_html(body, lines):
    assert [f.start.line for f in check(f"# M\n\n{body}", "STR103").findings] == lines


def test_a_placeholder_in_a_record_is_reported_once_at_its_own_path():
    text = (
        "schema_version: 1\ndescription:\n  contact: {value: TODO, status: derived}\n"
        "sources:\n  repository: {url: TBD}\n"
    )
    paths = [f.path for f in check(text, "STR103", name="x.card.yaml").findings]
    assert paths == [("description", "contact"), ("sources", "repository")]


def test_a_new_record_names_each_thing_once():
    from cardkit.record.skeleton import skeleton

    report = check(skeleton("Larch-7B"), name="x.card.yaml")
    places = [f.span for f in report.findings]
    assert len(places) == len(set(places)) > 20
    assert {f.code for f in report.findings} == {"STR101", "STR103"}


def run(document):
    return validate(read(document))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("licence: mit\nlicenses: mit\n", "licence: mit\nlicenses: mit\n"),
        ("licence: mit\nlicense: mit\n", "licence: mit\nlicense: mit\n"),
        ("language: [zh, cn]\n", "language: [zh, cn]\n"),
        ("language: [cn, chinese]\n", "language: [zh, chinese]\n"),
        ("language: [cn, zh, English]\n", "language: [cn, zh, en]\n"),
        ("languages: [cn]\nlicence: mit\n", "language: [zh]\nlicense: mit\n"),
    ],
)
def test_fixes_leave_no_duplicates(before, after):
    document = document_of(Source(front(before), "README.md"))
    assert fix(document, run, unsafe=True).document.dumps() == front(after)


_WORDS = ["cn", "zh", "chinese", "English", "en", "ch", "kr", "ko", "xx"]
_KEYS = ["licence", "licenses", "license", "Tags", "tags", "languages", "language", "Language"]


@given(st.lists(st.sampled_from(_WORDS), max_size=5, unique=True), st.sets(st.sampled_from(_KEYS)))
def test_no_fix_writes_twice_what_stood_once(languages, keys):
    yaml = "".join(f"{k}: [{', '.join(languages)}]\n" for k in sorted(keys))
    root = fix(
        document_of(Source(front(yaml), "README.md")), run, unsafe=True
    ).document.front_matter
    mapping = root.root if root else None
    names = [*mapping.keys()] if isinstance(mapping, YamlMapping) else []
    assert len(names) == len(set(names))
    for _, value in mapping.entries if names else ():
        texts = [item.text for item in value.items]
        assert len(texts) == len(set(texts))


@pytest.mark.parametrize("key", ["languages", "licence", "pipeline-tag", "Tags", "model_index"])
def test_misspelt_keys(key):
    assert [f.code for f in check(front(f"{key}: x\n"), "MET107").findings] == ["MET107"]


def test_the_block_of_mindspore_hub_is_no_hub_metadata():
    text = "# M\n\n---\n\nmodel-name: m\n\nlicense: Apache2.0\n\nlanguages: cn\n\n---\n\nText.\n"
    assert check(text, "MET101", "MET103", "MET107").findings == ()


def test_truncation_is_marked_where_it_stands():
    text = "# M\n\n```bibtex\n@misc{k,\n  author={A and\n    B et al.},\n  year={2024}\n}\n```\n"
    (finding,) = check(text, "CIT102").findings
    assert (finding.start.line, finding.start.column) == (6, 7)


def test_bibtex_parser_is_loaded_for_bibtex_only():
    import subprocess
    import sys
    from pathlib import Path

    code = (
        "import sys; from tests.rules.helpers import check\n"
        "check('# M\\n\\n## Citation\\n\\nNone.\\n')\n"
        "print('bibtexparser' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("number", ["1e999999", "1e-999999", "-1e99999", "9" * 400])
def test_numbers_without_measure_crash_no_rule(number):
    table = (
        "# Lantern-7B\n\n## Evaluation\n\n| Task | Score |\n| --- | --- |\n"
        f"| MMLU (few-shot) | {number} |\n\n## Comparison\n\n"
        "| Model | Params | Tokens | MMLU | COPA |\n| --- | --- | --- | --- | --- |\n"
        f"| Harbor-7B | {number}B | 2T | **{number}** | 1 |\n"
        f"| Lantern-7B | 7B | 1T | {number} | **{number}** |\n"
    )
    assert not check(table).crashed
    identity = "identity: {model: B, params: 7B, source: s}"
    row = f"      - {{label: A, params: {number}, scores: {{m: {number}}}, {identity}}}\n"
    file = (
        "schema_version: 1\nkind: comparison\nas_of: 2026\ncolumns:\n  - {id: m, label: M}\n"
        "groups:\n  - rows:\n" + row * 2 + "sources:\n  s: {title: S}\n"
    )
    assert not check(file, name="t.yaml").crashed


TABLE = """schema_version: 1
kind: comparison
as_of: 2026
columns:
  - {id: m, label: MMLU, task: mmlu}
  - {id: n, label: COPA, task: copa}
groups:
  - rows:
"""


def test_assumed_scores_are_no_evidence_about_bold():
    bold = "{score: 60, emphasised: true}"
    rows = (
        f"      - {{label: A-7B, scores: {{m: {bold}, n: 1}}}}\n"
        "      - {label: B-7B, scores: {m: @M, n: {score: 2, emphasised: true}}}\n"
        "      - {label: C-7B, scores: {m: 50, n: 1}}\n"
    )
    codes = {}
    for status in ("stated", "assumed"):
        text = TABLE + rows.replace("@M", f"{{score: 70, status: {status}}}")
        codes[status] = [f.code for f in check(text, "CMP102", name="t.yaml").findings]
    assert codes == {"stated": ["CMP102"], "assumed": []}


@pytest.mark.parametrize(
    ("evaluation", "cell", "hits"),
    [
        ("stated", "stated", 1),
        ("derived", "stated", 1),
        ("assumed", "stated", 0),
        ("stated", "assumed", 0),
    ],
)
def test_assumed_scores_are_no_evidence_about_a_row(evaluation, cell, hits):
    text = (
        "schema_version: 1\nname: A-7B\n"
        f"evaluations:\n  - {{task: mmlu_fewshot, score: 0.6372, status: {evaluation}}}\n"
        "comparison:\n  columns:\n    - {id: m, label: MMLU, task: mmlu}\n"
        "  groups:\n    - rows:\n"
        f"      - {{label: A-7B, scores: {{m: {{score: 67.3, status: {cell}}}}}}}\n"
        "      - {label: B-7B, scores: {m: 50}}\n"
    )
    report = check(text, "CMP101", "REC", name="a.card.yaml")
    assert [f.code for f in report.findings] == ["CMP101"] * hits


def test_rows_of_every_shipped_table_are_known(monkeypatch, tmp_path):
    from cardkit import resources
    from cardkit.rules.comparison import row_identity

    identity = "identity: {model: org/Big, params: 14B, source: s}"
    row = f"      - {{label: Small, params: 7B, scores: {{m: 61.5, n: 80.25}}, {identity}}}\n"
    table = TABLE + row + "sources:\n  s: {title: S}\n"
    (tmp_path / "1b.yaml").write_text(table, encoding="utf-8")
    monkeypatch.setattr(resources, "comparisons_dir", lambda: tmp_path)
    row_identity._known_rows.cache_clear()
    try:
        card = (
            "# X-7B\n\n## Comparison\n\n| Model | Params | MMLU | COPA |\n"
            "| --- | --- | --- | --- |\n| Small | 7B | 61.5 | 80.25 |\n| X-7B | 7B | 1 | 2 |\n"
        )
        assert [f.code for f in check(card, "CMP103").findings] == ["CMP103"]
    finally:
        row_identity._known_rows.cache_clear()


@pytest.mark.parametrize("level", [logging.NOTSET, logging.DEBUG, logging.ERROR])
def test_the_level_of_the_host_programs_log_is_left_alone(level, caplog):
    from cardkit.rules import bibtex

    logger = logging.getLogger("bibtexparser")
    caplog.set_level(level, logger="bibtexparser")
    bibtex.parse.cache_clear()
    assert bibtex.parse("@misc{k, title={x}, @misc{k2,}").failures
    assert logger.level == level
    assert caplog.records == []


def test_a_loader_and_the_rule_word_a_misfit_alike(tmp_path):
    from cardkit.errors import NotACard
    from cardkit.record.files import load_record

    for line in ("layers: {}", "details: {layer: 3}", "kind: x", "evaluations: [{task: a}]"):
        text = f"schema_version: 1\n{line}\n"
        path = tmp_path / "x.card.yaml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(NotACard) as caught:
            load_record(path)
        first = check(text, "REC101", name="x.card.yaml").findings[0].message
        assert caught.value.message.en.endswith(first.en)
        assert caught.value.message.zh.endswith(first.zh)


def test_two_keys_that_mean_one_field_are_not_renamed():
    text = "schema_version: 1\ndetails:\n  layer: 32\n  layrs: 32\n"
    report = check(text, "REC101", name="x.card.yaml")
    assert len(report.findings) == 2
    assert report.fixes(unsafe=True) == []

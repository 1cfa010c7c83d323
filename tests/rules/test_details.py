"""Rules in the small: what each must see and what it must leave alone."""

import pytest

from cardkit.record.agreement import agree
from cardkit.record.scalars import Measure
from cardkit.rules.placeholders import is_placeholder
from tests.rules.helpers import check, front


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

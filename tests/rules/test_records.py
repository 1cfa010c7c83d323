"""What rules say of YAML records: the keys, what is still to be said, and files that hold none."""

import pytest

from cardkit.record.skeleton import skeleton
from tests.rules.helpers import check


def records(text, *select):
    return check(text, *select, name="x.card.yaml")


def said(report):
    return [(f.code, ".".join(map(str, f.path))) for f in report.findings]


def test_findings_name_the_item_of_the_file():
    items = '{task: mmlu, score: "0.5x"}', "{task: mmlu, score: 0.5}", "{task: mml, score: 1}"
    text = f"evaluations: [{', '.join(items)}]"
    report = records(text, "REC")
    assert said(report) == [("REC101", "evaluations.0.score"), ("REC102", "evaluations.2.task")]
    assert "`evaluations[0].score`" in report.findings[0].message.en
    assert report.findings[1].start.column == text.index("mml,") + 1


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("a: [1\n", ["SRC101"]),
        ("a: &x [*x]\n", ["SRC103"]),
        ("- a\n", ["REC101"]),
        ("hello\n", ["REC101"]),
        ("", ["STR104"]),
        ("# a remark\n", ["STR104"]),
        ('{"a": 1}\n', ["STR104"]),
        ("".join(f"key{i}: 1\n" for i in range(99)), ["STR104"]),
    ],
)
def test_what_is_no_record_gets_one_finding(text, codes):
    assert [f.code for f in records(text, "ALL").findings] == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["STR104"]),
        ("\ufeff\n\n", ["SRC108", "STR104"]),
        ("Just a remark.\n", ["STR104"]),
        ("---\nlicense: mit\n", ["SRC104"]),
        ("---\nlicense: mit\n---\n", ["STR101"]),
        ("# M\n", ["STR101"]),
        ("| a |\n| - |\n| 1 |\n", ["STR101"]),
    ],
)
def test_markdown_that_holds_no_card(text, codes):
    found = {f.code for f in check(text, "STR", "SRC104").findings}
    assert found == {c for c in codes if c != "SRC108"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nmae: M\n", "unknown key `nmae`; `name` was probably meant"),
        ("name: M\nqqq: 1\n", "unknown key `qqq`"),
        (
            "schema_version: 9\n",
            "written for a newer cardkit: `schema_version` is 9, this one reads 1",
        ),
        ("schema_version: 0\n", "`schema_version` should be one of 1, not `0`"),
    ],
)
def test_words_of_a_misfit(text, words):
    (finding,) = records(text, "REC101").findings
    assert finding.message.en == words
    assert finding.message.zh != words
    assert finding.help is None or "{" not in finding.help.en + finding.help.zh


def test_a_skeleton_lists_what_is_still_to_be_said():
    report = records(skeleton("M-7B"), "ALL")
    assert {f.code for f in report.findings} == {"STR101", "STR103"}
    spans = [f.span for f in report.findings]
    assert len(spans) == len(set(spans))
    english = [f.message.en for f in report.findings]
    assert "placeholder left in “Contact” (`description.contact`): TODO" in english
    assert any(
        "“Model Details”: size, layers, hidden size, attention heads, context length" in words
        for words in english
    )
    chinese = [f.message.zh for f in report.findings]
    assert "“联系方式”（`description.contact`）中留有占位内容：TODO" in chinese
    assert "“模型来源”尚待填写：代码库、论文" in chinese


def test_facts_given_elsewhere_are_said():
    text = "metadata: {license: mit, language: [en], datasets: [a/b]}\ndetails: {parameters: 7}\n"
    words = " ".join(f.message.en for f in records(text, "STR101").findings)
    assert not any(w in words for w in ("license", "language", "training data", "size, layers"))
    assert "optimizer" in words


def test_a_record_of_the_mindspore_hub_writes_licences_its_own_way():
    block = "license: Apache2.0\n  other: {model-name: m, backbone-name: m, update-time: 2023-2-17}"
    text = f"name: m\nmetadata:\n  {block}\ndescription: {{license: {{id: %s, name: Apache2.0}}}}\n"
    assert records(text % "apache-2.0", "MET101").findings == ()
    assert said(records(text % "Apache2.0", "MET101")) == [("MET101", "description.license")]
    assert said(records("name: m\nmetadata: {license: Apache2.0}\n", "MET101")) == [
        ("MET101", "metadata.license")
    ]


def test_a_link_around_an_image_is_shown_as_written():
    (finding,) = check("# M\n\n[![Licence](a.svg)]()\n", "MET106").findings
    assert finding.message.en == "the link `[![Licence](a.svg)]()` leads nowhere"

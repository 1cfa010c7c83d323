"""Suppression comments: reach, reasons, and the ones that do nothing."""

import pytest

from tests.rules.helpers import check, front

BAD_LINK = "[x](https//example.org)"


def silenced(report):
    return [(f.code, f.suppression.reason) for f in report.suppressed]


@pytest.mark.parametrize("names", ["MET106", "MET", "link-broken", "CIT, met106", "ALL"])
def test_a_comment_reaches_the_next_block(names):
    comment = f"<!-- cardkit: ignore[{names}] upstream typo -->"
    text = f"# M\n\n{comment}\n\n- {BAD_LINK}\n- {BAD_LINK}\n\n{BAD_LINK}\n"
    report = check(text, "MET106")
    assert silenced(report) == [("MET106", "upstream typo")] * 2
    assert [f.start.line for f in report.findings] == [8]


def test_a_comment_beside_text_reaches_its_line():
    report = check(f"# M\n\n{BAD_LINK} <!-- cardkit: ignore[MET106] -->\n\n{BAD_LINK}\n", "MET106")
    assert [f.start.line for f in report.suppressed] == [3]
    assert [f.start.line for f in report.findings] == [5]


def test_ignore_file_reaches_everything():
    text = f"<!-- cardkit: ignore-file[MET106] a mirror -->\n\n# M\n\n{BAD_LINK}\n\n{BAD_LINK}\n"
    report = check(text, "MET106", "SUP101")
    assert len(report.suppressed) == 2
    assert report.findings == ()


@pytest.mark.parametrize(
    "yaml",
    [
        "license: Apache 2.0  # cardkit: ignore[MET101] as upstream\n",
        "# cardkit: ignore[MET101] as upstream\nlicense: Apache 2.0\n",
        "# cardkit: ignore[MET101] as upstream\n\n# a remark\nlicense:\n- Apache 2.0\n",
        "# cardkit: ignore-file[MET101] as upstream\nlanguage: en\nlicense: Apache 2.0\n",
    ],
)
def test_comments_in_front_matter(yaml):
    report = check(front(yaml), "MET101", "SUP101")
    assert silenced(report) == [("MET101", "as upstream")]
    assert report.findings == ()


def test_comments_in_a_record():
    text = "schema_version: 1\n# cardkit: ignore[REC101] later\ndetails:\n  layer: 32\nnam: x\n"
    report = check(text, "REC101", name="x.card.yaml")
    assert silenced(report) == [("REC101", "later")]
    assert [f.start.line for f in report.findings] == [5]


def test_a_hash_in_quotes_is_no_comment():
    text = front('title: "a # cardkit: ignore[MET101] b"\nlicense: Apache 2.0\n')
    assert check(text, "MET101").suppressed == ()


def test_code_is_no_comment():
    text = f"# M\n\n```html\n<!-- cardkit: ignore[MET106] -->\n```\n\n{BAD_LINK}\n"
    assert len(check(text, "MET106", "SUP101").findings) == 1


@pytest.mark.parametrize(
    ("comment", "variant"),
    [
        ("ignore[MET106] fine", "nothing of the kind"),
        ("ignore[XYZ]", "no rule is called so"),
        ("ignore", "names no rule"),
        ("ignore[]", "names no rule"),
        ("silence[MET106]", "names no rule"),
        ("ignore-file[MET106]", "before the first heading"),
    ],
)
def test_a_comment_that_does_nothing_is_a_note(comment, variant):
    report = check(f"# M\n\n<!-- cardkit: {comment} -->\n\nText.\n", "MET106", "SUP101")
    (finding,) = report.findings
    assert finding.code == "SUP101"
    assert variant in finding.message.en


def test_a_comment_for_a_rule_that_did_not_run_is_not_judged():
    report = check("# M\n\n<!-- cardkit: ignore[CIT101] -->\n\nText.\n", "MET106", "SUP101")
    assert report.findings == ()


def test_hostile_comments_are_read_in_linear_time():
    text = "# M\n\n" + "<!-- cardkit: ignore[" * 3000 + "x" * 3000
    assert not check(text).crashed
    many = "# M\n\n" + "<!-- cardkit: ignore[MET106] -->\n\nText.\n\n" * 300
    assert len(check(many, "MET106", "SUP101").findings) == 300

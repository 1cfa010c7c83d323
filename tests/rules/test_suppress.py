"""Suppression comments: reach, reasons, and the ones that do nothing."""

import gc
import time

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


@pytest.mark.parametrize(
    "text",
    [
        f"# M\n\n> <!-- cardkit: ignore[MET106] why -->\n> {BAD_LINK}\n",
        f"# M\n\n> <!-- cardkit: ignore[MET106] why -->\n>\n> Text\n> {BAD_LINK}\n",
        f"# M\n\n> > <!-- cardkit: ignore[MET106] why -->\n> > {BAD_LINK}\n",
        f"# M\n\n- Text.\n\n  <!-- cardkit: ignore[MET106] why -->\n\n  {BAD_LINK}\n",
        f"# M\n\n<!-- cardkit: ignore[MET106] why -->\n\n> Text\n>\n> {BAD_LINK}\n",
    ],
)
def test_a_comment_reaches_the_next_block_in_quotes_and_lists(text):
    report = check(text, "MET106", "SUP101")
    assert silenced(report) == [("MET106", "why")]
    assert report.findings == ()


def test_a_comment_in_a_quote_reaches_no_further_than_the_next_block():
    text = f"# M\n\n> <!-- cardkit: ignore[MET106] -->\n> {BAD_LINK}\n>\n> {BAD_LINK}\n"
    assert [f.start.line for f in check(text, "MET106").findings] == [6]


def test_of_nested_comments_the_inner_gives_the_reason_and_both_count():
    outer = "<!-- cardkit: ignore-file[MET106] outer -->"
    inner = "<!-- cardkit: ignore[MET106] inner -->"
    text = f"{outer}\n\n# M\n\n{BAD_LINK}\n\n{inner}\n\n{BAD_LINK}\n\n{BAD_LINK}\n"
    report = check(text, "MET106", "SUP101")
    assert silenced(report) == [("MET106", "outer"), ("MET106", "inner"), ("MET106", "outer")]
    assert report.findings == ()


def test_a_comment_above_the_first_entry_of_a_mapping_reaches_that_entry_only():
    text = "schema_version: 1\ndetails:\n  # cardkit: ignore[REC101]\n  layer: 32\n  heades: 3\n"
    report = check(text, "REC101", "SUP101", name="x.card.yaml")
    assert [f.start.line for f in report.suppressed] == [4]
    assert [f.start.line for f in report.findings] == [5]


@pytest.mark.parametrize(
    "unit",
    [
        "<!-- cardkit: ignore -->\n\nTODO\n\n",
        "<!-- cardkit: ignore[STR103] -->\n\nTODO\n\n",
        "> <!-- cardkit: ignore[STR103] -->\n> TODO\n\n",
    ],
)
def test_many_comments_cost_linear_time_in_markdown(unit):
    _grows_linearly(lambda n: check("# M\n\n" + unit * n, "STR103", "SUP101"))


@pytest.mark.parametrize("unit", ["# cardkit: ignore[MET101]\n", "- a # cardkit: ignore[MET101]\n"])
def test_many_comments_cost_linear_time_in_yaml(unit):
    _grows_linearly(lambda n: check(front("tags:\n" + unit * n + "- x\n"), "MET101", "SUP101"))


def _grows_linearly(run):
    """Four times the text takes about four times as long; quadratic would be sixteen.

    Without the collector, which walks over all that other tests left behind.
    """

    def shortest(n):
        seconds = []
        gc.collect()
        gc.disable()
        try:
            for _ in range(3):
                began = time.process_time()
                run(n)
                seconds.append(time.process_time() - began)
        finally:
            gc.enable()
        return min(seconds)

    assert shortest(1600) < 8 * shortest(400) + 0.05


@pytest.mark.parametrize(
    "text",
    [
        "<!-- cardkit: ignore[STR101] a stub -->\n\n# M\n\nText.\n",
        "Text.\n\n<!-- cardkit: ignore[STR101] a stub -->\n\n# M\n",
        "---\n# cardkit: ignore[STR101] a stub\nlibrary_name: x\n---\n\n# M\n",
        "---\nlibrary_name: x\n# cardkit: ignore[STR101] a stub\n---\n\n# M\n",
        "<!-- cardkit: ignore-file[STR101] a stub -->\n\n# M\n\nText.\n",
    ],
)
def test_what_is_said_of_the_whole_file_is_silenced_on_top(text):
    report = check(text, "STR101", "SUP")
    assert silenced(report) == [("STR101", "a stub")]
    assert report.findings == ()


def test_below_the_first_heading_a_comment_does_not_speak_for_the_file():
    report = check("# M\n\n<!-- cardkit: ignore[STR101] a stub -->\n\nText.\n", "STR101", "SUP101")
    assert [f.code for f in report.findings] == ["STR101", "SUP101"]
    assert "ignore-file[STR101]" in report.findings[1].help.en


def test_on_top_of_a_record():
    top = "# cardkit: ignore[STR101] a stub\nschema_version: 1\nname: M\n"
    assert check(top, "STR101", "SUP", name="x.card.yaml").findings == ()
    low = "schema_version: 1\n# cardkit: ignore[STR101] a stub\nname: M\n"
    found = check(low, "STR101", "SUP101", name="x.card.yaml").findings
    assert {f.code for f in found} == {"STR101", "SUP101"}


@pytest.mark.parametrize("verb", ["ignore", "ignore-file"])
def test_a_comment_without_a_reason_is_a_note(verb):
    report = check(f"<!-- cardkit: {verb}[MET106] -->\n{BAD_LINK}\n", "MET106", "SUP")
    (finding,) = report.findings
    assert (finding.code, finding.severity.label) == ("SUP102", "note")
    assert f"cardkit: {verb}[MET106] reason" in finding.help.en
    assert len(report.suppressed) == 1

"""Reports for other programs: each held against its schema, none forged by what a card says."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cardkit.cli.report_files import FORMATS, report_text, wanted_reports
from cardkit.errors import UsageError
from cardkit.report import github, markdown
from cardkit.report.addresses import address
from cardkit.rules.finding import Severity
from cardkit.rules.fingerprint import fingerprint
from cardkit.text import visible
from tests.rules.helpers import CARDS, check, check_files, front
from tests.rules.test_cli import run

SCHEMAS = Path(__file__).parents[1] / "schemas"
SARIF = jsonschema.Draft202012Validator(
    json.loads((SCHEMAS / "sarif" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
)
JUNIT = xmlschema.XMLSchema(SCHEMAS / "junit" / "junit-10.xsd")
CARD = front("license: Apache 2.0\nlanguage: cn\n", "# M-7B\n\n[x](https//y)\n")
SILENCED = front("license: Apache 2.0  # cardkit: ignore[MET101] asked the authors\n")
REPORTS = {
    "two findings and one": lambda: [check(CARD), check(front("license: mitt\n"), name="b 中.md")],
    "silenced": lambda: [check(SILENCED, "MET", "SUP")],
    "clean": lambda: [check(front("license: mit\n"), "MET")],
    "none": list,
    "a pair": lambda: check_files(CARDS / "BIL301" / "bad_typo", "BIL301"),
    "related places": lambda: check_files(CARDS / "AGR105" / "bad_copied_twice.md", "AGR105"),
}


@pytest.fixture(params=REPORTS, ids=lambda name: name.replace(" ", "-"))
def reports(request):
    return REPORTS[request.param]()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_sarif_fits_the_schema(reports, language):
    text = report_text("sarif", reports, language, Severity.ERROR)
    assert text.isascii()
    data = json.loads(text)
    SARIF.validate(data)
    results = data["runs"][0]["results"]
    assert len(results) == sum(len(r.findings) + len(r.suppressed) for r in reports)
    rules = data["runs"][0]["tool"]["driver"]["rules"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in results)
    marks = [r["partialFingerprints"]["cardkitFinding/v1"] for r in results]
    assert len(set(marks)) == len(marks)


def test_sarif_regions_are_code_points():
    report = check("# 灯笼-7B 🏮\n\n🏮🏮 [More Information Needed]\n", "STR103")
    (result,) = json.loads(report_text("sarif", [report], "en", None))["runs"][0]["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) == (3, 4)
    text = report.document.text
    end = region["charOffset"] + region["charLength"]
    assert text[region["charOffset"] : end] == "[More Information Needed]"


def test_sarif_names_both_cards_of_a_pair_and_the_fix_of_one():
    pair = check_files(CARDS / "BIL301" / "bad_typo", "BIL301")
    (result,) = json.loads(report_text("sarif", pair, "en", None))["runs"][0]["results"]
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "README_zh.md"
    line = related["physicalLocation"]["region"]["startLine"]
    assert related["message"]["text"] == f"README_zh.md:{line}"
    one = check(front("license: Apache 2.0\n"), "MET101")
    (result,) = json.loads(report_text("sarif", [one], "en", None))["runs"][0]["results"]
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"] == {"text": "apache-2.0"}


def test_sarif_marks_what_a_comment_silenced():
    (result,) = json.loads(
        report_text("sarif", [check(SILENCED, "MET101")], "en", None)
    )["runs"][0]["results"]  # fmt: skip
    (mark,) = result["suppressions"]
    assert (mark["kind"], mark["justification"]) == ("inSource", "asked the authors")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("README.md", "README.md"),
        ("a b/中.md", "a%20b/%E4%B8%AD.md"),
        ("/x/y.md", "file:///x/y.md"),
        ("a%20:b#?.md", "a%2520%3Ab%23%3F.md"),
        ("a\udce4.md", "a%E4.md"),
    ],
)
def test_names_of_files_are_addresses(name, written):
    assert address(name) == written


@pytest.mark.parametrize("language", ["en", "zh"])
def test_junit_fits_the_schema_and_counts(reports, language):
    text = report_text("junit", reports, language, Severity.WARNING)
    JUNIT.validate(text)
    root = ET.fromstring(text)
    failing = sum(f.severity >= Severity.WARNING for r in reports for f in r.findings)
    assert int(root.get("failures")) == len(root.findall(".//failure")) == failing
    assert int(root.get("tests")) == len(root.findall(".//testcase"))


@pytest.mark.parametrize(
    ("language", "passed", "skipped"),
    [
        ("en", ["error: ", "warning: ", "note: "], "suppressed: asked the authors"),
        ("zh", ["错误：", "警告：", "提示："], "已忽略：asked the authors"),
    ],
)
def test_junit_says_the_level_in_the_language(language, passed, skipped):
    said = ET.fromstring(report_text("junit", [check(CARD)], language, None))
    heads = {next(h for h in passed if e.text.startswith(h)) for e in said.iter("system-out")}
    assert len(heads) > 1
    root = ET.fromstring(report_text("junit", [check(SILENCED, "MET")], language, None))
    assert root.find(".//skipped").get("message") == skipped


def test_junit_fails_nothing_where_nothing_is_to_fail():
    assert "<failure" not in report_text("junit", [check(CARD)], "en", None)


def test_gitlab_has_what_gitlab_asks_for(reports):
    issues = json.loads(report_text("gitlab", reports, "en", None))
    assert len(issues) == sum(len(r.findings) for r in reports)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    for issue in issues:
        assert issue.keys() == {
            "description",
            "check_name",
            "fingerprint",
            "severity",
            "location",
        }
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["lines"]["begin"] >= 1


EVIL = "x%0A::error::y\r\n::set-env name=A::b\x1b[2J|<img src=x onerror=alert(1)> @all `c` **d**"


def hostile(text):
    """A card that puts `text` into the message of a finding, and into its file name."""
    return check(front(f"license: {json.dumps(text)}\n"), "MET101", name=f"{text[:40]}.md")


@given(st.one_of(st.just(EVIL), st.text(max_size=60)))
def test_attack_7_card_text_is_one_command_and_no_more(text):
    written = github.write([hostile(text)], "en")
    assert all(line.startswith("::error title=MET101") for line in written.splitlines())
    assert written.count("\n") == len(hostile(text).findings)
    for line in written.splitlines():
        properties, _, _ = line.removeprefix("::error ").partition("::")
        assert len(properties.split(",")) == 6
        assert visible(line) == line


@given(st.one_of(st.just(EVIL), st.text(max_size=60)))
def test_attack_10_and_11_card_text_makes_no_markdown(text):
    written = markdown.write([hostile(text)], "en")
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(written)
    kinds = {t.type for t in tokens} | {c.type for t in tokens for c in t.children or ()}
    assert not kinds & {"html_block", "html_inline", "link_open", "image"}
    code = {c.content for t in tokens for c in t.children or () if c.type == "code_inline"}
    assert all(re.fullmatch(r"(?:[@#!]|GH-|www\.)+", c, re.IGNORECASE) for c in code)
    assert not kinds & {"strong_open", "em_open", "fence", "hr"}
    found = len(hostile(text).findings)
    assert sum(t.type == "tr_open" for t in tokens) == found + bool(found)


@given(st.one_of(st.just(EVIL), st.text(max_size=60)))
def test_card_text_breaks_no_xml_and_no_json(text):
    reports = [hostile(text)]
    JUNIT.validate(report_text("junit", reports, "en", None))
    SARIF.validate(json.loads(report_text("sarif", reports, "en", None)))
    json.loads(report_text("gitlab", reports, "en", None))


def test_a_finding_is_known_again_on_another_line_and_not_with_another_value():
    one = check(front("license: Apache 2.0\n"), "MET101")
    moved = check(front("tags: [a]\nlicense: Apache 2.0\n"), "MET101")
    other = check(front("license: Apache 2\n"), "MET101")
    marks = [fingerprint(r.findings[0], r.document.text) for r in (one, moved, other)]
    assert marks[0] == marks[1] != marks[2]
    assert len(marks[0]) == 16


@pytest.mark.parametrize("given_", ["xml=a", "sarif", "sarif=", "=a", "json=-", "sarif=no/such/x"])
def test_what_is_no_report_is_refused(given_, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        wanted_reports([given_])


def test_two_reports_to_one_file_are_refused():
    with pytest.raises(UsageError, match="two reports"):
        wanted_reports(["json=a", "sarif=a"])


@pytest.mark.parametrize("verb", ["validate", "audit"])
def test_a_report_never_replaces_a_card_that_is_checked(verb, tmp_path):
    card = tmp_path / "README.md"
    card.write_text(CARD, encoding="utf-8")
    for place in ("README.md", "./README.md", str(card)):
        done = run(verb, ".", "--report", f"sarif={place}", cwd=tmp_path)
        assert done.returncode == 2
        assert b"would replace a card that is checked" in done.stderr
        assert card.read_text(encoding="utf-8") == CARD


@pytest.mark.parametrize("fail_on", ["error", "never"])
def test_the_exit_code_is_the_same_in_every_format(tmp_path, fail_on):
    (tmp_path / "README.md").write_text(CARD, encoding="utf-8")
    codes = {
        name: run("validate", "--output-format", name, "--fail-on", fail_on, cwd=tmp_path)
        for name in ("full", "concise", *FORMATS)
    }
    assert {done.returncode for done in codes.values()} == {int(fail_on == "error")}


def test_several_reports_at_once(tmp_path):
    (tmp_path / "README.md").write_text(CARD, encoding="utf-8")
    summary = tmp_path / "summary.md"
    words = [f"--report={name}={name}.out" for name in FORMATS if name != "github"]
    done = run(
        *("validate", *words, "--report", "github=-"),
        cwd=tmp_path,
        env={"GITHUB_STEP_SUMMARY": str(summary)},
    )
    assert done.returncode == 1
    assert b"::error title=MET101" in done.stdout
    assert {p.name for p in tmp_path.glob("*.out")} == {
        "json.out",
        "sarif.out",
        "gitlab.out",
        "junit.out",
        "markdown.out",
    }
    assert summary.read_text(encoding="utf-8").startswith("### cardkit")


@pytest.mark.parametrize("name", ["github", "gitlab", "junit", "markdown"])
def test_the_place_in_the_other_card_is_told(name):
    reports = REPORTS["a pair"]()
    ((finding, place),) = [(f, f.elsewhere[0]) for r in reports for f in r.findings]
    text = report_text(name, reports, "en", Severity.ERROR).replace("&#58;", ":")
    text = text.replace("&#95;", "_")
    assert f"{place.file}:{place.start.line}" in text.replace(f"{finding.file}:", "")

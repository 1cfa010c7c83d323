"""One finding is one in every report: fingerprint, severity, place, what silences it."""

import json
import re
from pathlib import PurePath
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from cardkit.cli.report_files import FORMATS, report_text
from cardkit.report import markdown
from cardkit.rules.finding import Severity
from tests.ci.runner import obeyed
from tests.cli.helpers import run
from tests.rules.helpers import CARDS, check, check_files, front

GITLAB = {"major": "error", "minor": "warning", "info": "note"}
TRICKY = {
    "astral": "# 灯笼-7B 🏮\n\n🏮🏮 [More Information Needed] 𝔘\n",
    "crlf": "# M-7B\r\n\r\n\r\na [More Information Needed]\r\n",
    "lone cr": "# M-7B\r\ra\r[More Information Needed]\r",
    "tabs": "# M-7B\n\n-\t\ta\n\n\t\n[x]\t[More Information Needed]\n",
    "bom": "\ufeff# M-7B\n\n[More Information Needed]\n",
    "two on a line": "# M-7B\n\n[More Information Needed] [More Information Needed]\n",
    "silenced": (
        "# M-7B\n\n<!-- cardkit: ignore[STR103] later -->\n[More Information Needed]\n\n"
        "TODO\n\nTODO\n"
    ),
}


def golden():
    for path in sorted(CARDS.glob("*/bad_*")):
        if path.suffix in {".md", ".yaml"} or path.is_dir():
            yield pytest.param(
                lambda path=path: check_files(path), id=f"{path.parent.name}-{path.name}"
            )


CASES = [pytest.param(lambda t=t: [check(t)], id=name) for name, t in TRICKY.items()]


@pytest.mark.parametrize("made", [*CASES, *golden()])
def test_all_formats_tell_the_same(made):
    reports = made()
    data = json.loads(report_text("json", reports, "en", Severity.ERROR))["findings"]
    open_ = [f for f in data if f["suppression"] is None]
    plain = sorted((f["code"], f["severity"], f["file"], f["span"]["start"]["line"]) for f in open_)
    sarif = json.loads(report_text("sarif", reports, "en", None))["runs"][0]["results"]
    marks = {f["fingerprint"] for f in data}
    assert {r["partialFingerprints"]["cardkitFinding/v1"].split(":")[0] for r in sarif} == marks
    assert len(sarif) == len(data)
    assert sum("suppressions" in r for r in sarif) == len(data) - len(open_)
    assert plain == sorted(
        (r["ruleId"], r["level"], _uri(r), _region(r)["startLine"])
        for r in sarif
        if "suppressions" not in r
    )
    gitlab = json.loads(report_text("gitlab", reports, "en", None))
    assert {i["fingerprint"].split("-")[0] for i in gitlab} == {f["fingerprint"] for f in open_}
    assert plain == sorted(
        (
            i["check_name"].split()[0],
            GITLAB[i["severity"]],
            i["location"]["path"],
            i["location"]["lines"]["begin"],
        )
        for i in gitlab
    )
    github = report_text("github", reports, "en", None).splitlines()
    assert plain == sorted(map(_annotation, github))
    root = ET.fromstring(report_text("junit", reports, "en", Severity.ERROR))
    failed = [
        case.get("name") for case in root.iter("testcase") if case.find("failure") is not None
    ]
    errors = [f for f in open_ if f["severity"] == "error"]
    assert sorted(failed) == sorted(
        f"{f['code']} {f['file']}:{f['span']['start']['line']}:{f['span']['start']['column']}"
        for f in errors
        if f["code"] != "CK900"
    )
    assert len(root.findall(".//skipped")) == len(data) - len(open_)


def _uri(result):
    return result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


def _region(result):
    return result["locations"][0]["physicalLocation"]["region"]


def _annotation(line):
    found = re.match(r"::(error|warning|notice) title=(\w+) [^,]+,file=([^,]+),line=(\d+),", line)
    return (
        found[2],
        {"notice": "note"}.get(found[1], found[1]),
        found[3].replace("%3A", ":").replace("%2C", ",").replace("%25", "%"),
        int(found[4]),
    )


@pytest.mark.parametrize("name", TRICKY)
def test_sarif_regions_mean_the_same_by_line_and_by_offset(name):
    """A viewer may use either: lines as `newlineSequences` part them, columns in code points."""
    report = check(TRICKY[name])
    (one,) = json.loads(report_text("sarif", [report], "en", None))["runs"]
    text = report.document.text
    parts = re.split("|".join(map(re.escape, one["newlineSequences"])), text)
    ends = [m.end() for m in re.finditer("|".join(map(re.escape, one["newlineSequences"])), text)]
    starts = [0, *ends]
    regions = [_region(r) for r in one["results"]]
    for fix in (f for r in one["results"] for f in r.get("fixes", ())):
        regions += [x["deletedRegion"] for c in fix["artifactChanges"] for x in c["replacements"]]
    assert regions
    for region in regions:
        begin = starts[region["startLine"] - 1] + region["startColumn"] - 1
        end = starts[region["endLine"] - 1] + region["endColumn"] - 1
        assert (begin, end - begin) == (region["charOffset"], region["charLength"])
        assert region["startLine"] <= len(parts)


def test_fixes_in_sarif_say_whether_they_are_safe():
    safe = check(front("license: Apache 2.0\n"), "MET101")
    (result,) = json.loads(report_text("sarif", [safe], "en", None))["runs"][0]["results"]
    assert result["fixes"][0]["description"]["text"].startswith("safe:")
    (result,) = json.loads(report_text("sarif", [safe], "zh", None))["runs"][0]["results"]
    assert result["fixes"][0]["description"]["text"].startswith("安全修复")


@pytest.mark.parametrize(
    "given", ["sub/README.md", "./sub/README.md", "sub", "absolute", "from sub"]
)
def test_a_fingerprint_does_not_depend_on_how_the_file_was_named(tmp_path, given):
    """It is what a waiver takes: from whichever report, made wherever."""
    for name in (".git", "sub"):  # up to the root of its repository a policy is looked for
        (tmp_path / name).mkdir()
    (tmp_path / "sub" / "README.md").write_text(front("license: Apache 2.0\n"), encoding="utf-8")
    (tmp_path / "cardkit.toml").write_text('fail-on = "error"\n')
    folder, words = tmp_path, [given]
    if given == "absolute":
        words = [str(tmp_path / "sub" / "README.md")]
    elif given == "from sub":
        folder, words = tmp_path / "sub", ["README.md"]
    found = {}
    for form in ("json", "sarif", "gitlab"):
        out = run("validate", *words, "--select", "MET101", "--output-format", form, cwd=folder).out
        found[form] = re.findall(r"[0-9a-f]{16}(?=[\":-])", out)[0]
    (mark,) = set(found.values())
    (tmp_path / "cardkit.toml").write_text(
        f'[[waiver]]\nrule = "MET101"\ncard = "sub/README.md"\nfingerprint = "{mark}"\n'
        'reason = "r"\nowner = "o@example.org"\nexpires = 2099-01-01\n'
    )
    assert run("validate", *words, "--select", "MET101", cwd=folder).code == 0


def test_annotations_name_files_as_the_repository_does(tmp_path):
    (tmp_path / "README.md").write_text(front("license: Apache 2.0\n"), encoding="utf-8")
    out = run("validate", "./README.md", "--output-format", "github", cwd=tmp_path).out
    assert "file=README.md,line=" in out
    assert PurePath("./README.md").as_posix() == "README.md"


REFERENCES = "#1 o/r#2 !3 GH-4 @team www.evil.example http://evil.example a@evil.example"


def test_nothing_in_a_job_summary_is_a_reference_or_a_link():
    report = check(front(f"license: {json.dumps(REFERENCES)}\n"), "MET101", name="#5 @x !6.md")
    text = markdown.write([report], "en")
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    inner = [c for t in tokens for c in t.children or ()]
    assert "://" not in text  # what GitHub would make a link of as it parses
    shown = "\n".join(c.content for c in inner if c.type == "text")
    assert not re.search(r"[@#]|!\d|GH-|www\.", shown)


@pytest.mark.parametrize(
    ("language", "head"),
    [("en", "| Rule | | Findings | Cards |"), ("zh", "| 规则 | | 问题 | 卡片 |")],
)
def test_many_findings_are_counted_by_rule_first(language, head):
    """Of a thousand findings a reader sees the first two hundred: the counts tell of all."""
    body = "\n\n".join(["[x](https//y)"] * 12)
    reports = [
        check(front("license: other\n", body), "MET102", "MET106", name=f"{i}.md") for i in "ab"
    ]
    lines = markdown.write(reports, language).splitlines()
    at = lines.index(head)
    assert lines[at + 2 : at + 4] == [
        "| MET106 link-broken | ❌ | 24 | 2 |",
        "| MET102 license-unnamed | ⚠️ | 2 | 2 |",
    ]
    assert head not in markdown.write(reports[:1], language).splitlines()


def test_a_job_summary_has_an_end():
    """GitHub refuses a summary of more than a mebibyte, a comment of more than 65,536 letters."""
    body = "\n\n".join(["[x](https//y)" + "_" * 90] * 400)
    reports = [
        check(front("license: mit\n", body), "MET106", name="d/" * 900 + f"{i}.md")
        for i in range(3)
    ]
    text = markdown.write(reports, "en")
    assert len(text) < 65_536
    rows = text.count("\n| ❌")
    left = int(re.search(r"(\d+) more findings are left out", text)[1])
    assert rows + left == sum(len(r.findings) for r in reports)
    assert rows >= 20


COMMANDS = "###[error]forged ####[add-path]x ##vso[task.setvariable variable=x]y"


@pytest.mark.parametrize("form", [f for f in FORMATS if f != "github"])
def test_attack_7_what_programs_read_holds_no_command(tmp_path, form):
    """Runners of GitHub and Azure take `##[name]` for a command anywhere in a line of a log."""
    name = f"{COMMANDS}.card.yaml"
    (tmp_path / name).write_text(
        f"kind: card\nname: {json.dumps(COMMANDS)}\nnmae: x\n"
        f"metadata: {{license: {json.dumps(COMMANDS)}}}\n"
    )
    out = run("validate", ".", "--output-format", form, cwd=tmp_path).out
    assert "forged" in out
    assert obeyed(out) == []
    if form in {"json", "sarif", "gitlab"}:
        assert "##" not in out
        json.loads(out)
    if form == "json":
        assert json.loads(out)["files"][0]["path"] == name
    if form == "junit":
        assert ET.fromstring(out)[0].get("name") == name


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_attack_7_a_summary_of_many_cards_holds_no_command(tmp_path, form):
    for name in (f"{COMMANDS}.md", "::error::forged.md"):
        (tmp_path / name).write_text("# M-7B\n")
    words = ("audit", ".", "--all-markdown", "-j1", "--output-format", form)
    out = run(*words, cwd=tmp_path).out
    assert "forged" in out
    assert obeyed(out) == []

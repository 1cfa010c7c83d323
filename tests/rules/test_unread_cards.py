"""A card that could not be read is an error in every report: a board in CI must not be green."""

import json
from xml.etree import ElementTree as ET

import pytest

from cardkit.cli.report_files import FORMATS
from tests.cli.helpers import run
from tests.cli.test_inputs import NO_TEXT
from tests.rules.helpers import front
from tests.rules.test_report_formats import JUNIT, SARIF

CLEAN = front("license: mit\n")


@pytest.fixture(params=["GBK", "NUL", "missing", "folder link", "large"])
def folder(request, tmp_path):
    """One good card and one that cannot be read, `bad.md`."""
    (tmp_path / "README.md").write_text(CLEAN, encoding="utf-8")
    bad = tmp_path / "bad.md"
    if request.param == "folder link":
        bad.symlink_to("nowhere")
    elif request.param == "large":
        bad.write_text(CLEAN + "x" * 4000, encoding="utf-8")
    elif request.param != "missing":
        bad.write_bytes(NO_TEXT[request.param][0])
    return tmp_path


def written(folder, form, *words, language="en"):
    place = folder / f"out.{form}"
    words = ("validate", "README.md", "bad.md", "--select", "MET", "--max-bytes", "3000", *words)
    done = run(*words, "--report", f"{form}={place.name}", cwd=folder, language=language)
    assert done.code == 2
    assert "bad.md" in done.err
    return place.read_text(encoding="utf-8")


def _sarif(text):
    data = json.loads(text)
    SARIF.validate(data)
    (one,) = data["runs"]
    (invocation,) = one["invocations"]
    assert invocation["executionSuccessful"] is False
    (notice,) = invocation["toolExecutionNotifications"]
    assert notice["level"] == "error"
    (result,) = one["results"]
    assert (result["ruleId"], result["level"]) == ("SRC109", "error")
    for place in (*notice["locations"], *result["locations"]):
        assert place["physicalLocation"]["artifactLocation"]["uri"] == "bad.md"
    assert notice["message"]["text"] in result["message"]["text"]


def _junit(text):
    JUNIT.validate(text)
    root = ET.fromstring(text)
    assert (root.get("errors"), root.get("failures")) == ("1", "0")
    (suite,) = (s for s in root if s.get("name") == "bad.md")
    assert suite.get("errors") == "1"
    (error,) = root.findall(".//error")
    assert error.get("type") == "SRC109"


def _one_line(mark):
    def check(text):
        (line,) = (line for line in text.splitlines() if "SRC109" in line)
        assert mark in line
        assert "bad" in line

    return check


def _json(text):
    data = json.loads(text)
    (file,) = (f for f in data["files"] if f["path"] == "bad.md")
    assert (file["kind"], file["ok"], file["counts"]["error"]) == ("unreadable", False, 1)
    (finding,) = data["findings"]
    assert (finding["code"], finding["file"], finding["severity"]) == ("SRC109", "bad.md", "error")


def _gitlab(text):
    (issue,) = json.loads(text)
    assert issue["check_name"].startswith("SRC109")
    assert issue["severity"] == "major"
    assert issue["location"] == {"path": "bad.md", "lines": {"begin": 1}}


TOLD = {
    "sarif": _sarif,
    "junit": _junit,
    "github": _one_line("::error title=SRC109"),
    "gitlab": _gitlab,
    "markdown": _one_line("❌"),
    "json": _json,
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("form", FORMATS)
def test_it_is_an_error_in_each_report(folder, form, language):
    TOLD[form](written(folder, form, language=language))


@pytest.mark.parametrize("form", FORMATS)
def test_no_level_and_no_policy_makes_it_pass(folder, form):
    """The exit code is 2 whatever the level: so is what the board shows."""
    (folder / "cardkit.toml").write_text('fail-on = "never"\n[profile.own]\nSRC109 = "off"\n')
    TOLD[form](written(folder, form, "--fail-on", "never"))


@pytest.mark.parametrize("form", FORMATS)
def test_on_stdout_too(folder, form):
    words = ("validate", "bad.md", "--max-bytes", "3000", "--output-format", form)
    done = run(*words, cwd=folder)
    assert done.code == 2
    assert "SRC109" in done.out


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Checked 1 card: no findings; 1 not read\n"),
        ("zh", "已检查 1 张卡片：未发现问题；1 个未能读取\n"),
    ],
)
def test_the_screen_says_how_many(folder, language, said):
    words = ("validate", "README.md", "bad.md", "--select", "MET", "--max-bytes", "3000")
    for form in ("full", "concise"):
        done = run(*words, "--output-format", form, cwd=folder, language=language)
        assert (done.code, done.out) == (2, said)
        assert "bad.md" in done.err
    done = run(*words, "--statistics", cwd=folder, language=language)
    assert (done.code, done.out) == (2, said)


def test_the_remedy_is_told(tmp_path):
    (tmp_path / "bad.md").write_bytes(NO_TEXT["GBK"][0])
    for language in ("en", "zh"):
        out = run(
            "validate", "bad.md", "--output-format", "github", cwd=tmp_path, language=language
        ).out
        assert "iconv -f GB18030 -t UTF-8 bad.md" in out


def test_a_waiver_of_a_card_that_was_not_read_is_not_called_unused(folder):
    (folder / "cardkit.toml").write_text(
        '[[waiver]]\nrule = "MET101"\ncard = "bad.md"\npointer = "/metadata/license"\n'
        'reason = "r"\nowner = "o@example.org"\n'
        "expires = 2099-01-01\n"
    )
    text = written(folder, "json", "--fail-on", "never")
    assert "POL102" not in text


def test_a_rule_that_crashes_is_an_error_too(folder, monkeypatch):
    """It ends the run with 2, so JUnit must not count it as passed, or as failed by level."""
    from cardkit.rules.registry import rules_by_code

    def broken(_reading):
        raise RuntimeError("boom")
        yield

    monkeypatch.setitem(rules_by_code()["MET101"].__dict__, "check", broken)
    words = ("validate", "README.md", "--select", "MET", "--fail-on", "never")
    done = run(*words, "--output-format", "junit", cwd=folder)
    assert done.code == 2
    root = ET.fromstring(done.out)
    (error,) = root.findall(".//error")
    assert (root.get("errors"), error.get("type")) == ("1", "CK900")


def audited(folder, config=""):
    (folder / "cards.txt").write_text("README.md\nbad.md\n")
    (folder / "cardkit.toml").write_text(config)
    words = ("audit", "cards.txt", "-j1", "--select", "MET", "--max-bytes", "3000")
    done = run(*words, "--report", "junit=out.xml", "--report", "sarif=out.sarif", cwd=folder)
    text = (folder / "out.xml").read_text(encoding="utf-8")
    JUNIT.validate(text)
    (one,) = json.loads((folder / "out.sarif").read_text(encoding="utf-8"))["runs"]
    return done.code, ET.fromstring(text), one["invocations"][0]["executionSuccessful"]


def test_audit_has_it_as_an_error_as_well(folder):
    code, root, well = audited(folder)
    assert (code, root.get("errors"), well) == (1, "1", False)
    code, root, _ = audited(folder, 'fail-on = "never"\n')
    assert (code, root.get("errors")) == (0, "1")


def test_where_a_policy_of_many_cards_wants_no_word_of_it_it_is_skipped_and_not_passed(folder):
    config = 'profiles = ["own"]\n[profile.own]\nSRC109 = "off"\n'
    code, root, _ = audited(folder, config)
    assert (code, root.get("errors")) == (0, "0")
    (suite,) = (s for s in root if s.get("name") == "bad.md")
    assert (suite.get("tests"), suite.get("skipped")) == ("1", "1")

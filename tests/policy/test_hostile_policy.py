"""Hostile text in a policy reaches no terminal and no runner as a command (governance §5)."""

import json
import re
import xml.etree.ElementTree as ET

import pytest

from tests.cli.helpers import run
from tests.policy.helpers import WAIVER, committed, repository

EVIL = r"\u001b[2J\u202e%0A\n::error::forged ##[error]x <b> | ` @everyone"
"""As TOML's basic strings have it."""


def evil(folder):
    text = WAIVER.replace('reason = "GOV-12"', f'reason = "{EVIL}"')
    text = text.replace('owner = "eval@example.org"', f'owner = "{EVIL}"')
    return repository(folder, text)


@pytest.mark.parametrize("day", ["2027-01-31", "2027-02-01"])
@pytest.mark.parametrize("form", ["full", "concise", "json", "sarif", "gitlab", "junit"])
def test_attack_6_controls_in_a_waiver(tmp_path, monkeypatch, day, form):
    monkeypatch.setenv("CARDKIT_TODAY", day)
    words = ("validate", "--show-suppressed", "--output-format", form)
    for language in ("en", "zh"):
        done = run(*words, cwd=evil(tmp_path), language=language)
        assert done.code == (0 if day == "2027-01-31" else 1)
        assert not set("\x1b\u202e") & set(done.out + done.err)
        if form in ("json", "sarif", "gitlab"):
            json.loads(done.out)
        if form == "junit":
            ET.fromstring(done.out)


@pytest.mark.parametrize("day", ["2027-01-31", "2027-02-01"])
@pytest.mark.parametrize("form", ["full", "concise", "github", "markdown"])
def test_attack_7_commands_in_a_waiver(tmp_path, monkeypatch, day, form):
    monkeypatch.setenv("CARDKIT_TODAY", day)
    words = ("validate", "--show-suppressed", "--output-format", form)
    out = run(*words, cwd=evil(tmp_path)).out
    commands = re.findall(r"^\s*::(?:error|warning|notice) ", out, re.MULTILINE)
    assert len(commands) == (0 if form != "github" else out.count("title="))
    assert not re.search(r"^\s*::error::forged", out, re.MULTILINE)
    if form in ("full", "concise"):
        assert "##[" not in out


def test_attack_7_commands_in_an_error_of_the_policy(tmp_path):
    repository(tmp_path, 'profiles = ["\\u001b[2J\\n::error::forged"]')
    done = run("validate", cwd=tmp_path)
    assert done.code == 2
    assert "\x1b" not in done.err
    assert not re.search(r"^\s*::", done.err, re.MULTILINE)


def test_attack_9_no_file_outside_is_read_or_written(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text('{"version": 1, "entries": []}')
    work = tmp_path / "work"
    work.mkdir()
    for path in ("../secret", str(secret), "a/../../secret", "~/secret/../../x"):
        repository(work, f'[baseline]\nfile = "{path}"')
        done = run("validate", "--write-baseline", cwd=work)
        assert done.code == 2
        assert "leaves the folder of the configuration" in done.err
        done = run("validate", cwd=work, language="zh")
        assert "超出了配置文件所在目录" in done.err
    assert secret.read_text() == '{"version": 1, "entries": []}'


def test_attack_9_a_baseline_that_became_a_link_is_not_written_through(tmp_path):
    work = tmp_path / "work"
    work.mkdir()
    repository(work, '[baseline]\nfile = "b.json"')
    (work / "b.json").symlink_to(tmp_path / "elsewhere.json")
    done = run("validate", "--write-baseline", cwd=work)
    assert done.code == 2
    assert not (tmp_path / "elsewhere.json").exists()


def test_every_report_ends_with_the_same_code(tmp_path):
    committed(repository(tmp_path, "languages = ['zh']"))
    (tmp_path / "cardkit.toml").write_text(WAIVER)
    forms = ("json", "sarif", "github", "gitlab", "junit", "markdown", "full", "concise")
    words = ("validate", "--policy-from", "HEAD", "--output-format")
    assert {run(*words, form, cwd=tmp_path).code for form in forms} == {1}
    found = json.loads(run(*words, "json", cwd=tmp_path).out)
    assert {"POL103", "POL105"} <= {f["code"] for f in found["findings"]}
    assert [f["kind"] for f in found["files"]] == ["markdown", "policy"]

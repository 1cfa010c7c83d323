"""Profiles: the shipped ones, what extends what, and who wins."""

import pytest

from cardkit.errors import ConfigError
from cardkit.policy.keys import SHIPPED
from cardkit.policy.parse import parse
from cardkit.policy.profiles import resolve, shipped
from cardkit.policy.toml_file import read_toml
from cardkit.rules.finding import Severity
from cardkit.rules.registry import all_rules, find
from tests.cli.helpers import run
from tests.policy.helpers import codes, policy_of, report_of, repository


def levels(text):
    file = read_toml(text.encode(), "cardkit.toml")
    return resolve(parse(file, ()), file, ())


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_profile_says_something_of_rules_that_exist(name):
    profile = shipped(name)
    assert profile.entries
    for entry in profile.entries:
        assert find(entry.selector)[0]
    assert levels(f'profiles = ["{name}"]').by_code


def test_every_rule_that_is_off_by_default_is_turned_on_by_a_profile():
    on = {code for name in SHIPPED for code in levels(f'profiles = ["{name}"]').by_code}
    assert {r.code for r in all_rules() if r.default == "off"} <= on


def test_without_profiles_nothing_changes():
    assert levels("").by_code == {}


def test_the_later_profile_and_the_more_specific_selector_win():
    text = """
profiles = ["a", "b"]
[profile.a]
MET101 = "note"
MET = "off"
AGG101 = "warning"
[profile.b]
AGG = "error"
"""
    found = levels(text).by_code
    assert found["MET101"] is Severity.NOTE
    assert found["MET102"] == "off"
    assert found["AGG101"] is Severity.ERROR


def test_what_a_profile_builds_on_comes_first():
    text = """
profiles = ["top"]
[profile.top]
extends = ["base", "hf"]
MET107 = "off"
[profile.base]
MET107 = "note"
CIT101 = "note"
"""
    found = levels(text).by_code
    assert found["MET107"] == "off"
    assert found["CIT101"] is Severity.NOTE
    assert found["MET109"] is Severity.ERROR


def test_lists_of_options_add_up():
    text = """
profiles = ["hf", "modelers", "own"]
[profile.own]
MET109 = { keys = ["tags"] }
"""
    keys = levels(text).options["MET109"]["keys"]
    assert {"datasets", "hardwares", "tags"} <= set(keys)
    assert len(keys) == len(set(keys))


def test_a_family_does_not_turn_on_what_is_off_by_default():
    assert "MET109" not in levels('profiles = ["o"]\n[profile.o]\nMET = "error"').by_code
    both = 'profiles = ["o"]\n[profile.o]\nMET = "error"\nkey-missing = { keys = ["tags"] }'
    assert levels(both).by_code["MET109"] is Severity.WARNING


def test_what_guards_the_checks_stays():
    text = 'profiles = ["o"]\n[profile.o]\nPOL = "off"\n'
    found = levels(text).by_code
    assert found["POL102"] == "off"
    assert "POL104" not in found


@pytest.mark.parametrize(
    ("text", "en"),
    [
        ('profiles = ["hff"]', "cardkit.toml:1: there is no profile `hff`"),
        (
            'profiles = ["a"]\n[profile.a]\nextends = ["b"]\n[profile.b]\nextends = ["a"]',
            "cardkit.toml:5: the profile `a` builds on itself: a → b → a",
        ),
        ('profiles = ["a"]\n[profile.a]\nextends = ["nope"]', "cardkit.toml:3: there is no"),
        (
            'profiles = ["hf"]\n[profile.a]\nextends = ["a"]',
            "cardkit.toml:3: the profile `a` builds on itself: a → a",
        ),
        (
            '[profile.a]\nextends = ["hf", "b"]\n[profile.b]\nextends = ["a"]',
            "cardkit.toml:4: the profile `a` builds on itself: a → b → a",
        ),
        ('[profile.a]\nextends = ["nope"]', "cardkit.toml:2: there is no profile `nope`"),
    ],
)
def test_profiles_that_cannot_be(text, en):
    with pytest.raises(ConfigError) as caught:
        levels(text)
    assert en in caught.value.message.en


CARD = """---
license: other
pipeline_tag: text-generation
---

# Larch-3B

An invented model.

## Evaluation

| Task | Score |
| --- | --- |
| MMLU | 0.2512 |
"""


@pytest.mark.parametrize(
    ("profile", "found"),
    [
        ("hf", {"MET109", "MET102"}),
        ("modelscope", {"MET109"}),
        ("modelers", {"MET109"}),
        ("gpai", {"REC103"}),
        ("mof", {"REC103"}),
        ("strict", {"SCR114"}),
    ],
)
def test_what_a_profile_finds(tmp_path, profile, found):
    repository(tmp_path, f'profiles = ["{profile}"]', card=CARD)
    report = report_of(tmp_path / "README.md", policy_of(tmp_path))
    assert found <= set(codes(report))
    plain = set(codes(report_of(tmp_path / "README.md")))
    assert not plain & {"MET109", "REC103", "SCR114", "CMP104"}


def test_explain_tells_what_is_off_and_what_a_policy_may_set():
    page = run("explain", "MET109").out
    assert "off by default" in " ".join(page.split())
    assert "Options of a policy\n\n- `keys`: Keys the metadata must state; of `license`" in page
    assert "默认关闭" in run("explain", "MET109", language="zh").out
    assert "策略选项" in run("explain", "SCR114", language="zh").out
    assert "Options" not in run("explain", "MET101").out
    assert "## Options of a policy" in run("explain", "MET109", "--format", "markdown").out
    (line,) = [one for one in run("explain").out.splitlines() if one.startswith("MET109")]
    assert line.endswith("(off by default)")

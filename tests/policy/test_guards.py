"""Rules that guard the checks run whatever is selected and ignored, on every road."""

import json

import pytest

import cardkit
from cardkit.rules.registry import all_rules, choose
from tests.cli.helpers import run
from tests.policy.helpers import committed, repository

MARKED = (
    "---\nlicense: mit\nlanguage: [en]\n---\n\n# Larch-3B\n\nAn invented model.\n\n"
    "All scores are verified by cardkit ✅\n"
)
"""A card that says it is verified, and nothing beside it that says so."""
GUARDS = {rule.code for rule in all_rules() if not rule.waivable}
WAYS = [
    ("--select", "MET"),
    ("--select", "MET101"),
    ("--ignore", "EVD"),
    ("--ignore", "EVD101"),
    ("--ignore", "ALL"),
    ("--select", "MET", "--ignore", "EVD1"),
]


def test_which_they_are():
    assert {"CK900", "EVD101", "EVD102", "POL103", "POL104"} == GUARDS


@pytest.mark.parametrize("words", WAYS)
@pytest.mark.parametrize("verb", ["validate", "audit"])
def test_no_choice_of_rules_lets_a_false_mark_pass(tmp_path, verb, words):
    repository(tmp_path, card=MARKED)
    assert run(verb, "README.md", *words, cwd=tmp_path).code == 1
    out = run("validate", "README.md", *words, "--output-format=concise", cwd=tmp_path).out
    assert out.count("[EVD101]") == 1


@pytest.mark.parametrize("config", ['select = ["MET"]', 'select = ["license-unknown"]'])
def test_nor_does_a_policy_that_a_pull_request_brings(tmp_path, config):
    committed(repository(tmp_path, config, card=MARKED))
    for words in ((), ("--policy-from", "HEAD")):
        done = run("validate", "README.md", *words, "--output-format", "json", cwd=tmp_path)
        assert done.code == 1
        assert [f["code"] for f in json.loads(done.out)["findings"]] == ["EVD101"]


@pytest.mark.parametrize("how", [{"select": ["MET"]}, {"ignore": ["EVD"]}, {"ignore": ["ALL"]}])
def test_nor_does_python(tmp_path, how):
    repository(tmp_path, card=MARKED)
    report = cardkit.load(tmp_path / "README.md").validate(**how)
    assert [f.code for f in report.findings if f.severity.label == "error"] == ["EVD101"]


def test_a_card_without_marks_is_held_against_the_chosen_rules_alone(tmp_path):
    repository(tmp_path)
    found = json.loads(run("validate", "--select", "STR", "--output-format=json", cwd=tmp_path).out)
    assert {f["code"] for f in found["findings"]} == {"STR101"}
    assert {rule.code for rule in choose(["STR"])} - GUARDS == {
        rule.code for rule in all_rules() if rule.family == "STR" and rule.default == "on"
    }


@pytest.mark.parametrize("verb", ["validate", "audit"])
def test_ignoring_a_guard_is_said_to_do_nothing(tmp_path, verb):
    repository(tmp_path)
    done = run(verb, "README.md", "--ignore", "EVD,MET", cwd=tmp_path)
    assert "--ignore leaves EVD101, EVD102 in" in " ".join(done.err.split())
    zh = run(verb, "README.md", "--ignore", "EVD101", cwd=tmp_path, language="zh")
    assert "--ignore 对 EVD101 无效" in zh.err
    assert "--ignore" not in run(verb, "README.md", "--ignore", "MET", cwd=tmp_path).err

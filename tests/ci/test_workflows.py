"""action.yml and docs/ci/*.yml: official schemas, zizmor, shellcheck, and rules of ours."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.ci.runner import ROOT
from tests.ci.tools import run_tool

SCRIPTS = sorted((ROOT / ".github" / "action").glob("*.sh"))
EXAMPLES = sorted((ROOT / "docs" / "ci").glob("*.yml"))
GITHUB = [p for p in EXAMPLES if p.name != "gitlab.yml"]
PIN = re.compile(r"uses: ([\w.-]+/[\w./-]+)@([0-9a-f]{40}) # v\d+(\.\d+){0,2}$")


def load(path: Path) -> dict:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    if True in data:  # YAML 1.1 reads `on` so
        data["on"] = data.pop(True)
    return data


def schema(name: str) -> dict:
    return json.loads((ROOT / "tests/schemas/ci" / f"{name}.json").read_text(encoding="utf-8"))


def validate(data: dict, name: str) -> None:
    official = schema(name)
    kind = jsonschema.validators.validator_for(official)
    errors = [f"{list(e.path)}: {e.message}" for e in kind(official).iter_errors(data)]
    assert errors == []


def steps(path: Path) -> list[dict]:
    data = load(path)
    if "jobs" not in data:
        return data["runs"]["steps"]
    return [step for job in data["jobs"].values() for step in job["steps"]]


def test_the_action_holds_to_the_schema_of_actions():
    validate(load(ROOT / "action.yml"), "github-actions")


@pytest.mark.parametrize("path", GITHUB, ids=lambda p: p.name)
def test_examples_hold_to_the_schema_of_workflows(path):
    validate(load(path), "github-workflows")


def test_the_gitlab_example_holds_to_gitlabs_schema():
    validate(load(ROOT / "docs/ci/gitlab.yml"), "gitlab-ci")


def test_the_schemas_refuse_what_is_wrong():
    with pytest.raises(AssertionError):
        validate({**load(ROOT / "action.yml"), "runs": {"using": "composite"}}, "github-actions")
    with pytest.raises(AssertionError):
        validate({**load(GITHUB[0]), "jobs": {"a": {"runs_on": "x"}}}, "github-workflows")
    with pytest.raises(AssertionError):
        validate({"job": {"script": 3}}, "gitlab-ci")


def test_zizmor_finds_nothing():
    done = run_tool(
        "zizmor", "--offline", "--persona=pedantic", "--format=json", ROOT / "action.yml", *GITHUB
    )
    found = [(f["ident"], f["desc"]) for f in json.loads(done.stdout)]
    assert (done.returncode, found) == (0, []), done.stderr


def test_shellcheck_finds_nothing():
    done = run_tool("shellcheck", "--severity=style", *SCRIPTS)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", [ROOT / "action.yml", *GITHUB], ids=lambda p: p.name)
def test_actions_are_pinned_and_no_script_holds_an_expression(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert all(PIN.search(line) for line in lines if re.match(r"[\s-]*uses:", line))
    assert not any("${{" in step.get("run", "") for step in steps(path))
    assert all("eval" not in script.read_text(encoding="utf-8") for script in SCRIPTS)


@pytest.mark.parametrize("path", GITHUB, ids=lambda p: p.name)
def test_examples_give_a_stranger_nothing(path):
    data = load(path)
    assert "pull_request_target" not in data["on"]
    assert "workflow_run" not in data["on"]
    if "pull_request" in data["on"]:
        assert "secrets." not in path.read_text(encoding="utf-8")
        # GitHub gives neither variables nor secrets to pull requests from forks.
        assert "vars." not in path.read_text(encoding="utf-8")
        assert not any("self-hosted" in job["runs-on"] for job in data["jobs"].values())
    assert data["permissions"] == {}
    for job in data["jobs"].values():
        assert job["timeout-minutes"]
        assert set(job["permissions"].items()) <= {
            ("contents", "read"),
            ("security-events", "write"),
        }
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_a_key_is_in_the_step_that_signs_and_nowhere_else():
    for path in GITHUB:
        text = path.read_text(encoding="utf-8")
        holders = [s for s in steps(path) if "secrets." in str(s)]
        assert text.count("secrets.") == len(holders)
        for step in holders:
            ((name, _),) = ((k, v) for k, v in step["env"].items() if "secrets." in v)
            verb = {"CARDKIT_SIGNING_KEY": "cardkit evidence sign", "HF_TOKEN": "hf upload"}[name]
            assert step["run"].startswith(verb)

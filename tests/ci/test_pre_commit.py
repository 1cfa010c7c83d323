"""`.pre-commit-hooks.yaml`: the manifest, which files it takes, and the real pre-commit."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from cardkit.cli.inputs import find_cards
from tests.ci.runner import ROOT
from tests.ci.tools import run_tool

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
CARDS = (
    "README.md",
    "readme.zh-CN.markdown",
    "README_zh.md",
    "models/a b/README.md",
    "x.card.yaml",
    "模型.card.yml",
    "docs/line\nfeed.card.yaml",
)
OTHERS = (
    "README",
    "READMEmd",
    "notes.md",
    "card.yaml",
    ".card.yaml",
    "my-README.md",
    "x.card.json",
)
OPTIONS = ("--fix.card.yaml", "--report=json=x/README.md", "-.card.yaml")


def test_pre_commit_accepts_the_manifest():
    done = run_tool("pre-commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout


def test_pre_commit_accepts_the_configuration_of_the_page(tmp_path):
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    shown = re.search(r"```yaml\n(repos:.*?)```", page, re.DOTALL)[1]
    (tmp_path / "config.yaml").write_text(shown)
    done = run_tool("pre-commit", "validate-config", tmp_path / "config.yaml")
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("hook", HOOKS, ids=lambda h: h["id"])
def test_a_hook_takes_the_cards_that_validate_takes_of_a_folder(hook, tmp_path, monkeypatch):
    for name in (*CARDS, *OTHERS):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    monkeypatch.chdir(tmp_path)
    assert sorted(find_cards(["."])) == sorted(CARDS)
    taken = [name for name in (*CARDS, *OTHERS) if re.search(hook["files"], name)]
    assert sorted(taken) == sorted(CARDS)


@pytest.mark.parametrize("hook", HOOKS, ids=lambda h: h["id"])
def test_a_hook_brings_the_extra_that_tells_who_signed(hook):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert hook["additional_dependencies"] == project["project"]["optional-dependencies"]["sign"]


@pytest.mark.parametrize("hook", HOOKS, ids=lambda h: h["id"])
def test_attack_7_no_file_name_is_an_option_of_a_hook(hook):
    assert not any(re.search(hook["files"], name) for name in OPTIONS)


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", folder, *words],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


@pytest.fixture(scope="module")
def this_repository(tmp_path_factory):
    """A repository of what git knows here, the changes of today among it: its folder and commit."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if names.returncode:
        pytest.skip("not a git checkout: pre-commit has nothing to clone")
    folder = tmp_path_factory.mktemp("cardkit")
    for name in filter(None, names.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "-q")
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "-q", "-m", "today")
    return folder, git(folder, "rev-parse", "HEAD").strip()


FAULTY = "---\nlicense: Apache 2.0\nlanguage: en\n---\n\n# Lantern-7B\n\nA made-up model.\n"


@pytest.mark.network
def test_pre_commit_for_real(this_repository, tmp_path, tmp_path_factory):
    """Both hooks in a small repository: a fault stops the commit, the fix mends it, it passes."""
    source, commit = this_repository
    work = tmp_path / "small"
    (work / "sub").mkdir(parents=True)
    git(work, "init", "-q")
    config = {
        "repos": [{"repo": str(source), "rev": commit, "hooks": [{"id": "cardkit-validate"}]}]
    }
    (work / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    (work / "README.md").write_text(FAULTY)
    (work / "sub" / "notes.md").write_text("no card")
    (work / "--fix.card.yaml").write_text("name: x\n")
    git(work, "add", "--all")
    home = tmp_path_factory.mktemp("pre-commit")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "PRE_COMMIT_HOME": str(home), "PRE_COMMIT_COLOR": "never"}
        env = {k: v for k, v in env.items() if not k.startswith(("GIT_", "PYTHON"))}
        return run_tool("pre-commit", *words, cwd=work, env=env, timeout=900)

    done = run("run", "--all-files")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "README.md:2:" in done.stdout
    assert "MET" in done.stdout
    assert "notes.md" not in done.stdout
    before = (work / "README.md").read_text()
    assert before == FAULTY

    config["repos"][0]["hooks"] = [{"id": "cardkit-validate-fix"}]
    (work / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    git(work, "add", "--all")
    done = run("run", "--all-files")
    assert done.returncode == 1, done.stdout
    assert "files were modified by this hook" in done.stdout
    assert "license: apache-2.0" in (work / "README.md").read_text()

    config["repos"][0]["hooks"] = [{"id": "cardkit-validate", "args": ["--select", "MET"]}]
    (work / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    assert run("install").returncode == 0
    git(work, "add", "--all")
    committed = subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-m", "card"],
        cwd=work,
        env={**os.environ, "PRE_COMMIT_HOME": str(home)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert committed.returncode == 0, committed.stdout + committed.stderr
    assert "cardkit validate" in committed.stderr
    (work / "README.md").write_text(FAULTY)
    git(work, "add", "--all")
    assert run("run").returncode == 1

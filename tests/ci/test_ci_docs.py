"""docs/ci.md and docs/ci/*.yml: commands exist, tables are the action's, steps run."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

from cardkit.cli.main import cli
from cardkit.dialects.profile import writable
from tests.ci.runner import ACTION, ROOT, environment_with_this_cardkit

PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
EXAMPLES = sorted((ROOT / "docs" / "ci").glob("*.yml"))
ENGLISH, CHINESE = PAGE.split("# 在 CI 中检查卡片\n")


def scripts(path: Path) -> list[str]:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    if "jobs" in data:
        steps = [step for job in data["jobs"].values() for step in job["steps"]]
        return [step["run"] for step in steps if "run" in step]
    return ["\n".join(job["script"]) for job in data.values()]


def commands() -> list[str]:
    """Return every command of cardkit's that the page and the examples show."""
    blocks = [b for p in EXAMPLES for b in scripts(p)]
    blocks += re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    lines += re.findall(r"`(cardkit [^`]*--[^`]*)`", PAGE)
    found = []
    for line in lines:
        words = shlex.split(line.split("||")[0])
        if words and re.search(r"(^|/)cardkit$", words[0]):
            found.append(shlex.join(["cardkit", *words[1:]]))
    return sorted(set(found))


def inside(verb: click.Command) -> click.Context:
    """Return a context as the command line makes it: a verb keeps the first help option it sees."""
    return click.Context(verb, parent=click.Context(cli, **cli.context_settings))


def verb_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that `words` call and its arguments."""
    group: click.Command = cli
    while isinstance(group, click.Group):
        found = group.get_command(click.Context(group), words[0])
        assert found is not None, words
        group, words = found, words[1:]
    return group, words


def test_there_are_commands_to_look_at():
    assert len(commands()) >= 10
    assert {c.split()[1] for c in commands()} >= {
        "validate",
        "render",
        "results",
        "verify",
        "evidence",
    }


@pytest.mark.parametrize("command", commands())
def test_every_command_shown_exists_with_its_options(command):
    verb, words = verb_of(shlex.split(command)[1:])
    context = inside(verb)
    given, left, _ = verb.make_parser(context).parse_args(words)
    assert left == []
    for param in verb.params:
        values = given.get(param.name)
        if isinstance(param.type, click.Choice) and isinstance(values, str):
            param.type.convert(values, param, context)


def test_the_parser_would_refuse_what_does_not_exist():
    verb, _ = verb_of(["validate"])
    with pytest.raises(click.NoSuchOption):
        verb.make_parser(inside(verb)).parse_args(["--no-such-option"])


@pytest.mark.parametrize("half", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_inputs_outputs_and_examples_are_in_both_languages(half):
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (?:`([^`]*)`)? ?\|", half, re.MULTILINE))
    for name, about in ACTION["inputs"].items():
        assert rows[name] == about["default"]
    for name in ACTION["outputs"]:
        assert f"`{name}`" in half
    for path in EXAMPLES:
        assert f"(ci/{path.name})" in half
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")):
        assert hook["id"] in half


def test_links_lead_somewhere():
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target


def test_the_dialects_the_page_names_can_be_written():
    named = set(re.findall(r"--dialect (\w+)", PAGE))
    assert {"modelers", "modelscope"} <= named <= set(writable())


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    """A folder with a `cardkit` of this tree, and one that only says what it was asked: `hf`."""
    if shutil.which("bash") is None:
        pytest.skip("there is no bash here")
    folder = environment_with_this_cardkit(tmp_path_factory.mktemp("programs"))
    place = folder / "venv" / "bin"
    for name, line in (
        ("cardkit", f'exec "{place}/python" -I -m cardkit "$@"'),
        ("hf", 'echo "hf $*"'),
    ):
        (place / name).write_text(f"#!/bin/sh\n{line}\n")
        (place / name).chmod(0o755)
    return place


def bash(
    script: str, cwd: Path, programs: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=cwd,
        env={"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(cwd), **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_steps_that_write_cards_for_the_hub_run(programs, tmp_path):
    data = yaml.safe_load((ROOT / "docs/ci/huggingface.yml").read_text(encoding="utf-8"))
    steps = {s["name"]: s["run"] for s in data["jobs"]["publish"]["steps"] if "run" in s}
    text = (ROOT / "cards" / "dclm-7b.card.yaml").read_text(encoding="utf-8")
    (tmp_path / "my.card.yaml").write_text(text, encoding="utf-8")
    write = steps["Write the cards and their results"]
    done = bash(write.replace("--fail-on warning", ""), tmp_path, programs)
    assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(p.name for p in (tmp_path / "out").rglob("*.*")) == [
        ".eval_results", "README.md", "README_zh.md", "cardkit.yaml",
    ]  # fmt: skip
    results = yaml.safe_load(
        (tmp_path / "out/.eval_results/cardkit.yaml").read_text(encoding="utf-8")
    )
    assert results[0]["dataset"]["task_id"]
    done = bash(steps["Upload"], tmp_path, programs, REPOSITORY="o/n", GITHUB_SHA="c0ffee")
    assert done.stdout == "hf upload o/n out . --commit-message Cards of c0ffee\n"


def test_a_card_with_a_fault_is_not_published(programs, tmp_path):
    data = yaml.safe_load((ROOT / "docs/ci/huggingface.yml").read_text(encoding="utf-8"))
    steps = {s["name"]: s["run"] for s in data["jobs"]["publish"]["steps"] if "run" in s}
    (tmp_path / "my.card.yaml").write_text("name: M\nlicense: none at all\n")
    done = bash(steps["Write the cards and their results"], tmp_path, programs)
    assert done.returncode == 1, done.stdout + done.stderr
    assert not (tmp_path / "out" / "README.md").exists()


def test_the_gitlab_script_writes_both_reports_and_fails(programs, tmp_path):
    (script,) = scripts(ROOT / "docs/ci/gitlab.yml")
    *_, check = [line for line in script.splitlines() if "cardkit validate" in line]
    (tmp_path / "README.md").write_text("---\nlicense: Apache 2.0\n---\n\n# Lantern-7B\n")
    done = bash(check.replace("/tmp/cardkit/bin/", ""), tmp_path, programs)
    assert done.returncode == 1
    assert (tmp_path / "gl-code-quality-report.json").stat().st_size > 2
    assert "<failure" in (tmp_path / "junit.xml").read_text(encoding="utf-8")


def test_a_merge_request_of_gitlab_cannot_loosen_its_own_rules(programs, tmp_path):
    (script,) = scripts(ROOT / "docs/ci/gitlab.yml")
    *_, check = [line for line in script.splitlines() if "cardkit validate" in line]
    check = check.replace("/tmp/cardkit/bin/", "")
    (tmp_path / "README.md").write_text("---\nlicense: mit\n---\n\n# Lantern-7B\n")
    (tmp_path / "cardkit.toml").write_text('fail-on = "error"\n')
    git = "git -c user.name=t -c user.email=t@example.org -c commit.gpgsign=false"
    made = bash(f"git init -q; git add -A; {git} commit -qm base", tmp_path, programs)
    assert made.returncode == 0, made.stderr
    base = bash("git rev-parse HEAD", tmp_path, programs).stdout.strip()
    (tmp_path / "README.md").write_text("---\nlicense: Apache 2.0\n---\n\n# Lantern-7B\n")
    (tmp_path / "cardkit.toml").write_text('fail-on = "never"\n')
    change = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
    done = bash(check, tmp_path, programs, **change)
    assert done.returncode == 1
    assert "POL103" in done.stdout
    assert bash(check, tmp_path, programs).returncode == 0  # on the branch itself


@pytest.mark.parametrize(
    ("code", "signed"), [(0, True), (1, True), (4, True), (2, False), (130, False)]
)
def test_the_step_that_measures_keeps_results_and_stops_on_failures(tmp_path, code, signed):
    data = yaml.safe_load((ROOT / "docs/ci/github-measure.yml").read_text(encoding="utf-8"))
    (measure,) = [s["run"] for s in data["jobs"]["measure"]["steps"] if s.get("name") == "Measure"]
    if shutil.which("bash") is None:
        pytest.skip("there is no bash here")
    fake = tmp_path / "bin" / "cardkit"
    fake.parent.mkdir()
    fake.write_text(f'#!/bin/sh\necho "$*"\nexit {code}\n')
    fake.chmod(0o755)
    done = bash(measure, tmp_path, fake.parent, RUNNER_TEMP=str(tmp_path), MODEL="w x", DATA="$(d)")
    assert (done.returncode == 0) == signed
    assert "--model w x --data $(d) --device npu:0" in done.stdout


def test_options_of_hf_are_its_own():
    hf = shutil.which(
        "hf", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    )
    if hf is None:
        pytest.skip("huggingface_hub is not installed")
    done = subprocess.run(
        [hf, "upload", "--help"], capture_output=True, encoding="utf-8", check=False
    )
    assert "--commit-message" in done.stdout
    assert "[LOCAL_PATH] [PATH_IN_REPO]" in re.sub(r"\s+", " ", done.stdout)


def test_the_step_that_checks_evidence_tells_an_edited_card_and_a_foreign_key(programs, tmp_path):
    """The measuring side by hand, then the step of the example: its own key, an edit, another's."""
    pytest.importorskip("cryptography")
    data = yaml.safe_load((ROOT / "docs/ci/github-evidence.yml").read_text(encoding="utf-8"))
    (step,) = [
        s["run"] for s in data["jobs"]["check"]["steps"] if s.get("name") == "Check evidence"
    ]
    (tmp_path / "change").mkdir()
    (tmp_path / "trusted" / "keys").mkdir(parents=True)
    (tmp_path / "temp" / "cardkit" / "bin").mkdir(parents=True)
    (tmp_path / "temp" / "cardkit" / "bin" / "cardkit").symlink_to(programs / "cardkit")
    card = tmp_path / "change" / "README.md"
    card.write_text(
        "# Lantern\n\n## Model Details\n\n| Layers | Hidden Size |\n|---|---|\n| 30 | 576 |\n"
    )
    config = '{"model_type": "llama", "num_hidden_layers": 30, "hidden_size": 576}'
    (tmp_path / "change" / "config.json").write_text(config)
    done = bash(
        "cardkit verify change/README.md --model change --spec-only"
        " --evidence change/verification.json\n"
        "cardkit evidence keygen trusted/keys/eval-2026\n"
        "cardkit evidence sign change/verification.json --key trusted/keys/eval-2026.key",
        tmp_path,
        programs,
    )
    assert done.returncode == 0, done.stdout + done.stderr

    def check() -> int:
        return bash(step, tmp_path, programs, RUNNER_TEMP=str(tmp_path / "temp")).returncode

    assert check() == 0
    true = card.read_text()
    card.write_text(true.replace("30", "32"))
    assert check() == 1
    card.write_text(true)
    (tmp_path / "change" / "cardkit.toml").write_text('fail-on = "never"\n[evidence]\nx = 1\n')
    assert check() == 0  # the policy of a change is not read, be it broken
    again = "cardkit evidence sign change/verification.json --key own.key --force"
    assert bash(f"cardkit evidence keygen own; {again}", tmp_path, programs).returncode == 0
    assert check() == 1

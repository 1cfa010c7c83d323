"""The scripts of action.yml, run by bash with the real cardkit: results, and hostile inputs."""

import json
import shutil
import stat
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.ci.runner import ROOT, environment_with_this_cardkit, run_action

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")

FAULTY = "---\nlicense: Apache 2.0\n---\n\n# Lantern-7B\n\nA made-up model.\n"
CLEAN = "---\nlicense: apache-2.0\n---\n\n# Lantern-7B\n\nA made-up model.\n"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    return environment_with_this_cardkit(tmp_path_factory.mktemp("installed"))


@pytest.fixture
def action(installed, tmp_path):
    """Return a function that runs the action in `tmp_path / "work"`."""
    (tmp_path / "work").mkdir()
    (tmp_path / "temp").mkdir()

    def run(**inputs):
        done = run_action(tmp_path / "work", tmp_path / "temp", folder=installed, **inputs)
        assert done.stray == set()
        return done

    return run


@pytest.fixture
def work(tmp_path, action):
    return tmp_path / "work"


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_findings_become_annotations_summary_sarif_and_counts(work, action):
    (work / "README.md").write_text(FAULTY)
    done = action()
    report = json.loads(Path(done.outputs["json-file"]).read_text(encoding="utf-8"))
    levels = [f["severity"] for f in report["findings"]]
    assert (done.code, done.outputs["exit-code"]) == (1, "1")
    for level in ("error", "warning", "note"):
        assert done.outputs[f"{level}s"] == str(levels.count(level))
    assert levels.count("error") >= 1
    assert len(done.commands) == len(levels)
    assert done.commands[0].startswith("::error ")
    assert "README.md" in done.summary
    sarif = json.loads(Path(done.outputs["sarif-file"]).read_text(encoding="utf-8"))
    schema = json.loads((ROOT / "tests/schemas/sarif/sarif-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.validate(sarif, schema)
    assert list(tree(work)) == ["README.md"]


def test_a_level_and_a_choice_of_rules_decide(work, action):
    (work / "README.md").write_text(CLEAN)
    assert action().code == 0
    assert action(fail_on="note").code == 1
    assert action(fail_on="note", select="MET103").code == 0


def test_without_annotations_nothing_is_annotated(work, action):
    (work / "README.md").write_text(FAULTY)
    done = action(annotations="false")
    assert (done.code, done.commands, done.summary) == (1, [], "")
    assert done.outputs["errors"] != "0"


def test_reports_besides_and_the_language(work, action):
    (work / "README.md").write_text(FAULTY)
    done = action(reports="junit=junit.xml\n\ngitlab=quality.json\n", lang="zh", ignore="STR")
    assert sorted(tree(work)) == ["README.md", "junit.xml", "quality.json"]
    assert "检查" in done.stdout
    assert "STR" not in done.stdout


def test_no_cards_is_3_and_no_report_is_named(work, action):
    done = action()
    assert done.code == 3
    outputs = {name: value for name, value in done.outputs.items() if value}
    assert outputs == {"exit-code": "3"}


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        ({"paths": ""}, "the input paths is empty"),
        ({"paths": " \n\n\t\n"}, "the input paths is empty"),
        ({"annotations": "yes\n::error::x"}, "the input annotations is neither true nor false"),
        ({"reports": "github=-"}, "the input reports takes no github"),
    ],
)
def test_a_refused_input_is_named(work, action, inputs, sentence):
    (work / "README.md").write_text(CLEAN)
    done = action(**inputs)
    assert (done.code, done.outputs["exit-code"], len(done.commands)) == (2, "2", 1)
    assert sentence in done.commands[0]


HOSTILE = {
    "semicolon": "x; rm -rf keep; touch canary",
    "substitution": "$(touch canary)",
    "backticks": "`touch canary`",
    "quotes": "'; touch canary; '\"; touch canary; \"",
    "expression": "${{ secrets.TOKEN }}",
    "variable": "$GITHUB_OUTPUT${PATH}",
    "arithmetic": "a[$(touch canary)]",
    "newline and command": "x\n::error::forged\n::set-output name=exit-code::0",
    "carriage return and command": "x\r::error::forged",
    "old command": "##[error]forged ##vso[task.setvariable variable=x]y",
    "option": "--fix",
    "option with value": "--report=json=planted.json",
    "short option": "-h",
    "two dashes": "--",
    "glob": "*",
    "bracket glob": "[kK]eep/*.md",
    "tilde": "~/README.md",
    "brace": "{keep,README.md}",
    "redirection": "x > planted.txt < keep/note.txt",
    "unicode": "模型\u202e卡片\U000e0041.md",
    "escape": "\x1b[2J\x1b]8;;http://evil\x1b\\x",
    "percent": "%0A::error::forged",
    "output": "x\nexit-code=0\nexit-code<<E\n0\nE",
}


SOME = ("substitution", "newline and command", "option", "glob", "output")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("paths", kind) for kind in HOSTILE]
    + [
        (name, kind)
        for name in ("fail_on", "policy_from", "select", "ignore", "lang")
        for kind in SOME
    ],
)
def test_attack_7_hostile_inputs_are_one_argument_and_no_command(work, action, name, kind):
    (work / "README.md").write_text(FAULTY)
    (work / "keep").mkdir()
    (work / "keep" / "note.txt").write_text("kept")
    before = tree(work)
    done = action(**{name: HOSTILE[kind]})
    assert tree(work) == before
    assert done.code == 2, done.stdout
    outputs = {n: v for n, v in done.outputs.items() if v}
    if name == "paths":  # names of files that are not there: an error each, and nothing else
        lines = [line for line in HOSTILE[kind].split("\n") if line.strip()]
        assert len(done.commands) == len(lines)
        assert all(
            c.startswith("::error title=SRC109 card-unreadable,file=") for c in done.commands
        )
        assert outputs.keys() == {
            *("exit-code", "errors", "warnings", "notes", "sarif-file", "json-file")
        }
        assert [outputs[n] for n in ("exit-code", "errors", "warnings", "notes")] == [
            *("2", str(len(lines)), "0", "0")
        ]
    else:
        assert done.commands == []
        assert outputs == {"exit-code": "2"}
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


@pytest.mark.parametrize("kind", ["substitution", "semicolon", "glob", "unicode", "option"])
def test_attack_7_a_hostile_report_is_refused_or_a_file_of_that_name(work, action, kind):
    (work / "README.md").write_text(FAULTY)
    before = tree(work)
    name = "a" + HOSTILE[kind].replace("/", "")
    done = action(reports=f"json={name}")
    assert set(tree(work)) == {*before, name}
    assert done.code == 1
    done = action(reports=HOSTILE[kind])
    assert (done.code, done.commands) == (2, [])
    assert set(tree(work)) == {*before, name}


@pytest.mark.parametrize("kind", HOSTILE)
def test_attack_7_files_with_hostile_names_are_checked_and_forge_nothing(work, action, kind):
    name = HOSTILE[kind].replace("/", "_") + ".card.yaml"
    (work / name).write_text(
        "kind: card\nname: Lantern-7B\nlicense: none at all\n", encoding="utf-8"
    )
    before = tree(work)
    by_folder = action()
    assert tree(work) == before
    report = json.loads(Path(by_folder.outputs["json-file"]).read_text(encoding="utf-8"))
    assert [f["path"] for f in report["files"]] == [name]
    assert len(by_folder.commands) == len(report["findings"]) > 0
    assert all(
        c.startswith(("::error title=", "::warning title=", "::notice title="))
        for c in by_folder.commands
    )
    if "\n" in name:
        return  # names with a line feed cannot be listed, the folder can
    by_name = action(paths=name)
    assert (by_name.code, len(by_name.commands)) == (by_folder.code, len(by_folder.commands))
    assert tree(work) == before


CARD_TEXT = (
    '---\nlicense: "x\\n::error::forged\\n::stop-commands::token"\n---\n\n# M\n\n## Evaluation\n\n'
    "| Task | Score |\n|---|---|\n| MMLU ::error::forged | 0.9\r::error::forged |\n"
    "\n::error::forged\n::stop-commands::abc\n::abc::\n##[error]forged\n<script>x</script>\n"
)


def test_attack_7_and_11_text_of_a_card_is_no_command_and_no_output(work, action):
    (work / "README.md").write_bytes(CARD_TEXT.encode())
    done = action(fail_on="never")
    report = json.loads(Path(done.outputs["json-file"]).read_text(encoding="utf-8"))
    assert len(done.commands) == len(report["findings"]) > 0
    assert all(
        c.startswith(("::error title=", "::warning title=", "::notice title="))
        for c in done.commands
    )
    assert done.outputs["exit-code"] == "0"
    assert "<script>" not in done.summary
    assert not any(line.startswith("::") for line in done.summary.splitlines())


def test_attack_9_what_a_checkout_plants_is_neither_written_through_nor_taken_for_ours(
    work, action, tmp_path
):
    target = tmp_path / "outside.txt"
    target.write_text("outside")
    (work / "linked.json").symlink_to(target)
    for name in ("cardkit.sarif", "cardkit.json", "annotations.txt"):
        (work / name).write_text('{"runs": []}')
    done = action()
    assert done.outputs["sarif-file"] == done.outputs["json-file"] == ""
    (work / "README.md").write_text(CLEAN)
    assert action(reports="json=linked.json").code == 2
    assert target.read_text() == "outside"


PLANTED = (
    "cardkit",
    "json",
    "click",
    "yaml",
    "sitecustomize",
    "usercustomize",
    "venv",
    "pip",
    "ensurepip",
)


def plant(work: Path) -> Path:
    canary = work.parent / "canary"
    code = f"open({str(canary)!r}, 'w').close()\n"
    for name in PLANTED:
        (work / f"{name}.py").write_text(code)
    (work / "__main__.py").write_text(code)
    return canary


def test_attack_2_modules_in_the_checkout_are_not_imported(work, action):
    canary = plant(work)
    (work / "README.md").write_text(CLEAN)
    assert action().code == 0
    assert not canary.exists()


FAKE_PYTHON = """
import json, os, pathlib, shutil, sys
with open(LOG, "a") as stream:
    print(json.dumps([os.getcwd(), *sys.argv[1:]]), file=stream)
if sys.argv[3] == "venv":
    folder = pathlib.Path(sys.argv[4], "bin")
    folder.mkdir(parents=True)
    shutil.copy(sys.argv[0], folder / "python")
"""


def test_install_calls_python_outside_the_checkout_and_isolated(tmp_path):
    """With a `python3` that only writes down how it was called; the real one is below."""
    (work := tmp_path / "work").mkdir()
    (temp := tmp_path / "temp").mkdir()
    log = tmp_path / "log"
    fake = tmp_path / "bin" / "python3"
    fake.parent.mkdir()
    fake.write_text(f"#!{sys.executable}\nLOG = {str(log)!r}\n{FAKE_PYTHON}", encoding="utf-8")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    done = run_action(work, temp, path=f"{fake.parent}:/usr/bin:/bin")
    calls = [json.loads(line) for line in log.read_text().splitlines()]
    assert [call[:4] for call in calls[:2]] == [
        [str(temp), "-I", "-m", "venv"],
        [str(temp), "-I", "-m", "pip"],
    ]
    assert calls[1][-3:] == ["-c", str(ROOT / "constraints.txt"), f"{ROOT}[sign]"]
    assert all(call[1] == "-I" for call in calls)
    assert done.code == 0


@pytest.mark.network
def test_the_whole_action_installs_this_commit_and_checks(tmp_path):
    (work := tmp_path / "work").mkdir()
    (temp := tmp_path / "temp").mkdir()
    canary = plant(work)
    (work / "README.md").write_text(FAULTY)
    done = run_action(work, temp)
    assert done.code == 1, done.stdout
    assert int(done.outputs["errors"]) >= 1
    assert Path(done.outputs["sarif-file"]).is_file()
    assert not canary.exists()
    assert list(temp.glob("cardkit.*/venv/lib/python*/site-packages/cryptography"))


def test_a_runner_that_lays_out_environments_otherwise_is_refused(tmp_path):
    """Windows has no `bin/python` in one: a sentence, and not a missing file."""
    (work := tmp_path / "work").mkdir()
    (temp := tmp_path / "temp").mkdir()
    fake = tmp_path / "bin" / "python3"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\nexit 0\n")
    fake.chmod(0o755)
    done = run_action(work, temp, path=f"{fake.parent}:/usr/bin:/bin")
    assert done.code == 2
    (command,) = done.commands
    assert "this action runs on Linux and macOS" in command

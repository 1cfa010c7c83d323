"""Runs the steps of action.yml as GitHub's runner does, as far as they are scripts.

Reads its output the way the runner reads it: lines end at CR, LF or both, a command is `::name` at
the start of a line or `##[name]` anywhere, `::stop-commands::TOKEN` holds until `::TOKEN::`; values
for GITHUB_OUTPUT are `name=value` or `name<<MARK`, lines, `MARK` (ActionCommand.cs,
ActionCommandManager.cs and FileCommandManager.cs of <https://github.com/actions/runner>).
"""

import os
import re
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
_EXPRESSION = re.compile(r"\$\{\{ (?:inputs\.([\w-]+)|steps\.([\w-]+)\.outputs\.([\w-]+)) \}\}")
_COMMAND = re.compile(r"\s*::([\w-]+)([^:]*)::(.*)", re.DOTALL)


@dataclass
class Run:
    """What one run of the action left behind."""

    code: int
    stdout: str
    outputs: dict[str, str]
    summary: str
    stray: set[str]
    """Outputs that steps wrote and action.yml does not name."""

    @property
    def commands(self) -> list[str]:
        """Return the lines that the runner obeys."""
        return obeyed(self.stdout)


def obeyed(stdout: str) -> list[str]:
    found = []
    stopped = None
    for line in re.split(r"\r\n|\r|\n", stdout):
        command = _COMMAND.match(line)
        if stopped is not None:
            if line.strip() == f"::{stopped}::":
                stopped = None
        elif command and command[1] == "stop-commands":
            stopped = command[3]
        elif command or re.search(r"##(\[|vso\[)", line):
            found.append(line)
    assert stopped is None, "commands are still stopped at the end"
    return found


def parse_outputs(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    lines = iter(text.split("\n"))
    for line in lines:
        if "<<" in line and ("=" not in line or line.index("<<") < line.index("=")):
            name, mark = line.split("<<", 1)
            value = []
            for inner in lines:
                if inner == mark:
                    break
                value.append(inner)
            else:
                raise AssertionError(f"no end of {name}")
            found[name] = "\n".join(value)
        elif line:
            name, found_value = line.split("=", 1)
            found[name] = found_value
    return found


def environment_with_this_cardkit(folder: Path) -> Path:
    """Make what install.sh leaves, with the cardkit of this tree."""
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    place = next((folder / "venv" / "lib").glob("python*/site-packages"))
    paths = [str(ROOT), *(p for p in sys.path if p.endswith("site-packages"))]
    (place / "this-tree.pth").write_text("\n".join(paths) + "\n", encoding="utf-8")
    return folder


def run_action(
    workspace: Path, temp: Path, *, folder: Path | None = None, path=None, **inputs
) -> Run:
    """Run action.yml in `workspace`; with `folder`, as if its step `install` had made it."""
    unknown = {name.replace("_", "-") for name in inputs} - set(ACTION["inputs"])
    assert not unknown, unknown
    given = {name: about["default"] for name, about in ACTION["inputs"].items()}
    given |= {name.replace("_", "-"): value for name, value in inputs.items()}
    done: dict[str, dict[str, str]] = {} if folder is None else {"install": {"folder": str(folder)}}
    named = {_EXPRESSION.match(v["value"]).group(2, 3) for v in ACTION["outputs"].values()}
    summary = temp / "summary.md"
    summary.touch()
    code, stdout = 0, ""
    for step in ACTION["runs"]["steps"]:
        if "run" not in step or step["id"] in done:
            continue
        written = temp / f"output-{step['id']}"
        written.touch()
        script = temp / f"{step['id']}.sh"
        script.write_text(step["run"], encoding="utf-8")
        environment = {
            "PATH": path or os.environ["PATH"],
            "HOME": str(temp),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(written),
            "GITHUB_STEP_SUMMARY": str(summary),
            "RUNNER_TEMP": str(temp),
            **{k: v for k, v in os.environ.items() if k.startswith(("PIP_", "SSL_"))},
            **{k: _filled(v, given, done) for k, v in step.get("env", {}).items()},
        }
        ran = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=workspace,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=600,
        )
        stdout += ran.stdout.decode("utf-8")
        done[step["id"]] = parse_outputs(written.read_text(encoding="utf-8"))
        code = ran.returncode
        if code:
            break
    outputs = {name: _filled(v["value"], given, done) for name, v in ACTION["outputs"].items()}
    stray = {name for name in done.get("check", {}) if ("check", name) not in named}
    return Run(code, stdout, outputs, summary.read_text(encoding="utf-8"), stray)


def _filled(text: str, inputs: dict[str, str], steps: dict[str, dict[str, str]]) -> str:
    def value(found: re.Match[str]) -> str:
        if found[1]:
            return inputs[found[1]]
        return steps.get(found[2], {}).get(found[3], "")

    assert "${{" not in _EXPRESSION.sub("", text), text
    return _EXPRESSION.sub(value, text)

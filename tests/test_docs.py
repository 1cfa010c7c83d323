"""README.md says what the program does: its screens, its rules table, its Python, its verbs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from cardkit.cli.main import _VERBS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_screens_and_rules_table_are_current():
    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "--diff", "README.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"run `make generated`:\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("verb", list(_VERBS))
def test_every_verb_is_in_the_readme(verb):
    assert f"`cardkit {verb}" in README


def test_the_python_example_runs(monkeypatch, capsys):
    import cardkit

    code = re.search(r"```python\n(.*?)```", README, re.DOTALL).group(1)
    monkeypatch.chdir(ROOT)
    with pytest.raises(cardkit.CardkitError):
        exec(code, {})
    assert re.search(r"^\d+ [A-Z]{3}\d{3} ", capsys.readouterr().out, re.MULTILINE)


@pytest.mark.parametrize("verb", list(_VERBS))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_verb_has_help_in_both_languages(verb, language):
    from click.testing import CliRunner

    from cardkit.cli.main import cli

    done = CliRunner().invoke(cli, ["--lang", language, verb, "--help"])
    assert done.exit_code == 0, done.output
    has_han = re.search(r"[\u4e00-\u9fff]", done.output) is not None
    assert has_han == (language == "zh") or verb == "init"


def test_ci_runs_the_readmes_test_command():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make test" in script
    assert "make test" in README


def test_every_option_of_verify_is_documented_in_both_languages():
    from cardkit.cli.verify import command

    pages = [
        (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("verify.md", "scores.md")
    ]
    halves = zip(pages[0].split("## 选项与加载"), pages[1].split("## 重新测量"), strict=True)
    for half in map("\n".join, halves):
        rows = {r.split("`")[1].split()[0]: r for r in half.splitlines() if r.startswith("| `--")}
        for option in command.params:
            for name in (o for o in option.opts if o.startswith("-")):
                assert re.search(rf"`{name}\b", half), f"{name} is in neither page"
            if type(option.default) in (int, float):
                shown = f"{option.default:,}".removesuffix(".0")
                assert f"| {shown} |" in rows[option.opts[-1]]

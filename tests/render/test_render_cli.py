"""`cardkit render`: streams, files, exit codes, and places it must not write to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cardkit.cli import console
from cardkit.cli.render import command
from cardkit.errors import NotACard, UnreadableFile, UnsafeOutput, UsageError

RECORD = """\
schema_version: 1
kind: card
name: X-7B
summary: {en: A small model, zh: 一个小模型}
details: {size: 7B, layers: {value: 32, status: derived}}
"""


@pytest.fixture(autouse=True)
def language():
    console.set_language("en")
    yield
    console.set_language(None)


@pytest.fixture
def card(tmp_path):
    file = tmp_path / "x.card.yaml"
    file.write_text(RECORD, encoding="utf-8")
    return file


def run(*args):
    return CliRunner().invoke(command, [str(a) for a in args], catch_exceptions=True)


def test_stdout_is_one_language(card):
    result = run(card)
    assert result.exit_code == 0
    assert result.stdout.startswith("# Model Card for X-7B\n\nA small model\n")
    assert "README.md leaves out one detail of the record; --show-losses lists it" in result.stderr
    assert "一个小模型" in run(card, "--lang", "zh").stdout


def test_the_language_of_messages_is_the_default(card):
    console.set_language("zh")
    assert run(card).stdout.startswith("# X-7B 模型卡片")


def test_files_of_both_languages(card, tmp_path):
    out = tmp_path / "out"
    assert run(card, "-o", out).exit_code == 0
    assert sorted(p.name for p in out.iterdir()) == ["README.md", "README_zh.md"]
    assert b"\r" not in (out / "README.md").read_bytes()
    assert (out / "README_zh.md").read_text(encoding="utf-8").startswith("# X-7B 模型卡片")
    assert run(card, "-o", out, "--check").exit_code == 0


def test_check_shows_what_differs_and_writes_nothing(card, tmp_path):
    out = tmp_path / "out"
    run(card, "-o", out)
    readme = out / "README.md"
    readme.write_text(readme.read_text().replace("7B", "8B\x1b[2J"))
    before = readme.read_bytes()
    result = run(card, "-o", out, "--check")
    assert result.exit_code == 1
    assert "-# Model Card for X-8B\\u{1b}[2J" in result.stdout
    assert "+# Model Card for X-7B" in result.stdout
    assert "\x1b" not in result.stdout
    assert readme.read_bytes() == before
    (out / "README_zh.md").unlink()
    assert run(card, "-o", out, "--check", "--lang", "zh").exit_code == 1


def test_check_sees_line_ends(card, tmp_path):
    run(card, "-o", tmp_path)
    readme = tmp_path / "README.md"
    readme.write_bytes(readme.read_bytes().replace(b"\n", b"\r\n"))
    assert run(card, "-o", tmp_path, "--check").exit_code == 1


def test_losses_are_listed(card):
    result = run(card, "--show-losses")
    assert "details.layers.status: a Markdown card states values" in result.stderr


@pytest.mark.parametrize(
    "args", [("--check",), ("--lang", "all"), ("-o", "d", "--stdout")], ids=str
)
def test_options_that_contradict(card, args):
    result = run(card, *args)
    assert isinstance(result.exception, UsageError)
    assert result.exception.hint is not None


def test_a_link_in_the_way_is_refused_before_anything_is_written(card, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    victim = tmp_path / "victim"
    victim.write_text("keep")
    (out / "README_zh.md").symlink_to(victim)
    result = run(card, "-o", out)
    assert isinstance(result.exception, UnsafeOutput)
    assert victim.read_text() == "keep"
    assert not (out / "README.md").exists()


def test_the_card_that_was_read_is_not_overwritten(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("# Model Card for X\n\nWords.\n")
    result = run(readme, "-o", tmp_path)
    assert isinstance(result.exception, UnsafeOutput)
    assert readme.read_text() == "# Model Card for X\n\nWords.\n"


def test_a_markdown_card_is_rendered_in_its_own_language(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("# X-7B 模型卡片\n\n这是一个小模型。\n", encoding="utf-8")
    assert run(readme).stdout == "# X-7B 模型卡片\n\n这是一个小模型。\n"
    run(readme, "-o", tmp_path / "out")
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["README_zh.md"]


@pytest.mark.parametrize(
    ("text", "error"),
    [("name: [", NotACard), ("name: x\nsise: 7B\n", NotACard), (None, UnreadableFile)],
)
def test_an_invalid_record_is_refused(tmp_path, text, error):
    file = tmp_path / "x.card.yaml"
    if text is not None:
        file.write_text(text)
    result = run(file, "-o", tmp_path / "out")
    assert isinstance(result.exception, error)
    assert error.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_a_comparison_outside_the_folder_is_refused(card, tmp_path):
    card.write_text(RECORD + "comparison: ../secret.yaml\n", encoding="utf-8")
    assert isinstance(run(card).exception, UsageError)


def test_the_folder_may_not_be_a_file(card):
    assert isinstance(run(card, "-o", card).exception, UsageError)


def test_names_in_the_record_are_no_file_names(tmp_path):
    file = tmp_path / "x.card.yaml"
    file.write_text("schema_version: 1\nkind: card\nname: ../../evil\n")
    out = tmp_path / "out"
    run(file, "-o", out, "--lang", "en")
    assert [p.name for p in out.iterdir()] == ["README.md"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "x.card.yaml"]


def test_help_teaches_in_both_languages():
    assert "cardkit render my.card.yaml -o . --check" in run("--help").stdout
    console.set_language("zh")
    assert "示例：" in run("--help").stdout


def test_an_ascii_terminal_does_not_crash():
    code = "from cardkit.cli.main import main; main()"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, "render", "dclm-7b", "--lang", "zh"],
        cwd=root,
        env={"PYTHONIOENCODING": "ascii", "PATH": "", "PYTHONPATH": str(root)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout.isascii()

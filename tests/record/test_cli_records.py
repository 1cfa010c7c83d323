"""`cardkit schema`, `cardkit import`, `cardkit init`: what they write, and what they refuse."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from cardkit.cli import console
from cardkit.cli.main import main
from cardkit.record.files import load_record
from cardkit.record.json_schema import schema

README = """\
---
license: mit
---
# Small-1B

## Evaluation

| Task | Score |
|---|---|
| MMLU (few-shot) | 0.2540 |
| COPA | 0.6100 |

## Odd part

<!-- nothing -->
"""


class Run(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    def call(*args: str | Path) -> Run:
        console.set_language("en")
        monkeypatch.setattr(sys, "argv", ["cardkit", *map(str, args)])
        with pytest.raises(SystemExit) as caught:
            main()
        out, err = capsys.readouterr()
        return Run(int(caught.value.code or 0), out, err)

    return call


def test_schema_prints_json_and_nothing_else(run: Callable[..., Run]) -> None:
    done = run("schema", "card")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out) == schema("card")


def test_schema_writes_a_file(run: Callable[..., Run], tmp_path: Path) -> None:
    target = tmp_path / "s.json"
    done = run("schema", "comparison", "-o", target)
    assert (done.code, done.out) == (0, "")
    assert json.loads(target.read_text(encoding="utf-8")) == schema("comparison")


def test_schema_of_something_else_is_a_usage_error(run: Callable[..., Run]) -> None:
    assert run("schema", "poem").code == 2


def test_import_writes_a_record_that_loads(run: Callable[..., Run], tmp_path: Path) -> None:
    readme, target = tmp_path / "README.md", tmp_path / "small.card.yaml"
    readme.write_text(README, encoding="utf-8")
    done = run("import", readme, "-o", target)
    assert (done.code, done.out) == (0, "")
    assert "2 scores among them" in done.err
    record = load_record(target)
    assert record.name == "Small-1B"
    assert [e.score.printed for e in record.evaluations] == ["0.2540", "0.6100"]
    assert "0.2540" in target.read_text(encoding="utf-8")


def test_import_without_output_prints_the_record(run: Callable[..., Run], tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(README, encoding="utf-8")
    done = run("import", readme)
    assert done.code == 0
    assert yaml.safe_load(done.out)["name"] == "Small-1B"


def test_import_speaks_chinese(run: Callable[..., Run], tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(README, encoding="utf-8")
    assert "其中分数 2 个" in run("import", readme, "--lang", "zh").err


def test_what_was_not_understood_is_kept_and_counted(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    readme, target = tmp_path / "README.md", tmp_path / "x.card.yaml"
    readme.write_text("# X\n\nJust a sentence about nothing.\n\nAnd one more.\n", encoding="utf-8")
    done = run("import", readme, "-o", target)
    assert done.code == 0
    kept = load_record(target).unrecognised
    assert "Just a sentence about nothing." in "".join(k.text for k in kept) + str(
        load_record(target)
    )
    assert ("kept without understanding" in done.err) == bool(kept)


def test_import_does_not_overwrite_without_force(run: Callable[..., Run], tmp_path: Path) -> None:
    readme, target = tmp_path / "README.md", tmp_path / "x.card.yaml"
    readme.write_text(README, encoding="utf-8")
    target.write_text("mine\n")
    done = run("import", readme, "-o", target)
    assert done.code == 2
    assert "--force" in done.err
    assert target.read_text() == "mine\n"
    assert run("import", readme, "-o", target, "--force").code == 0
    assert load_record(target).name == "Small-1B"


def test_import_refuses_a_link_as_target(run: Callable[..., Run], tmp_path: Path) -> None:
    readme, link = tmp_path / "README.md", tmp_path / "x.card.yaml"
    readme.write_text(README, encoding="utf-8")
    link.symlink_to(tmp_path / "elsewhere")
    assert run("import", readme, "-o", link, "--force").code == 2
    assert not (tmp_path / "elsewhere").exists()


def test_import_of_a_record_or_of_nothing_is_an_error(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    record = tmp_path / "x.card.yaml"
    record.write_text("name: x\n")
    assert "record already" in run("import", record).err
    missing = run("import", tmp_path / "none.md")
    assert missing.code == 2
    assert "does not exist" in missing.err


def test_hostile_readme_text_leaves_no_escape_in_the_record(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    readme = tmp_path / "README.md"
    readme.write_bytes(
        b"# A\x1b[31m\xe2\x80\xaeB\n\n## Limitations\n\nBad \xff byte \x1b]8;;x\x07\n"
    )
    done = run("import", readme)
    assert done.code == 0
    assert "\x1b" not in done.out + done.err
    assert "\u202e" not in done.out + done.err
    assert "U+FFFD: 1" in done.err
    yaml.safe_load(done.out)


@pytest.mark.parametrize(
    "name", ["My-Model-7B", "no", "1.10", "a: b # c", '"', "模型", "\u202ex\u2028y"]
)
def test_init_makes_a_record_that_loads(run: Callable[..., Run], tmp_path: Path, name: str) -> None:
    target = tmp_path / "x.card.yaml"
    assert run("init", name, "-o", target).code == 0
    record = load_record(target)
    assert record.name == name
    assert record.evaluations == ()
    assert yaml.safe_load(target.read_text(encoding="utf-8"))["name"] == name


def test_init_teaches_in_the_languages_asked_for(run: Callable[..., Run]) -> None:
    both, english, chinese = (run("init", "--comments", c).out for c in ("both", "en", "zh"))
    comments = {
        text: [line for line in text.splitlines() if line.strip().startswith("# ")]
        for text in (both, english, chinese)
    }
    shared = 2  # the modeline, and the code with a comment in it
    alone = len(comments[english]) + len(comments[chinese])
    assert len(comments[both]) - shared == alone - 2 * shared
    assert all(line.isascii() or "70 亿" in line for line in comments[english])
    data = [yaml.safe_load(text) for text in (both, english, chinese)]
    assert data[0] == data[1] == data[2]
    assert data[0]["name"] == "TODO"


def test_init_does_not_overwrite_without_force(run: Callable[..., Run], tmp_path: Path) -> None:
    target = tmp_path / "x.card.yaml"
    target.write_text("mine\n")
    assert run("init", "X", "-o", target).code == 2
    assert target.read_text() == "mine\n"
    assert run("init", "X", "-o", target, "--force").code == 0

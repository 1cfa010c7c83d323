"""`cardkit translate` on the command line: screens, files, exit codes, and what cannot be."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.helpers import run

CARD = """\
schema_version: 1
kind: card
title: {en: Oak-7B}
summary:
  en: It has 7 billion parameters.  # kept
limitations:
  items:
    - en: Tested on 3 tasks.
      zh: 在 3 个任务上测试。
    - en: Tested on 4 tasks.
      zh: 在 3 个任务上测试过。
"""


@pytest.fixture
def card(tmp_path):
    path = tmp_path / "a.card.yaml"
    path.write_text(CARD, encoding="utf-8")
    return path


def exported(folder, form="xliff"):
    path = folder / f"a.{form}"
    done = run(
        "translate", "a.card.yaml", "--to", "zh", "--export", form, "-o", path.name, cwd=folder
    )
    assert done.code == 0, done.err
    return path


def fill(path, translations):
    text = path.read_text(encoding="utf-8")
    for source, target in translations.items():
        text = text.replace(
            f"<source>{source}</source>", f"<source>{source}</source><target>{target}</target>"
        )
    path.write_text(text, encoding="utf-8")


def test_what_is_to_do(card):
    done = run("translate", "a.card.yaml", "--to", "zh", cwd=card.parent)
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "a.card.yaml:3: title: not translated\n"
        "a.card.yaml:5: summary: not translated\n"
        "a.card.yaml:10: limitations.items[1]: states other facts"
        " (missing: 4; only in the translation: 3)\n"
        "a.card.yaml: texts to translate into Chinese: 4;"
        " not translated 2, states other facts 1, of unknown age 1\n"
    )
    done = run("translate", "a.card.yaml", "--to", "zh", cwd=card.parent, language="zh")
    assert done.out == (
        "a.card.yaml:3: title：未翻译\n"
        "a.card.yaml:5: summary：未翻译\n"
        "a.card.yaml:10: limitations.items[1]：译文与原文的事实不一致"
        "（译文缺少：4；仅译文有：3）\n"
        "a.card.yaml：需译成中文的文本共 4 条；"
        "未翻译 2 条、译文与原文的事实不一致 1 条、不知所依据的原文 1 条\n"
    )


def test_out_and_back(card):
    path = exported(card.parent)
    fill(path, {"Oak-7B": "Oak-7B 模型", "It has 7 billion parameters.": "参数量为 7 亿。"})
    done = run("translate", "a.card.yaml", "--import", path.name, cwd=card.parent)
    assert done.code == 1
    assert done.out == (
        "a.xliff:9: summary: refused: `7 billion` became `7 亿`, off by a factor of 10\n"
        "a.xliff:13: limitations.items[1]: not finished: marked `needs-review-translation`\n"
        "a.xliff: imported 1, not finished 1, refused 1\n"
    )
    assert done.err == "wrote `a.card.yaml`\n"
    text = card.read_text(encoding="utf-8")
    assert 'title: {en: Oak-7B, zh: "Oak-7B 模型"}\n' in text
    assert "7 亿" not in text
    fill(path, {})
    path.write_text(path.read_text(encoding="utf-8").replace("7 亿", "70 亿"), encoding="utf-8")
    done = run("translate", "a.card.yaml", "--import", path.name, cwd=card.parent, language="zh")
    assert done.code == 0
    assert done.out.endswith("a.xliff：已导入 1 条、已确认 1 条、未完成 1 条\n")
    assert "  en: It has 7 billion parameters.  # kept\n  zh: 参数量为 70 亿。\n" in card.read_text(
        encoding="utf-8"
    )
    again = run("validate", "a.card.yaml", "--fail-on", "never", cwd=card.parent)
    assert again.code == 0
    assert "translations" not in again.out


def test_a_changed_fact_is_named(card):
    path = exported(card.parent)
    fill(path, {"It has 7 billion parameters.": "参数量为 70 亿。"})
    run("translate", "a.card.yaml", "--import", path.name, cwd=card.parent)
    text = card.read_text(encoding="utf-8").replace("7 billion", "8 billion")
    card.write_text(text, encoding="utf-8")
    done = run("translate", "a.card.yaml", "--to", "zh", cwd=card.parent)
    assert "summary: facts changed since (gone: 7B; new: 8B)\n" in done.out
    again = exported(card.parent, "po") if _has_polib() else None
    if again is not None:
        text = again.read_text(encoding="utf-8")
        assert "#. no longer in the source / 原文已无：7B\n" in text
        assert '#, fuzzy\nmsgctxt "summary"\n' in text


def _has_polib():
    try:
        import polib  # noqa: F401
    except ImportError:
        return False
    return True


def test_a_dry_run_writes_a_patch_and_nothing_else(card):
    path = exported(card.parent)
    fill(path, {"Oak-7B": "橡树 7B 号"})
    done = run("translate", "a.card.yaml", "--import", path.name, "--dry-run", cwd=card.parent)
    assert done.code == 1
    assert done.err.startswith("a.xliff:6: title: refused")
    fill(path, {"It has 7 billion parameters.": "参数量为 70 亿。"})
    done = run("translate", "a.card.yaml", "--import", path.name, "--dry-run", cwd=card.parent)
    assert done.out.startswith("--- a/a.card.yaml\n+++ b/a.card.yaml\n")
    assert "+  zh: 参数量为 70 亿。\n" in done.out
    assert card.read_text(encoding="utf-8") == CARD


def test_json(card):
    done = run("translate", "a.card.yaml", "--to", "zh", "--output-format", "json", cwd=card.parent)
    data = json.loads(done.out)
    assert (data["version"], data["action"], data["to"]) == (1, "status", "zh")
    assert data["counts"] == {"missing": 2, "unknown": 1, "differs": 1}
    assert data["texts"][3]["missing"] == [{"kind": "quantity", "printed": "4", "value": "4"}]
    words = ("translate", "a.card.yaml", "--to", "zh", "--output-format", "json")
    done = run(*words, "--export", "xliff", "-o", "b.xlf", cwd=card.parent)
    data = json.loads(done.out)
    assert (data["action"], data["output"]) == ("export", "b.xlf")
    assert [t["sent"] for t in data["texts"]] == [True, True, False, True]
    fill(card.parent / "b.xlf", {"It has 7 billion parameters.": "参数量为 7 亿。"})
    words = ("translate", "a.card.yaml", "--import", "b.xlf", "--output-format", "json")
    done = run(*words, cwd=card.parent)
    data = json.loads(done.out)
    assert (done.code, data["output"]) == (1, None)
    (refused,) = [e for e in data["entries"] if e["verdict"] == "refused"]
    assert (refused["path"], refused["line"], refused["reason"]) == ("summary", 9, "facts")
    assert refused["missing"] == [{"kind": "quantity", "printed": "7 billion", "value": "7B"}]
    assert set(refused["message"]) == {"en", "zh"}


def test_another_place_and_standard_input(card):
    path = exported(card.parent)
    fill(path, {"It has 7 billion parameters.": "参数量为 70 亿。"})
    words = ("translate", "-", "--import", path.name, "-o", "b.card.yaml")
    done = run(*words, cwd=card.parent, data=CARD.encode())
    assert done.code == 0, done.err
    assert "参数量为 70 亿" in (card.parent / "b.card.yaml").read_text(encoding="utf-8")
    done = run(*words, cwd=card.parent, data=CARD.encode())
    assert (done.code, "--force" in done.err) == (2, True)
    done = run("translate", "-", "--to", "en", cwd=card.parent, data=CARD.encode())
    assert done.code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("a.card.yaml", "which language is to be translated into?"),
        ("a.card.yaml --to fr", "`fr` is no value of `--to`"),
        ("a.card.yaml --to zh --export po --import x", "do not go together"),
        ("a.card.yaml --to zh --unknown", "--unknown needs --export"),
        ("a.card.yaml --to zh --dry-run", "--dry-run needs --import"),
        ("a.card.yaml --to zh --export po --accept x", "--accept needs --import"),
        ("a.card.yaml --to zh -o x", "-o needs --export, --import"),
        ("a.card.yaml --to zh --force", "--force needs -o"),
        ("a.card.yaml --to zh --export po --output-format json", "cannot both go to stdout"),
        ("- --import a.card.yaml", "standard input cannot be written back"),
        ("- --import - -o x", "card and translation at once"),
        ("a.card.yaml --import none.po", "does not exist"),
        ("a.card.yaml --import a.card.yaml", "line 1: this is no PO"),
        ("none.card.yaml --to zh", "does not exist"),
        ("README.md --to zh", "make a record of it first: cardkit import README.md"),
        ("t.yaml --to zh", "is a comparison file"),
        ("a.card.yaml --to zh --max-bytes 10", "larger than 10 bytes"),
        ("a.card.yaml --import a.card.yaml --max-bytes 10", "larger than 10 bytes"),
        ("link.card.yaml --import x.po", "is a symbolic link"),
    ],
)
def test_what_cannot_be(card, words, said):
    if "line 1: this is no PO" in said:
        pytest.importorskip("polib")
    (card.parent / "README.md").write_text("# Model card for Oak\n", encoding="utf-8")
    (card.parent / "t.yaml").write_text("kind: comparison\n", encoding="utf-8")
    (card.parent / "link.card.yaml").symlink_to(card)
    done = run("translate", *words.split(), cwd=card.parent)
    assert (done.code, done.out) == (2, "")
    assert said in " ".join(done.err.split())
    assert card.read_text(encoding="utf-8") == CARD


def test_a_file_of_fifty_megabytes_is_refused(card):
    big = card.parent / "big.po"
    big.write_bytes(b"# x\n" * 13_000_000)
    done = run("translate", "a.card.yaml", "--import", "big.po", cwd=card.parent)
    assert done.code == 2
    assert "is larger than 16777216 bytes" in done.err


def test_validating_needs_no_polib():
    code = (
        "import sys; sys.modules['polib'] = None\n"
        "import cardkit.rules.engine, cardkit.cli.validate, cardkit.cli.translate\n"
        "assert not [m for m in sys.modules if m.startswith('cardkit.translate')]\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "a.card.yaml: no texts to translate into English"),
        ("zh", "a.card.yaml：没有需要译成英文的文本"),
    ],
)
def test_nothing_to_translate_is_said(tmp_path, language, said):
    text = "schema_version: 1\nkind: card\nname: Oak-7B\ntitle: {en: Oak-7B}\n"
    (tmp_path / "a.card.yaml").write_text(text, encoding="utf-8")
    done = run("translate", "a.card.yaml", "--to", "en", cwd=tmp_path, language=language)
    assert done.code == 0
    assert done.out.strip() == said

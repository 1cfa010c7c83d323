"""What the verbs read and where they write: the same answer from every verb."""

import os
from pathlib import Path

import pytest

from cardkit.cli.inputs import find_cards
from tests.cli.helpers import run

CARD = (
    "# Model Card for X-1B\n\nA model.\n\n## Evaluation\n\n"
    "| Task | Score |\n|---|---|\n| COPA | 0.5 |\n"
)
RECORD = "schema_version: 1\nkind: card\nname: X-1B\nsummary: {en: A model, zh: 一个模型}\n"
NO_TEXT = {
    "NUL": (b"PK\x03\x04\x00\x00\x08\x00" * 40, "NUL"),
    "UTF-16": (b"\xff\xfe#\x00 \x00M\x00", "UTF-16"),
    "UTF-16 BE": (b"\xfe\xff\x00#\x00 \x00M", "UTF-16"),
    "GBK": ("# 模型卡片\n\n这是一个模型，训练数据来自网络。\n".encode("gbk"), "iconv -f GB18030"),
    "bytes": (bytes(range(128, 256)) * 4, "UTF-8"),
}


@pytest.mark.parametrize("verb", ["validate", "import", "render", "compare"])
@pytest.mark.parametrize("kind", NO_TEXT)
@pytest.mark.parametrize("name", ["README.md", "-"])
def test_no_verb_reads_what_is_no_text(tmp_path, verb, kind, name):
    data, said = NO_TEXT[kind]
    (tmp_path / "README.md").write_bytes(data)
    done = run(verb, name, data=data, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert ("README.md" if name != "-" else "`") in done.err


def test_a_record_that_is_no_text(tmp_path):
    record = tmp_path / "x.card.yaml"
    record.write_bytes(NO_TEXT["GBK"][0])
    for verb in ("validate", "render", "compare"):
        done = run(verb, record)
        assert done.code == 2
        assert "is not UTF-8" in done.err


def test_a_few_damaged_bytes_are_still_text(tmp_path):
    card = tmp_path / "README.md"
    card.write_bytes(CARD.encode() + b"\nBad \xff byte.\n")
    for verb in ("import", "render", "compare"):
        assert run(verb, card).code == 0
    assert "SRC" in run("validate", card).out


@pytest.mark.parametrize("verb", ["import", "render"])
@pytest.mark.parametrize("text", ["", "\n\n", "Just a line of words\n", "- a\n- b\n"])
def test_what_has_nothing_of_a_card_is_none(tmp_path, verb, text):
    (tmp_path / "README.md").write_text(text)
    done = run(verb, "README.md", cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert "`README.md` is no model card" in done.err
    assert "不是模型卡片" in run(verb, "README.md", cwd=tmp_path, language="zh").err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["import", "-"], "name: X-1B"),
        (["render", "-"], "# Model Card for X-1B"),
        (["compare", "-"], "X-1B"),
        (["compare", "7b", "-"], "X-1B"),
        (["validate", "-", "--fail-on", "never"], "-"),
    ],
)
def test_standard_input(words, said):
    done = run(*words, data=CARD.encode())
    assert done.code == 0, done.err
    assert said in done.out


def test_a_record_from_standard_input():
    assert "# Model Card for X-1B" in run("render", "-", data=RECORD.encode()).out
    bad = run("render", "-", data=b"schema_version: 1\nkind: card\nsise: 7\n")
    assert bad.code == 2
    assert "sise" in bad.err


def test_no_cards_says_what_was_passed_over(tmp_path):
    (tmp_path / "sub").mkdir()
    for name in ("notes.md", "sub/more.md"):
        (tmp_path / name).write_text("# X\n")
    done = run("validate", ".", cwd=tmp_path)
    assert (done.code, done.out) == (3, "")
    assert "other Markdown files were passed over: 2" in done.err
    assert "cardkit validate *.md" in done.err
    assert "passed over: 1;" in run("validate", cwd=tmp_path).err
    assert "略过了 2 个" in run("validate", ".", cwd=tmp_path, language="zh").err
    for language in ("en", "zh"):
        help_page = run("validate", "--help", language=language).out
        assert "README*.md" in help_page
        assert "*.card.yaml" in help_page


def test_unsafe_fixes_alone_write_nothing(tmp_path):
    card = tmp_path / "README.md"
    text = "---\nlicense: Apache 2.0\nlicense: mit\n---\n# X\n"
    card.write_text(text)
    done = run("validate", card, "--unsafe-fixes")
    assert card.read_text() == text
    assert "--unsafe-fixes widens --fix" in done.err
    assert "--unsafe-fixes" not in run("validate", card, "--unsafe-fixes", "--diff").err


def test_import_counts_in_english(tmp_path):
    card = tmp_path / "README.md"
    card.write_text("---\nlicense: mit\n---\n")
    assert "read 1 fact from" in run("import", card).err
    assert "0 scores" in run("import", card).err
    assert "读取 1 项事实，其中分数 0 个" in run("import", card, language="zh").err


def test_the_systems_reasons_are_chinese_too(tmp_path):
    labels = tmp_path / "templates"
    labels.mkdir()
    record = tmp_path / "x.card.yaml"
    record.write_text(RECORD)
    done = run("render", record, "--template-dir", labels, language="zh")
    assert "Errno" not in done.err
    assert "不存在" in done.err
    (tmp_path / "file").write_text("")
    done = run("render", record, "-o", tmp_path / "file", language="zh")
    assert "同名文件已存在" in done.err


def test_a_missing_file_is_no_difference(tmp_path):
    record = tmp_path / "x.card.yaml"
    record.write_text(RECORD)
    run("render", record, "-o", tmp_path)
    (tmp_path / "README_zh.md").unlink()
    done = run("render", record, "-o", ".", "--check", cwd=tmp_path)
    assert (done.code, done.out) == (1, "README_zh.md is missing\n")
    done = run("render", record, "-o", ".", "--check", cwd=tmp_path, language="zh")
    assert done.out == "缺少 README_zh.md\n"


def test_rendering_a_card_with_errors_says_so(tmp_path):
    card = tmp_path / "README.md"
    card.write_text("---\nlicense: Apache 2.0\n---\n# Model Card for X\n\nA model.\n")
    for language, said in (("en", "README.md has errors (1)"), ("zh", "README.md 中有 1 个错误")):
        done = run("render", "README.md", cwd=tmp_path, language=language)
        assert done.code == 0
        assert said in done.err
        assert "cardkit validate README.md" in done.err
    assert "errors" not in run("render", "dclm-7b").err


@pytest.fixture
def places(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "link").symlink_to(tmp_path / "real")
    (tmp_path / "work" / "x.card.yaml").write_text(RECORD)
    return tmp_path


@pytest.mark.parametrize("folder", ["link", "link/", "link/..", "link/../real", "link/new"])
@pytest.mark.parametrize("prefix", ["", "../work/", "{work}/"])
def test_no_folder_behind_a_link_is_written_to(places, folder, prefix):
    work = places / "work"
    given = prefix.format(work=work) + folder
    done = run("render", "x.card.yaml", "-o", given, cwd=work)
    assert done.code == 2
    assert "symbolic link" in done.err
    assert not [f for at, _, files in os.walk(places) for f in files if f.startswith("README")]
    assert not list((places / "real").iterdir())


def test_climbing_is_the_operators_choice(places):
    (places / "work" / "sub").mkdir()
    assert run("render", "x.card.yaml", "-o", "../real", cwd=places / "work").code == 0
    assert run("render", "x.card.yaml", "-o", "sub/..", cwd=places / "work").code == 0
    assert (places / "real" / "README.md").exists()
    assert (places / "work" / "README.md").exists()


@pytest.mark.parametrize("verb", [["import", "README.md"], ["init", "X"], ["schema", "card"]])
def test_other_verbs_refuse_linked_folders_as_well(places, verb):
    (places / "work" / "README.md").write_text(CARD)
    done = run(*verb, "-o", "link/out.yaml", cwd=places / "work")
    assert done.code == 2
    assert "symbolic link" in done.err
    assert not list(Path(places, "real").iterdir())


def test_diff_writes_nothing_and_its_exit_code_is_that_of_the_file(tmp_path):
    card = tmp_path / "README.md"
    card.write_text("---\nlicense: Apache 2.0\n---\n# M\n", encoding="utf-8")
    before = card.read_bytes()
    done = run("validate", str(card), "--diff", "--select", "MET101")
    assert done.code == 1
    assert "+license: apache-2.0" in done.out
    assert card.read_bytes() == before
    assert run("validate", str(card), "--diff", "--output-format", "json").code == 2


def test_attack_9_a_link_out_of_the_folder_is_no_card_of_it(tmp_path):
    outside = tmp_path / "secret.md"
    outside.write_text("# Secret-7B\n")
    folder = tmp_path / "model"
    (folder / "docs").mkdir(parents=True)
    (folder / "README.md").symlink_to(outside)
    (folder / "docs" / "card.md").write_text("# Own-7B\n")
    (folder / "docs" / "README.md").symlink_to("card.md")
    assert find_cards([str(folder)]) == [str(folder / "docs" / "README.md")]


def test_a_snapshot_of_the_hub_cache_links_to_its_blobs(tmp_path):
    blobs, snapshot = tmp_path / "m" / "blobs", tmp_path / "m" / "snapshots" / "abc"
    blobs.mkdir(parents=True)
    snapshot.mkdir(parents=True)
    (blobs / "0a").write_text("# Own-7B\n")
    (snapshot / "README.md").symlink_to("../../blobs/0a")
    assert find_cards([str(snapshot)]) == [str(snapshot / "README.md")]

"""`validate` holds a Chinese and an English card of one model against each other."""

import pytest

from cardkit.cli import pairing
from cardkit.cli.pairing import groups
from cardkit.diff.partner import ALIKE_FROM, likeness, pair_up
from tests.rules.helpers import reading
from tests.rules.test_cli import run as in_process

EN = """# Harbor-7B

Harbor-7B has 7,248 M parameters, trained with AdamW on 2,604 B tokens of Heron-Web.

| Task | Score |
| --- | --- |
| ARC-Easy | 0.7135 |
| HellaSwag | 0.8041 |
"""
ZH = """# Harbor-7B

Harbor-7B 有 7,248 M 参数，使用 AdamW 在 Heron-Web 的 2,604 B token 上训练，性能良好，欢迎试用。

| 任务 | 得分 |
| --- | --- |
| ARC-Easy | 0.7135 |
| HellaSwag | 0.8041 |
"""
OTHER = """# Meadow-2B 模型介绍

Meadow-2B 是一个小型语言模型，使用 Lion 优化器在 Finch-Books 数据集上训练，共 1,918 M 参数。

| 任务 | 得分 |
| --- | --- |
| WinoGrande | 0.5519 |
| PIQA | 0.6617 |
"""


def test_partners_are_known_by_what_they_say():
    a, b, c = reading(EN), reading(ZH), reading(OTHER)
    assert likeness(a, b) == likeness(b, a) >= ALIKE_FROM
    assert likeness(a, c) < ALIKE_FROM
    assert likeness(a, a) is None
    (first, *_) = pair_up([c, a, b])
    assert (first.first, first.second, first.partners) == (1, 2, True)


def test_a_card_that_says_nearly_nothing_has_no_partner():
    assert (
        likeness(reading("# M\n\nText in English.\n"), reading("# 模型\n\n这是一个模型。\n")) == 0
    )


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["README.md", "README_zh.md"], 1),
        (["a/README.md", "b/README.md"], 2),
        (["-", "README.md"], 2),
        ([f"c{i}{mark}.md" for i in range(30) for mark in ("", "_zh")], 30),
    ],
)
def test_groups_are_folders_and_names_where_a_folder_is_full(names, expected):
    found = groups(names)
    assert len(found) == expected
    assert sorted(path for group in found for path in group) == sorted(names)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with both cards, and a note of which pairs the engine was given."""
    (tmp_path / "README.md").write_text(EN, encoding="utf-8")
    (tmp_path / "README_zh.md").write_text(ZH, encoding="utf-8")
    pairs = []
    from cardkit.rules import engine

    real = engine.validate_pair

    def note(pair, **options):
        pairs.append(tuple(r.document.source.name for r in (pair.a, pair.b)))
        return real(pair, **options)

    monkeypatch.setattr(engine, "validate_pair", note)
    monkeypatch.chdir(tmp_path)
    return tmp_path, pairs


def validate(*arguments):
    from cardkit.cli.validate import Settings, run

    flags = dict.fromkeys(("fix", "unsafe_fixes", "diff", "statistics", "show_suppressed"), False)
    pair = "--no-pair" not in arguments
    settings = Settings(
        select=(),
        ignore=(),
        fail_on="never",
        output_format="json",
        max_bytes=10**6,
        max_front_matter=10**6,
        stdin_filename="README.md",
        pair=pair,
        **flags,
    )
    return run([a for a in arguments if a != "--no-pair"], settings)


def test_a_folder_s_two_languages_are_a_pair(folder):
    _, pairs = folder
    assert validate() == 0
    assert pairs == [("README.md", "README_zh.md")]


def test_a_card_named_alone_finds_its_partner_beside_it(folder):
    path, pairs = folder
    (path / "README_zh.md").rename(path / "README.chs.md")
    validate("README.md")
    assert pairs == [("README.md", "README.chs.md")]


def test_no_pair_switches_it_off(folder):
    _, pairs = folder
    validate("--no-pair", ".")
    assert not pairs


def test_a_file_of_that_name_for_another_model_is_no_partner_and_that_is_said(folder):
    path, pairs = folder
    (path / "README_zh.md").write_text(OTHER, encoding="utf-8")
    done = in_process("validate", cwd=path)
    assert not pairs
    assert "README.md and README_zh.md were not held against each other" in done.stderr.decode()


def test_a_neighbour_that_cannot_be_read_is_passed_over(folder, monkeypatch):
    path, pairs = folder
    (path / "README_zh.md").unlink()
    (path / "README_zh.md").mkdir()
    validate("README.md")
    assert not pairs
    assert pairing.MAX_NEIGHBOURS < 100

"""What people and programs see: screens in both languages, columns, cuts, colours, JSON."""

import itertools
import json
import re

import pytest
from inline_snapshot import snapshot

from cardkit.report import concise, full, json_
from cardkit.report.frame import Style, columns, excerpt
from cardkit.report.summary import statistics, summary
from cardkit.source.source import Source
from cardkit.source.span import Span
from tests.rules.helpers import check, front

CARD = front(
    "license: Apache 2.0\nlanguage: cn  # 中文\n",
    "# 灯笼-7B\n\n| 任务 | 得分 |\n| --- | --- |\n| 常识 | xx.xx |\n",
)
CODES = ("MET101", "MET103", "STR103")


def carets(screen):
    """Return each framed line with what the marks under it cover, by terminal columns."""
    found = []
    lines = screen.splitlines()
    for above, below in itertools.pairwise(lines):
        marks = re.fullmatch(r" +\| (( *)\^+)(?: .*)?", below)
        if marks:
            text = above.split(" | ", 1)[1]
            start, end = columns(marks[2]), columns(marks[1])
            cut = [c for i, c in enumerate(text) if start <= columns(text[:i]) < end]
            found.append("".join(cut))
    return found


def test_full_screen_in_english():
    assert full.write([check(CARD, *CODES)], "en", Style()) == snapshot("""\
error[MET101] the Hub's id for `Apache 2.0` is `apache-2.0`
 --> README.md:2:10
  |
1 | ---
2 | license: Apache 2.0
  |          ^^^^^^^^^^ license-unknown
  = help: write `apache-2.0`

error[MET103] `cn` is no language code; the code is `zh`
 --> README.md:3:11
  |
2 | license: Apache 2.0
3 | language: cn  # 中文
  |           ^^ language-tag
  = help: write `zh`

error[STR103] placeholder left in the card: xx.xx
  --> README.md:10:8
   |
 9 | | --- | --- |
10 | | 常识 | xx.xx |
   |          ^^^^^ placeholder-left
   = help: fill it in or delete it

Checked 1 card: 3 errors; 2 fixable with `--fix`
""")


def test_full_screen_in_chinese():
    assert full.write([check(CARD, *CODES)], "zh", Style()) == snapshot("""\
error[MET101] `Apache 2.0` 在 Hub 上的标识是 `apache-2.0`
 --> README.md:2:10
  |
1 | ---
2 | license: Apache 2.0
  |          ^^^^^^^^^^ license-unknown
  = 建议：请写成 `apache-2.0`

error[MET103] `cn` 不是语言代码，应为 `zh`
 --> README.md:3:11
  |
2 | license: Apache 2.0
3 | language: cn  # 中文
  |           ^^ language-tag
  = 建议：请写成 `zh`

error[STR103] 卡片中留有占位内容：xx.xx
  --> README.md:10:8
   |
 9 | | --- | --- |
10 | | 常识 | xx.xx |
   |          ^^^^^ placeholder-left
   = 建议：请填写或删除

已检查 1 张卡片：3 个错误；其中 2 个可用 `--fix` 修复
""")


def test_concise_screen_in_chinese():
    assert concise.write([check(CARD, *CODES)], "zh") == snapshot("""\
README.md:2:10: error[MET101] `Apache 2.0` 在 Hub 上的标识是 `apache-2.0` [*]
README.md:3:11: error[MET103] `cn` 不是语言代码，应为 `zh` [*]
README.md:10:8: error[STR103] 卡片中留有占位内容：xx.xx
已检查 1 张卡片：3 个错误；其中 2 个可用 `--fix` 修复
""")


def test_related_places_are_framed_too():
    report = check(front("license: mit\ntags: [a]\nlicense: other\n"), "SRC102")
    assert full.write([report], "en", Style()) == snapshot("""\
error[SRC102] the key `license` stands twice, on lines 2 and 4
 --> README.md:4:1
  |
3 | tags: [a]
4 | license: other
  | ^^^^^^^ yaml-duplicate-key
 ::: README.md:2:1
1 | ---
2 | license: mit
  | -------
  = help: keep one of them: readers disagree on which one counts

Checked 1 card: 1 error
""")


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
@pytest.mark.parametrize(
    "before",
    ["", "灯笼" * 40, "a" * 200, "\t\t", "e\u0301" * 50, "\x1b[2J" * 9],
    ids=["start", "han", "latin", "tabs", "marks", "escapes"],
)
@pytest.mark.parametrize("after", ["", "灯笼" * 40, "z" * 200], ids=["end", "han", "latin"])
def test_carets_stand_under_the_place_and_lines_fit(width, before, after):
    source = Source(f"x\n{before}待补充{after}\n")
    start = source.text.index("待补充")
    text, first, last = excerpt(source, Span(start, start + 3), 3, Style(width=width))
    assert columns(text) <= max(width - 6, 20)
    covered = "".join(c for i, c in enumerate(text) if first <= columns(text[:i]) < last)
    assert covered.lstrip("\u0301") == "待补充"  # a combining mark has no column of its own
    assert "\x1b" not in text
    assert "\t" not in text


def test_a_place_longer_than_the_page_is_cut():
    source = Source("a" * 500)
    text, first, last = excerpt(source, Span(10, 490), 3, Style(width=40))
    assert columns(text) <= 34
    assert first == 10
    assert last <= columns(text) + 1


def test_carets_of_a_screen():
    assert carets(full.write([check(CARD, *CODES)], "zh", Style())) == ["Apache 2.0", "cn", "xx.xx"]


def test_ascii_page_has_no_other_character_of_its_own():
    text = "# M\n\n" + "word " * 60 + "[x](https//example.org)\n"
    screen = full.write([check(text, "MET106")], "en", Style(unicode=False))
    assert "..." in screen
    assert screen.isascii()


def test_colour_only_adds_escapes():
    report = check(CARD, *CODES)
    plain, colored = (full.write([report], "en", Style(color=c)) for c in (False, True))
    assert colored != plain
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == plain


def test_hostile_text_is_visible_in_every_format():
    report = check("# M\n\n| a |\n| --- |\n| \x1b[2J\u202egnp TODO |\n\nTODO\n")
    for text in (
        full.write([report], "zh", Style()),
        concise.write([report], "zh"),
        json_.write([report]),
    ):
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_suppressed_findings_show_on_demand_with_their_reason():
    report = check(front("license: MIT  # cardkit: ignore[MET101] as upstream\n"), "MET101")
    assert "MET101" not in full.write([report], "en", Style())
    shown = full.write([report], "en", Style(), show_suppressed=True)
    assert "= suppressed: as upstream" in shown
    assert "1 suppressed" in shown
    assert "（已忽略）" in concise.write([report], "zh", show_suppressed=True)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_summary_counts(language):
    reports = [check(CARD, *CODES), check("# M\n", "MET")]
    assert (
        summary(reports, language)
        == {
            "en": "Checked 2 cards: 3 errors; 2 fixable with `--fix`",
            "zh": "已检查 2 张卡片：3 个错误；其中 2 个可用 `--fix` 修复",
        }[language]
    )


def test_summary_of_nothing_found():
    assert summary([check("# M\n", "MET")], "zh") == "已检查 1 张卡片：未发现问题"


def test_statistics():
    assert statistics([check(CARD, *CODES)] * 2, "en").splitlines()[0] == (
        "2  MET101  license-unknown"
    )
    assert statistics([check("# M\n", "MET")], "en") == "Checked 1 card: no findings\n"


def test_json_is_versioned_ascii_and_complete():
    report = check(CARD + "\nTODO 灯笼\ud800\n", "MET101", "SRC")
    text = json_.write([report])
    assert text.isascii()
    data = json.loads(text)
    assert data["version"] == 1
    (file,) = data["files"]
    assert file["path"] == "README.md"
    assert file["counts"]["error"] == len([f for f in data["findings"] if f["severity"] == "error"])
    finding = next(f for f in data["findings"] if f["code"] == "MET101")
    assert finding["message_zh"] == "`Apache 2.0` 在 Hub 上的标识是 `apache-2.0`"
    assert finding["path"] == ["metadata", "license"]
    assert finding["breadcrumb"] == "metadata.license"
    assert finding["span"]["start"] == {"line": 2, "column": 10, "offset": 13}
    assert finding["args"] == {"value": "Apache 2.0", "best": "apache-2.0"}
    (edit,) = finding["fix"]["edits"]
    assert edit["new"] == "apache-2.0"
    assert finding["suppression"] is None

"""Lines broken as Chinese and Latin text break, and lists in two languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.text import Text, listed, width, without_commands, wrap, wrap_path

PIECES = st.sampled_from(
    [*"模型卡片一二三，。：；）、（《“”`", " ", "  ", "abc", "--why", "name~llama", "7B", "é", "😀"]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("卡片的ID、卡片文件", 9, ["卡片的", "ID、卡片", "文件"]),
        ("只保留name~llama的行", 12, ["只保留", "name~llama的", "行"]),
        ("模型卡片，参数", 8, ["模型卡", "片，参数"]),
        ("参数（规模）", 6, ["参数", "（规", "模）"]),
        ("a comma, two", 7, ["a", "comma,", "two"]),
        ("averylongword", 5, ["avery", "longw", "ord"]),
        ("", 5, [""]),
    ],
)
def test_where_lines_break(text, room, lines):
    assert wrap(text, room) == lines


def test_first_and_later_lines_may_be_indented():
    assert wrap("one two three", 8, first="- ", rest="  ") == ["- one", "  two", "  three"]


@given(TEXTS, st.integers(min_value=2, max_value=40))
def test_no_line_is_too_wide_and_nothing_is_lost(text, room):
    lines = wrap(text, room)
    assert max(map(width, lines)) <= room
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


PHRASES = st.sampled_from(["模型", "卡片，", "（参数）", "ID、", "数据。", "“开放”", "7B ", "为："])


@given(st.lists(PHRASES, max_size=40).map("".join))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(text):
    for line in filter(None, wrap(text, 12)):
        assert line[0] not in "，。：；）、”"
        assert line[-1] not in "（《“"


def test_long_texts_take_linear_time():
    assert len(wrap("模" * 100_000, 80)) == 2_500
    assert len(wrap("x" * 100_000, 80)) == 1_250


def test_lists():
    assert listed(["a", Text(en="b", zh="乙")]) == Text(en="a, b", zh="a、乙")


def test_a_path_breaks_behind_a_slash_and_before_its_pointer():
    path = "runs/oak/results.json#/results/larch_colors/acc,none"
    assert wrap_path(path, 24, first="  ", rest="    ") == [
        "  runs/oak/results.json",
        "    #/results/",
        "    larch_colors/",
        "    acc,none",
    ]
    for room in (1, 7, 80):
        for odd in ("", "/", "#", "//#//", "模" * 9, path):
            assert "".join(wrap_path(odd, room)) == odd
            assert all(width(line) <= max(room, 2) for line in wrap_path(odd, room))


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("::error title=t::pwned", "\\u{3a}:error title=t::pwned"),
        ("a\n \u3000::set-env::", "a\n \u3000\\u{3a}:set-env::"),
        ("a ##[add-matcher]x", "a \\u{23}#[add-matcher]x"),
        ("##vso[task.setvariable]x", "\\u{23}#vso[task.setvariable]x"),
        ("a::b ## c\n# d\n ::: f.md:1:2", "a::b ## c\n# d\n ::: f.md:1:2"),
    ],
)
def test_no_line_is_a_command_to_a_runner(line, shown):
    assert without_commands(line) == shown


@pytest.mark.parametrize(
    ("n", "en"),
    [
        (1, "1 entry is new"),
        (0, "0 entries are new"),
        (2, "2 entries are new"),
        ("1", "1 entry is new"),
    ],
)
def test_a_word_agrees_with_its_number(n, en):
    text = Text(en="{n} {n:entry is|entries are} new", zh="新增 {n} 项")
    assert text.format(n=n).en == en
    assert text.format(n=n).zh == f"新增 {n} 项"
    assert Text(en="{x:>4}", zh="").format(x="a").en == "   a"

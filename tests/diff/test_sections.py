"""Alignment: of plain sequences, and of the sections of a Chinese and an English card."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.diff.align import GAP, align, weigh
from cardkit.diff.pair import CardPair
from cardkit.diff.sections import MAX_SECTIONS, aligned_sections
from tests.rules.helpers import reading

WORDS = st.lists(st.sampled_from("abcdefg"), max_size=7)


def same(a, b):
    return lambda i, j: 1.0 if a[i] == b[j] else -1.0


@given(WORDS, WORDS)
def test_every_item_is_paired_or_left_over_and_order_is_kept(a, b):
    found = align(len(a), len(b), same(a, b))
    firsts, seconds = [p[0] for p in found.pairs], [p[1] for p in found.pairs]
    assert sorted([*firsts, *found.only_a]) == [*range(len(a))]
    assert sorted([*seconds, *found.only_b]) == [*range(len(b))]
    assert firsts == sorted(firsts)
    assert seconds == sorted(seconds)


@given(WORDS, WORDS)
def test_the_alignment_is_a_longest_common_subsequence(a, b):
    found = align(len(a), len(b), same(a, b))
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = max(table[i][j] + (x == y), table[i][j + 1], table[i + 1][j])
    assert len(found.pairs) == table[-1][-1]


@given(WORDS)
def test_a_sequence_is_aligned_with_itself(a):
    found = align(len(a), len(a), same(a, a))
    assert [(i, j) for i, j, _ in found.pairs] == [(i, i) for i in range(len(a))]


def test_a_poor_match_is_better_than_two_gaps_and_no_more():
    assert align(1, 1, lambda i, j: 2 * GAP + 0.01).pairs
    assert not align(1, 1, lambda i, j: 2 * GAP - 0.01).pairs


def test_rare_names_tell_more_than_common_ones():
    ((rare, common), (other,)) = weigh(
        [frozenset({"model", "flashbird"}), frozenset({"model", "data"})],
        [frozenset({"model", "flashbird"})],
    )
    assert rare.shared(other) > common.shared(other)
    ((none,), (some,)) = weigh([frozenset()], [frozenset({"x"})])
    assert none.shared(some) == 0


EN = """# Heron-7B

Heron-7B is a language model.

## News

- 2024.05.23 Heron-7B-Chat

## Set-up

Install `heron>=2.0`.

## Walking on water

See [the paper](https://heron.example/paper) and HeronEval.

## Data

1,200 books.
"""
ZH = """# Heron-7B

Heron-7B 是语言模型。

## 更新信息

- 2024.05.23 Heron-7B-Chat

## 其他说明

详见[论文](https://heron.example/paper)与 HeronEval。

## 数据

1200 本书。
"""


def titles(found, pair):
    a, b = pair.a.document.body.sections, pair.b.document.body.sections
    return [
        (a[p.a].heading.title.text, b[p.b].heading.title.text)
        for p in found.pairs
        if a[p.a].heading and b[p.b].heading
    ]


def test_sections_are_paired_by_heading_names_numbers_and_addresses():
    pair = CardPair(reading(EN, "README.md"), reading(ZH, "README_zh.md"))
    found = aligned_sections(pair)
    assert titles(found, pair) == [
        ("Heron-7B", "Heron-7B"),
        ("News", "更新信息"),
        ("Walking on water", "其他说明"),
        ("Data", "数据"),
    ]
    assert (found.only_a, found.only_b, found.cut) == ((2,), (), False)


def test_a_section_in_another_place_is_found_there():
    parts = ZH.split("## ")
    moved = "## ".join([parts[0], parts[2], parts[3], parts[1]])
    pair = CardPair(reading(EN, "README.md"), reading(moved, "README_zh.md"))
    found = aligned_sections(pair)
    assert ("News", "更新信息") in titles(found, pair)
    assert (found.only_a, found.only_b) == ((2,), ())


def test_the_same_is_found_whichever_card_is_a():
    one, two = reading(EN, "README.md"), reading(ZH, "README_zh.md")
    found, turned = aligned_sections(CardPair(one, two)), aligned_sections(CardPair(two, one))
    assert {(p.a, p.b) for p in found.pairs} == {(p.b, p.a) for p in turned.pairs}
    assert (found.only_a, found.only_b) == (turned.only_b, turned.only_a)


def test_a_card_of_more_sections_than_the_limit_is_cut_and_says_so():
    long = "# M\n\n" + "## Part X\n\nText.\n\n" * (MAX_SECTIONS + 50)
    chinese = "# M\n\n" + "## 部分\n\n文字说明。\n\n" * 20
    found = aligned_sections(CardPair(reading(long, "a.md"), reading(chinese, "b.md")))
    assert found.cut
    assert max([*found.only_a, *(p.a for p in found.pairs)]) < MAX_SECTIONS


@pytest.mark.parametrize("text", ["", "\ud800", "# \n#\n# ", "```\n# x\n", "---\na: 1\n---\n"])
def test_what_hardly_is_a_card_has_sections_all_the_same(text):
    found = aligned_sections(CardPair(reading(text, "a.md"), reading(ZH, "b.md")))
    assert len(found.pairs) <= 5


def test_hostile_cards_take_bounded_time():
    words = " ".join(f"Name{i}" for i in range(1000))
    text = "".join(f"# Part {i}\n\n{words}\n\n" for i in range(150))
    start = time.perf_counter()
    aligned_sections(CardPair(reading(text, "a.md"), reading(text + "中文" * 5000, "b.md")))
    assert time.perf_counter() - start < 120


@pytest.mark.parametrize("length", range(40))
def test_what_only_one_side_has_is_left_over_whole(length):
    everything = tuple(range(length))
    found = align(length, 0, lambda i, j: 0.0)
    assert (found.pairs, found.only_a, found.only_b) == ((), everything, ())
    found = align(0, length, lambda i, j: 0.0)
    assert (found.pairs, found.only_a, found.only_b) == ((), (), everything)
    found = align(length + 1, 1, lambda i, j: 1.0 if i == length else -1.0)
    assert (found.pairs, found.only_a, found.only_b) == (((length, 0, 1.0),), everything, ())

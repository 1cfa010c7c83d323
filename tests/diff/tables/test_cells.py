"""Two cells of one place: the same however it is printed, fewer digits, a contradiction, a gap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.diff.tables.cells import relate
from cardkit.diff.tables.values import read_value

SAME = [
    ("63.7", "63.7%"),
    ("63.7%", "0.637"),
    ("63.7", "63.7*"),
    ("63.7 [1]", "63.7"),
    ("7B", "70 亿"),
    ("1.4 trillion", "1.4 万亿"),
    ("15.3 GB", "15.3"),
    ("1.5 GB", "1500 MB"),
    ("2 GiB", "2048 MiB"),
    ("30 s", "0.5 min"),
    ("32K", "32768"),
    ("2,048", "2048"),
    ("1.00 ± 0.03", "1.00±0.03"),
    ("-", "OOM"),
    ("?", "未公开"),
    ("✅", "是"),
    ("44.0/92.5", "44 / 92.5"),
    ("2024-05-23", "2024年5月23日"),
]
ROUNDED = [
    ("43.635", "43.64"),
    ("64", "63.7"),
    ("1.8B", "18.4 亿"),
    ("13B", "12.9B"),
    ("1.00 ± 0.03", "1.00 ± 0.031"),
    ("44.0/92.51", "44.0/92.5"),
    ("2024年5月", "2024-05-23"),
]
CONTRADICTIONS = [
    ("66.4", "61.4"),
    ("15.3 GB", "14.0 GB"),
    ("1.5 GB", "1800 MB"),
    ("2 h", "90 min"),
    ("150B", "150亿"),
    ("1.4 trillion", "3.2 万亿"),
    ("-1.5", "1.5"),
    ("0", "0.3"),
    ("0.01", "1.01"),
    ("1,234", "1,235"),
    ("1.00 ± 0.03", "1.00 ± 0.04"),
    ("✅", "否"),
    ("44.0/92.5", "44.0/92.6"),
    ("2024-05-23", "2024年5月22日"),
]
GAPS = [("-", "3.33"), ("", "7B"), ("N/A", "✅"), ("1.00 ± 0.03", "1.00")]
UNSURE = [
    ("01", "1"),
    ("源2.0", "Yuan 2.0"),
    ("GLM-4-9B", "GLM-4-6B"),
    ("3 days", "3 GB"),
    ("See README", "详见 README"),
    ("✅", "63.7"),
    ("", "text"),
    ("-", "❌"),
    ("1.0 / 2.0", "1.0"),
]
CASES = [
    (a, b, relation)
    for relation, pairs in (
        ("same", SAME),
        ("rounded", ROUNDED),
        ("contradiction", CONTRADICTIONS),
        ("gap", GAPS),
        ("unsure", UNSURE),
    )
    for a, b in pairs
]


@pytest.mark.parametrize(("a", "b", "relation"), CASES)
def test_cells(a, b, relation):
    assert relate(read_value(a), read_value(b)) == relation
    assert relate(read_value(b), read_value(a)) == relation


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_are_compared_the_same_way_round_and_round(a, b):
    first, second = read_value(a), read_value(b)
    assert relate(first, second) == relate(second, first)
    assert relate(first, first) == "same"


@given(*[st.text("0123456789.,%±-~KMBT亿万 GBsh/()年月", max_size=16)] * 2)
def test_what_looks_like_a_number_is_compared_the_same_way_round_and_round(a, b):
    first, second = read_value(a), read_value(b)
    assert relate(first, second) == relate(second, first)


@given(st.decimals("1.5", "999", places=2), st.integers(1, 9))
def test_a_digit_that_changes_is_never_the_same(number, step):
    changed = number + step
    assert relate(read_value(str(number)), read_value(str(changed))) == "contradiction"

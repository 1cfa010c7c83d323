"""What two cells say of one another, however they are printed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.diff.tables.values import fingerprints, read_value, relation

SAME = [
    ("63.7%", "0.637"),
    ("63.7", "0.637"),
    ("63.7", "63.7%"),
    ("0.5270", "0.527"),
    ("7B", "70 亿"),
    ("2.5T", "2.5 万亿"),
    ("2500000000000", "2.5 trillion"),
    ("400,000", "40 万"),
    ("✅", "是"),
    ("-", "N/A"),
    ("Llama 2", "llama2"),
    ("63.7*", "63.7"),
    ("32K", "32768"),
    ("63.7\u200b", "63.7"),
    ("\ufeffLarch-3B", "Larch-3B"),
]
ROUNDED = [("43.635", "43.64"), ("0.6372", "63.7"), ("63.72%", "63.7"), ("32", "32.4%")]
DIFFERENT = [
    ("66.4", "61.4"),
    ("150B", "150 亿"),
    ("15.3", "14.0"),
    ("15.3\u200b", "14.0"),
    ("52.8\x07", "58.2"),
    ("0.5", "50"),
    ("-", "12.5"),
    ("✅", "❌"),
    ("63.7 ± 0.3", "63.7"),
    ("0", "0.3"),
    ("GLM-4-9B", "GLM-4-8B"),
]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        *((a, b, "same") for a, b in SAME),
        *((a, b, "rounded") for a, b in ROUNDED),
        *((a, b, "different") for a, b in DIFFERENT),
    ],
)
def test_relation_from_both_sides(a, b, expected):
    assert relation(read_value(a), read_value(b)) == expected
    assert relation(read_value(b), read_value(a)) == expected


@given(st.text(max_size=200))
def test_a_cell_is_the_same_as_itself(text):
    assert relation(read_value(text), read_value(text)) == "same"


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-999, max_value=999),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-999, max_value=999),
)
def test_relation_is_symmetric(a, b):
    left, right = read_value(str(a)), read_value(str(b))
    assert relation(left, right) == relation(right, left)


@pytest.mark.parametrize(("a", "b"), [pair for pair in SAME if read_value(pair[0]).amount])
def test_one_fingerprint_for_one_number(a, b):
    if a != "32K":  # two readings, and a print is of one
        assert list(fingerprints(read_value(a))) == list(fingerprints(read_value(b)))


def test_names_leave_no_fingerprint():
    assert list(fingerprints(read_value("GLM-4-9B v2.0 on A100-80G"))) == []
    assert len(list(fingerprints(read_value("44.0 / 92.5")))) == 2


def test_amounts_are_exact():
    assert read_value("0.1").amount == Decimal("0.1")
    assert read_value("x" * 10_000).kind == "text"

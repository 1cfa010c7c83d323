"""Numbers of two texts in one language: which changed, and which only look otherwise."""

import pytest

from cardkit.diff.versions.numbers import MAX_NUMBERS, changed_numbers


@pytest.mark.parametrize(
    ("before", "after", "gone", "come"),
    [
        ("It has 7B.", "It has 7 billion.", None, None),
        ("共 70 亿", "共 7B", None, None),
        ("It has 7B, 3 parts.", "It has 8B, 3 parts.", "7B", "8B"),
        ("共1亿2000万条", "共1亿3000万条", "1亿2000万", "1亿3000万"),
        ("seven billion", "eight billion", "seven billion", "eight billion"),
        ("63.7% here", "63.9% here", "63.7%", "63.9%"),
        ("in June 2024", "in 2024-06", None, None),
        ("in June 2024", "in July 2024", "June 2024", "July 2024"),
        ("since 2023, 5-shot", "since 2024, 3-shot", "2023, 5", "2024, 3"),
        ("the 3rd of 5", "the 5", "3", None),
        ("GLM-4-9B v0.3", "GLM-4-32B v0.4", None, None),
        ("1 and 1", "1", "1", None),
    ],
)
def test_what_changed(before, after, gone, come):
    found = changed_numbers(before, after)
    assert (found.before, found.after) == (gone, come)
    back = changed_numbers(after, before)
    assert (back.before, back.after) == (come, gone)


def test_many_numbers_are_cut():
    found = changed_numbers("7 of, " * (2 * MAX_NUMBERS), "")
    assert found.before == ", ".join(["7"] * 8 + ["…"])

"""Scores of one column in several units are ranked by nobody."""

from __future__ import annotations

import cardkit


def card(*cells: str) -> str:
    rows = "".join(f"| {name}-7B | {cell} |\n" for name, cell in zip("ABC", cells, strict=True))
    return f"# Oak\n\n## Comparison\n\n| Model | MMLU |\n|---|---|\n{rows}"


def codes(text: str) -> set[str]:
    return {finding.code for finding in cardkit.loads(text).validate(select=["CMP102"]).findings}


def test_bold_among_percentages_and_fractions_is_not_judged():
    assert codes(card("70.1", "**0.74**", "60.2")) == {"CMP102"}
    assert codes(card("70.1%", "**0.74**", "60.2%")) == set()
    assert codes(card("70.1%", "**60.4%**", "50.2%")) == {"CMP102"}

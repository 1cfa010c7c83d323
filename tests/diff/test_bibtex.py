"""BibTeX entries for comparisons: what is read of good and of broken ones, and where it stands."""

from __future__ import annotations

import time

import pytest

from cardkit.diff.bibtex import entries
from tests.rules.helpers import reading

CARD = "# Heron\n\nA language model.\n\n```bibtex\n{}\n```\n"


def fields(bibtex: str) -> dict[str, dict[str, str]]:
    card = reading(CARD.format(bibtex))
    text = card.document.text
    for entry in entries(card).values():
        for value in entry.fields.values():
            assert " ".join(text[value.span.start : value.span.end].split()) == value.text
    return {
        key: {"@": entry.kind} | {name: value.bare for name, value in entry.fields.items()}
        for key, entry in entries(card).items()
    }


@pytest.mark.parametrize(
    ("bibtex", "expected"),
    [
        ("@misc{a, year={2024}}", {"a": {"@": "misc", "year": "2024"}}),
        (
            '@Misc{a,\n  Title = "The {BLEU} of\n   it",\n  year = 2024\n}',
            {"a": {"@": "misc", "title": "The BLEU of it", "year": "2024"}},
        ),
        ("@misc{a, x={1, 2}, y = {}}", {"a": {"@": "misc", "x": "1, 2", "y": ""}}),
        ("@misc{a, x={1}}\n@misc{a, x={2}}", {"a": {"@": "misc", "x": "1"},
                                             "a#2": {"@": "misc", "x": "2"}}),
        ("@misc{,year={2024}}", {"#1": {"@": "misc", "year": "2024"}}),
        ("@misc{a, title={never closed, year={2024}", {"a": {"@": "misc", "title":
                                                             "never closed, year=2024 ```"}}),
        ("no entry", {}),
    ],
)  # fmt: skip
def test_what_is_read(bibtex, expected):
    assert fields(bibtex) == expected


@pytest.mark.parametrize("part", ["a={", "a=", "a=1,", '"', "{", "}", "=", "a "])
def test_hostile_entries_take_linear_time(part):
    def seconds(length: int) -> float:
        card = reading(CARD.format("@misc{k, " + part * (length // len(part)) + "}"))
        start = time.perf_counter()
        entries(card)
        return time.perf_counter() - start

    seconds(1000)
    assert seconds(80_000) < 8 * 5 * max(seconds(10_000), 0.002)

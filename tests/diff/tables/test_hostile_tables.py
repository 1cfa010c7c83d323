"""Tables that nobody would write: compared, or said to be too large, in seconds."""

import random
import time

import pytest

from cardkit.bind import grid
from cardkit.diff.pair import CardPair
from cardkit.diff.tables import agreement
from cardkit.diff.tables.agreement import table_agreement
from cardkit.rules.engine import agree
from tests.rules.helpers import reading

ROWS = 4_000
SECONDS = 20
"""Ten times what it takes; a quadratic step takes minutes."""


def wide(draw, rows, columns, label, heading):
    lines = [[heading(c) for c in range(columns)], ["---"] * (columns + 1)]
    lines[0].insert(0, "Model")
    lines += [
        [label(r), *(f"{draw.random() * 100:.2f}" for _ in range(columns))] for r in range(rows)
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cards(first, second):
    english = reading(f"# Model Card for Elm-7B\n\nText.\n\n{first}\n")
    return CardPair(english, reading(f"# Elm-7B 模型卡片\n\n正文。\n\n{second}\n", "README_zh.md"))


TABLES = {
    "rows of a few names": (ROWS, 2, lambda r: f"M{r % 20}", lambda c: f"T{c}"),
    "rows of one name": (ROWS, 3, lambda r: "M", lambda c: f"T{c}"),
    "columns of one name": (1, ROWS, lambda r: "M", lambda c: "T"),
    "columns of tasks": (1, ROWS, lambda r: "M", lambda c: "MMLU"),
    "rows of tasks": (ROWS, 1, lambda r: f"MMLU ({r % 40}-shot)", lambda c: "Score"),
    "many of both": (120, 120, lambda r: "M", lambda c: "T"),
}


@pytest.mark.parametrize("name", TABLES)
def test_two_tables_without_end(name):
    draw = random.Random(name)
    pair = cards(wide(draw, *TABLES[name]), wide(draw, *TABLES[name]))
    start = time.perf_counter()
    agree(pair, select=["BIL101", "BIL102", "BIL103", "BIL104", "BIL105"])
    assert time.perf_counter() - start < SECONDS


def test_a_table_beyond_measure_is_said_to_be(monkeypatch):
    for room in (grid, agreement):
        monkeypatch.setattr(room, "MAX_CELLS", 500)
    large = wide(random.Random(1), 60, 9, lambda r: f"M{r}", lambda c: f"T{c}")
    reports = agree(cards(large, large), select=["BIL103"])
    assert [f.message.en for report in reports for f in report.findings] == [
        "this table is too large to be compared with the other card's"
    ] * 2


@pytest.mark.parametrize(
    "table",
    [
        "| | |\n| --- | --- |\n| | |",
        "| a |\n| --- |\n| 1 | 2 | 3 |",
        "<table><tr><td rowspan='999999' colspan='999999'>1</td></tr></table>",
        "<table></table>",
        "| a | b |\n| --- | --- |\n| \x1b[31m | 1e999 |\n| \u202e | ±±% |",
        "| " + "9" * 5000 + " | b |\n| --- | --- |\n| " + "9" * 5000 + " | " + "1." * 3000 + " |",
    ],
)
def test_tables_that_are_none(table):
    pair = cards(table, table)
    assert not [f for report in agree(pair, select=["BIL1"]) for f in report.findings]
    assert not table_agreement(pair).oversized

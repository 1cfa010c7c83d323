"""What stands in the tables of 18 real pairs; skipped where `../shared` is not there.

The figures below were looked at by eye: every contradiction is one.
"""

from functools import cache
from pathlib import Path

import pytest

from cardkit.bind.read import open_document, read
from cardkit.diff.pair import CardPair
from cardkit.diff.tables.agreement import table_agreement
from cardkit.diff.tables.bold import bold_differences
from cardkit.diff.tables.differences import cell_differences, whole_differences
from cardkit.diff.tables.missing import missing
from cardkit.diff.tables.task_sets import task_facts
from cardkit.source.source import read_source

PAIRS = Path(__file__).parents[3] / "shared" / "data" / "bilingual"

pytestmark = pytest.mark.skipif(not PAIRS.is_dir(), reason="../shared/data/bilingual is not here")

CONTRADICTIONS = {
    ("Baichuan2", "bf16 / fp16", "Baichuan2-7B", "14.0", "15.3"),
    ("Baichuan2", "bf16 / fp16", "Baichuan2-13B", "25.9", "27.5"),
    ("Baichuan2", "8bits", "Baichuan2-13B", "14.2", "16.1"),
    ("GLM-4-0605", "ChatGLM3-6B", "MMLU", "66.4", "61.4"),
}
ROUNDINGS = {
    ("GLM-4-0605", "Llama-3-8B-Instruct", "IFEval", "68.58", "68.6"),
    ("MiniCPM1", "Deepseek-7B", "Average Score in Chinese", "43.635", "43.64"),
    ("MiniCPM1", "MPT-30B", "Average Score in Chinese", "30.715", "30.72"),
    ("MiniCPM1", "Qwen-1.8B", "Average Score in Chinese", "47.565", "47.57"),
    ("MiniCPM1", "StableLM-Zephyr-3B", "Average Score in Chinese", "30.615", "30.62"),
    ("MiniCPM1", "Phi-2-2B", "Average Score in Chinese", "23.775", "23.78"),
}
NTK = "+ dynamic_ntk"
MISSING = {
    (
        "Qwen",
        "row",
        "en",
        (
            f"Qwen-7B (original) {NTK} + logn",
            f"Qwen-7B (original) {NTK} + logn + window_attn",
        ),
    ),
    ("Qwen", "row", "zh", (f"Qwen-7B {NTK}",)),
    ("XVERSE-13B", "table", "en", ("Ratio(%)",)),
}


@cache
def readings(name):
    return tuple(read(open_document(read_source(PAIRS / name / f"{x}.md"))) for x in ("en", "zh"))


def pairs(*, turned=False):
    for folder in sorted(PAIRS.iterdir()):
        english, chinese = readings(folder.name)
        two = (chinese, english) if turned else (english, chinese)
        yield folder.name, CardPair(*two)


def cells(relation, turned):
    for name, pair in pairs(turned=turned):
        for found in cell_differences(pair):
            if found.relation == relation:
                texts = (found.b.text, found.a.text) if turned else (found.a.text, found.b.text)
                yield name, found.row.en, found.column.en, *texts


@pytest.mark.parametrize("turned", [False, True])
def test_every_contradiction_is_known_and_true(turned):
    assert sorted(cells("contradiction", turned)) == sorted(CONTRADICTIONS)


@pytest.mark.parametrize("turned", [False, True])
def test_averages_that_were_rounded(turned):
    assert sorted(cells("rounded", turned)) == sorted(ROUNDINGS)


@pytest.mark.parametrize("turned", [False, True])
def test_rows_and_tables_in_one_language(turned):
    found = {
        (name, gap.axis, pair.side(gap.side).language, tuple(n.en for n in gap.names))
        for name, pair in pairs(turned=turned)
        for gap in missing(pair)
    }
    assert found == MISSING


def test_nothing_else_is_claimed():
    for name, pair in pairs():
        assert not list(whole_differences(pair)), name
        assert not list(bold_differences(pair)), name
        assert not list(task_facts(pair)), name


def test_how_much_was_compared():
    """Four pairs of tables hold words alone: two of links, two of command-line options."""
    agreements = [table_agreement(pair) for _, pair in pairs()]
    tables = [table for agreement in agreements for table in agreement.pairs]
    assert len(tables) == 105
    assert sum(table.judged.sound for table in tables) == 101
    cells = [r for table in tables for r in table.judged.relations.values()]
    assert len(cells) >= 4000
    assert cells.count("same") >= 0.98 * len(cells)


def test_cards_of_two_models_have_no_table_in_common():
    names = [folder.name for folder in sorted(PAIRS.iterdir())]
    for english in names:
        for chinese in names:
            if english != chinese:
                pair = CardPair(readings(english)[0], readings(chinese)[1])
                assert not table_agreement(pair).pairs, (english, chinese)

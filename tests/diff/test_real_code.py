"""What stands in the code of real pairs; skipped where `../shared` is not there."""

from pathlib import Path

import pytest

from cardkit.bind.read import open_document, read
from cardkit.diff.code.differences import code_differences
from cardkit.diff.pair import CardPair
from cardkit.source.source import read_source

PAIRS = Path(__file__).parents[3] / "shared" / "data" / "bilingual"

pytestmark = pytest.mark.skipif(not PAIRS.is_dir(), reason="../shared/data/bilingual is not here")


def found(name):
    a, b = (read(open_document(read_source(PAIRS / name / f"{x}.md"))) for x in ("en", "zh"))
    return {(d.here_text, d.there_text) for d in code_differences(CardPair(a, b))}


def test_the_misspelt_argument():
    assert found("Orion") == {("False", "Flase")}


@pytest.mark.parametrize("name", ["Qwen", "Baichuan2", "Index-1.9B", "GLM-4-0605", "BlueLM"])
def test_pairs_whose_code_agrees(name):
    assert not found(name)

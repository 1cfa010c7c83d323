"""Opt-in: every real card with a model-index is read and written back, entry by entry."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from tests.bind.helpers import shared

pytestmark = pytest.mark.reference
ROOT = Path(__file__).parents[2]


def benchmark():
    path = ROOT / "benchmarks" / "model_index_round_trip.py"
    spec = importlib.util.spec_from_file_location("model_index_round_trip", path)
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_no_entry_of_any_card_is_lost():
    module = benchmark()
    tally = module.measure(shared("data", "cards"), module.with_cardkit)
    assert tally.hurt == []
    assert tally.cards == tally.cards_whole == 81
    assert tally.entries == tally.kept == tally.printed
    page = (ROOT / "docs" / "dialects.md").read_text(encoding="utf-8")
    assert re.search(rf"\| cardkit \| {tally.entries:,} \| {tally.kept:,} \|", page)

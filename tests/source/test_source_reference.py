"""Opt-in: real cards, read-only, where `../shared` is present."""

from __future__ import annotations

from pathlib import Path

import pytest
from source_laws import check_laws

from cardkit.source.document import read_document
from cardkit.source.source import read_source

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.reference,
    pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here"),
]


def cards() -> list[Path]:
    return sorted([*SHARED.glob("cards/*/*.md"), *SHARED.glob("bilingual/*/*.md")])


def test_every_card_round_trips():
    for path in cards():
        document = read_document(read_source(path))
        assert document.body.span.end == len(document.text)
        assert document.source.to_bytes() == path.read_bytes()


def test_the_laws_hold_for_every_card():
    for path in cards():
        check_laws(read_source(path).text)

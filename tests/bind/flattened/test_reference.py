"""Opt-in checks against the reference folder: the seed's page text, and no real card taken."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

import cardkit
from cardkit.bind.flattened.document import FlattenedDocument, as_flattened
from cardkit.bind.read import is_yaml_record
from cardkit.source.document import read_document
from cardkit.source.source import read_source
from tests.bind.helpers import shared, source, uncovered_lines

pytestmark = pytest.mark.reference


@pytest.fixture(scope="module")
def facts() -> dict:
    path = shared("seeds", "dclm-7b.original-facts.json")
    return json.loads(path.read_text(encoding="utf-8"), parse_float=str)


@pytest.fixture(scope="module")
def seed():
    return cardkit.load(shared("seeds", "dclm-7b.zh.txt")).reading


def test_all_scores_with_their_printed_digits(seed, facts):
    stated = list(facts["evaluation"]["values"].values())
    assert [e.score.value for e in seed.record.evaluations] == list(map(Decimal, stated))
    assert len({e.task for e in seed.record.evaluations} - {None}) == len(stated) == 53
    for i, evaluation in enumerate(seed.record.evaluations):
        assert source(seed, "evaluations", i, "score") == evaluation.score.printed
        assert evaluation.score.decimals == 4
    assert seed.record.evaluation_setup.unit == "fraction"


def test_all_comparison_rows(seed):
    rows = [row for group in seed.comparison.groups for row in group.rows]
    assert [len(group.rows) for group in seed.comparison.groups] == [7, 4]
    original = cardkit.load(shared("seeds", "dclm-7b.original.en.md")).reading
    stated = [row for group in original.comparison.groups for row in group.rows]
    assert [(r.label, r.params, r.tokens, r.open_data) for r in rows] == [
        (r.label, r.params, r.tokens, r.open_data) for r in stated
    ]
    assert [[s and s.score for s in r.scores.values()] for r in rows] == [
        [s and s.score for s in r.scores.values()] for r in stated
    ]


def test_the_spec_row_has_its_one_reading(seed):
    details = seed.record.details
    assert details.layers.value == details.attention_heads.value == 32
    assert details.hidden_size.value == 4096
    assert details.context_length.value.amount == 2048
    assert seed.document.unread == ()


def test_nothing_is_lost(seed):
    assert uncovered_lines(seed) == []
    assert [entry.kind for entry in seed.unrecognised] == ["paragraph", "field"]


def test_no_real_card_is_taken_for_page_text():
    files = [
        path
        for folder in ("cards", "bilingual")
        for path in sorted(shared("data", folder).rglob("*"))
        if path.is_file()
    ]
    taken, stripped = [], []
    for path in files:
        found = read_source(path)
        if is_yaml_record(found):
            continue
        document = read_document(found)
        if isinstance(as_flattened(document), FlattenedDocument):
            taken.append(path)
        block = document.front_matter
        if block is not None:
            body = read_document(type(found)(found.text[block.span.end :]))
            if isinstance(as_flattened(body), FlattenedDocument):
                stripped.append(path)
    assert len(files) > 300
    assert taken == []
    assert stripped == []

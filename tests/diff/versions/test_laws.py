"""A card does not differ from itself, and two ways round say the same."""

from pathlib import Path

import pytest

from cardkit.api import load, loads
from cardkit.diff.versions.compare import compare_versions
from cardkit.record.writer import dump_record
from cardkit.render import render
from tests.diff.versions.helpers import LARCH, edited
from tests.diff.versions.test_markdown import EDITS
from tests.render import render_strategies as strategies
from tests.render.render_strategies import given

REFERENCE = Path("/work/shared/data")


def markdown(record, language="en"):
    return loads(render(record, language)).reading


def yaml(record):
    return loads(dump_record(record), name="x.card.yaml").reading


def seen(changes):
    """Return what differs and where; names (of a row, a section) are those of the newer card."""
    return sorted(
        (c.kind, c.part, c.before or "", c.after or "", str(c.a), str(c.b)) for c in changes
    )


@pytest.mark.parametrize("language", ["en", "zh"])
@given(examples=30, record=strategies.cards)
def test_a_rendered_card_does_not_differ_from_itself(record, language):
    assert compare_versions(markdown(record, language), markdown(record, language)).changes == ()


@given(examples=30, record=strategies.cards)
def test_a_record_does_not_differ_from_itself(record):
    assert compare_versions(yaml(record), yaml(record)).changes == ()


@pytest.mark.parametrize("read", [markdown, yaml])
@given(examples=20, a=strategies.cards, b=strategies.cards)
def test_the_other_way_round_is_the_mirror(a, b, read):
    forward = compare_versions(read(a), read(b))
    backward = compare_versions(read(b), read(a))
    assert seen(c.mirrored() for c in forward.changes) == seen(backward.changes)
    assert (forward.a, forward.b) == (backward.b, backward.a)


@given(examples=20, a=strategies.cards, b=strategies.cards)
def test_records_that_state_different_scores_differ(a, b):
    scores = [sorted(str(e.score.value) for e in card.evaluations) for card in (a, b)]
    if scores[0] != scores[1]:
        parts = {c.part for c in compare_versions(yaml(a), yaml(b)).changes}
        assert "evaluations" in parts


@given(examples=15, a=strategies.cards, b=strategies.cards)
def test_places_lie_in_their_files(a, b):
    found = compare_versions(markdown(a), markdown(b))
    for change in found.changes:
        for place, side in ((change.a, found.a), (change.b, found.b)):
            if place is not None:
                assert 0 <= place.span.start <= place.span.end <= len(side.source.text)
        assert change.a is not None or change.b is not None


@pytest.mark.parametrize(("old", "new", "_"), EDITS)
def test_every_edit_from_both_sides(old, new, _):
    a, b = loads(LARCH).reading, loads(edited((old, new))).reading
    forward, backward = compare_versions(a, b), compare_versions(b, a)
    assert seen(c.mirrored() for c in forward.changes) == seen(backward.changes)


@pytest.mark.reference
@pytest.mark.skipif(not REFERENCE.exists(), reason="needs ../shared/data")
def test_real_cards_do_not_differ_from_themselves():
    files = [*REFERENCE.glob("bilingual/*/*.md"), *sorted(REFERENCE.glob("cards/*/*.md"))[::6]]
    assert len(files) > 50
    for file in files:
        card = load(file)
        unix = card.dumps().replace("\r\n", "\n")
        other = loads(unix.replace("\n", "\r\n"), name=str(file))
        assert compare_versions(card.reading, other.reading).changes == (), file

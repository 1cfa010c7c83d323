"""Law 2: binding a rendered card gives back what such a card can state, whatever the text."""

from __future__ import annotations

import pytest
import render_strategies as strategies
from render_strategies import given

from cardkit.bind import bind
from cardkit.record.card import CardRecord
from cardkit.render import render
from cardkit.render.view import view
from cardkit.source.document import loads


@pytest.mark.parametrize("dialect", ["huggingface", "modelers"])
@pytest.mark.parametrize("language", ["en", "zh"])
@given(examples=40, record=strategies.cards)
def test_binding_a_rendered_card_gives_back_its_view(record, language, dialect):
    text = render(record, language, dialect=dialect)
    stated = view(record, language, dialect)
    read = bind(loads(text), language).record.model_copy(update={"unrecognised": ()})
    assert read == stated, text


@pytest.mark.parametrize("language", ["en", "zh"])
@given(examples=20, record=strategies.cards)
def test_the_view_is_its_own_view(record: CardRecord, language):
    stated = view(record, language)
    assert view(stated, language) == stated

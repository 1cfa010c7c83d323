"""Law 2: binding a rendered card gives back what such a card can state, whatever the text."""

from __future__ import annotations

import pytest
import render_strategies as strategies
from hypothesis import assume
from render_strategies import given

import cardkit
from cardkit.bind import bind
from cardkit.bind.language import HAN_PROSE
from cardkit.catalog.labels import find_label
from cardkit.record.base import Prose
from cardkit.record.card import CardRecord, Limitations, OtherSection
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


@pytest.mark.parametrize("dialect", ["huggingface", "modelers"])
@pytest.mark.parametrize("language", ["en", "zh"])
@given(examples=25, record=strategies.cards)
def test_the_public_reader_finds_the_language_by_itself(record: CardRecord, language, dialect):
    record = record.model_copy(
        update={"other_sections": tuple(o for o in record.other_sections if not _is_known(o.title))}
    )
    text = render(record, language, dialect=dialect)
    assume("\n## " in text)
    assume(language == "zh" or sum("\u4e00" <= c <= "\u9fff" for c in text) < HAN_PROSE)
    read = cardkit.loads(text).record.model_copy(update={"unrecognised": ()})
    assert read == view(record, language, dialect), text


def _is_known(title: Prose) -> bool:
    return any(text and find_label("section", text) for text in (title.en, title.zh))


PLAIN = Prose(en="plain words", zh="plain words")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "record",
    [
        CardRecord(title=PLAIN, limitations=Limitations(intro=PLAIN)),
        CardRecord(name="X-1"),
        CardRecord(
            name="X-1", summary=PLAIN, other_sections=(OtherSection(title=PLAIN, text=PLAIN),)
        ),
        CardRecord(name="X-1", limitations=Limitations(intro=Prose(en="汉字数据", zh="words"))),
    ],
    ids=["title", "name", "others", "swapped"],
)
def test_headings_tell_the_language_of_words_that_do_not(record: CardRecord, language):
    assert cardkit.loads(render(record, language)).record == view(record, language)

"""Law 2: binding a rendered card gives back what such a card can state, whatever the text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import render_strategies as strategies
from hypothesis import assume
from render_strategies import given

import cardkit
from cardkit.bind import bind
from cardkit.bind.language import HAN_PROSE
from cardkit.catalog.labels import find_label
from cardkit.dialects.profile import writable
from cardkit.record.base import Prose
from cardkit.record.card import CardRecord, Limitations, OtherSection
from cardkit.record.comparison import Comparison
from cardkit.render import render
from cardkit.render.escape import plain
from cardkit.render.view import losses, view
from cardkit.source.document import loads
from cardkit.source.span import Path


@pytest.mark.parametrize("dialect", writable())
@pytest.mark.parametrize("language", ["en", "zh"])
@given(examples=40, record=strategies.cards)
def test_binding_a_rendered_card_gives_back_its_view(record, language, dialect):
    text = render(record, language, dialect=dialect)
    stated = view(record, language, dialect)
    read = bind(loads(text), language).record.model_copy(update={"unrecognised": ()})
    assert read == stated, text


@pytest.mark.parametrize("dialect", writable())
@pytest.mark.parametrize("language", ["en", "zh"])
@given(examples=20, record=strategies.cards)
def test_the_view_is_its_own_view(record: CardRecord, language, dialect):
    stated = view(record, language, dialect)
    assert view(stated, language, dialect) == stated


@pytest.mark.parametrize("language", ["en", "zh"])
@given(examples=40, comparison=strategies.comparisons())
def test_what_is_said_of_a_comparison_comes_back_or_is_a_loss(comparison: Comparison, language):
    record = CardRecord(comparison=comparison)
    stated = view(record, language)
    text = render(record, language)
    assert bind(loads(text), language).record == stated, text
    lost = {loss.path for loss in losses(record, language)}
    if stated.comparison is None:
        assert ("comparison",) in lost
        return
    said = {note.get(language) for note in stated.comparison.notes}
    for path, note in _notes(comparison):
        assert path in lost or plain(note.get(language) or "") in said, path


def _notes(comparison: Comparison) -> Iterator[tuple[Path, Prose]]:
    for i, note in enumerate(comparison.notes):
        yield ("comparison", "notes", i), note
    for g, group in enumerate(comparison.groups):
        for r, row in enumerate(group.rows):
            if row.identity is not None and row.identity.note is not None:
                yield ("comparison", "groups", g, "rows", r, "identity", "note"), row.identity.note


@pytest.mark.parametrize("dialect", writable())
@pytest.mark.parametrize("language", ["en", "zh"])
@given(examples=25, record=strategies.cards)
def test_the_public_reader_finds_the_language_by_itself(record: CardRecord, language, dialect):
    record = record.model_copy(
        update={"other_sections": tuple(o for o in record.other_sections if not _is_known(o.title))}
    )
    text = render(record, language, dialect=dialect)
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assume(any(find_label("section", line[3:]) for line in headings))
    han = sum("\u4e00" <= c <= "\u9fff" for c in text)
    assume(han > 0 if language == "zh" else han < HAN_PROSE)  # the cases `view` names
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

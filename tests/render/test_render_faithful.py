"""What the view keeps: law 2 alone would hold for a card that says nothing."""

from __future__ import annotations

import pytest
import render_strategies as strategies
from render_strategies import given

from cardkit.quantity import is_missing
from cardkit.record.base import Fact, Prose
from cardkit.record.card import CardRecord, Citation, Limitations
from cardkit.record.comparison import (
    Comparison,
    ComparisonGroup,
    ComparisonRow,
    ComparisonScore,
    MetricColumn,
)
from cardkit.record.description import Description, UsageSnippet, UsageStep
from cardkit.record.evaluation import Evaluation
from cardkit.record.scalars import Score
from cardkit.record.training import Training
from cardkit.render.escape import drop_controls, plain
from cardkit.render.free_prose import blocks
from cardkit.render.prose import one_line, paragraphs
from cardkit.render.view import losses, view

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])


def letters(text):
    """Return what may not change: free prose loses its rules (`---`) and extra blank lines."""
    return [c for c in text if not c.isspace() and c not in "-*_"]


def lost(record, language):
    return {loss.path for loss in losses(record, language)}


@LANGUAGES
@given(text=strategies.texts)
def test_a_plain_fact_is_kept_word_for_word(text, language):
    record = CardRecord(description=Description(developers=Fact(value=Prose(en=text, zh=text))))
    wanted = plain(text)
    if not wanted or is_missing(wanted):
        assert view(record, language).description is None
        assert ("description", "developers") in lost(record, language)
    else:
        stated = view(record, language).description
        assert stated is not None
        assert stated.developers is not None
        assert stated.developers.value.get(language) == wanted


@LANGUAGES
@given(text=strategies.texts, score=strategies.scores)
def test_a_score_is_kept_with_its_label_and_digits(text, score, language):
    record = CardRecord(evaluations=(Evaluation(label=Prose(en=text, zh=text), score=score),))
    stated = view(record, language).evaluations
    if plain(text):
        assert [e.score.printed for e in stated] == [score.printed]
        assert stated[0].task or stated[0].label.get(language) == plain(text)
    else:
        assert not stated
        assert ("evaluations", 0) in lost(record, language)


@LANGUAGES
@given(label=strategies.texts, group=strategies.texts, column=strategies.texts)
def test_a_comparison_is_kept_with_its_labels(label, group, column, language):
    rows = tuple(
        ComparisonRow(label=name, scores={"c": ComparisonScore(score=Score(printed=printed))})
        for name, printed in ((label, "0.50"), ("other", "0.4"))
    )
    both = Prose(en=column, zh=column)
    record = CardRecord(
        comparison=Comparison(
            columns=(MetricColumn(id="c", label=both),),
            groups=(ComparisonGroup(label=Prose(en=group, zh=group), rows=rows),),
        )
    )
    stated = view(record, language).comparison
    if not plain(label):
        return
    if stated is None:
        assert ("comparison",) in lost(record, language)
        return
    assert [row.label for row in stated.groups[0].rows] == [plain(label), "other"]
    printed = [next(iter(row.scores.values())).score.printed for row in stated.groups[0].rows]
    assert printed == ["0.50", "0.4"]
    assert [next(iter(row.scores.values())).emphasised for row in stated.groups[0].rows] == [
        True,
        False,
    ]


@LANGUAGES
@given(text=strategies.texts)
def test_prose_is_kept_in_its_normal_form_or_listed(text, language):
    both = Prose(en=text, zh=text)
    record = CardRecord(
        summary=both,
        ethical_considerations=both,
        training=Training(intro=both, optimizer=Fact(value=Prose(en="AdamW", zh="AdamW"))),
        limitations=Limitations(items=(both,)),
    )
    stated = view(record, language)
    training, limits = stated.training, stated.limitations
    found = {
        ("summary",): (stated.summary, paragraphs),
        ("ethical_considerations",): (stated.ethical_considerations, blocks),
        ("training", "intro"): (training.intro, paragraphs),
        ("limitations", "items", 0): (limits.items[0] if limits else None, one_line),
    }
    missing = lost(record, language)
    for path, (prose, form) in found.items():
        if prose is None:
            assert path in missing
        else:
            assert letters(prose.get(language)) == letters(form(text))


@given(code=strategies.code)
def test_code_is_kept_character_for_character(code):
    record = CardRecord(usage=(UsageSnippet(steps=(UsageStep(language="python", code=code),)),))
    (snippet,) = view(record, "en").usage
    assert [step.code for step in snippet.steps] == [drop_controls(code).rstrip("\n")]


@given(text=strategies.hostile)
def test_bibtex_is_kept_character_for_character(text):
    bibtex = "@misc{key,\n title={" + text + "}\n}"
    stated = view(CardRecord(citation=Citation(bibtex=bibtex)), "en").citation
    assert stated is not None
    assert stated.bibtex == drop_controls(bibtex).strip()


@given(examples=30, text=strategies.words)
@LANGUAGES
def test_ordinary_prose_is_never_lost(text, language):
    both = Prose(en=f"{text}.", zh=f"{text}。")
    record = CardRecord(
        summary=both,
        ethical_considerations=both,
        limitations=Limitations(intro=both, items=(both, both), recommendations=both),
        citation=Citation(intro=both, bibtex="@misc{a, title={b}}"),
    )
    assert losses(record, language) == []

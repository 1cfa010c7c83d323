"""The glossary: what is preferred, what is read, and which words are never collapsed."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from cardkit.catalog.glossary import find_terms, readings, terms

REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "glossary.tsv"


def test_ids_are_unique_and_preferred_words_are_no_variants_of_themselves():
    assert len(terms()) == 401
    for term in terms().values():
        assert term.en
        assert term.zh
        assert term.en not in term.en_variants
        assert term.zh not in term.zh_variants


@pytest.mark.reference
def test_every_term_of_the_reference_is_here():
    if not REFERENCE.exists():
        pytest.skip("../shared is absent")
    with REFERENCE.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [row["zh"] for row in rows] == [term.zh for term in terms().values()]


@pytest.mark.parametrize(
    ("word", "language", "ids"),
    [
        ("推理", "zh", {"inference", "reasoning"}),
        ("镜像", "zh", {"docker_image", "mirror_hub_copy"}),
        ("precision", "en", {"precision_numeric", "precision_metric"}),
        ("精调", "zh", {"fine_tuning"}),
        ("ARC", "en", {"arc"}),
        ("arc", "en", set()),
        ("no such word", "en", set()),
    ],
)
def test_readings(word, language, ids):
    assert ids <= {term.id for term in readings(word, language)}
    assert bool(readings(word, language)) == bool(ids)


def found(text, language):
    return [text[place.start : place.end] for place in find_terms(text, language)]


def test_the_longest_word_counts_and_whole_words_only():
    assert found("Peak learning rates, tokenizers and attention", "en") == [
        "Peak learning rates",
        "tokenizers",
        "attention",
    ]
    assert found("cards of a smart MITigation", "en") == []
    assert "峰值学习率" in found("峰值学习率为 2e-3", "zh")
    assert "学习率" not in found("峰值学习率为 2e-3", "zh")


def test_names_count_as_they_are_written():
    assert found("the arc of a math task", "en") == found("the arc of a maths task", "en")
    assert "MATH" in found("MATH and ARC", "en")


def test_long_texts_take_linear_time():
    start = time.perf_counter()
    list(find_terms("state of the art of the " * 20_000, "en"))
    list(find_terms("监督微调的" * 40_000, "zh"))
    assert time.perf_counter() - start < 10

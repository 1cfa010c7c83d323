"""Cleaning what a model said, and comparing it with what is right."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Sequence

from cardkit.catalog.definition import Ignored
from cardkit.verify.protocol.filters import without

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = {ord(c): " " for c in string.punctuation + "‘’´`"}
_NO_PUNCTUATION = {ord(c): None for c in string.punctuation}


def cut_first(text: str, stops: Sequence[str]) -> str:
    """Return the text before whichever of `stops` comes first (llm-foundry)."""
    ends = [end for stop in stops if (end := text.find(stop)) >= 0]
    return text[: min(ends)] if ends else text


def cut_each(text: str, stops: Sequence[str]) -> str:
    """Return the text cut at each of `stops` in turn (lm-eval).

    It differs from `cut_first` where a stop begins before another and ends behind its start.
    """
    for stop in stops:
        text = text.split(stop, 1)[0]
    return text


def normalised(text: str) -> str:
    """Return a text as llm-foundry compares it, by TriviaQA's evaluation script.

    Underscores are spaces, letters small, punctuation (typographic quotes included) spaces, English
    articles gone, blanks single (`normalize_answer` of llm-foundry 0.9.0, metrics/nlp.py).
    """
    plain = text.replace("_", " ").lower().translate(_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", plain).split())


def begins_with_any(text: str, answers: Iterable[str]) -> bool:
    """Say whether a text begins with one of the answers; all of them normalised."""
    return any(text.startswith(answer) for answer in answers)


def is_any(
    text: str,
    answers: Iterable[str],
    *,
    ignore_case: bool,
    ignore_punctuation: bool,
    ignored: tuple[Ignored, ...] = (),
) -> bool:
    """Say whether a text is one of the answers, as lm-eval's `exact_match` compares.

    `exact_match_hf_evaluate` of lm-eval 0.4.13, whose `regexes_to_ignore` are `ignored` here:
    nothing is stripped.
    """

    def plain(said: str) -> str:
        said = without(said, ignored)
        lower = said.lower() if ignore_case else said
        return lower.translate(_NO_PUNCTUATION) if ignore_punctuation else lower

    return plain(text) in {plain(answer) for answer in answers}

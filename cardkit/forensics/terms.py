"""Terms for which a Chinese card has two words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cardkit.bind.reading import Reading
from cardkit.catalog.glossary import Term, find_terms
from cardkit.forensics.zh_prose import zh_stretches
from cardkit.source.span import Span

_KINDS = frozenset({"train", "eval", "safety", "hw", "arch"})
"""Headings and field labels are chosen for their place, and names stay in English."""

_SCORES_HIGH = tuple("较更最很高低略远")
"""After 得分: there it is the verb (得分较高), for which 分数 and 评分 cannot stand."""

MIN_USUAL = 3
"""How often the usual word stands in a card before another one counts as a deviation."""


class MixedTerm(NamedTuple):
    """A term with two words: the rarer one at its first place, the usual one and how often."""

    term: Term
    word: str
    usual: str
    times: int
    span: Span


def mixed_terms(reading: Reading) -> list[MixedTerm]:
    """Return the terms for which a Chinese card uses two Chinese words, in order of the place.

    Only words that stand for one term of the glossary count, and none that is short for another
    one of the same term (商用 for 商业用途).
    """
    return sorted(_mixed(reading), key=lambda found: found.span)


def _mixed(reading: Reading) -> Iterator[MixedTerm]:
    text = reading.document.text
    uses: dict[str, dict[str, list[Span]]] = {}
    terms: dict[str, Term] = {}
    for stretch in zh_stretches(reading):
        for found in find_terms(text[stretch.start : stretch.end], "zh"):
            term = found.terms[0]
            if len(found.terms) > 1 or term.kind not in _KINDS:
                continue
            span = Span(stretch.start + found.start, stretch.start + found.end)
            word = text[span.start : span.end]
            if not (word.isascii() or _is_verb(word, text, span.end)):
                terms[term.id] = term
                uses.setdefault(term.id, {}).setdefault(word, []).append(span)
    for term_id, words in uses.items():
        usual = max(words, key=lambda word: len(words[word]))
        times = len(words[usual])
        rare = [w for w in words if not (_shortens(w, usual) or _shortens(usual, w))]
        if rare and times >= MIN_USUAL:
            word = min(rare, key=lambda w: words[w][0])
            yield MixedTerm(terms[term_id], word, usual, times, words[word][0])


def _is_verb(word: str, text: str, end: int) -> bool:
    return word == "得分" and text.startswith(_SCORES_HIGH, end)


def _shortens(short: str, word: str) -> bool:
    """Say whether the characters of `short` stand in `word` in their order."""
    rest = iter(word)
    return all(character in rest for character in short)

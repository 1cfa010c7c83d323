"""The glossary: terms of model cards in English and Chinese, preferred words and variants.

Reading accepts every variant, writing takes the preferred word. Some Chinese words stand at several
terms (推理 is inference and reasoning): `readings` tells, and nothing here chooses between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from cardkit.catalog.tables import parts, read_table
from cardkit.text import Language

TermKind = Literal[
    "section", "field", "arch", "train", "hw", "eval", "safety", "words", "keep"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """One term; `en` and `zh` are preferred, the variants are other spellings of the same."""

    id: str
    kind: TermKind
    en: str
    zh: str
    en_variants: tuple[str, ...] = ()
    zh_variants: tuple[str, ...] = ()

    def preferred(self, language: Language) -> str:
        """Return the word to write."""
        return self.zh if language == "zh" else self.en

    def spellings(self, language: Language) -> tuple[str, ...]:
        """Return every spelling to read, the preferred one first."""
        if language == "zh":
            return (self.zh, *self.zh_variants)
        return (self.en, *self.en_variants)


@dataclass(frozen=True, slots=True)
class TermInText:
    """A place where a text uses one of the glossary's words: `text[start:end]`.

    `terms` has more than one entry where the word is ambiguous.
    """

    start: int
    end: int
    terms: tuple[Term, ...]


@cache
def terms() -> dict[str, Term]:
    """Return every term by id, in the order of the file."""
    kinds: dict[str, TermKind] = {kind: kind for kind in get_args(TermKind)}
    return {
        row["id"]: Term(
            row["id"],
            kinds[row["kind"]],
            row["en"],
            row["zh"],
            parts(row["en_variants"]),
            parts(row["zh_variants"]),
        )
        for row in read_table("glossary.tsv")
    }


def readings(word: str, language: Language) -> tuple[Term, ...]:
    """Return the terms that `word` can stand for in `language`; none for an unknown word."""
    index = _index(language)
    return index.get(word) or index.get(word.casefold(), ())


def find_terms(text: str, language: Language) -> Iterator[TermInText]:
    """Yield the glossary's words in running text, the longest at each place, in order.

    English words count whole, in any case and with a plural s; names that stay in English (`ARC`,
    `MATH`) as they are written. Time is linear in the text.
    """
    for match in _pattern(language).finditer(text):
        found = readings(match[0], language) or readings(match[0].removesuffix("s"), language)
        if found:
            yield TermInText(match.start(), match.end(), found)


@cache
def _index(language: Language) -> dict[str, tuple[Term, ...]]:
    """Map spellings to terms: names that stay as written, other words in lower case."""
    index: dict[str, tuple[Term, ...]] = {}
    for term in terms().values():
        for spelling in term.spellings(language):
            key = spelling if term.kind == "keep" else spelling.casefold()
            index[key] = (*index.get(key, ()), term)
    return index


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    words = sorted(_index(language), key=len, reverse=True)
    latin = [re.escape(word) for word in words if word.isascii()]
    han = [re.escape(word) for word in words if not word.isascii()]
    whole = rf"(?<![A-Za-z0-9])(?:{'|'.join(latin)})s?(?![A-Za-z0-9])"
    return re.compile("|".join([whole, *han]), re.IGNORECASE)

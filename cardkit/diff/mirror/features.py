"""What two paragraphs have in common whatever the language: numbers, Latin words, addresses."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from cardkit.diff.align import overlap
from cardkit.quantity import DateInText, find_dates, find_quantities

MAX_TEXT = 20_000
_IN_WORDS_FROM = 1000
"""Below this a number in words may be none: `two` of `the two`."""
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_.+-]{1,60}")
_URL = re.compile(r"https?://[^\s<>\"'）)]{3,400}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_PER_WORD = (0.8, 4.0)
"""Han characters for one English word: translations lie within."""


@dataclass(frozen=True)
class Features:
    """Features of one piece of prose, as a reader sees it."""

    text: str

    @cached_property
    def numbers(self) -> Counter[Decimal]:
        """The quantities, scaled: 7B, 70 亿 and 7 billion are one; a date is one number."""
        text = _URL.sub(" ", self.text[:MAX_TEXT])
        dates = find_dates(text, every_spelling=True)
        found = Counter(map(_date, dates))
        for number in find_quantities(text, labels=True):
            if not number.in_words or number.quantity.amount >= _IN_WORDS_FROM:
                found[number.quantity.amount] += 1
        return found

    @cached_property
    def latin(self) -> frozenset[str]:
        """The words in Latin letters, in one case."""
        bare = _URL.sub(" ", self.text[:MAX_TEXT])
        return frozenset(match[0].casefold().rstrip(".-") for match in _LATIN.finditer(bare))

    @cached_property
    def han(self) -> int:
        """The number of Han characters."""
        return len(_HAN.findall(self.text))

    @cached_property
    def words(self) -> Counter[str]:
        """The words, each Han character one, in one case."""
        return Counter(re.findall(r"[\u3400-\u9fff]|\w+", self.text[:MAX_TEXT].casefold()))


def _date(date: DateInText) -> Decimal:
    """Return `20240600` for June 2024, and a year alone as it is."""
    if date.month == 0:
        return Decimal(date.year)
    return Decimal(date.year * 10_000 + date.month * 100 + (date.day or 0))


def likeness(a: Features, b: Features, *, translated: bool) -> float:
    """Return how much two paragraphs say the same, from 0 to 1."""
    if not translated:
        return overlap(a.words, b.words) if a.words or b.words else 1.0
    words = _share_of_names(a, b)
    size = _fits_in_size(a, b)
    if not a.numbers and not b.numbers:
        return 0.6 * words + 0.4 * size
    return 0.5 * overlap(a.numbers, b.numbers) + 0.3 * words + 0.2 * size


def other_numbers(a: Features, b: Features) -> tuple[str | None, str | None]:
    """Return the numbers of the first that the second lacks, and the other way round, as text."""
    gone, come = a.numbers - b.numbers, b.numbers - a.numbers
    return ", ".join(f"{n:f}" for n in gone) or None, ", ".join(f"{n:f}" for n in come) or None


def _share_of_names(a: Features, b: Features) -> float:
    """Return the share of the Chinese side's Latin words that the other side has."""
    zh, en = (a, b) if a.han > b.han else (b, a)
    return len(zh.latin & en.latin) / len(zh.latin) if zh.latin else 0.5


def _fits_in_size(a: Features, b: Features) -> float:
    zh, en = (a, b) if a.han > b.han else (b, a)
    size = zh.han + len(zh.latin)
    words = max(sum(en.words.values()), 1)
    return float(_HAN_PER_WORD[0] <= size / words <= _HAN_PER_WORD[1])

"""Quantities and dates in running text, for the comparison of a text with its translation.

What must be found again in the translation is *certain*; a word that may be a number (`two`, `一`)
is only *possible*: it can answer for a certain one and is never missed itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from cardkit.patterns import lazy
from cardkit.quantity import (
    PartialDate,
    Quantity,
    QuantityInText,
    find_dates,
    find_quantities,
    fold_width,
    format_quantity,
    is_countable,
    parse_quantity,
)
from cardkit.quantity.words import SCALES_EN, number_from_words

_IN_NAMES = lazy(
    r"(?<=[A-Za-z源])[0-9]{1,4}(?:\.[0-9]{1,3})?(?:/[0-9]{1,4}(?:\.[0-9]{1,3})?)*(?![0-9A-Za-z.])"
)
"""`Baichuan2` may be written `Baichuan 2` in the other language."""

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
)
_NUMBER_WORD = "|".join([*_SMALL.split(), *SCALES_EN, "an?"])
_WORDS_EN = lazy(
    rf"(?<![A-Za-z])(?:{_NUMBER_WORD})(?:(?:[ -]|[ -]and[ -])(?:{_NUMBER_WORD})){{0,20}}"
    r"(?![A-Za-z])",
    re.I,
)
_LARGE = lazy(rf"(?<![A-Za-z])(?:{'|'.join(SCALES_EN)})(?![A-Za-z])", re.I)
_WORDS_ZH = lazy(r"[零〇一二两三四五六七八九十百千万亿点]{1,24}")
_OTHER_WORDS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "once": 1, "single": 1, "twice": 2, "double": 2,
    "both": 2, "dual": 2, "pair": 2, "triple": 3, "dozen": 12, "half": 50, "hundred": 100,
    "thousand": 1000, "双": 2, "俩": 2, "半": 50,
}  # fmt: skip
_OTHER = lazy(
    rf"(?<![A-Za-z])(?:{'|'.join(w for w in _OTHER_WORDS if w.isascii())})(?![A-Za-z])|[双俩半]",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity or date in a text: how it is printed, and every value it may have.

    `readings[0]` is the plain one. Values are written canonically: `7B`, `63.7%`, `2024-06`.
    """

    printed: str
    readings: tuple[str, ...]
    amount: Decimal | None = None


@dataclass(slots=True)
class Mentions:
    """What a text mentions: the certain ones, and the values its number words may have."""

    certain: list[Mention] = field(default_factory=list)
    possible: set[str] = field(default_factory=set)


def find_mentions(text: str) -> Mentions:
    """Find quantities and dates in running text, English or Chinese. Linear time.

    The certain ones are the dates, then what `find_quantities` finds with its labels; units are not
    compared. Of what is written in words only a number with a scale (`seven billion`) is certain.
    """
    found = Mentions([*_dates(text), *_quantities(text)])
    folded = fold_width(text)
    for match in _IN_NAMES.finditer(folded):
        found.possible.update(canonical(Decimal(figure)) for figure in match[0].split("/"))
    found.possible |= {value for amount in _in_words(folded) for value in _both(amount)}
    return found


def _dates(text: str) -> Iterator[Mention]:
    for found in find_dates(text, every_spelling=True):
        date = PartialDate(found.year, found.month or None, found.day)
        yield Mention(text[found.start : found.end].strip(), (date.isoformat(),))


def _quantities(text: str) -> Iterator[Mention]:
    for found in find_quantities(text, binary_k=True, labels=True):
        printed = text[found.number_start : found.number_end]
        if not found.in_words or _LARGE.search(printed):
            yield _mention(found, printed.strip())


def _mention(found: QuantityInText, printed: str) -> Mention:
    """Return what may answer for a quantity; the first end of `7-13B` may stay a 7."""
    quantity = found.quantity
    sign = "%" if quantity.unit == "%" else ""
    values = [canonical(reading) + sign for reading in quantity.readings]
    alone = parse_quantity(printed) if found.part == "from" else None
    if alone is not None and alone.unit is None:
        values.insert(0, canonical(alone.amount))
        return Mention(printed, tuple(dict.fromkeys(values)), alone.amount)
    return Mention(printed, tuple(values), quantity.amount)


def _in_words(text: str) -> Iterator[Decimal]:
    """Yield every number that words of the text may mean."""
    for match in _WORDS_EN.finditer(text):
        yield from _english(match[0].lower().replace("-", " ").split())
    for match in _WORDS_ZH.finditer(text):
        yield from _chinese(match[0])
    for match in _OTHER.finditer(text):
        yield Decimal(_OTHER_WORDS[match[0].lower()])


def _english(words: list[str]) -> Iterator[Decimal]:
    """Yield the numbers in a run of number words, the longest at each place first."""
    at = 0
    while at < len(words):
        for end in range(len(words), at, -1):
            amount = number_from_words(" ".join(words[at:end]))
            if amount is not None:
                if is_countable(amount):
                    yield amount
                at = end
                break
        else:
            at += 1


def _chinese(run: str) -> Iterator[Decimal]:
    """Yield what a run of Chinese number words may be: the whole of it, and each character."""
    whole = number_from_words(run)
    if whole is not None and is_countable(whole):
        yield whole
    for character in run:
        amount = number_from_words(character)
        if amount is not None:
            yield amount


def _both(amount: Decimal) -> set[str]:
    value = canonical(amount)
    return {value, value + "%"}


def canonical(amount: Decimal) -> str:
    """Write an amount in one way, whatever it was written as: `7B`, `2.5T`, `2048`, `0.527`."""
    return format_quantity(Quantity(amount), "en")

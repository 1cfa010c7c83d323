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
    find_dates,
    fold_width,
    format_quantity,
    is_countable,
    parse_date,
    parse_quantity,
)
from cardkit.quantity.number import EXPONENT, UNSIGNED, to_decimal
from cardkit.quantity.words import SCALES_EN, number_from_words

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
_MONTH_AND_YEAR = lazy(
    rf"(?<![A-Za-z0-9])(?P<words>{_MONTH}\.?,? (?:19|20)[0-9]{{2}})(?![0-9])"
    r"|(?<![\w./-])(?P<figures>(?:19|20)[0-9]{2}[-./](?:0?[1-9]|1[0-2])"
    r"(?:[-./](?:0?[1-9]|[12][0-9]|3[01]))?)(?![\w/-]|\.[0-9])",
    re.ASCII,
)
_FIGURES = lazy(
    rf"(?<![A-Za-z0-9_.@])(?P<mantissa>{UNSIGNED}){EXPONENT}?"
    r"(?:(?P<scale>\s?[十百千万亿]{1,4}|[ -]?(?:hundred|thousand|million|billion|trillion"
    r"|quadrillion)(?![a-z])|\s?(?:[KMBTkW]|mn|bn)(?![A-Za-z0-9]))|\+)?"
    r"(?P<percent>\s?(?:\\?%|percent\b|per cent\b|percentage points?\b|个?百分点))?",
    re.IGNORECASE,
)
_PERCENT_BEFORE = re.compile(r"百分之\s?$")
_UNIT_BEHIND = lazy(r"(?:[KMGTP]i?B?|[mun]s|bits?|st|nd|rd|th|s|x|h|W|k?Hz|D)(?![A-Za-z0-9])", re.I)
"""What may be glued to a figure and leaves it a figure: `80GB`, `4bit`, `3rd`, `2x`."""
_NAMES_BEFORE = frozenset("源")
"""Han characters that begin a model's name: 源2.0 is Yuan 2.0."""
_IN_NAMES = lazy(
    r"(?<=[A-Za-z源])[0-9]{1,4}(?:\.[0-9]{1,3})?(?:/[0-9]{1,4}(?:\.[0-9]{1,3})?)*(?![0-9A-Za-z.])"
)
"""`Baichuan2` may be written `Baichuan 2` in the other language."""
_RANGE = frozenset("-–—~～/")

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
_WORDS_ZH = lazy(r"[零〇一二两三四五六七八九十百千万亿]{1,24}")
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
_BLANKED = str.maketrans({"，": " ", "、": " ", "；": " "})


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

    Names (`GLM-4-9B`, `A100`, `v0.3`, `源2.0`) are none; units are not compared.
    """
    folded = fold_width(text.translate(_BLANKED))
    found = Mentions()
    for match in _IN_NAMES.finditer(folded):
        found.possible.update(canonical(Decimal(figure)) for figure in match[0].split("/"))
    rest = _take_dates(folded, found)
    rest = _take_figures(rest, found)
    _take_words(rest, found)
    return found


def _take_dates(text: str, found: Mentions) -> str:
    """Add the dates and return `text` with blanks in their place."""
    chars = list(text)
    taken = [(d.start, d.end, PartialDate(d.year, d.month, d.day)) for d in find_dates(text)]
    for match in _MONTH_AND_YEAR.finditer(text):
        date = parse_date(match[0])
        if date is not None and date.month is not None:
            taken.append((match.start(), match.end(), date))
    for start, end, date in taken:
        if chars[start] != "\0" and chars[end - 1] != "\0":
            found.certain.append(Mention(text[start:end].strip(), (date.isoformat(),)))
            chars[start:end] = "\0" * (end - start)
    return "".join(chars)


def _take_figures(text: str, found: Mentions) -> str:
    """Add what is written in figures and return `text` with blanks in its place."""
    pieces: list[str] = []
    at, last_end = 0, -1
    for match in _FIGURES.finditer(text):
        start, end = match.span()
        if _part_of_a_name(text, start, end, last_end):
            continue
        mention = _mention(
            match, percent_before=bool(_PERCENT_BEFORE.search(text[max(0, start - 8) : start]))
        )
        if mention is None:
            continue
        if last_end == start - 1 and found.certain and text[start - 1] in _RANGE:
            _share_scale(found, match, mention)
        found.certain.append(mention)
        pieces += (text[at:start], "\0" * (end - start))
        at = last_end = end
    return "".join(pieces) + text[at:]


def _part_of_a_name(text: str, start: int, end: int, last_end: int) -> bool:
    before, behind = text[start - 1 : start], text[end : end + 1]
    if before in _NAMES_BEFORE and before:
        return True
    if before in _RANGE and before:
        further = text[start - 2 : start - 1] if start > 1 else ""
        if further.isascii() and (further.isalnum() or further == "_") and last_end != start - 1:
            return True
    if behind == "." and text[end + 1 : end + 2].isdigit():
        return True
    glued = behind.isascii() and (behind.isalnum() or behind == "_")
    return glued and _UNIT_BEHIND.match(text, end) is None


def _mention(match: re.Match[str], *, percent_before: bool) -> Mention | None:
    scale = (match["scale"] or "").strip().lstrip("-")
    exponent = match["e"] or match["p"]
    mantissa = to_decimal(match["mantissa"], exponent)
    printed = match[0].strip()
    quantity = None
    if scale:
        # Figures before 十, 百 or 千 alone are no scale of the parser's: 3 千 is.
        quantity = parse_quantity(f"{mantissa:f}{scale}", binary_k=True)
        if quantity is None:
            return None
    amount = quantity.amount if quantity else mantissa
    if not is_countable(amount):
        return None
    sign = "%" if match["percent"] or percent_before else ""
    readings = quantity.readings if quantity and quantity.readings else (amount,)
    values = tuple(canonical(reading) + sign for reading in readings)
    return Mention(printed, values, amount)


def _share_scale(found: Mentions, match: re.Match[str], mention: Mention) -> None:
    """Let the first figure of `7-13B` mean 7B as well, that of `5-10%` 5%."""
    first = found.certain[-1]
    if first.amount is None or not first.readings[0][-1].isdigit():
        return
    scale = (match["scale"] or "").strip().lstrip("-")
    shared = parse_quantity(f"{first.amount:f}{scale}") if scale else None
    more = canonical(shared.amount if shared else first.amount)
    more += "%" if mention.readings[0].endswith("%") else ""
    found.certain[-1] = Mention(first.printed, (*first.readings, more), first.amount)


def _take_words(text: str, found: Mentions) -> None:
    for match in _WORDS_EN.finditer(text):
        for words, amount in _english(match[0].lower().replace("-", " ").split()):
            large = any(word in SCALES_EN for word in words)
            if large and is_countable(amount):
                found.certain.append(Mention(" ".join(words), (canonical(amount),), amount))
            else:
                found.possible |= _both(amount)
    for match in _WORDS_ZH.finditer(text):
        found.possible |= {value for amount in _chinese(match[0]) for value in _both(amount)}
    for match in _OTHER.finditer(text):
        found.possible |= _both(Decimal(_OTHER_WORDS[match[0].lower()]))


def _english(words: list[str]) -> Iterator[tuple[list[str], Decimal]]:
    """Yield the numbers in a run of number words, the longest at each place first."""
    at = 0
    while at < len(words):
        for end in range(len(words), at, -1):
            amount = number_from_words(" ".join(words[at:end]))
            if amount is not None:
                yield words[at:end], amount
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

"""Quantities in running text, Chinese or English: where each stands and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Literal, NamedTuple

from cardkit.quantity.amount import Quantity, parse_quantity
from cardkit.quantity.beside import (
    is_factor,
    is_han_name,
    is_no_amount,
    is_ordinal,
    is_part_of_a_word,
    is_set_off,
)
from cardkit.quantity.dates_in_text import find_dates
from cardkit.quantity.fold import fold_words
from cardkit.quantity.not_prose import blanked
from cardkit.quantity.number import APPROXIMATELY
from cardkit.quantity.patterns import compiled
from cardkit.quantity.tails import GAP, Tail, squeezed, tail_at, unit_at
from cardkit.quantity.units import SYMBOLS
from cardkit.quantity.words import DIGIT_WORDS_ZH, NUMBER_WORDS_EN

Part = Literal["whole", "from", "to", "spread"]
"""Which part of a statement: all of it, an end of a range, what stands behind ±."""

MAX_DIGITS = 40
MAX_WORDS_ZH = 24

_JOIN = r"(?:[-./+@~\\&#_:,]+[A-Za-z0-9_]+)"
_NAME = r"[A-Za-z_#@][A-Za-z0-9_]*(?:[-./+@~\\&#_]+[A-Za-z0-9_]+)*"
_PATH = rf"(?<![A-Za-z0-9])(?:\.{{1,2}}|~)?/[A-Za-z0-9_]+{_JOIN}*"
_DIGITS = r"[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)*"
_HAN_DIGITS = f"[{DIGIT_WORDS_ZH}]"
_POINT_ZH = r"点[零〇一二三四五六七八九]{1,6}"
_WORD = rf"(?:{'|'.join(NUMBER_WORDS_EN)})"
_WORDS = (
    r"(?<![A-Za-z0-9_])(?:an?(?=[ -](?:hundred|thousand|million|billion|trillion)\b)"
    rf"|{_WORD})(?:(?: and |[ \t\r\n-]){_WORD}){{0,12}}(?![A-Za-z0-9_])"
)
_TOKEN = (
    rf"(?P<words>{_WORDS})|(?P<name>{_NAME}|{_PATH})|(?P<digits>{_DIGITS})"
    rf"|百分之{GAP}(?:(?P<share>{_DIGITS})|{_HAN_DIGITS}{{1,5}}(?:{_POINT_ZH})?)"
    rf"|(?P<han>{_HAN_DIGITS}+(?:(?P<point>{_POINT_ZH})[十百千万亿]*)?)"
)
_REST = rf"[A-Za-z0-9_]*{_JOIN}*"
_GLUED = r"[A-Za-z0-9_^@\\]|[-:*×/][A-Za-z0-9]|\.[a-z0-9_]|,[0-9]"
_RANGE = rf"{GAP}(?:[-–—~〜∼]|(?<=\s)to(?=\s)|[到至]){GAP}(?P<high>{_DIGITS})"
_BETWEEN = rf"{GAP}(?:(?<=\s)and(?=\s)|[和与]){GAP}(?P<high>{_DIGITS})"
_TIMES = r"[xX×](?![A-Za-z0-9_])(?!\s?[0-9])"
_SUFFIX = r"(?:bits?|st|nd|rd|th|[kMG]?Hz|[kKMGTP]i?|[mun]s|[wWD])(?![A-Za-z0-9_])"
"""What may be glued to a figure and leaves it one: `80G`, `4bit`, `3rd`, `3D`."""

_IS_BETWEEN = r"(?:between|介于)\s?$"
_SPREAD = rf"{GAP}(?:±|\+/-|\+-){GAP}(?P<spread>{_DIGITS})(?P<percent>{GAP}%)?"
_ABOUT = rf"(?:(?<![A-Za-z])(?=[a-z])|(?<![最附])(?=[^a-z])){APPROXIMATELY}\s?$"
_VAGUE = r"[数几上成每这那某同另唯统之单第十百千万亿]$"
_MEASURED = r"\s?(?:[个种条张块篇项款位层台步轮天周倍家组类份次大]|小时|分钟)"
_CLASS = r"\s?(?:数?量)?级"
_OTHER_WORD = r"[百千](?=问|帆|瓦|川|度|炼|灵|寻|字节|米|克)|万(?=物|象|维)"


class QuantityInText(NamedTuple):
    """A quantity in running text; `text[start:end]` states it, with its unit and `about` if any.

    Of a range (`1~2 万`) each end is one, with the scale and unit that it has from the other.
    `in_words` says that it is written without digits: `seven billion`, `十亿`. The number alone
    ends at `number_end` and begins at `number_start`: neither unit nor `about` is in it. `label`
    says that it counts nothing, as a year or the number of a table.
    """

    start: int
    end: int
    quantity: Quantity
    number_start: int
    number_end: int
    part: Part = "whole"
    in_words: bool = False
    label: bool = False


def find_quantities(
    text: str, *, binary_k: bool = False, labels: bool = False
) -> Iterator[QuantityInText]:
    """Yield the quantities in running text of either language, in order of place. Linear time.

    Numbers with the scales, units and number words that `parse_quantity` reads, shares (unit `%`),
    ranges and spreads. Left out is what is no quantity: names (`GLM-4-9B`, `A100-80G`, `源2.0`),
    versions, dates, years, ordinals, factors (`128×8`), digits after a leading zero, list and
    heading numbers, footnote marks, arXiv numbers, and all in code, URLs, paths, addresses and
    BibTeX. `text` may hold Markdown; emphasis is looked through. `binary_k` is as in
    `parse_quantity`. With `labels` also the numbers that are printed and count nothing are found:
    years, ordinals (`3rd`, `第 3`), factors, versions after a blank, numbering, `5-shot`, `4bit`,
    `>=4.36`, what has a minus. Names, versions that are a word (`v0.3`), digits after a leading
    zero and dates never are.
    """
    folded = blanked(fold_words(text))
    dates = [(date.start, date.end) for date in find_dates(folded, every_spelling=True)]
    for found in _Finder(folded, dates, binary_k, labels).run():
        printed = text[found.start : found.end]
        yield found._replace(quantity=replace(found.quantity, printed=printed))


class _Finder:
    def __init__(
        self, text: str, dates: list[tuple[int, int]], binary_k: bool, labels: bool
    ) -> None:
        self.text = text
        self.dates = iter(dates)
        self.date = next(self.dates, None)
        self.binary_k = binary_k
        self.labels = labels
        self.last = -1  # where the last number that was found ends
        self.end = 0

    def run(self) -> Iterator[QuantityInText]:
        token = compiled(_TOKEN)
        while match := token.search(self.text, self.end):
            self.end = match.end()
            start = match.start()
            while self.date is not None and self.date[1] <= start:
                self.date = next(self.dates, None)
            if self.date is not None and self.date[0] < self.end:
                self.end = max(self.date[1], start + 1)
            elif match["digits"]:
                yield from self._number(match)
            elif match["han"]:
                yield from self._han(match)
            elif match["words"]:
                yield from self._words(match)
            elif match["name"] is None:
                in_words = not match["share"]
                yield from self._one(start, match[0], self.end, self.end, in_words=in_words)

    def _number(self, match: re.Match[str]) -> Iterator[QuantityInText]:
        start, end = match.span()
        if not _is_plain(match[0]):
            return self._skip(end)
        tail = tail_at(self.text, end)
        if is_part_of_a_word(self.text, start):
            if self.labels and (self._goes_on_from_last(start) or is_set_off(self.text, start)):
                return self._label(start, match[0], tail)
            return self._skip(end)
        spread = compiled(_SPREAD).match(self.text, tail.end)
        if spread and _is_plain(spread["spread"]):
            return self._with_spread(start, match[0], tail, spread)
        between = compiled(_IS_BETWEEN).search(self.text[max(0, start - 9) : start])
        high = compiled(_BETWEEN if between else _RANGE).match(self.text, tail.end)
        if high and _is_plain(high["high"]):
            found = self._range(start, match[0], tail, high)
            if found:
                return iter(found)
        return self._alone(start, match[0], tail)

    def _alone(self, start: int, digits: str, tail: Tail) -> Iterator[QuantityInText]:
        text, end = self.text, start + len(digits)
        times = compiled(_TIMES).match(text, end) if tail.bare else None
        if times:
            tail = tail._replace(end=times.end())
        glued = compiled(_GLUED).match(text, tail.end)
        if glued and not (text[tail.end] == "/" and (tail.unit or text[tail.end + 1].isdigit())):
            return self._label(start, digits, tail) if self.labels else self._skip(tail.end)
        self.end = max(self.end, tail.end)
        if (tail.bare and is_no_amount(text, start, end)) or is_ordinal(text, start):
            return self._label(start, digits, tail) if self.labels else iter(())
        if is_factor(text, start, tail.end) and tail.unit.strip() not in SYMBOLS:
            return self._label(start, digits, tail) if self.labels else iter(())
        return self._one(start, _written(digits, tail), tail.end, tail.number_end)

    def _label(self, start: int, digits: str, tail: Tail) -> Iterator[QuantityInText]:
        """Read a number that counts nothing, where it is none of a name's."""
        text, end = self.text, start + len(digits)
        inside = compiled(r"[A-Za-z0-9_@]").match(text, tail.end)
        suffix = compiled(_SUFFIX).match(text, tail.end) if inside else None
        if (inside and not suffix) or (tail.bare and is_han_name(text, start, end)):
            self.end = self._rest(tail.end)
            return
        minus = text[start - 1 : start] == "-" and not self._goes_on_from_last(start)
        self.end = max(self.end, tail.end)
        written = _written(digits, tail)
        for found in self._one(start, written, tail.end, tail.number_end):
            yield _negative(found) if minus else found._replace(label=True)

    def _goes_on_from_last(self, start: int) -> bool:
        """Say whether a hyphen joins a number to the last one: the second year of `2023-2024`."""
        return self.text[start - 1 : start] == "-" and self.last == start - 1

    def _range(
        self, start: int, digits: str, tail: Tail, match: re.Match[str]
    ) -> list[QuantityInText] | None:
        """Return the two ends of a range; None where the two numbers are none."""
        high = match["high"]
        far = tail_at(self.text, match.end())
        if compiled(_GLUED).match(self.text, far.end) and not far.unit:
            return None
        near, at = tail, match.start("high")
        if not (tail.scale or tail.percent) and _value(digits) < _value(high):
            near = far._replace(unit=tail.unit or far.unit)
        elif not tail.unit:
            near = tail._replace(unit=far.unit)
        low_end = [*self._one(start, _written(digits, near), tail.end, tail.number_end, "from")]
        high_end = [*self._one(at, _written(high, far), far.end, far.number_end, "to")]
        if not low_end or not high_end or is_ordinal(self.text, start):
            return None
        if low_end[0].quantity.amount >= high_end[0].quantity.amount:
            return None
        if far.bare and is_no_amount(self.text, at, match.end("high")):
            return None
        self.end = far.end
        return low_end + high_end

    def _with_spread(
        self, start: int, digits: str, tail: Tail, match: re.Match[str]
    ) -> Iterator[QuantityInText]:
        self.end = match.end()
        unit = tail._replace(percent=tail.percent or match["percent"] is not None)
        yield from self._one(start, _written(digits, unit), tail.end, tail.number_end)
        at, end = match.start("spread"), match.end()
        yield from self._one(at, _written(match["spread"], unit), end, end, "spread")

    def _han(self, match: re.Match[str]) -> Iterator[QuantityInText]:
        """Read `十亿`, `两百个`; a single character only where a measure word follows, 一 never."""
        text, (start, end) = self.text, match.span()
        if len(match[0]) > MAX_WORDS_ZH or match[0] == "一":
            return
        if compiled(_VAGUE).search(text[max(0, start - 1) : start]):
            return
        if compiled(_OTHER_WORD).match(text, end - 1) or compiled(_CLASS).match(text, end):
            return
        if len(match[0]) == 1 and not compiled(_MEASURED).match(text, end):
            return
        unit = unit_at(text, end)
        if match["point"] and not unit and match[0][-1] not in "千万亿":
            return  # 三点五 may be a time
        written = match[0] + (squeezed(unit[0]) if unit else "")
        self.end = unit.end() if unit else end
        yield from self._one(start, written, self.end, end, in_words=True)

    def _words(self, match: re.Match[str]) -> Iterator[QuantityInText]:
        """Read `seven billion`; `one` alone is a pronoun unless it counts something."""
        text, (start, end) = self.text, match.span()
        unit = unit_at(text, end)
        after = unit.end() if unit else end
        if is_part_of_a_word(text, start) or compiled(_GLUED).match(text, after):
            self.end = self._rest(after)
            return
        if match[0].lower() == "one" and not unit:
            return
        self.end = after
        written = squeezed(match[0]) + (" " + squeezed(unit[0]).lstrip("-") if unit else "")
        yield from self._one(start, written, after, end, in_words=True)

    def _one(
        self,
        start: int,
        written: str,
        end: int,
        number_end: int,
        part: Part = "whole",
        *,
        in_words: bool = False,
    ) -> Iterator[QuantityInText]:
        number_start = start
        before = compiled(_ABOUT).search(self.text[max(0, start - 16) : start])
        if before and part in ("whole", "from"):
            written = before[0] + written
            start -= len(before[0])
        quantity = parse_quantity(written, binary_k=self.binary_k, percent=True)
        if quantity is not None:
            self.last = number_end
            yield QuantityInText(start, end, quantity, number_start, number_end, part, in_words)

    def _skip(self, at: int) -> Iterator[QuantityInText]:
        self.end = self._rest(at)
        return iter(())

    def _rest(self, at: int) -> int:
        """Return where the word that goes on at `at` ends."""
        match = compiled(_REST).match(self.text, at)
        return match.end() if match else at


def _negative(found: QuantityInText) -> QuantityInText:
    """Return a number with the minus that stands before it."""
    quantity = found.quantity
    readings = tuple(-reading for reading in quantity.readings)
    return found._replace(
        start=found.start - 1,
        number_start=found.number_start - 1,
        quantity=replace(quantity, amount=-quantity.amount, readings=readings),
        label=True,
    )


def _written(digits: str, tail: Tail) -> str:
    """Write a number with its tail as `parse_quantity` reads it."""
    return f"{digits}{tail.scale}{'%' if tail.percent else tail.unit}"


def _is_plain(digits: str) -> bool:
    """Say whether digits are one number: no leading zero, no second point, not endless."""
    return (
        len(digits) <= MAX_DIGITS
        and digits.count(".") <= 1
        and (digits[0] != "0" or digits[1:2] in ("", "."))
    )


def _value(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))

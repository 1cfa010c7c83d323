"""Quantities in running text, Chinese or English: where each stands and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Literal, NamedTuple

from cardkit.quantity.amount import PERCENT, SCALE, Quantity, parse_quantity
from cardkit.quantity.beside import is_factor, is_no_amount, is_ordinal, is_part_of_a_word
from cardkit.quantity.dates_in_text import find_dates
from cardkit.quantity.fold import fold_words
from cardkit.quantity.not_prose import blanked
from cardkit.quantity.number import APPROXIMATELY, EXPONENT
from cardkit.quantity.patterns import compiled
from cardkit.quantity.units import SYMBOLS, UNITS
from cardkit.quantity.words import DIGIT_WORDS_ZH, NUMBER_WORDS_EN

Part = Literal["whole", "from", "to", "spread"]
"""Which part of a statement: all of it, an end of a range, what stands behind ±."""

MAX_DIGITS = 40
MAX_WORDS_ZH = 24

_GAP = r"(?:[ \t\r]|\n(?!\r?\n)){0,3}"
_JOIN = r"(?:[-./+@~\\&#_:,]+[A-Za-z0-9_]+)"
_NAME = r"[A-Za-z_#@][A-Za-z0-9_]*(?:[-./+@~\\&#_]+[A-Za-z0-9_]+)*"
_PATH = rf"(?<![A-Za-z0-9])(?:\.{{1,2}}|~)?/[A-Za-z0-9_]+{_JOIN}*"
_DIGITS = r"[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)*"
_HAN_DIGITS = f"[{DIGIT_WORDS_ZH}]"
_WORD = rf"(?:{'|'.join(NUMBER_WORDS_EN)})"
_WORDS = (
    r"(?<![A-Za-z0-9_])(?:an?(?=[ -](?:hundred|thousand|million|billion|trillion)\b)"
    rf"|{_WORD})(?:(?: and |[ \t\r\n-]){_WORD}){{0,12}}(?![A-Za-z0-9_])"
)
_TOKEN = (
    rf"(?P<words>{_WORDS})|(?P<name>{_NAME}|{_PATH})|(?P<digits>{_DIGITS})"
    rf"|百分之{_GAP}(?:(?P<share>{_DIGITS})|{_HAN_DIGITS}{{1,5}})|(?P<han>{_HAN_DIGITS}+)"
)
_GOES_ON = rf"{_GAP}[^\s0-9,.;:()\[\]，。；：、（）]"
_REST = rf"[A-Za-z0-9_]*{_JOIN}*"
_GLUED = r"[A-Za-z0-9_^@\\]|[-:*×/][A-Za-z0-9]|\.[a-z0-9_]|,[0-9]"
_RANGE = rf"{_GAP}(?:[-–—~〜∼]|(?<=\s)to(?=\s)|[到至]){_GAP}(?P<high>{_DIGITS})"
_BETWEEN = rf"{_GAP}(?:(?<=\s)and(?=\s)|[和与]){_GAP}(?P<high>{_DIGITS})"
_IS_BETWEEN = r"(?:between|介于)\s?$"
_SPREAD = rf"{_GAP}(?:±|\+/-|\+-){_GAP}(?P<spread>{_DIGITS})(?P<percent>{_GAP}%)?"
_ABOUT = rf"(?:(?<![A-Za-z])(?=[a-z])|(?<![最附])(?=[^a-z])){APPROXIMATELY}\s?$"
_VAGUE = r"[数几上成每这那某同另唯统之单第十百千万亿]$"
_MEASURED = r"\s?(?:[个种条张块篇项款位层台步轮天周倍家组类份次大]|小时|分钟)"
_CLASS = r"\s?(?:数?量)?级"
_OTHER_WORD = r"[百千](?=问|帆|瓦|川|度|炼|灵|寻|字节|米|克)|万(?=物|象|维)"
_AFTER_HAN = {
    "字": "节段母典体符", "词": "表汇性组", "句": "法", "步": "骤长",
    "周": "期", "层": "次面", "条": "件", "台": "湾", "篇": "幅", "卡": "片", "头": "部",
    "题": "材", "天": "工",
}  # fmt: skip
"""Han characters that make of a one-character unit the beginning of another word."""


class QuantityInText(NamedTuple):
    """A quantity in running text; `text[start:end]` states it, with its unit and `about` if any.

    Of a range (`1~2 万`) each end is one, with the scale and unit that it has from the other.
    `in_words` says that it is written without digits: `seven billion`, `十亿`.
    """

    start: int
    end: int
    quantity: Quantity
    part: Part = "whole"
    in_words: bool = False


def find_quantities(text: str, *, binary_k: bool = False) -> Iterator[QuantityInText]:
    """Yield the quantities in running text of either language, in order of place. Linear time.

    Numbers with the scales, units and number words that `parse_quantity` reads, shares (unit `%`),
    ranges and spreads. Left out is what is no quantity: names (`GLM-4-9B`, `A100-80G`, `源2.0`),
    versions, dates, years, ordinals, factors (`128×8`), digits after a leading zero, list and
    heading numbers, footnote marks, arXiv numbers, and all in code, URLs, paths, addresses and
    BibTeX. `text` may hold Markdown; emphasis is looked through. `binary_k` is as in
    `parse_quantity`.
    """
    folded = blanked(fold_words(text))
    dates = [(date.start, date.end) for date in find_dates(folded, every_spelling=True)]
    for found in _Finder(folded, dates, binary_k).run():
        printed = text[found.start : found.end]
        yield found._replace(quantity=replace(found.quantity, printed=printed))


class _Tail(NamedTuple):
    """What multiplies and counts a number: its scale and unit, and where they end."""

    end: int
    scale: str
    unit: str
    percent: bool


class _Finder:
    def __init__(self, text: str, dates: list[tuple[int, int]], binary_k: bool) -> None:
        self.text = text
        self.dates = iter(dates)
        self.date = next(self.dates, None)
        self.binary_k = binary_k
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
                yield from self._one(start, self.end, match[0], in_words=not match["share"])

    def _number(self, match: re.Match[str]) -> Iterator[QuantityInText]:
        start, end = match.span()
        if not _is_plain(match[0]) or is_part_of_a_word(self.text, start):
            return self._skip(end)
        tail = self._tail(end)
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

    def _alone(self, start: int, digits: str, tail: _Tail) -> Iterator[QuantityInText]:
        text, end = self.text, start + len(digits)
        glued = compiled(_GLUED).match(text, tail.end)
        if glued and not (text[tail.end] == "/" and (tail.unit or text[tail.end + 1].isdigit())):
            return self._skip(tail.end)
        self.end = max(self.end, tail.end)
        bare = not (tail.scale or tail.unit or tail.percent)
        if (bare and is_no_amount(text, start, end)) or is_ordinal(text, start):
            return iter(())
        if is_factor(text, start, tail.end) and tail.unit.strip() not in SYMBOLS:
            return iter(())
        return self._one(start, tail.end, _written(digits, tail))

    def _range(
        self, start: int, digits: str, tail: _Tail, match: re.Match[str]
    ) -> list[QuantityInText] | None:
        """Return the two ends of a range; None where the two numbers are none."""
        high = match["high"]
        far = self._tail(match.end())
        if compiled(_GLUED).match(self.text, far.end) and not far.unit:
            return None
        near = tail
        if not (tail.scale or tail.percent) and _value(digits) < _value(high):
            near = far._replace(unit=tail.unit or far.unit, end=tail.end)
        elif not tail.unit:
            near = tail._replace(unit=far.unit)
        low_end = [*self._one(start, tail.end, _written(digits, near), part="from")]
        high_end = [*self._one(match.start("high"), far.end, _written(high, far), part="to")]
        if not low_end or not high_end or is_ordinal(self.text, start):
            return None
        if low_end[0].quantity.amount >= high_end[0].quantity.amount:
            return None
        bare = not (far.scale or far.unit or far.percent)
        if bare and is_no_amount(self.text, match.start("high"), match.end("high")):
            return None
        self.end = far.end
        return low_end + high_end

    def _with_spread(
        self, start: int, digits: str, tail: _Tail, match: re.Match[str]
    ) -> Iterator[QuantityInText]:
        self.end = match.end()
        unit = tail._replace(percent=tail.percent or match["percent"] is not None)
        yield from self._one(start, tail.end, _written(digits, unit))
        yield from self._one(
            match.start("spread"), match.end(), _written(match["spread"], unit), part="spread"
        )

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
        unit = compiled(_units()).match(text, end)
        written = match[0] + (_squeezed(unit[0]) if unit else "")
        self.end = unit.end() if unit else end
        yield from self._one(start, self.end, written, in_words=True)

    def _words(self, match: re.Match[str]) -> Iterator[QuantityInText]:
        """Read `seven billion`; `one` alone is a pronoun unless it counts something."""
        text, (start, end) = self.text, match.span()
        unit = compiled(_units()).match(text, end)
        after = unit.end() if unit else end
        if is_part_of_a_word(text, start) or compiled(_GLUED).match(text, after):
            self.end = self._rest(after)
            return
        if match[0].lower() == "one" and not unit:
            return
        self.end = after
        written = _squeezed(match[0]) + (" " + _squeezed(unit[0]).lstrip("-") if unit else "")
        yield from self._one(start, after, written, in_words=True)

    def _one(
        self, start: int, end: int, written: str, *, part: Part = "whole", in_words: bool = False
    ) -> Iterator[QuantityInText]:
        before = compiled(_ABOUT).search(self.text[max(0, start - 16) : start])
        if before and part in ("whole", "from"):
            written = before[0] + written
            start -= len(before[0])
        quantity = parse_quantity(written, binary_k=self.binary_k, percent=True)
        if quantity is not None:
            yield QuantityInText(start, end, quantity, part, in_words)

    def _tail(self, at: int) -> _Tail:
        goes_on = compiled(_GOES_ON).match(self.text, at)  # most numbers stand alone
        match = compiled(_tails()).match(self.text, at) if goes_on else None
        if match is None:
            return _Tail(at, "", "", percent=False)
        scale, unit = _squeezed(match["scale"] or ""), _squeezed(match["unit"] or "")
        return _Tail(match.end(), scale, unit, match["percent"] is not None)

    def _skip(self, at: int) -> Iterator[QuantityInText]:
        self.end = self._rest(at)
        return iter(())

    def _rest(self, at: int) -> int:
        """Return where the word that goes on at `at` ends."""
        match = compiled(_REST).match(self.text, at)
        return match.end() if match else at


def _written(digits: str, tail: _Tail) -> str:
    """Write a number with its tail as `parse_quantity` reads it."""
    return f"{digits}{tail.scale}{'%' if tail.percent else tail.unit}"


def _squeezed(text: str) -> str:
    return " ".join(text.split()) if text[:1].isalnum() else text[:1] + " ".join(text[1:].split())


def _is_plain(digits: str) -> bool:
    """Say whether digits are one number: no leading zero, no second point, not endless."""
    return (
        len(digits) <= MAX_DIGITS
        and digits.count(".") <= 1
        and (digits[0] != "0" or digits[1:2] in ("", "."))
    )


def _value(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


@cache
def _tails() -> str:
    scale = SCALE.replace(r"\s?", _GAP)
    percent = PERCENT.replace(r"\s?", _GAP)
    over = rf"{_GAP}(?:\+(?![0-9A-Za-z])|[多余](?!语言|模态|轮|任务|卡|机|样|次|头))"
    return (
        rf"(?P<scale>{EXPONENT}?(?:(?:{scale})(?!{_SCALE_NOT}))?(?:{over})?)"
        rf"(?:(?P<percent>{percent})|(?P<unit>{_units()}))?"
    )


_SCALE_NOT = r"(?<=千)[问帆瓦寻]|(?<=万)[物象维]|(?<=百)[川度炼灵]"


@cache
def _units() -> str:
    """Return a pattern for what counts: a gap or hyphen, a measure word, a known unit."""
    words = {w for unit in UNITS.values() for w in (unit.name, unit.singular, unit.zh, *unit.words)}
    shown = sorted(words, key=lambda word: (-len(word), word))
    return rf"(?:{_GAP}|-)(?:[个条张块篇种项]{_GAP})?(?:{'|'.join(map(_unit, shown))})"


def _unit(word: str) -> str:
    shown = re.escape(word).replace(r"\ ", r"[ -]?")
    if word == "对":
        return r"对(?![\u4e00-\u9fff])|对(?=数据|样本|图文|平行|句子|问答)"
    if word == "language":
        return shown + r"(?![A-Za-z0-9_]|[ -]model)"
    if word[-1].isascii():
        return shown + r"(?![A-Za-z0-9_])"
    others = _AFTER_HAN.get(word[-1])
    return f"{shown}(?![{others}])" if others else shown

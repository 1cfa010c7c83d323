"""Quantities as people write them: `7B`, `70 亿`, `2.5 万亿`, `2048 个 token`, `seven billion`."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from cardkit.quantity.compound import COMPOUND, read_compound
from cardkit.quantity.exact import is_countable
from cardkit.quantity.fold import fold_width
from cardkit.quantity.number import APPROXIMATELY, EXPONENT, MAX_LENGTH, UNSIGNED, to_decimal
from cardkit.quantity.patterns import compiled
from cardkit.quantity.units import canonical_unit
from cardkit.quantity.words import SCALES_EN, SCALES_ZH, number_from_words

_LETTERS = {"K": 3, "k": 3, "M": 6, "B": 9, "b": 9, "T": 12, "W": 4, "w": 4, "mn": 6, "bn": 9}
_LETTERS_BEFORE_UNIT = {"m": 6, "t": 12}
"""Lower case m and t alone may be metres, minutes or tonnes; before a counted unit they are not."""

_COUNTED_BEFORE = frozenset({"tokens", "parameters", "sequences", "samples", "steps", "documents"})

SCALE = (
    r"\s?(?P<more>[多余]\s?)?(?P<zh>[十百千万亿]{1,4})"
    r"|\s?-?(?P<word>hundred|thousand|million|billion|trillion|quadrillion)s?(?![a-z])"
    r"|\s?(?P<letter>[KMBTW]|mn|bn)(?![A-Za-z0-9])"
)
"""What multiplies a number: `万`, `多亿` (and more), `billion`, `B`."""

PERCENT = r"\s?(?:%|percentage points?(?![a-z])|percent(?![a-z])|per cent(?![a-z])|个?百分点)"
_AMOUNT = (
    rf"(?P<mantissa>{UNSIGNED}){EXPONENT}?(?:{SCALE})?(?P<over>\s?[+多余])?"
    r"(?:[\s-]?(?P<unit>\S.{0,30}))?"
)
_SHARE = (
    rf"(?:百分之\s?(?:(?P<zh>{UNSIGNED})|(?P<words>[零一二两三四五六七八九十百点]{{1,10}}))"
    rf"|(?P<en>{UNSIGNED}){PERCENT})"
)
_STEPS = (
    rf"(?P<steps>[1-9][0-9]{{0,3}}{COMPOUND})(?P<over>\s?[+多余])?(?:\s?(?P<unit>\S.{{0,30}}))?"
)
_WORDS_ZH = r"(?P<number>[零〇一二两三四五六七八九十百千万亿点]{1,24})\s?(?P<unit>\S.{0,30})?"


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount with its unit; `printed` is the source text.

    `readings` lists every value the text may have. It holds more than `amount` only where the
    caller asked for binary K and M (context lengths): `32K` then reads 32000 and 32768.
    """

    amount: Decimal
    unit: str | None = None
    approximate: bool = False
    printed: str = field(default="", compare=False)
    readings: tuple[Decimal, ...] = field(default=(), compare=False)


def parse_quantity(text: str, *, binary_k: bool = False, percent: bool = False) -> Quantity | None:
    """Read a quantity; None for everything that is not plainly one.

    Identifiers (`GLM-4-9B`, `A100-80G`), versions (`v0.3`, `源2.0`), dates, ranges, digits after a
    leading zero (`01万物`), unknown units and what nobody can count (`1e30`) are None.
    Chinese may add up what it says (`1亿2000万`) and write decimals (`二点六万亿`). `W` is 万,
    as in `120W 条`, never watts; K is 1000 unless `binary_k` (for context lengths) asks for both
    readings. Shares (`5%`, `百分之五`) are no amounts unless `percent` asks for them; their unit is
    `%`. `100+` and `40 多种` are approximate.
    """
    printed = text.strip()
    if not printed or len(text) > MAX_LENGTH:
        return None
    folded = fold_width(printed).strip()
    about = compiled(rf"{APPROXIMATELY}\s?").match(folded)
    body = folded[about.end() :] if about else folded
    read = (
        _read_digits(body)
        or _read_steps(body)
        or _read_words(body)
        or (_read_share(body) if percent else None)
    )
    if read is None or not is_countable(read.amount):
        return None
    readings: tuple[Decimal, ...] = (read.amount,)
    if binary_k and read.binary is not None:
        readings = (read.amount, read.binary)
    return Quantity(read.amount, read.unit, about is not None or read.over, printed, readings)


class _Read(NamedTuple):
    """An amount, its unit, what it is with binary K and M, and whether it is a lower bound."""

    amount: Decimal
    unit: str | None = None
    binary: Decimal | None = None
    over: bool = False


def _read_digits(text: str) -> _Read | None:
    match = compiled(_AMOUNT).fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict()
    mantissa = to_decimal(parts["mantissa"], parts["e"] or parts["p"])
    unit = None
    if parts["unit"] is not None:
        unit = canonical_unit(parts["unit"])
        if unit is None:
            return None
    power = _scale(parts, unit)
    if power is None:
        return None
    binary = None
    if (parts["letter"] or "").upper() in {"K", "M"}:
        binary = mantissa * 1024 ** (power // 3)
    over = parts["over"] is not None or parts["more"] is not None
    return _Read(to_decimal(f"{mantissa:f}", str(power)), unit, binary, over)


def _read_steps(text: str) -> _Read | None:
    match = compiled(_STEPS).fullmatch(text)
    unit = canonical_unit(match["unit"]) if match and match["unit"] else None
    if match is None or (match["unit"] and unit is None):
        return None
    return _Read(read_compound(match["steps"]), unit, over=match["over"] is not None)


def _scale(parts: dict[str, str | None], unit: str | None) -> int | None:
    """Return the power of ten of the scale word, 0 without one, None for one that means nothing."""
    if parts["zh"] is not None:
        return SCALES_ZH.get(parts["zh"])
    if parts["word"] is not None:
        return SCALES_EN[parts["word"].lower()]
    letter = parts["letter"]
    if letter is None:
        return 0
    if letter in _LETTERS_BEFORE_UNIT:
        return _LETTERS_BEFORE_UNIT[letter] if unit in _COUNTED_BEFORE else None
    return _LETTERS.get(letter, _LETTERS.get(letter.lower()))


def _read_words(text: str) -> _Read | None:
    chinese = compiled(_WORDS_ZH).fullmatch(text)
    if chinese is not None:
        return _with_unit(_number_zh(chinese["number"]), chinese["unit"])
    amount = number_from_words(text)
    if amount is not None:
        return _Read(amount)
    head, _, tail = text.rpartition(" ")
    return _with_unit(number_from_words(head), tail) if head else None


def _number_zh(text: str) -> Decimal | None:
    if text in SCALES_ZH and len(text) > 1:
        return Decimal(10) ** SCALES_ZH[text]
    return number_from_words(text)


def _with_unit(amount: Decimal | None, word: str | None) -> _Read | None:
    unit = canonical_unit(word) if word else None
    return _Read(amount, unit) if amount is not None and (unit or not word) else None


def _read_share(text: str) -> _Read | None:
    match = compiled(_SHARE).fullmatch(text)
    if match is None:
        return None
    words = match["words"]
    amount = number_from_words(words) if words else to_decimal(match["zh"] or match["en"], None)
    return _Read(amount, "%") if amount is not None else None


def same_quantity(a: Quantity, b: Quantity) -> bool:
    """Say whether two quantities can be the same: a shared reading, and no two different units."""
    if a.unit and b.unit and a.unit != b.unit:
        return False
    return bool({a.amount, *a.readings} & {b.amount, *b.readings})

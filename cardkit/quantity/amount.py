"""Quantities as people write them: `7B`, `70 亿`, `2.5 万亿`, `2048 个 token`, `seven billion`."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

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

_SCALE = (
    r"\s?(?P<zh>[十百千万亿]{1,4})"
    r"|\s?-?(?P<word>hundred|thousand|million|billion|trillion|quadrillion)(?![a-z])"
    r"|\s?(?P<letter>[KMBTW]|mn|bn)(?![A-Za-z])"
)
_AMOUNT = rf"(?P<mantissa>{UNSIGNED}){EXPONENT}?(?:{_SCALE})?(?:\s?(?P<unit>\S.{{0,30}}))?"


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


def parse_quantity(text: str, *, binary_k: bool = False) -> Quantity | None:
    """Read a quantity; None for everything that is not plainly one.

    Identifiers (`GLM-4-9B`, `A100-80G`), versions (`v0.3`, `源2.0`), dates, ranges, digits after a
    leading zero (`01万物`), unknown units and what nobody can count (`1e30`) are None.
    `W` is 万, as in `120W 条`, never watts; K is 1000 unless `binary_k` (for context lengths) asks
    for both readings.
    """
    printed = text.strip()
    if not printed or len(text) > MAX_LENGTH:
        return None
    folded = fold_width(printed).strip()
    about = compiled(rf"{APPROXIMATELY}\s?").match(folded)
    body = folded[about.end() :] if about else folded
    read = _read_digits(body) or _read_words(body)
    if read is None:
        return None
    amount, unit, binary = read
    if not is_countable(amount):
        return None
    readings = (amount, binary) if binary_k and binary is not None else (amount,)
    return Quantity(amount, unit, about is not None, printed, readings)


_Read = tuple[Decimal, "str | None", "Decimal | None"]


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
    return to_decimal(f"{mantissa:f}", str(power)), unit, binary


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
    if text in SCALES_ZH and len(text) > 1:
        return Decimal(10) ** SCALES_ZH[text], None, None
    amount = number_from_words(text)
    if amount is not None:
        return amount, None, None
    head, _, tail = text.rpartition(" ")
    unit = canonical_unit(tail) if head else None
    amount = number_from_words(head) if unit else None
    return (amount, unit, None) if amount is not None else None


def same_quantity(a: Quantity, b: Quantity) -> bool:
    """Say whether two quantities can be the same: a shared reading, and no two different units."""
    if a.unit and b.unit and a.unit != b.unit:
        return False
    return bool({a.amount, *a.readings} & {b.amount, *b.readings})

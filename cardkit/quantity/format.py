"""Writing quantities so that a reader of the language finds them natural and a parser exact."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from cardkit.quantity.amount import Quantity
from cardkit.quantity.units import UNITS
from cardkit.text import Language

Style = Literal["table", "prose"]

_COMPACT = ((12, "T", "trillion"), (9, "B", "billion"), (6, "M", "million"))
_COMPACT_ZH = ((12, "万亿", 3), (8, "亿", 3), (4, "万", 1))
_SCIENTIFIC_FROM = 15


def format_quantity(quantity: Quantity, language: Language, style: Style = "table") -> str:
    """Write a quantity; `parse_quantity` of the result gives the same amount and unit back.

    Tables use `7B` and `2.5T` in both languages; prose uses `7 billion` and `70 亿`. An amount
    that no short form states exactly keeps all its digits: `2048`, `6,889,672,704`.
    """
    number = _number(quantity.amount, language, style)
    if quantity.unit is not None:
        number = (
            f"{number} {_unit(quantity, language)}" if language == "en" else _join(number, quantity)
        )
    if not quantity.approximate:
        return number
    if style == "table":
        return f"~{number}"
    return f"约 {number}" if language == "zh" else f"about {number}"


def _number(amount: Decimal, language: Language, style: Style) -> str:
    if amount >= Decimal(10) ** _SCIENTIFIC_FROM:
        return _scientific(amount)
    if language == "zh" and style == "prose":
        for power, word, decimals in _COMPACT_ZH:
            short = _shortened(amount, power, decimals)
            if short is not None:
                return f"{short} {word}"
        return plain(amount)
    for power, letter, word in _COMPACT:
        short = _shortened(amount, power, 3)
        if short is not None:
            return f"{short} {word}" if style == "prose" else f"{short}{letter}"
    return plain(amount)


def _shortened(amount: Decimal, power: int, decimals: int) -> str | None:
    """Return amount / 10^power when it is at least 1 and exact within `decimals` places."""
    digits = plain(Decimal(f"{amount:f}e-{power}"), separators=False)
    places = len(digits.partition(".")[2])
    return digits if amount >= Decimal(10) ** power and places <= decimals else None


def plain(amount: Decimal, *, separators: bool = True) -> str:
    """Return all digits, with thousands separators from five digits on (2048, but 14,042)."""
    digits = f"{amount:f}"
    if separators and len(digits.partition(".")[0]) >= 5:
        digits = f"{amount:,f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _scientific(amount: Decimal) -> str:
    digits = "".join(map(str, amount.as_tuple().digits)).rstrip("0")
    power = amount.adjusted()
    if len(digits) > 6:
        return plain(amount)
    return f"{digits[0]}{'.' if len(digits) > 1 else ''}{digits[1:]}e{power}"


def _unit(quantity: Quantity, language: Language) -> str:
    unit = UNITS.get(quantity.unit or "")
    if unit is None:
        return quantity.unit or ""
    if language == "zh":
        return unit.zh
    return unit.singular if quantity.amount == 1 else unit.name


def _join(number: str, quantity: Quantity) -> str:
    """Join number and Chinese unit: no space between two Han characters (`2.5 万亿个 token`)."""
    unit = _unit(quantity, "zh")
    if number[-1].isascii() and number[-1].isalpha() and not unit[0].isascii():
        unit = unit.removeprefix("个 ")
    space = " " if number[-1].isascii() or unit[0].isascii() else ""
    return f"{number}{space}{unit}"

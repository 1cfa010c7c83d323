"""Amounts that Chinese states in steps of falling size: `1亿2000万`, `3万5千`."""

from __future__ import annotations

from decimal import Decimal

from cardkit.patterns import lazy
from cardkit.quantity.words import SCALES_ZH

_HUNDREDS = r" ?[1-9] ?百"
_THOUSANDS = rf" ?[1-9] ?千(?:{_HUNDREDS})?"
_WAN = rf" ?[1-9][0-9]{{0,3}} ?万(?:{_THOUSANDS})?"
_YI = rf" ?[1-9][0-9]{{0,3}} ?亿(?:{_WAN})?"
COMPOUND = rf" ?(?:万亿{_YI}|亿{_WAN}|万{_THOUSANDS}|千{_HUNDREDS})(?![十百千万亿])"
"""What stands behind the first digits: its scale, and smaller amounts that are added."""

_STEP = lazy(r"([0-9]+) ?([百千万亿]+)")
_POWERS = SCALES_ZH | {"百": 2}


def read_compound(text: str) -> Decimal:
    """Add up a text of the pattern above with whole digits in front of it: 1亿2000万 is 1.2 亿."""
    steps = _STEP.findall(text.replace(",", ""))
    return sum((Decimal(f"{digits}e{_POWERS[scale]}") for digits, scale in steps), Decimal(0))

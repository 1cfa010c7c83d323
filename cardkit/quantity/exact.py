"""Arithmetic on printed digits that never rounds unasked and never fails for their number."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

MAX_POWER = 300
"""No number a card prints is as large as 10^300 or as small as 10^-300, as floats are at most."""

MAX_DIGITS = 400
"""Nor has one more digits than this; the cap keeps what is written out short."""

MAX_AMOUNT_POWER = 30
"""Nothing counted in a card (parameters, tokens, bytes) reaches 10^30."""

_WIDE = Context(prec=4 * MAX_DIGITS)
"""Python's own context keeps 28 digits; quantising a longer number raises there."""


def is_printable(value: Decimal) -> bool:
    """Say whether a number is one that people print: finite, and within the bounds above.

    `1e999999999` is a few characters in a file and a billion digits when it is written out.
    """
    return (
        value.is_finite()
        and abs(value.adjusted()) <= MAX_POWER
        and len(value.as_tuple().digits) <= MAX_DIGITS
    )


def is_countable(value: Decimal) -> bool:
    """Say whether a number can be an amount of something: below 10^30, and above 10^-30 if any."""
    return is_printable(value) and abs(value.adjusted()) < MAX_AMOUNT_POWER


def shifted(value: Decimal, places: int) -> Decimal:
    """Return `value` with its point moved to the right by `places`, all digits kept."""
    return value.scaleb(places, _WIDE)


def rounded(value: Decimal, decimals: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """Return `value` rounded to `decimals` places. For numbers that are `is_printable`."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding, _WIDE)


def same_rounded(a: Decimal, a_decimals: int, b: Decimal, b_decimals: int) -> bool:
    """Say whether the number with fewer printed decimals is the other, rounded or cut off."""
    if a_decimals > b_decimals:
        a, a_decimals, b = b, b_decimals, a
    modes = (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)
    return any(rounded(b, a_decimals, mode) == a for mode in modes)

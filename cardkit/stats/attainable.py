"""Which printed scores k right answers of n items can give (the GRIM test), in exact integers.

The idea is Brown and Heathers' (2017, doi:10.1177/1948550616673876): a mean of n whole numbers,
printed to d decimals, can take few values when n is small against 10^d.
"""

from __future__ import annotations

from decimal import Decimal
from math import gcd
from typing import Literal

from cardkit.quantity import shifted

Way = Literal["rounded", "half_even", "truncated"]
"""How k/n became the printed digits: rounded half up, half to even, or cut off."""


def ways(printed: Decimal, decimals: int, n: int) -> frozenset[Way]:
    """Return the ways in which some k/n, 0 <= k <= n, prints as `printed`; empty where none does.

    `printed` is a fraction of 1 with `decimals` printed places (73.8 % is 0.738 with 3). `n` is
    positive. A value outside 0 to 1 is never attainable.
    """
    a, unit = _digits(printed, decimals), 10**decimals
    if not 0 <= a <= unit:
        return frozenset()
    found: set[Way] = set()
    up = -(-(2 * a - 1) * n // (2 * unit))  # the least k that is not rounded to less
    if max(up, 0) <= n and 2 * max(up, 0) * unit < (2 * a + 1) * n:
        found.add("rounded")
    if _half_even(a, n, unit):
        found.add("half_even")
    cut = -(-a * n // unit)
    if cut <= n and cut * unit < (a + 1) * n:
        found.add("truncated")
    return frozenset(found)


def counts(printed: Decimal, decimals: int, n: int) -> tuple[int, int] | None:
    """Return the least and the most k for which k/n can print as `printed`; None where none can.

    All k between them can too: those for which `ways` finds a way are the k with the digits of
    10^decimals k/n in [a - 1/2, a + 1), a the printed digits.
    """
    if not ways(printed, decimals, n):
        return None
    a, unit = _digits(printed, decimals), 10**decimals
    return max(-(-(2 * a - 1) * n // (2 * unit)), 0), min(-(-(a + 1) * n // unit) - 1, n)


def nearest(printed: Decimal, decimals: int, n: int) -> tuple[Decimal, ...]:
    """Return the attainable values next to `printed`, below and above, rounded half up.

    In the same unit and with the same decimals as `printed`; one value at either end of the range.
    """
    return tuple(value for _, value in nearest_counts(printed, decimals, n))


def nearest_counts(printed: Decimal, decimals: int, n: int) -> tuple[tuple[int, Decimal], ...]:
    """Return what `nearest` returns, each with the k of n it is."""
    a, unit = _digits(printed, decimals), 10**decimals
    k = min(max(a * n // unit, 0), n)
    shown = {(2 * i * unit + n) // (2 * n): i for i in (k + 2, k + 1, k, k - 1) if 0 <= i <= n}
    below, above = [s for s in shown if s <= a], [s for s in shown if s >= a]
    chosen = dict.fromkeys([*([max(below)] if below else []), *([min(above)] if above else [])])
    return tuple((shown[s], shifted(Decimal(s), -decimals)) for s in chosen)


def power(n: int, decimals: int) -> float:
    """Return the share of the printable scores that no k/n gives: what the test can refute.

    Of the 10^decimals + 1 fractions of that many places, those that are some k/n rounded (half up
    or half to even) or truncated are accepted. 0 means that the test says nothing. Exact: the
    digits v are accepted where a multiple of u/n, u = 10^decimals, lies in [v - 1/2, v + 1), which
    is always so for u/n <= 3/2. Else each k accepts one v, and two where k u/n has a fractional
    part of a half or more.
    """
    unit: int = 10**decimals
    if 2 * unit <= 3 * n:
        return 0.0
    common = gcd(unit, n)
    accepted = n + 1 + common * (n // common // 2)
    return (unit + 1 - accepted) / (unit + 1)


def _digits(printed: Decimal, decimals: int) -> int:
    """Return the printed digits as a whole number: 0.5900 with 4 decimals is 5900."""
    return int(shifted(printed, decimals).to_integral_value())


def _half_even(a: int, n: int, unit: int) -> bool:
    """Say whether some k/n rounds to `a` when ties go to the even digit."""
    low, high = (2 * a - 1) * n, (2 * a + 1) * n
    k = max(-(-low // (2 * unit)), 0)
    for candidate in (k, k + 1):
        doubled = 2 * candidate * unit
        inside = low < doubled < high or (a % 2 == 0 and doubled in (low, high))
        if candidate <= n and inside:
            return True
    return False

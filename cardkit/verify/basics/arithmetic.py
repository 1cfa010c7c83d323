"""Sums, differences and products of small numbers, with wrong answers near the right one."""

from __future__ import annotations

from cardkit.verify.basics.draw import Draw
from cardkit.verify.basics.items import Item, multiple_choice

_NEAR = (-10, -2, -1, 1, 2, 10)


def arithmetic(draw: Draw) -> Item:
    """Return one item: `7 + 5 =` and four numbers, none of them negative."""
    sign = draw.one("+-*")
    if sign == "*":
        a, b = 2 + draw.below(8), 2 + draw.below(8)
        right = a * b
    else:
        a, b = 1 + draw.below(49), 1 + draw.below(49)
        right = a + b if sign == "+" else max(a, b) - min(a, b)
        a, b = (a, b) if sign == "+" else (max(a, b), min(a, b))
    near = [right + step for step in _NEAR if right + step >= 0]
    return multiple_choice(
        draw, f"{a} {sign} {b} =", str(right), list(map(str, draw.some(near, 3)))
    )

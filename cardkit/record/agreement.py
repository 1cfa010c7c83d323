"""When two printed scores can be one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cardkit.quantity import same_rounded, shifted

if TYPE_CHECKING:
    from cardkit.record.scalars import Measure

ANY_UNIT = (0, 2, -2)
"""Both in one unit, the second a fraction beside a percentage, or the other way round."""


def agree(a: Measure, b: Measure, shifts: Iterable[int] = ANY_UNIT) -> bool:
    """Say whether two printed scores can be one: 63.7 agrees with 0.6372.

    The one with fewer decimals is the other, rounded or truncated, after moving the point of `b`
    to the right by one of `shifts`.
    """
    return any(
        same_rounded(a.value, a.decimals, shifted(b.value, places), b.decimals - places)
        for places in shifts
    )

"""Succession: what comes next in a count by steps, or among the days, months and letters."""

from __future__ import annotations

from cardkit.verify.basics.draw import Draw
from cardkit.verify.basics.items import Item

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_LETTERS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_CIRCLES = (_DAYS, _MONTHS, _LETTERS)
_STARTS = ("In order", "Continue", "The series")


def succession(draw: Draw) -> Item:
    """Return one item: three or four members of a series, and the next one as the answer."""
    series = _count(draw) if draw.below(2) else _names(draw)
    *shown, answer = series
    context = f"{draw.one(_STARTS)}: {', '.join(shown)},"
    return {"context": context, "answer": answer, "aliases": [answer]}


def _count(draw: Draw) -> list[str]:
    step, size = 1 + draw.below(12), 4 + draw.below(2)
    first = 1 + draw.below(40)
    numbers = [first + step * i for i in range(size)]
    return [str(number) for number in (numbers[::-1] if draw.below(3) == 0 else numbers)]


def _names(draw: Draw) -> list[str]:
    names, step, size = draw.one(_CIRCLES), 1 + draw.below(3), 4 + draw.below(2)
    first = draw.below(len(names))
    return [names[(first + step * i) % len(names)] for i in range(size)]

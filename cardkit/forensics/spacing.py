"""Spaces between Chinese and Latin text: with, without, or now this and now that."""

from __future__ import annotations

from typing import NamedTuple

from cardkit.bind.reading import Reading
from cardkit.forensics.zh_prose import zh_stretches
from cardkit.patterns import lazy
from cardkit.source.span import Span

MIN_PLACES = 20
MIN_SHARE = 0.1
"""In 52 real Chinese cards the two ways were half and half; one in three cards keeps to one."""

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
_BORDER = lazy(rf"{_HAN}( ?)(?=[A-Za-z0-9])|[A-Za-z0-9]( ?)(?={_HAN})")


class MixedSpacing(NamedTuple):
    """The rarer way: how often of how many places, whether it has the space, where it is first."""

    few: int
    all: int
    spaced: bool
    span: Span


def mixed_spacing(reading: Reading) -> MixedSpacing | None:
    """Return what a Chinese card does now and then; None where it keeps to one way."""
    text = reading.document.text
    places: dict[bool, list[Span]] = {True: [], False: []}
    for stretch in zh_stretches(reading):
        for match in _BORDER.finditer(text, stretch.start, stretch.end):
            spaced = bool(match[1] or match[2])
            places[spaced].append(Span(match.start(), match.end() + 1))
    total = len(places[True]) + len(places[False])
    rarer = len(places[True]) < len(places[False])
    few = places[rarer]
    if total < MIN_PLACES or len(few) < MIN_SHARE * total:
        return None
    return MixedSpacing(len(few), total, rarer, few[0])

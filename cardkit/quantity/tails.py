"""What stands behind a number in running text: its scale, a per cent sign, what it counts."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from cardkit.quantity.amount import PERCENT, SCALE
from cardkit.quantity.compound import COMPOUND
from cardkit.quantity.number import EXPONENT
from cardkit.quantity.patterns import compiled
from cardkit.quantity.units import UNITS

GAP = r"(?:[ \t\r]|\n(?!\r?\n)){0,3}"
"""Blanks within a paragraph."""

_GOES_ON = rf"{GAP}[^\s0-9,.;:()\[\]，。；：、（）]"
_SCALE_NOT = r"(?<=千)[问帆瓦寻]|(?<=万)[物象维]|(?<=百)[川度炼灵]"
_AFTER_HAN = {
    "字": "节段母典体符", "词": "表汇性组", "句": "法", "步": "骤长",
    "周": "期", "层": "次面", "条": "件", "台": "湾", "篇": "幅", "卡": "片", "头": "部",
    "题": "材", "天": "工",
}  # fmt: skip
"""Han characters that make of a one-character unit the beginning of another word."""


class Tail(NamedTuple):
    """What multiplies and counts a number; `number_end` is where the unit begins, if any."""

    end: int
    number_end: int
    scale: str
    unit: str
    percent: bool

    @property
    def bare(self) -> bool:
        """Whether nothing stands behind the number that belongs to it."""
        return not (self.scale or self.unit or self.percent)


def tail_at(text: str, at: int) -> Tail:
    """Return the tail of a number that ends at `at`."""
    goes_on = compiled(_GOES_ON).match(text, at)  # most numbers stand alone
    match = compiled(_tails()).match(text, at) if goes_on else None
    if match is None:
        return Tail(at, at, "", "", percent=False)
    scale, unit = squeezed(match["scale"] or ""), squeezed(match["unit"] or "")
    number_end = match.end("percent") if match["percent"] else match.end("scale")
    return Tail(match.end(), number_end, scale, unit, match["percent"] is not None)


def unit_at(text: str, at: int) -> re.Match[str] | None:
    """Match the unit of a number that ends at `at`."""
    return compiled(_units()).match(text, at)


def squeezed(text: str) -> str:
    """Return `text` with single blanks within, none or one before it."""
    return " ".join(text.split()) if text[:1].isalnum() else text[:1] + " ".join(text[1:].split())


@cache
def _tails() -> str:
    scale = SCALE.replace(r"\s?", GAP)
    percent = PERCENT.replace(r"\s?", GAP)
    over = rf"{GAP}(?:\+(?![0-9A-Za-z])|[多余](?!语言|模态|轮|任务|卡|机|样|次|头))"
    return (
        rf"(?P<scale>{EXPONENT}?(?:(?:{COMPOUND}|{scale})(?!{_SCALE_NOT}))?(?:{over})?)"
        rf"(?:(?P<percent>{percent})|(?P<unit>{_units()}))?"
    )


@cache
def _units() -> str:
    """Return a pattern for what counts: a gap or hyphen, a measure word, a known unit."""
    words = {w for unit in UNITS.values() for w in (unit.name, unit.singular, unit.zh, *unit.words)}
    shown = sorted(words, key=lambda word: (-len(word), word))
    return rf"(?:{GAP}|-)(?:[个条张块篇种项]{GAP})?(?:{'|'.join(map(_unit, shown))})"


def _unit(word: str) -> str:
    shown = re.escape(word).replace(r"\ ", r"[ -]?")
    if word == "对":
        return r"对(?![\u4e00-\u9fff])|对(?=数据|样本|图文|平行|句子|问答)"
    if word == "language":
        return shown + r"(?![A-Za-z0-9_]|[ -]model)"
    if word[-1].isascii():
        return shown + r"(?![A-Za-z0-9_])"
    others = _AFTER_HAN.get(word[-1])
    return f"{shown}(?![{others}])" if others else shown

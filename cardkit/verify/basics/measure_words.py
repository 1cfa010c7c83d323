"""Chinese measure words: which of four goes with the noun behind it (量词与名词的搭配)."""

from __future__ import annotations

from cardkit.verify.basics.draw import Draw
from cardkit.verify.basics.items import Item
from cardkit.verify.basics.words import MEASURED

_FRAMES = ("这里有{}", "我看见了{}", "那边有{}", "他画了{}", "图片中有{}", "我们谈到了{}")
_NUMBERS = ("一", "两", "三", "四", "五", "几")


def measure_words(draw: Draw) -> Item:
    """Return one item: `书。` goes on from `这里有三本` and not from `这里有三匹`.

    The noun is what is scored: how common a measure word is by itself does not count.
    """
    right, *wrong = draw.some(tuple(MEASURED), 4)
    gold = draw.below(4)
    words = [*wrong[:gold], right, *wrong[gold:]]
    start = draw.one(_FRAMES).format(draw.one(_NUMBERS))
    return {
        "context_options": [f"{start}{word}" for word in words],
        "continuation": f"{draw.one(MEASURED[right])}。",
        "gold": gold,
    }

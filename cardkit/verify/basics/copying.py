"""Copying: a list of words is said again, and every word of the rest must come back."""

from __future__ import annotations

from cardkit.verify.basics.draw import Draw
from cardkit.verify.basics.items import Item
from cardkit.verify.basics.words import COMMON

_STARTS = (("The list", "The list again"), ("First", "Second"), ("She said", "He repeated"))


def copying(draw: Draw) -> Item:
    """Return one item: five to eight words, the first two again, and the rest to be continued."""
    words = draw.some(COMMON, 5 + draw.below(4))
    first, second = draw.one(_STARTS)
    context = f"{first}: {', '.join(words)}.\n{second}: {', '.join(words[:2])},"
    return {"context": context, "continuation": f"{', '.join(words[2:])}."}

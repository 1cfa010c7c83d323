"""Subject and verb: which form of the verb goes with the subject, whatever noun stands between."""

from __future__ import annotations

from cardkit.verify.basics.draw import Draw
from cardkit.verify.basics.items import Item, multiple_choice
from cardkit.verify.basics.words import PEOPLE, THINGS

_LINKS = ("near", "behind", "next to", "beside", "in front of")
_VERBS = (("is", "are"), ("was", "were"), ("has been", "have been"))
_ENDS = ("here", "ready", "old", "important", "different", "well known")


def agreement(draw: Draw) -> Item:
    """Return one item: `The keys near the old garden` goes on with `are here` or `is here`.

    The second noun, and a third in every other item, is of either number.
    """
    number = draw.below(2)
    words = [draw.one(draw.one((PEOPLE, THINGS)))[number]]
    for _ in range(1 + draw.below(2)):
        words += [draw.one(_LINKS), "the", draw.one(THINGS)[draw.below(2)]]
    verbs, end = draw.one(_VERBS), draw.one(_ENDS)
    right, wrong = verbs[number], verbs[1 - number]
    return multiple_choice(draw, f"The {' '.join(words)}", f"{right} {end}.", [f"{wrong} {end}."])

"""Pronouns: which of two subjects the pronoun behind them can stand for."""

from __future__ import annotations

from cardkit.verify.basics.draw import Draw
from cardkit.verify.basics.items import Item
from cardkit.verify.basics.words import HE, IT, SHE, THEY

_SUBJECTS = (("she", SHE), ("he", HE), ("it", IT), ("they", THEY))
_FRAMES = (
    "{} could not be seen because",
    "{} stayed in the same place until",
    "{} looked much better after",
    "{} caused some trouble when",
    "Nobody noticed {} although",
    "We will always remember {} because",
)
_ENDS = (
    "looked so small.", "seemed so different.", "came from the north.", "fell to the ground.",
    "made a loud noise.", "moved to another place.", "got very wet.", "became quite famous.",
)  # fmt: skip


def pronouns(draw: Draw) -> Item:
    """Return one item: two contexts that differ in the subject, one continuation for both.

    Past tense only: a verb form would tell the number.
    """
    (pronoun, right), (_, wrong) = draw.some(_SUBJECTS, 2)
    frame, end, gold = draw.one(_FRAMES), draw.one(_ENDS), draw.below(2)
    options = [_in(frame, draw.one(right)), _in(frame, draw.one(wrong))]
    return {
        "context_options": options if gold == 0 else options[::-1],
        "continuation": f"{pronoun} {end}",
        "gold": gold,
    }


def _in(frame: str, subject: str) -> str:
    inside = subject[0].lower() + subject[1:]
    return frame.format(subject if frame.startswith("{}") else inside)

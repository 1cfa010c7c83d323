"""A model that answers the same whatever it is asked: its score says nothing of the task."""

from __future__ import annotations

from cardkit.text import Text
from cardkit.verify.measure.standing import ENOUGH, Standing


def alike(standing: Standing) -> Text | None:
    """Return what to say where all answers are one and the same, else None.

    The choices that were taken, or the texts that were written. Where all of them are right the
    items have one key, and the model may know it. A task whose items are right by greedy match has
    no answer of its own to compare.
    """
    said = standing.said
    if len(said) < ENOUGH or not standing.is_alike:
        return None
    if said[0].isdecimal() and len(said[0]) < 4:
        return _CHOICE.format(n=len(said), place=int(said[0]) + 1)
    return _TEXT.format(n=len(said))


_CHOICE = Text(
    en="the model took choice {place} in all {n} items asked: its score says nothing of it",
    zh="模型对已评测的 {n} 题都选了第 {place} 项，其分数不能说明任何问题",
)
_TEXT = Text(
    en="the model wrote one and the same answer to all {n} items asked",
    zh="模型对已评测的 {n} 题给出了完全相同的回答",
)

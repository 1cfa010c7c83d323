"""What an item is: the fields that llm-foundry's readers expect, in the order they are written."""

from __future__ import annotations

from collections.abc import Sequence

from cardkit.verify.basics.draw import Draw

Item = dict[str, str | int | list[str]]
"""`query`, `choices`, `gold`; `context_options`, `continuation`, `gold`; `context`,
`continuation`; or `context`, `answer`, `aliases`."""


def multiple_choice(draw: Draw, query: str, right: str, wrong: Sequence[str]) -> Item:
    """Return a question whose right choice stands at a random place."""
    choices = draw.some(wrong, len(wrong))
    gold = draw.below(len(choices) + 1)
    choices.insert(gold, right)
    return {"query": query, "choices": choices, "gold": gold}

"""Whose card a statement is about: by the names that the verified card gave its model.

The files say which model was verified. Where they are not at hand, the name is all that ties a
statement to a card: evidence of one model says nothing of the card of another.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cardkit.bind.sections import name_key
from cardkit.record.own_row import names_one_model
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.evidence.statement import Statement
    from cardkit.record.card import CardRecord


def names_of(record: CardRecord) -> tuple[str, ...]:
    """Return what a card calls its model: its name, its titles, its ids on hubs."""
    ids = record.details.hub_ids if record.details is not None else None
    found = [*_called(record), *(ids.model_dump().values() if ids is not None else ())]
    return tuple(dict.fromkeys(name for name in found if name))


def other_model(statement: Statement, reading: Reading) -> Text | None:
    """Return that a statement is about the card of another model, None where it is not known to be.

    A statement that names none, as those of earlier cardkits, is about whichever.
    """
    names = statement.predicate.card.models
    if not names:
        return None
    record = reading.record
    called = [record.name] if record.name else _called(record)
    if any(_is_one(call, names) for call in called if call):
        return None
    then = names[0][:80]
    if not any(called):
        return _NAMELESS.format(then=then)
    return _OTHER.format(then=then, now=next(call for call in called if call)[:80])


def _called(record: CardRecord) -> list[str | None]:
    title = record.title
    return [record.name, *((title.en, title.zh) if title is not None else ())]


def _is_one(call: str, names: Iterable[str]) -> bool:
    key = name_key(call)
    return any(name_key(name) == key or names_one_model(name, call) for name in names)


_OTHER = Text(
    en="the evidence is about the card of {then}, and this is the card of {now}",
    zh="证据针对的是 {then} 的卡片，而这是 {now} 的卡片",
)
_NAMELESS = Text(
    en="the evidence is about the card of {then}, and this card names no model",
    zh="证据针对的是 {then} 的卡片，而此卡片未写明模型名称",
)

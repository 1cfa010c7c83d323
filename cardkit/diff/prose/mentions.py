"""Quantities and dates that a passage mentions, each with what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from cardkit.patterns import lazy
from cardkit.quantity import PartialDate, Quantity, find_dates, find_quantities
from cardkit.quantity.find import Part
from cardkit.source.span import Span

_NOUNS = {
    "tokens": lazy(r"(?i:(?<![a-z])tokens?(?![a-z]))|词元"),
    "parameters": lazy(r"(?i:(?<![a-z])param(?:eter)?s?(?![a-z]))|参数"),
}
"""What numbers of a card count most often, where words stand between: `3.2 万亿个多语言 token`."""

_END_AT = r"[.!?;。！？；\n]\s|[。！？；]|\d"
_END = lazy(_END_AT)
_CLAUSE = lazy(r"[,，、]|" + _END_AT)
_AFTER, _BEFORE = 40, 30
MAX_MENTIONS = 100
"""Quantities of one passage that are looked at, and dates."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity in a passage; `span` is its place in the file, `slot` its rank in the passage.

    `counts` is the unit, or what is named near it, None where neither tells.
    """

    span: Span
    quantity: Quantity
    part: Part
    in_words: bool
    counts: str | None
    slot: int

    @property
    def printed(self) -> str:
        """What the card says, line breaks and emphasis taken out."""
        return " ".join(self.quantity.printed.replace("**", "").split())


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a passage."""

    span: Span
    date: PartialDate


def mentions(text: str, start: int) -> tuple[Mention, ...]:
    """Return the quantities in a passage that begins at `start` of its file."""
    return tuple(
        Mention(
            Span(start + found.start, start + found.end),
            found.quantity,
            found.part,
            found.in_words,
            found.quantity.unit or _counted(text, found.start, found.end),
            slot,
        )
        for slot, found in enumerate(islice(find_quantities(text, binary_k=True), MAX_MENTIONS))
    )


def date_mentions(text: str, start: int) -> tuple[DateMention, ...]:
    """Return the dates in a passage that begins at `start` of its file."""
    return tuple(
        DateMention(
            Span(start + found.start, start + found.end),
            PartialDate(found.year, found.month or None, found.day, text[found.start : found.end]),
        )
        for found in islice(find_dates(text, every_spelling=True), MAX_MENTIONS)
    )


def _counted(text: str, start: int, end: int) -> str | None:
    """Return what is named behind a number up to the next one, else before it in its clause."""
    after = text[end : end + _AFTER]
    stop = _END.search(after)
    near = _noun(after[: stop.start()] if stop else after)
    if near is not None:
        return near
    before = text[max(0, start - _BEFORE) : start]
    parts = [match.end() for match in _CLAUSE.finditer(before)]
    return _noun(before[parts[-1] if parts else 0 :])


def _noun(text: str) -> str | None:
    found = [name for name, pattern in _NOUNS.items() if pattern.search(text)]
    return found[0] if len(found) == 1 else None

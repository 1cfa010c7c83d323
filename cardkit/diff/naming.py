"""What a text names whatever its language: words in Latin letters, numbers, addresses."""

from __future__ import annotations

import re
from itertools import islice

from cardkit.patterns import lazy
from cardkit.quantity import Quantity, find_dates, find_quantities

MAX_NAMED = 400
"""Names taken of one section; more say nothing new."""

_WORD = lazy(r"[A-Za-z][A-Za-z0-9]*(?:[-_./+@:][A-Za-z0-9]+)*", re.ASCII)
_IS_NAME = lazy(r"[a-z]?.*[A-Z0-9_/.@:+]", re.ASCII)


def names(text: str, *, every_word: bool = False, most: int = MAX_NAMED) -> frozenset[str]:
    """Return the names in `text`: Latin words with capitals inside, digits or signs; lower-cased.

    With `every_word` plain words too: what a Chinese text says in Latin letters is a name as a
    rule, and an English one holds it among others.
    """
    found: set[str] = set()
    for match in _WORD.finditer(text):
        if every_word or _IS_NAME.match(match[0]):
            found.add(match[0].lower())
            if len(found) >= most:
                break
    return frozenset(found)


def amounts(text: str) -> frozenset[str]:
    """Return the quantities and dates in `text` in one spelling, the first `MAX_NAMED` of each."""
    quantities = (q.quantity for q in find_quantities(text) if not q.in_words)
    found = {spelling(quantity) for quantity in islice(quantities, MAX_NAMED)}
    dates = islice(find_dates(text, every_spelling=True), MAX_NAMED)
    return frozenset(found | {f"{date.year}-{date.month}-{date.day}" for date in dates})


def spelling(quantity: Quantity) -> str:
    """Return an amount as one string, however it was written."""
    return f"{quantity.amount.normalize():f}"

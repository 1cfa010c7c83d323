"""The numbers in running text, and which of them changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter

from cardkit.diff.tables.values import Value, read_value, relation
from cardkit.quantity import DateInText, PartialDate, find_dates, find_quantities
from cardkit.text import Text

MAX_NUMBERS = 400
"""Numbers looked at in one paragraph; a text of more is a table of its own."""
_SHOWN = 8
_REWORDED = Text(en="reworded, the same numbers", zh="文字有改动，数值未变")
_NUMBERS = Text(en="reworded; numbers that changed are shown", zh="文字有改动；列出变化的数值")
_MORE = "…"


@dataclass(frozen=True, slots=True)
class NumbersChanged:
    """The numbers of the old text that the new one lacks, and the other way round."""

    before: str | None
    after: str | None
    note: Text


def numbers_in(text: str) -> list[Value]:
    """Return the numbers and dates of a text in its order; names (`GLM-4-9B`) have none."""
    places = [
        (found.start, read_value(text[found.number_start : found.number_end].strip()))
        for found in islice(find_quantities(text, labels=True), MAX_NUMBERS)
    ]
    places += [
        (found.start, _date(found, text[found.start : found.end].strip()))
        for found in islice(find_dates(text, every_spelling=True), MAX_NUMBERS)
    ]
    return [value for _, value in sorted(places, key=itemgetter(0))]


def _date(found: DateInText, printed: str) -> Value:
    date = PartialDate(found.year, found.month or None, found.day)
    return Value("text", date.isoformat(), printed)


def changed_numbers(before: str, after: str) -> NumbersChanged:
    """Compare the numbers of two texts as quantities: `70 亿` in place of `7B` is no change."""
    old, new = numbers_in(before), numbers_in(after)
    gone, come = _without(old, new), _without(new, old)
    if not gone and not come:
        return NumbersChanged(None, None, _REWORDED)
    return NumbersChanged(_listed(gone), _listed(come), _NUMBERS)


def _without(numbers: Sequence[Value], others: Sequence[Value]) -> list[str]:
    left = list(others)
    kept = []
    for number in numbers:
        at = next((i for i, other in enumerate(left) if relation(number, other) == "same"), None)
        if at is None:
            kept.append(number.text)
        else:
            del left[at]
    return kept


def _listed(numbers: Sequence[str]) -> str | None:
    if not numbers:
        return None
    more = [_MORE] if len(numbers) > _SHOWN else []
    return ", ".join([*numbers[:_SHOWN], *more])

"""The numbers in running text, and which of them changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cardkit.diff.tables.values import read_value, relation
from cardkit.patterns import lazy
from cardkit.text import Text

MAX_NUMBERS = 400
"""Numbers looked at in one paragraph; a text of more is a table of its own."""
_SHOWN = 8
_NUMBER = lazy(
    r"(?<![\w./:-])(?:\d{1,3}(?:,\d{3})+|\d{1,30})(?:\.\d{1,30})?"
    r"(?:\s?(?:%|％|万亿|亿|万)|\s?[KMBT](?![A-Za-z])|\s(?:million|billion|trillion)\b)?"
    r"(?![\w-])(?!\.\d)"
    r"|(?<![\w./:-])(?:\d{1,3}(?:,\d{3})+|\d{1,30})(?:\.\d{1,30})?"
    r"\s?(?:万亿|亿|万|%|％)?(?=[\u4e00-\u9fff])"
)
_REWORDED = Text(en="reworded, the same numbers", zh="文字有改动，数值未变")
_NUMBERS = Text(en="reworded; numbers that changed are shown", zh="文字有改动；列出变化的数值")
_MORE = "…"


@dataclass(frozen=True, slots=True)
class NumbersChanged:
    """The numbers of the old text that the new one lacks, and the other way round."""

    before: str | None
    after: str | None
    note: Text


def numbers_in(text: str) -> list[str]:
    """Return the numbers of a text as printed, with their scale; names (`GLM-4-9B`) have none."""
    found = []
    for match in _NUMBER.finditer(text):
        found.append(match.group().strip())
        if len(found) == MAX_NUMBERS:
            break
    return found


def changed_numbers(before: str, after: str) -> NumbersChanged:
    """Compare the numbers of two texts as quantities: `70 亿` in place of `7B` is no change."""
    old, new = numbers_in(before), numbers_in(after)
    gone, come = _without(old, new), _without(new, old)
    if not gone and not come:
        return NumbersChanged(None, None, _REWORDED)
    return NumbersChanged(_listed(gone), _listed(come), _NUMBERS)


def _without(numbers: Sequence[str], others: Sequence[str]) -> list[str]:
    left = [read_value(other) for other in others]
    kept = []
    for number in numbers:
        value = read_value(number)
        at = next((i for i, other in enumerate(left) if relation(value, other) == "same"), None)
        if at is None:
            kept.append(number)
        else:
            del left[at]
    return kept


def _listed(numbers: Sequence[str]) -> str | None:
    if not numbers:
        return None
    more = [_MORE] if len(numbers) > _SHOWN else []
    return ", ".join([*numbers[:_SHOWN], *more])

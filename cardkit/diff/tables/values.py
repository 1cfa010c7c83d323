"""What a cell says, whatever way it is printed: `63.7%` or `0.637`, `7B` or `70 亿`, `✅` or 是."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from cardkit.catalog.words import flag
from cardkit.patterns import lazy
from cardkit.quantity import (
    canonical_unit,
    fold_width,
    is_missing,
    parse_number,
    parse_quantity,
    same_rounded,
    shifted,
)
from cardkit.quantity.fold import without_unseen

ValueKind = Literal["number", "flag", "gap", "text"]
Relation = Literal["same", "rounded", "different"]

MAX_LENGTH = 160
"""Longer cells are running text and hold no one value."""

_NUMBERS = lazy(r"(?<![\w.-])\d{1,30}(?:,\d{3}){0,8}(?:\.\d{1,30})?(?![\w-])")
_FRACTION_DECIMALS = 2
"""`0.64` beside `64` is a fraction beside a percentage; `0.5` beside `50` may be two numbers."""


@dataclass(frozen=True, slots=True)
class Value:
    """One cell. `amount` is set for numbers and quantities, `key` compares everything else.

    `amount` of a quantity is in base units (7B is 7000000000), of a number what the digits say
    (63.7 for `63.7%`, with `percent`). `readings` holds more than one amount only where the text
    has more (`32K` is 32000 or 32768).
    """

    kind: ValueKind
    key: str
    text: str = field(compare=False)
    amount: Decimal | None = None
    decimals: int = 0
    percent: bool = False
    unit: str | None = None
    plus_minus: Decimal | None = None
    readings: frozenset[Decimal] = frozenset()


def read_value(text: str) -> Value:
    """Read a cell's text as a reader sees it; never raises, what is no value is `text`."""
    return _short(text) if len(text) <= MAX_LENGTH else Value("text", text_key(text), text)


def text_key(text: str) -> str:
    """Return what texts are compared by: width, letter case and blanks do not count."""
    return "".join(fold_width(without_unseen(text)).casefold().split())


@lru_cache(maxsize=16384)
def _short(text: str) -> Value:
    key = text_key(text)
    seen = without_unseen(text)
    if is_missing(seen):
        return Value("gap", "", text)
    marked = flag(seen)
    if marked is not None:
        return Value("flag", "yes" if marked else "no", text)
    number = parse_number(seen)
    if number is not None:
        return Value(
            kind="number",
            key="",
            text=text,
            amount=number.value,
            decimals=number.decimals,
            percent=number.percent,
            plus_minus=number.plus_minus,
            readings=frozenset((number.value,)),
        )
    quantity = parse_quantity(seen, binary_k=True)
    if quantity is not None:
        return Value(
            kind="number",
            key="",
            text=text,
            amount=quantity.amount,
            unit=quantity.unit,
            readings=frozenset((quantity.amount, *quantity.readings)),
        )
    return Value("text", key, text)


def relation(a: Value, b: Value) -> Relation:
    """Say whether two cells state one thing, one thing in fewer digits, or two things.

    A percentage and its fraction are the same, and so are a number with and without a unit or `%`:
    a heading may state it. A gap and a value are different.
    """
    if a.kind != "number" or b.kind != "number" or a.amount is None or b.amount is None:
        return "same" if (a.kind, a.key) == (b.kind, b.key) else "different"
    if a.plus_minus is not None or b.plus_minus is not None:
        spreads = (a.plus_minus, b.plus_minus)
        if None in spreads or spreads[0] != spreads[1]:
            return "different"
    if a.unit and b.unit and canonical_unit(a.unit) != canonical_unit(b.unit):
        return "different"
    if a.readings & b.readings:
        return "same"
    return _related(a, b)


def _related(a: Value, b: Value) -> Relation:
    found: Relation = "different"
    for places in _shifts(a, b):
        if a.amount is None or b.amount is None:
            break
        moved, decimals = shifted(b.amount, places), b.decimals - places
        if a.amount == moved:
            return "same"
        if a.unit is None and b.unit is None and _rounded(a.amount, a.decimals, moved, decimals):
            found = "rounded"
    return found


def _rounded(a: Decimal, a_decimals: int, b: Decimal, b_decimals: int) -> bool:
    """Say whether one is the other in fewer decimals, and not rounded down to nothing."""
    if a_decimals == b_decimals or min(a_decimals, b_decimals) < 0:
        return False
    fewer = a if a_decimals < b_decimals else b
    return fewer != 0 and same_rounded(a, a_decimals, b, b_decimals)


def _shifts(a: Value, b: Value) -> tuple[int, ...]:
    """Return by how many places the point of `b` may be moved to state what `a` does."""
    if a.amount is None or b.amount is None or a.unit or b.unit:
        return (0,)
    if a.percent != b.percent:
        return (0, 2) if a.percent else (0, -2)
    if a.percent:
        return (0,)
    if _is_fraction(b) and abs(a.amount) > 1:
        return (0, 2)
    return (0, -2) if _is_fraction(a) and abs(b.amount) > 1 else (0,)


def _is_fraction(value: Value) -> bool:
    return (
        value.amount is not None
        and 0 < abs(value.amount) < 1
        and value.decimals >= _FRACTION_DECIMALS
    )


def fingerprints(value: Value) -> Iterator[str]:
    """Yield what a cell adds to a table's fingerprint: its numbers, digits without the point.

    `63.7%`, `0.637` and `0.6370` leave one print; so do `7B` and `70 亿`. Of running text these are
    the numbers that are no part of a name (`GLM-4-9B`, `v2.0`).
    """
    if value.amount is not None:
        yield print_of(value.amount)
    elif value.kind == "text" and any(map(str.isdigit, value.text)):
        for found in _NUMBERS.findall(value.text[:MAX_LENGTH]):
            yield print_of(Decimal(found.replace(",", "")))


def print_of(number: Decimal) -> str:
    """Return the digits of a number and whether its power of ten is odd."""
    if number == 0:
        return "0"
    sign, digits, exponent = number.as_tuple()
    power = int(exponent)
    kept = "".join(map(str, digits)).lstrip("0")
    bare = kept.rstrip("0")
    power += len(kept) - len(bare)
    return f"{'-' if sign else ''}{bare}e{power % 2}"

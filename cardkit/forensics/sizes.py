"""Sizes as model names carry them, and as the card states them: `DCLM-7B`, `-560m`, `70 亿参数`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from cardkit.forensics.nominal import Interval, counted, exactly, nominal, printed_unit, stated
from cardkit.patterns import lazy
from cardkit.quantity import fold_width
from cardkit.quantity.patterns import compiled
from cardkit.source.span import Path

if TYPE_CHECKING:
    from cardkit.record.card import CardRecord

LEEWAY = Decimal("0.15")
"""Names round generously: Gemma 7B has 8.5 billion parameters, Qwen3-1.7B two billion."""

EXACT = Decimal("0.02")
"""A count may leave out a head or count buffers."""

_LETTER = lazy(
    r"(?<![A-Za-z0-9.,])([0-9]{1,4}(?:\.[0-9]{1,3})?)[ ]?([BbMm])(?![A-Za-z0-9])"
    r"(?![-_ ]?(?:tokens?|data|steps?|rows?|images?|samples?|pairs?|ctx|context)\b)"
)
_WORD = (
    r"(?<![A-Za-z0-9.,])([0-9]{1,4}(?:\.[0-9]{1,3})?)[- ]?"
    r"(billion[- ]param|million[- ]param|亿[ ]?参数|万[ ]?参数)"
)
_POWER = {"b": 9, "m": 6, "亿": 8, "万": 4}
_LEAST_MILLIONS = 10
"""`1M` and `2m` are context lengths; no language model has so few parameters."""
_MAX_NAME = 120


class NamedSize(NamedTuple):
    """The size a name carries: `7B` of `DCLM-7B`, found at `path`."""

    path: Path
    name: str
    printed: str
    range: Interval


class StatedSize(NamedTuple):
    """The number of parameters a field states, and what it may mean."""

    path: Path
    printed: str
    range: Interval


def size_in(name: str) -> tuple[str, Interval] | None:
    """Return the one size that a name carries, as printed, and the counts it may stand for.

    Experts (`8x7B`), active parameters (`A3B`), versions, context lengths and bits are no sizes; a
    name with two sizes has none that is surely its own.
    """
    folded = fold_width(name)
    if len(folded) > _MAX_NAME:
        return None
    matches = (*_LETTER.finditer(folded), *compiled(_WORD).finditer(folded))
    sizes = [(m[0].strip(), *_amount(m[1], m[2])) for m in matches]
    of_models = [size for size in sizes if size[1] >= _LEAST_MILLIONS * 10**6]
    if len({amount for _, amount, _ in of_models}) != 1:
        return None
    printed, amount, last = of_models[0]
    return printed, Interval(amount - last / 2, amount + last).widened(LEEWAY)


def _amount(digits: str, unit: str) -> tuple[Decimal, Decimal]:
    """Return the amount and what its last digit counts."""
    power = _POWER[unit[0].lower()]
    value = Decimal(digits)
    decimals = len(digits.partition(".")[2])
    return value.scaleb(power), Decimal(1).scaleb(power - decimals)


def named_size(record: CardRecord) -> NamedSize | None:
    """Return the size in the model's name, else in its title; None where they carry two."""
    found = list(named_sizes(record))
    if not found or any(not found[0].range.meets(other.range) for other in found):
        return None
    return found[0]


def named_sizes(record: CardRecord) -> Iterator[NamedSize]:
    """Yield the size in the model's name and those in its title, whether they agree or not."""
    for path, name in _names(record):
        size = size_in(name)
        if size is not None:
            yield NamedSize(path, name, *size)


def _names(record: CardRecord) -> Iterator[tuple[Path, str]]:
    if record.name:
        yield ("name",), record.name
    if record.title is not None:
        for language, text in (("en", record.title.en), ("zh", record.title.zh)):
            if text:
                yield ("title", language), text


def stated_sizes(record: CardRecord) -> Iterator[StatedSize]:
    """Yield the counts that the spec table states: the exact one, and the nominal size."""
    details = record.details
    parameters = stated(details.parameters) if details else None
    if parameters is not None and parameters > 0:
        unit = printed_unit(Decimal(parameters), str(parameters))
        last = Interval(Decimal(parameters) - unit / 2, Decimal(parameters) + unit)
        exact = exactly(parameters).widened(EXACT)
        found = last.widened(LEEWAY) if unit else exact
        yield StatedSize(("details", "parameters"), f"{parameters:,}", found)
    size = counted(details.size) if details else None
    if size is not None and size.unit in (None, "parameters"):
        yield StatedSize(("details", "size"), size.printed, nominal(size).widened(EXACT))

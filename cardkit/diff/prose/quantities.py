"""Where the running text of a Chinese and an English card states different quantities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cardkit.diff.pair import CardPair, Side, other, remembered_of_pair
from cardkit.diff.prose.mentions import Mention
from cardkit.diff.prose.passages import Passage, Passages, aligned_passages, comparable
from cardkit.diff.sections import first_side
from cardkit.quantity import Quantity, format_quantity, rounded

Kind = Literal["contradiction", "stale", "power", "rounding", "missing"]
"""`power`: they differ by a power of ten; `stale`: one card's own news say what the other says."""

ALIKE = 0.0
"""Passages less alike than this are not surely each other's translation."""
COMPARABLE = 0.5
"""What one says and the other not is only told of passages of comparable length."""
_MANY = Decimal(1000)
_FEW = 10


@dataclass(frozen=True, slots=True)
class QuantityDifference:
    """What two passages that belong together state differently.

    `here` stands in the card `side`; `there` in the other, None where that says nothing of it:
    then `across` is the passage that should, and `here` holds all that it lacks. `power` is of
    ten, for a slip.
    """

    kind: Kind
    side: Side
    here: tuple[Mention, ...]
    across: Passage
    there: Mention | None = None
    power: int = 0


@remembered_of_pair
def quantity_differences(pair: CardPair) -> tuple[QuantityDifference, ...]:
    """Return the differences, in the order of the English card, which is `side` where both speak.

    Quantities are compared in passages that belong together; what the other card states elsewhere
    in the section is no difference. Small numbers in words (`two`, `三个`) match but are never
    told: languages use them freely. Two cards in one language have none.
    """
    if not pair.in_two_languages():
        return ()
    first = first_side(pair)
    found: list[QuantityDifference] = []
    news = _news(aligned_passages(pair))
    for section in aligned_passages(pair):
        rest_a = _Rest(section.first)
        rest_b = _Rest(section.second)
        for i, j, alike in section.pairs:
            if alike >= ALIKE:
                a, b = section.first[i], section.second[j]
                found += _of_passages(a, b, rest_a, rest_b, section.dated, first, news)
    return tuple(found)


class _Rest:
    """The mentions of a section, to be asked what it states at all."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self.units: dict[Decimal, set[str | None]] = {}
        for mention in (m for passage in passages for m in passage.mentions):
            for amount in mention.quantity.readings:
                self.units.setdefault(amount, set()).add(mention.quantity.unit)

    def states(self, mention: Mention) -> bool:
        """Say whether the section has a mention that can be the same quantity."""
        unit = mention.quantity.unit
        return any(
            _units_agree(unit, other)
            for amount in mention.quantity.readings
            for other in self.units.get(amount, ())
        )


def _same(a: Mention, b: Mention) -> bool:
    """Say whether two mentions can be one quantity, with a shared reading of K and M."""
    return bool({*a.quantity.readings} & {*b.quantity.readings}) and _units_agree(
        a.quantity.unit, b.quantity.unit
    )


def _units_agree(a: str | None, b: str | None) -> bool:
    """Say whether units are no reason to tell two apart: only a share is never an amount.

    Of other units the two languages choose different words: items, pieces of data, samples.
    """
    return a == b or None in (a, b) or "%" not in (a, b)


def _news(sections: Sequence[Passages]) -> tuple[list[Mention], list[Mention]]:
    """Return what the news of either card state."""
    dated = [section for section in sections if section.dated]
    return (
        [m for section in dated for p in section.first for m in p.mentions],
        [m for section in dated for p in section.second for m in p.mentions],
    )


def _of_passages(
    a: Passage,
    b: Passage,
    rest_a: _Rest,
    rest_b: _Rest,
    dated: bool,
    first: Side,
    news: tuple[list[Mention], list[Mention]],
) -> Iterator[QuantityDifference]:
    left_a, left_b = unmatched(a.mentions, b.mentions)
    new = {m for m in left_a if _tells(m) and not rest_b.states(m)}
    new |= {m for m in left_b if _tells(m) and not rest_a.states(m)}
    paired = _partners(left_a, left_b, new, len(a.mentions) == len(b.mentions))
    for x, y in paired:
        kind, power = _kind(x, y)
        if kind == "contradiction" and not dated and _is_stale(x, y, news):
            kind = "stale"
        yield QuantityDifference(kind, first, (x,), b, y, power)
    if dated or comparable(a, b) < COMPARABLE:
        return
    new -= {m for pair in paired for m in pair}
    only_a = tuple(m for m in left_a if m in new and _weighs(m) and not _named(m, b))
    only_b = tuple(m for m in left_b if m in new and _weighs(m) and not _named(m, a))
    if only_a:
        yield QuantityDifference("missing", first, only_a, b)
    if only_b:
        yield QuantityDifference("missing", other(first), only_b, a)


def unmatched(a: Sequence[Mention], b: Sequence[Mention]) -> tuple[list[Mention], list[Mention]]:
    """Return the mentions of either side that have no equal on the other, each equal used once."""
    left_b = list(b)
    left_a = []
    for mention in a:
        equal = next((m for m in left_b if _same(mention, m)), None)
        if equal is None:
            left_a.append(mention)
        else:
            left_b.remove(equal)
    return left_a, left_b


def _tells(mention: Mention) -> bool:
    """Say whether a quantity is one that a translation keeps: `two` and `三个` may be left out."""
    return not (mention.in_words and mention.quantity.amount < 100)


def _weighs(mention: Mention) -> bool:
    """Say whether a quantity is worth a note where the other language lacks it."""
    quantity = mention.quantity
    return quantity.amount >= (_FEW if quantity.unit else _MANY)


def _named(mention: Mention, passage: Passage) -> bool:
    """Say whether a name in the passage says the amount: `7B` where the other has `X-7B`."""
    bare = Quantity(mention.quantity.amount)
    return format_quantity(bare, "en").lower() in passage.text.lower()


def _partners(
    left_a: Sequence[Mention], left_b: Sequence[Mention], new: set[Mention], evenly: bool
) -> list[tuple[Mention, Mention]]:
    """Pair what is left where it surely speaks of one thing.

    That is where the digits match and only the power of ten does not; where both count the same
    and nothing else new does; or where the passages state equally many quantities (`evenly`) and
    the two have one rank or are all that is left. One of the two at least is `new`: stated nowhere
    in the other card's section.
    """
    found: list[tuple[Mention, Mention]] = []
    for partner in (_slip, _of_one_count, _of_one_rank if evenly else _slip):
        for x in left_a:
            taken = {m for pair in found for m in pair}
            able = [
                y
                for y in left_b
                if x not in taken and y not in taken and {x, y} & new and _compatible(x, y)
            ]
            y = partner(x, able, left_a, new)
            if y is not None:
                found.append((x, y))
    return sorted(found, key=lambda pair: pair[0].span)


def _slip(
    x: Mention, able: Sequence[Mention], left: Sequence[Mention], new: set[Mention]
) -> Mention | None:
    slips = [y for y in able if _power(x, y) and _is_large(x, y)]
    return slips[0] if len({y.quantity.amount for y in slips}) == 1 else None


def _of_one_count(
    x: Mention, able: Sequence[Mention], left: Sequence[Mention], new: set[Mention]
) -> Mention | None:
    same = [y for y in able if y in new and x.counts is not None and y.counts == x.counts]
    rivals = [m for m in left if m in new and m.counts == x.counts]
    return same[0] if len(same) == 1 and rivals == [x] else None


def _of_one_rank(
    x: Mention, able: Sequence[Mention], left: Sequence[Mention], new: set[Mention]
) -> Mention | None:
    alone = len(left) == len(able) == 1
    return next((y for y in able if y.slot == x.slot or alone), None)


def _compatible(x: Mention, y: Mention) -> bool:
    if "%" in (x.quantity.unit, y.quantity.unit) and x.quantity.unit != y.quantity.unit:
        return False
    known = x.counts is not None and y.counts is not None
    return x.part == y.part and (not known or x.counts == y.counts)


def _is_large(x: Mention, y: Mention) -> bool:
    return max(x.quantity.amount, y.quantity.amount) >= _MANY


def _power(x: Mention, y: Mention) -> int:
    """Return k where x is y times 10^k, 0 where it is not."""
    a, b = x.quantity.amount, y.quantity.amount
    if not a or not b or a.normalize().as_tuple().digits != b.normalize().as_tuple().digits:
        return 0
    return a.adjusted() - b.adjusted()


def _kind(x: Mention, y: Mention) -> tuple[Kind, int]:
    power = _power(x, y)
    if power and _is_large(x, y):
        return "power", power
    return ("rounding" if _rounds(x, y) else "contradiction"), 0


def _rounds(x: Mention, y: Mention) -> bool:
    """Say whether the coarser of two quantities is the finer one rounded."""
    amounts = sorted(
        (x.quantity.amount.normalize(), y.quantity.amount.normalize()),
        key=lambda amount: len(amount.as_tuple().digits),
    )
    coarse, fine = amounts
    exponent = coarse.as_tuple().exponent
    return isinstance(exponent, int) and rounded(fine, -exponent) == coarse


def _is_stale(x: Mention, y: Mention, news: tuple[list[Mention], list[Mention]]) -> bool:
    """Say whether a card's own news have the greater number of tokens that the other card states.

    Training goes on and the news say so; a text that was left behind has the number of before. Of
    other quantities, and of one that shrank, nothing tells growth from a slip.
    """
    if "tokens" not in (x.counts, y.counts):
        return False
    if x.quantity.amount < y.quantity.amount:
        return any(_same(y, m) for m in news[0])
    return any(_same(x, m) for m in news[1])

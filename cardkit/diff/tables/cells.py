"""What two cells of one place say of each other: one thing, fewer digits, two things, or a gap."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Literal

from cardkit.diff.tables.values import Value, relation
from cardkit.patterns import lazy
from cardkit.quantity import fold_width, parse_date, same_rounded

CellRelation = Literal["same", "rounded", "contradiction", "gap", "unsure"]
"""`gap`: one side states what the other leaves out. `unsure`: nothing is claimed of the two."""

_POWERS = {"KB": 1, "MB": 2, "GB": 3, "TB": 4, "PB": 5, "KiB": 1, "MiB": 2, "GiB": 3, "TiB": 4}
_BYTES = {unit: (Decimal(1000) ** p, Decimal(1024) ** p) for unit, p in _POWERS.items()}
_LENGTHS = {"ms": "0.001", "seconds": "1", "minutes": "60", "hours": "3600", "days": "86400"}
_SECONDS = {unit: (Decimal(seconds),) for unit, seconds in _LENGTHS.items()}
_FIRST_NUMBER = lazy(r"\d[\d,]{0,60}(?:\.(\d{1,40}))?")
_NUMBER = lazy(r"\d{1,30}(?:\.\d{1,30})?")
_MAX_COMPOUND = 60
_FAR = 30
_MIN_DIGITS = 2


def relate(a: Value, b: Value) -> CellRelation:
    """Say what two cells of one place say of each other.

    Numbers are compared as quantities (`63.7%` is 0.637, 7B is 70 亿, 1.5 GB is 1500 MB), dates as
    dates, marks as yes and no, and several numbers in one cell (`44.0/92.5`) one by one. A number
    beside words is `unsure`, and so are words in two languages.
    """
    if a == b:
        return "same"
    kinds = {a.kind, b.kind}
    if "gap" in kinds:
        stated = a if b.kind == "gap" else b
        return "gap" if stated.kind == "number" or stated.key == "yes" else "unsure"
    if kinds == {"number"}:
        return _numbers(a, b)
    if kinds == {"flag"}:
        return "contradiction"
    return _texts(a.text, b.text) if kinds == {"text"} else "unsure"


def is_scaled(a: Value, b: Value) -> bool:
    """Say whether two numbers that agree do so as a fraction and a percentage only.

    0.637 beside 63.7, with no `%` that says so: the rest of the column must.
    """
    if a.amount is None or b.amount is None or a.percent != b.percent or a.unit or b.unit:
        return False
    small, large = sorted((abs(a.amount), abs(b.amount)))
    return 0 < small < 1 < large and large > _FAR * small


def _numbers(a: Value, b: Value) -> CellRelation:
    plain = _plain_numbers(_without_spread(a), _without_spread(b))
    if plain == "contradiction" or a.plus_minus == b.plus_minus:
        return plain
    if a.plus_minus is None or b.plus_minus is None:
        return "gap"
    spreads = (_decimals(a.plus_minus), _decimals(b.plus_minus))
    same = same_rounded(a.plus_minus, spreads[0], b.plus_minus, spreads[1])
    return "rounded" if same and spreads[0] != spreads[1] else "contradiction"


def _without_spread(value: Value) -> Value:
    return value if value.plus_minus is None else replace(value, plus_minus=None)


def _digits(value: Value) -> int:
    return len(value.amount.as_tuple().digits) if value.amount is not None else 0


def _decimals(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))


def _plain_numbers(a: Value, b: Value) -> CellRelation:
    found = relation(a, b)
    if found == "rounded" and is_scaled(a, b) and min(map(_digits, (a, b))) < _MIN_DIGITS:
        return "contradiction"  # 0.01 is no 1.01 in fewer digits
    if found != "different":
        return found
    if a.unit and b.unit and a.unit != b.unit:
        return _converted(a, b)
    plain = a.text[-1:].isdigit() and b.text[-1:].isdigit()
    return "rounded" if not plain and _rounded_quantity(a, b) else "contradiction"


def _converted(a: Value, b: Value) -> CellRelation:
    """Compare two units of memory, of 1000 or of 1024, or two of time; others are not compared."""
    if a.amount is None or b.amount is None or a.unit is None or b.unit is None:
        return "unsure"
    for scales in (_BYTES, _SECONDS):
        if a.unit in scales and b.unit in scales:
            factors = zip(scales[a.unit], scales[b.unit], strict=True)
            same = any(a.amount * left == b.amount * right for left, right in factors)
            return "same" if same else "contradiction"
    return "unsure"


def _rounded_quantity(a: Value, b: Value) -> bool:
    """Say whether one amount is the other in fewer digits: `1.8B` and `18.4 亿`."""
    if a.amount is None or b.amount is None:
        return False
    (step, amount), (finer, other) = sorted(((_step(a), a.amount), (_step(b), b.amount)))[::-1]
    if step == finer or min(a.amount, b.amount) < step:
        return False
    return same_rounded(amount / step, 0, other / step, _MAX_COMPOUND)


def _step(value: Value) -> Decimal:
    """Return what one of the last printed digit is worth: 10^8 in `1.8B`, 0.1 in `15.3 GB`."""
    found = _FIRST_NUMBER.search(fold_width(value.text))
    printed = Decimal(found[0].replace(",", "")) if found else Decimal(0)
    if found is None or not printed or not value.amount:
        return Decimal(0)
    return abs(value.amount) / printed * Decimal(1).scaleb(-len(found[1] or ""))


def _texts(a: str, b: str) -> CellRelation:
    if max(len(a), len(b)) > _MAX_COMPOUND:
        return "unsure"
    dates = parse_date(a), parse_date(b)
    if dates[0] is not None and dates[1] is not None:
        first, second = dates[0].isoformat(), dates[1].isoformat()
        if first == second:
            return "same"
        return (
            "rounded" if first.startswith(second) or second.startswith(first) else "contradiction"
        )
    return _compound(fold_width(a), fold_width(b))


def _compound(a: str, b: str) -> CellRelation:
    """Compare `44.0/92.5` with `44.0 / 92.6`: what is between the numbers has no letter."""
    between = [_NUMBER.sub(" ", text).split() for text in (a, b)]
    if between[0] != between[1] or any(map(str.isalpha, "".join(between[0]))):
        return "unsure"
    numbers = [[Decimal(n) for n in _NUMBER.findall(text)] for text in (a, b)]
    if len(numbers[0]) != len(numbers[1]) or len(numbers[0]) < 2:
        return "unsure"
    found: CellRelation = "same"
    for x, y in zip(*numbers, strict=True):
        if x == y:
            continue
        places = _decimals(x), _decimals(y)
        if places[0] == places[1] or not same_rounded(x, places[0], y, places[1]):
            return "contradiction"
        found = "rounded"
    return found

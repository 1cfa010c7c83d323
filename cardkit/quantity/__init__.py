"""Numbers, quantities and dates as people write them, in English and in Chinese.

Pure functions over the standard library. They read what is plainly there and answer None for the
rest: no guess is ever silent. Formatting a quantity or a date and reading it back gives it again.
"""

from __future__ import annotations

from cardkit.quantity.amount import Quantity, parse_quantity, same_quantity
from cardkit.quantity.dates import (
    DateReading,
    PartialDate,
    classify_date,
    format_date,
    parse_date,
)
from cardkit.quantity.exact import (
    is_countable,
    is_printable,
    rounded,
    same_rounded,
    shifted,
)
from cardkit.quantity.fold import fold_width
from cardkit.quantity.format import Style, format_quantity
from cardkit.quantity.number import Number, is_missing, parse_number, split_remark
from cardkit.quantity.units import canonical_unit

__all__ = [
    "DateReading",
    "Number",
    "PartialDate",
    "Quantity",
    "Style",
    "canonical_unit",
    "classify_date",
    "fold_width",
    "format_date",
    "format_quantity",
    "is_countable",
    "is_missing",
    "is_printable",
    "parse_date",
    "parse_number",
    "parse_quantity",
    "rounded",
    "same_quantity",
    "same_rounded",
    "shifted",
    "split_remark",
]

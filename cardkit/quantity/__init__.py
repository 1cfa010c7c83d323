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
    days_in,
    format_date,
    parse_date,
)
from cardkit.quantity.dates_in_text import DateInText, find_dates
from cardkit.quantity.exact import (
    is_countable,
    is_printable,
    rounded,
    same_rounded,
    shifted,
)
from cardkit.quantity.find import QuantityInText, find_quantities
from cardkit.quantity.fold import fold_width
from cardkit.quantity.format import Style, format_quantity
from cardkit.quantity.number import Number, is_missing, parse_number, split_remark
from cardkit.quantity.units import canonical_unit

__all__ = [
    "DateInText",
    "DateReading",
    "Number",
    "PartialDate",
    "Quantity",
    "QuantityInText",
    "Style",
    "canonical_unit",
    "classify_date",
    "days_in",
    "find_dates",
    "find_quantities",
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

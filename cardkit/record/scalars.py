"""Scores, quantities, measures, dates and links: values that remember how they were printed."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Literal

from pydantic import Field, field_serializer, field_validator, model_validator

from cardkit import quantity
from cardkit.record.base import Prose, RecordModel, Shorthand, both, needs_one_of, not_readable
from cardkit.source.yaml_nodes import SourceFloat

MAX_LENGTH = 400
"""Characters of a printed number; more is no number a card prints."""
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")


def printed_form(value: object) -> object:
    """Return how a YAML number was written; other values are returned as they are."""
    if isinstance(value, SourceFloat):
        return value.text
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return repr(value) if isinstance(value, float) else value


def _is_printable(text: str) -> bool:
    """Say whether a text is a number, and one that `Measure.value` can hold and tables can write.

    The pattern comes first: Decimal also reads `nan` and `1_0`.
    """
    if len(text) > MAX_LENGTH or not _NUMBER.fullmatch(text):
        return False
    try:
        return quantity.is_printable(Decimal(text))
    except InvalidOperation:  # an exponent of twenty digits
        return False


class Measure(Shorthand):
    """A plain number with its printed digits: a score (`0.5270`), a learning rate (`2e-3`)."""

    short_fields = ("printed",)
    short_types = ("number", "string")

    printed: str = Field(description=both("The number as printed", "原样数字"))

    @classmethod
    def expand(cls, value: object) -> object:
        """Read a number or a numeric string."""
        text = printed_form(value)
        return {"printed": text} if isinstance(text, str) else text

    def collapse(self) -> object | None:
        """Write the printed digits."""
        return self.printed

    @field_validator("printed")
    @classmethod
    def _is_number(cls, printed: str) -> str:
        if not _is_printable(printed):
            raise not_readable("number", printed)
        return printed

    @property
    def value(self) -> Decimal:
        """The exact value of the printed digits."""
        return Decimal(self.printed)

    @property
    def decimals(self) -> int:
        """The number of printed decimals; 0.5270 has 4."""
        return max(0, -int(self.value.as_tuple().exponent))


class Score(Measure):
    """A score as the card prints it; `0.5270` and `0.527` are one value, printed differently."""


class Quantity(Shorthand):
    """An amount with unit and printed form: `7B`, `70 亿`, `2048 sequences`."""

    short_fields = ("printed",)
    short_types = ("number", "string")

    amount: Decimal = Field(description=both("Exact amount in base units", "以基本单位计的精确值"))
    unit: str | None = Field(None, description=both("Unit: tokens, sequences, GB", "单位"))
    printed: str = Field(min_length=1, description=both("As the source prints it", "原样写法"))
    approximate: bool = Field(False, description=both("Marked `~` or 约", "是否为约数"))

    @classmethod
    def expand(cls, value: object) -> object:
        """Read `7B`, `70 亿`, `2048`."""
        text = printed_form(value)
        if not isinstance(text, str):
            return text
        read = quantity.parse_quantity(text)
        if read is None:
            raise not_readable("quantity", text)
        return {
            "amount": read.amount,
            "unit": read.unit,
            "printed": text,
            "approximate": read.approximate,
        }

    def collapse(self) -> object | None:
        """Write the printed form where reading it gives the same quantity back."""
        read = quantity.parse_quantity(self.printed)
        same = read is not None and (read.amount, read.unit, read.approximate) == (
            self.amount,
            self.unit,
            self.approximate,
        )
        return self.printed if same else None

    @field_validator("amount", mode="before")
    @classmethod
    def _exact(cls, amount: object) -> object:
        text = printed_form(amount)
        if isinstance(text, str):
            try:
                return Decimal(text)
            except InvalidOperation:
                raise not_readable("number", text) from None
        return amount

    @field_validator("amount")
    @classmethod
    def _is_bounded(cls, amount: Decimal) -> Decimal:
        # `1e99999999` is one token in a file and a hundred million digits when it is written out.
        if not quantity.is_countable(amount):
            raise not_readable("number", str(amount))
        return amount

    @field_serializer("amount")
    def _write_amount(self, amount: Decimal) -> int | str:
        return int(amount) if amount == amount.to_integral_value() else str(amount)


class Date(Shorthand):
    """A date with its real precision: a year, a month or a day."""

    short_fields = ("year", "month", "day")
    short_types = ("integer", "string")

    year: int = Field(description=both("Year", "年"))
    month: int | None = Field(None, description=both("Month", "月"))
    day: int | None = Field(None, description=both("Day", "日"))

    @classmethod
    def expand(cls, value: object) -> object:
        """Read `2024`, `2024-06`, `2024-06-18`, `June 2024`, `2024 年 6 月`."""
        text = printed_form(value)
        if not isinstance(text, str):
            return text
        read = quantity.parse_date(text)
        if read is None:
            raise not_readable("date", text)
        return {"year": read.year, "month": read.month, "day": read.day}

    def collapse(self) -> object | None:
        """Write `2024-06` where reading it gives the same date back."""
        read = quantity.parse_date(self.iso)
        same = read is not None and (read.year, read.month, read.day) == (
            self.year,
            self.month,
            self.day,
        )
        return self.iso if same else None

    @property
    def iso(self) -> str:
        """ISO 8601 with the precision at hand."""
        parts = [f"{self.year:04d}", *(f"{p:02d}" for p in (self.month, self.day) if p is not None)]
        return "-".join(parts)


class Link(Shorthand):
    """A URL and, where the card gives one, its title."""

    short_fields = ("url",)

    url: str = Field(description=both("Address", "链接地址"))
    title: Prose | None = Field(None, description=both("Title", "标题"))

    @classmethod
    def expand(cls, value: object) -> object:
        """Read a bare URL."""
        return {"url": value} if isinstance(value, str) else value

    def collapse(self) -> object | None:
        """Write a bare URL where there is no title."""
        return self.url if self.title is None else None


class License(Shorthand):
    """A licence: the Hub id, and the name and link that go with `other` or stand in the text."""

    short_fields = ("id",)

    id: str | None = Field(None, description=both("Hub licence id", "许可证标识（Hub）"))
    name: Prose | None = Field(None, description=both("Name as printed", "许可证名称"))
    link: str | None = Field(None, description=both("Text of the licence", "许可证全文链接"))

    @classmethod
    def expand(cls, value: object) -> object:
        """Read a bare id."""
        return {"id": value} if isinstance(value, str) else value

    def collapse(self) -> object | None:
        """Write a bare id where nothing else is known."""
        return self.id if self.name is None and self.link is None else None

    @model_validator(mode="after")
    def _say_something(self) -> License:
        if self.id is None and self.name is None:
            raise needs_one_of("id", "name")
        return self


class SpokenLanguage(Shorthand):
    """A natural language the model works in, with a remark such as `primarily`."""

    short_fields = ("code",)

    code: str = Field(description=both("ISO 639 code", "语言代码（ISO 639）"))
    remark: Prose | None = Field(None, description=both("Remark", "说明"))

    @classmethod
    def expand(cls, value: object) -> object:
        """Read a bare code."""
        return {"code": value} if isinstance(value, str) else value

    def collapse(self) -> object | None:
        """Write a bare code where there is no remark."""
        return self.code if self.remark is None else None


class Uncertainty(RecordModel):
    """The uncertainty a card prints beside a score."""

    kind: Literal["stderr", "stddev", "interval", "unknown"] = Field(
        description=both("What the number is", "不确定度类型")
    )
    value: Measure | None = Field(None, description=both("Half width or deviation", "± 值"))
    low: Measure | None = Field(None, description=both("Lower end", "下限"))
    high: Measure | None = Field(None, description=both("Upper end", "上限"))
    level: Measure | None = Field(None, description=both("Confidence level, 0.95", "置信水平"))


Unit = Literal["fraction", "percent", "points"]
"""Of a score: 0 to 1, 0 to 100, or a number on a scale of its own."""

Direction = Literal["higher", "lower"]

"""Values as people read them, the same on every screen and in every reason."""

from __future__ import annotations

import re

from cardkit.text import Text

_COUNT = re.compile(r"([0-9]{1,9}) safetensors")
_MAX_DIGITS = 27
"""Digits and separators; what is longer is written with an exponent."""


def shown_value(value: int | str | bool) -> str:
    """Return a value as people read it: counts with separators, yes and no as JSON has them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, int):
        return value
    written = f"{value:,}"
    return written if len(written) <= _MAX_DIGITS else f"{float(value):.2e}"


def shown_difference(value: int) -> str:
    """Return a difference of counts with its sign, a long one with an exponent."""
    written = f"{value:+,}"
    return written if len(written) <= _MAX_DIGITS else f"{float(value):+.2e}"


def shown_where(where: str) -> Text:
    """Return where a value was read as people read it: a file's name, or how many files."""
    count = _COUNT.fullmatch(where)
    return Text(en=where, zh=f"{count[1]} 个 safetensors 文件" if count else where)

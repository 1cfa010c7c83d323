"""Why a text is no JSON, in our own words: those of Python are English, and change with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal

from cardkit.text import Text

Place = Literal["line", "column", "none"]


def json_fault(error: ValueError, *, place: Place = "line") -> Text:
    """Return what `json.loads` stumbled on, and where: by line and column, or by column alone."""
    if not isinstance(error, json.JSONDecodeError):
        return _of_value(error)
    said = error.msg.casefold()
    found = next((text for start, text in _FAULTS.items() if said.startswith(start)), _OTHER)
    if place == "none":
        return found
    shown = _AT if place == "line" else _COLUMN
    return shown.format(fault=found, line=error.lineno, column=error.colno)


def _of_value(error: ValueError) -> Text:
    if isinstance(error, UnicodeError):
        return _SURROGATE
    # int() refuses more than some thousand digits, for the time that they would take.
    return _DIGITS if "digits" in str(error) else _OTHER


_FAULTS: Mapping[str, Text] = {
    "expecting value": Text(en="Expecting a value", zh="此处应为一个值"),
    "expecting ',' delimiter": Text(en="Expecting a comma", zh="此处应为逗号"),
    "expecting ':' delimiter": Text(en="Expecting a colon", zh="此处应为冒号"),
    "expecting property name": Text(
        en="Expecting a key in double quotes", zh="此处应为双引号括起的键"
    ),
    "illegal trailing comma": Text(en="a comma before the end", zh="末尾多出一个逗号"),
    "unterminated string": Text(en="a text that does not end, from", zh="字符串没有结束，起自"),
    "invalid control character": Text(
        en="a control character within a text", zh="字符串中含有控制字符"
    ),
    "invalid \\escape": Text(en="a backslash that escapes nothing", zh="无效的反斜杠转义"),
    "invalid \\u": Text(
        en="no four hexadecimal digits behind \\u", zh="\\u 之后不是四位十六进制数字"
    ),
    "extra data": Text(en="more text behind the end", zh="结尾之后还有多余内容"),
    "unexpected utf-8 bom": Text(en="a byte order mark", zh="开头有字节顺序标记（BOM）"),
}
"""By how Python's message begins."""
_OTHER = Text(en="it cannot be read as JSON", zh="无法按 JSON 读取")
_AT = Text(en="{fault}: line {line} column {column}", zh="{fault}：第 {line} 行第 {column} 列")
_COLUMN = Text(en="{fault}: column {column}", zh="{fault}：第 {column} 列")
_SURROGATE = Text(
    en="a text holds half of a surrogate pair", zh="字符串中含有不成对的代理项（surrogate）"
)
_DIGITS = Text(en="a number has too many digits", zh="数字的位数过多")

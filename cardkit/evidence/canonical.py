"""Canonical JSON: one value, one text, so that a digest of it means something.

A subset of RFC 8785 (JCS): keys sorted by UTF-16 code units, no blanks, UTF-8, and of numbers only
whole ones below 2^53. Decimals and larger integers are texts: a float is written differently by
different programs, and a protobuf Struct turns every integer into one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import NoReturn, TypeAlias

from cardkit.evidence.refusal import Kind, Refused
from cardkit.json_faults import json_fault
from cardkit.text import Text

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"

MAX_BYTES = 1024 * 1024
"""Of a text; a statement about 53 scores of a model in 163 files takes some 100 kB."""
MAX_DEPTH = 32
LARGEST = 2**53 - 1
"""Integers that every reader of JSON holds exactly."""


def canonical(value: Json) -> bytes:
    """Return the one text of `value`.

    Raises ValueError for what has none: floats, integers beyond 2^53, halves of surrogate pairs,
    keys that are no text, more than `MAX_DEPTH` levels.
    """
    return json.dumps(
        _ordered(value, MAX_DEPTH), ensure_ascii=False, allow_nan=False, separators=(",", ":")
    ).encode("utf-8")


def digest(value: Json) -> str:
    """Return the SHA-256 of the canonical text of `value`, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def parse(data: bytes, *, limit: int = MAX_BYTES) -> Mapping[str, Json]:
    """Return a JSON text that is one object of the subset; in what order and layout is free.

    Raises Refused, with what is wrong: larger than `limit` bytes, no UTF-8, no JSON, a key that
    stands twice in one object, a number that is no whole one below 2^53, NaN, too many levels.
    """
    if len(data) > limit:
        raise Refused("too-large", TOO_LARGE.format(limit=f"{limit:,}"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("not-utf8", _NOT_UTF8) from None
    try:
        value = json.loads(
            text,
            object_pairs_hook=_pairs,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
            parse_int=_integer,
        )
        if not isinstance(value, dict):
            raise Refused("not-json", _NO_OBJECT)
        _ordered(value, MAX_DEPTH)
    except RecursionError:
        raise Refused("too-deep", _DEEP.format(limit=MAX_DEPTH)) from None
    except ValueError as error:
        if str(error) == _TOO_DEEP:
            raise Refused("too-deep", _DEEP.format(limit=MAX_DEPTH)) from None
        raise Refused("not-json", _NO_JSON.format(why=json_fault(error))) from None
    found: Mapping[str, Json] = value
    return found


_TOO_DEEP = "too many levels"


def _ordered(value: Json, levels: int) -> Json:
    """Return `value` with the keys of its objects in order; ValueError for what has no text."""
    if levels < 0:
        raise ValueError(_TOO_DEEP)
    if isinstance(value, str):
        value.encode("utf-8")  # UnicodeEncodeError, a ValueError, for half of a surrogate pair
        return value
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise ValueError(f"{value} is beyond 2^53")
        return int(value)
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise ValueError(f"a key is no text: {key!r}")
            key.encode("utf-8")
        keys = sorted(value, key=lambda k: k.encode("utf-16-be"))
        return {key: _ordered(value[key], levels - 1) for key in keys}
    if isinstance(value, (list, tuple)):
        return [_ordered(item, levels - 1) for item in value]
    raise ValueError(f"{type(value).__name__} has no canonical text")


def _pairs(found: list[tuple[str, Json]]) -> dict[str, Json]:
    table = dict(found)
    if len(table) != len(found):
        seen: set[str] = set()
        twice = next(k for k, _ in found if k in seen or seen.add(k))  # type: ignore[func-returns-value]
        raise Refused("repeated-key", _TWICE.format(key=twice[:80]))
    return table


def _refuse_number(digits: str) -> NoReturn:
    kind: Kind = "number"
    raise Refused(kind, _NUMBER.format(number=digits[:40]))


def _integer(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > LARGEST:
        _refuse_number(digits)
    return int(digits)


TOO_LARGE = Text(
    en="it is larger than {limit} bytes and is not read", zh="超过 {limit} 字节，未读取"
)
_NOT_UTF8 = Text(en="it is not UTF-8 text", zh="不是 UTF-8 文本")
_NO_JSON = Text(en="it is no valid JSON ({why})", zh="不是有效的 JSON（{why}）")
_NO_OBJECT = Text(en="the JSON is no object", zh="JSON 的顶层不是对象")
_TWICE = Text(
    en="the key `{key}` stands twice in one object; readers disagree about which counts",
    zh="键 `{key}` 在同一对象中出现两次；不同程序取值不同",
)
_NUMBER = Text(
    en="`{number}` is no whole number below 2^53; evidence holds others as texts",
    zh="`{number}` 不是小于 2^53 的整数；证据中其他数字须写成字符串",
)
_DEEP = Text(en="it is nested deeper than {limit} levels", zh="嵌套超过 {limit} 层")

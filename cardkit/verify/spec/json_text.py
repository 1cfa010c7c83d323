"""JSON of strangers: repeated keys, NaN, endless nesting and endless numbers are problems."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NoReturn

from cardkit.json_faults import json_fault
from cardkit.text import Text
from cardkit.verify.spec.problem import Problem

_LONGEST_INTEGER = 40
"""Digits; 2^64 has twenty, and int(1e30), which transformers writes as the `model_max_length` of a
tokenizer that has none, 31."""


class _Bad(ValueError):
    def __init__(self, kind: str, message: Text) -> None:
        super().__init__(message.en)
        self.kind = kind
        self.message = message


def read_object(
    text: str, where: str, *, repeated: str = "json-repeated-key"
) -> Mapping[str, object]:
    """Return a JSON text that is one object; `where` names the file.

    Raises Problem: `json-broken`, `json-nested` (too deep), `json-not-finite` (NaN, Infinity or a
    float beyond their range), `json-number-too-long`, `json-no-object`, or `repeated` where a key
    stands twice in one object: readers disagree about which of the two counts.
    """

    def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        table = dict(found)
        if len(table) != len(found):
            seen: set[str] = set()
            twice = next(k for k, _ in found if k in seen or seen.add(k))  # type: ignore[func-returns-value]
            message = Text(
                en="`{key}` stands twice in `{where}`", zh="`{where}` 中 `{key}` 出现两次"
            )
            raise _Bad(repeated, message.format(key=twice[:80], where=where))
        return table

    try:
        value = json.loads(
            text,
            object_pairs_hook=pairs,
            parse_constant=_refuse_constant,
            parse_float=_float,
            parse_int=_integer,
        )
    except _Bad as bad:
        raise Problem(bad.kind, _in(bad.message, where), where) from None
    except RecursionError:
        message = Text(en="too deeply nested", zh="嵌套过深")
        raise Problem("json-nested", _in(message, where), where) from None
    except ValueError as error:
        message = Text(en="no valid JSON ({why})", zh="不是有效的 JSON（{why}）")
        raise Problem(
            "json-broken", _in(message.format(why=json_fault(error)), where), where
        ) from None
    if not isinstance(value, dict):
        message = Text(en="the JSON is no object", zh="JSON 的顶层不是对象")
        raise Problem("json-no-object", _in(message, where), where)
    return value


def _in(message: Text, where: str) -> Text:
    if f"`{where}`" in message.en:
        return message
    shown = Text(en="`{where}`: {message}", zh="`{where}`：{message}")
    return shown.format(where=where, message=message)


def _refuse_constant(name: str) -> NoReturn:
    message = Text(en="{name} is no JSON number", zh="{name} 不是 JSON 数字")
    raise _Bad("json-not-finite", message.format(name=name))


def _float(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        _refuse_constant(digits[:40])
    return value


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_INTEGER:
        message = Text(en="an integer of {count} digits", zh="整数长达 {count} 位")
        raise _Bad("json-number-too-long", message.format(count=len(digits)))
    return int(digits)

"""JSON from strangers: numbers keep their digits, every value has a pointer, nothing runs away.

Refused as a whole: what is no JSON, and what nests deeper than 100. Named and not read: a key that
stands twice in one object, since neither value can be told to be the right one, and one that is too
long to be a name: it would stand again in the pointer of every number below it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeAlias

from cardkit.errors import CardkitError
from cardkit.json_faults import json_fault
from cardkit.patterns import lazy
from cardkit.quantity import Number
from cardkit.quantity.exact import is_printable
from cardkit.quantity.number import MAX_LENGTH, to_decimal
from cardkit.text import Text

MAX_DEPTH = 100
MAX_KEY = 300
"""Characters of a key; the longest names of tasks and metrics have some 100."""
MAX_LEFT_OUT = 10_000
"""Keys of one file that are named as not read."""
_MAX_POINTER = 1000

_NESTING = lazy(r"\\.|[\"\[\]{}]", re.DOTALL)
"""Escapes, quotes and brackets; a pattern of whole strings takes a hundred times their memory."""
_WHOLE = Text(
    en="the file may be cut off; write it again with the harness, or mend it at this place",
    zh="文件可能不完整；请用评测框架重新生成，或修正此处",
)
_SHALLOW = Text(
    en="results files nest some ten deep; name the file that the harness wrote",
    zh="结果文件一般只嵌套十层左右；请指定评测框架写出的文件",
)
_NUMBER = lazy(r"(-?[0-9]+(?:\.[0-9]+)?)(?:[eE]([+-]?[0-9]{1,3}))?")
_SURROGATE = lazy("[\ud800-\udfff]")
_PLAIN_KEY = str.maketrans({"~": "~0", "/": "~1"})


class UnreadableResults(CardkitError):
    """A file that is no results file, or one that is broken."""


@dataclass(frozen=True, slots=True)
class JsonNumber:
    """A number as the file writes it; `NaN` and `Infinity` too, which Python writes as JSON."""

    text: str

    def number(self) -> Number | None:
        """Return the exact number; None for NaN, Infinity, and what no score can be (`1e999`)."""
        match = _NUMBER.fullmatch(self.text) if len(self.text) <= MAX_LENGTH else None
        if match is None:
            return None
        value = to_decimal(match[1], match[2])
        return Number(value, self.text, text=self.text) if is_printable(value) else None

    def count(self) -> int | None:
        """Return a count of up to 12 digits, None for any other number."""
        return int(self.text) if self.text.isdigit() and len(self.text) <= 12 else None


class JsonObject(dict[str, "Json"]):
    """An object without the keys that stood in it twice (`doubled`) or are too long (`long`)."""

    doubled: tuple[str, ...] = ()
    long: tuple[str, ...] = ()


Json: TypeAlias = "str | bool | JsonNumber | list[Json] | JsonObject | None"


def read_json(text: str, name: str) -> Json:
    """Read a JSON text. Raises UnreadableResults, with line and column, for what is refused."""
    text = text.removeprefix("\ufeff")
    _check_depth(text, name)
    try:
        tree: Json = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=JsonNumber,
            parse_int=JsonNumber,
            parse_constant=JsonNumber,
        )
    except json.JSONDecodeError as error:
        raise UnreadableResults(
            Text(
                en="`{name}` line {line}, column {column}: no JSON: {why}",
                zh="`{name}` 第 {line} 行第 {column} 列：不是有效的 JSON：{why}",
            ).format(
                name=name,
                line=error.lineno,
                column=error.colno,
                why=json_fault(error, place="none"),
            ),
            hint=_WHOLE,
        ) from error
    except (RecursionError, ValueError) as error:
        raise UnreadableResults(
            Text(en="`{name}` is no JSON", zh="`{name}` 不是 JSON").format(name=name), hint=_WHOLE
        ) from error
    return tree


def _check_depth(text: str, name: str) -> None:
    depth, is_text = 0, False
    for match in _NESTING.finditer(text):
        mark = match.group()
        if mark == '"':
            is_text = not is_text
        elif is_text:
            continue
        elif mark in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                message = Text(
                    en="`{name}` nests deeper than {limit}", zh="`{name}` 的嵌套超过 {limit} 层"
                )
                raise UnreadableResults(message.format(name=name, limit=MAX_DEPTH), hint=_SHALLOW)
        elif mark in "]}":
            depth -= 1


def _object(pairs: list[tuple[str, Json]]) -> JsonObject:
    found = JsonObject(pairs)
    if len(found) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        found.doubled = tuple(key for key, count in counts.items() if count > 1)
        for key in found.doubled:
            del found[key]
    if any(len(key) > MAX_KEY for key in found):
        found.long = tuple(key for key in found if len(key) > MAX_KEY)
        for key in found.long:
            del found[key]
    return found


def pointer(*parts: str | int) -> str:
    """Return the JSON pointer (RFC 6901) of a path, in characters that UTF-8 has."""
    path = "".join(f"/{str(part).translate(_PLAIN_KEY)}" for part in parts)
    return _SURROGATE.sub("\ufffd", path)


def left_out(tree: Json) -> Iterator[tuple[str, Literal["doubled-key", "not-understood"]]]:
    """Yield pointer and kind of the keys that were not read, those that stand twice and long ones.

    Of more than `MAX_LEFT_OUT` the last one yielded is the whole file; long pointers are cut.
    """
    found = _left_out(tree, [])
    for at, kind in islice(found, MAX_LEFT_OUT):
        yield at if len(at) <= _MAX_POINTER else f"{at[: _MAX_POINTER - 1]}…", kind
    if next(found, None) is not None:
        yield "", "not-understood"


def _left_out(
    tree: Json, path: list[str | int]
) -> Iterator[tuple[str, Literal["doubled-key", "not-understood"]]]:
    """Walk a tree; `path` is one list for all of it, and only what is yielded becomes a text."""
    if isinstance(tree, JsonObject):
        for key in tree.doubled:
            yield pointer(*path, key[:MAX_KEY]), "doubled-key"
        for key in tree.long:
            yield pointer(*path, key[:MAX_KEY]), "not-understood"
    if not isinstance(tree, (JsonObject, list)):
        return
    for step, value in tree.items() if isinstance(tree, JsonObject) else enumerate(tree):
        if isinstance(value, (JsonObject, list)):
            path.append(step)
            yield from _left_out(value, path)
            path.pop()


def object_at(tree: Json, *keys: str) -> JsonObject:
    """Return the object below `tree` at `keys`, an empty one where none lies there."""
    found = tree
    for key in keys:
        found = found.get(key) if isinstance(found, JsonObject) else None
    return found if isinstance(found, JsonObject) else JsonObject()


def text_at(tree: Mapping[str, Json], key: str) -> str | None:
    """Return a text, or a number as written, as one line; None for anything else and for blank."""
    value = tree.get(key)
    text = value.text if isinstance(value, JsonNumber) else value
    if not isinstance(text, str):
        return None
    return clean(text) or None


def count_at(tree: Mapping[str, Json], key: str) -> int | None:
    """Return a count, None for anything else."""
    value = tree.get(key)
    return value.count() if isinstance(value, JsonNumber) else None


def clean(text: str, limit: int = 300) -> str:
    """Return a text on one line, in characters that UTF-8 has, and not longer than `limit`."""
    line = " ".join(_SURROGATE.sub("\ufffd", text[: 4 * limit]).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def shown(value: Json) -> str:
    """Write a value that is no number in short."""
    if isinstance(value, JsonNumber):
        return clean(value.text, 60)
    if isinstance(value, str):
        return clean(value, 120)
    if isinstance(value, list):
        items = [json.dumps(i[:60]) if isinstance(i, str) else shown(i) for i in value[:4]]
        return f"[{', '.join(items)}{', ...' if value[4:] else ''}]"
    if isinstance(value, JsonObject):
        return "{...}" if value else "{}"
    return {None: "null", True: "true", False: "false"}[value]

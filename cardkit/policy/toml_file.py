"""Configuration files as text: read strictly, within limits, with the line of each key."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from cardkit.errors import ConfigError
from cardkit.source.source import Source
from cardkit.source.span import Span
from cardkit.text import Text

MAX_BYTES = 256 * 1024
"""No policy is larger; what is may be meant to keep the reader busy."""
MAX_DEPTH = 64
"""Brackets open at once, and parts of a key between dots; more are refused before they are parsed:
a parser recurses into the one and takes time by the square of the other."""

Place: TypeAlias = "tuple[str | int, ...]"
"""A key in a file: names of tables and keys, numbers of entries in arrays of tables."""

_NAME = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_DOTTED})[ \t]*\]")
_KEY = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=")
_PARTS = re.compile(_NAME)
_BRACKET = re.compile(rb"[\[\]{}]")
_PIECE = re.compile(rb"[A-Za-z0-9_\"'-]+")
_AT = re.compile(r"\(at line (\d+), column \d+\)")

_AT_END = "(at end of document)"


@dataclass(frozen=True)
class TomlFile:
    """A TOML file: its text, what it says, and where each key stands."""

    source: Source
    data: Mapping[str, Any]
    label: str = ""
    """What stands before its name in messages: a commit and a colon, where it was read from one."""

    @property
    def name(self) -> str:
        """The name the file goes by in messages."""
        return self.label + self.source.name

    @cached_property
    def _lines(self) -> dict[Place, int]:
        return dict(_keys(self.source.text))

    def line(self, place: Place) -> int | None:
        """Return the line of a key, else of what stands in it, else of the nearest around it."""
        if place not in self._lines:
            inside = (n for at, n in self._lines.items() if at[: len(place)] == place)
            first = min(inside, default=None) if place else None
            if first is not None:
                return first
        for end in range(len(place), 0, -1):
            if place[:end] in self._lines:
                return self._lines[place[:end]]
        return None

    def span(self, place: Place) -> Span:
        """Return the line of a key as a span, the start of the file where it is not found."""
        line = self.line(place)
        return Span(0, 0) if line is None else self.source.line_span(line)

    def error(self, place: Place, message: Text, hint: Text | None = None) -> ConfigError:
        """Return the error about a key, with file and line."""
        return _error(self.name, self.line(place), message, hint)


def read_toml(data: bytes, name: str, label: str = "") -> TomlFile:
    """Read a TOML file called `name`; `label` stands before it in messages.

    Raises ConfigError, with the line where it is known, for what is too large, no UTF-8, nested
    deeper than any policy, or no TOML.
    """
    known, name = name, label + name
    if len(data) > MAX_BYTES:
        message = Text(en="the file is larger than {n} bytes", zh="文件超过 {n} 字节")
        raise _error(name, None, message.format(n=MAX_BYTES))
    deep = _too_deep(data)
    if deep is not None:
        line = data.count(b"\n", 0, deep) + 1
        raise _error(name, line, Text(en="nested too deeply", zh="嵌套过深"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _error(name, line, Text(en="not UTF-8", zh="不是 UTF-8 文本")) from None
    try:
        parsed = _loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: also a number of 5,000 digits
        raise _syntax(name, text, error) from None
    return TomlFile(Source(text, known), parsed, label)


def _loads(text: str) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    return tomllib.loads(text)


def _too_deep(data: bytes) -> int | None:
    """Return where it nests deeper than `MAX_DEPTH`, what stands in texts counted too."""
    depth = 0
    for match in _BRACKET.finditer(data):
        depth = depth + 1 if match[0] in b"[{" else max(depth - 1, 0)
        if depth > MAX_DEPTH:
            return match.start()
    run, end = 0, 0
    for piece in _PIECE.finditer(data):
        run = run + 1 if data[end : piece.start()].strip(b" \t") == b"." else 0
        if run > MAX_DEPTH:
            return piece.start()
        end = piece.end()
    return None


def _syntax(name: str, text: str, error: Exception) -> ConfigError:
    at = _AT.search(str(error))
    line = int(at[1]) if at else None
    if str(error).endswith(_AT_END):
        line = text.rstrip("\n").count("\n") + 1
    detail = _AT.sub("", str(error)).removesuffix(_AT_END).strip()[:200]
    message = Text(en="not TOML: {detail}", zh="不是合法的 TOML：{detail}")
    return _error(name, line, message.format(detail=detail))


def _error(name: str, line: int | None, message: Text, hint: Text | None = None) -> ConfigError:
    place = name if line is None else f"{name}:{line}"
    whole = Text(en="{place}: {message}", zh="{place}：{message}")
    return ConfigError(whole.format(place=place, message=message), hint=hint)


def _keys(text: str) -> Iterator[tuple[Place, int]]:
    """Yield the keys and headers of a TOML text with their lines.

    Lines of multi-line strings may be taken for keys: this only finds places to point at.
    """
    table: Place = ()
    counts: dict[Place, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        header = _HEADER.match(line)
        if header:
            table = _inside(_parts(header[2]), counts)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            yield table, number
        elif key := _KEY.match(line):
            yield (*table, *_parts(key[1])), number


def _inside(names: tuple[str, ...], counts: Mapping[Place, int]) -> Place:
    """Return the place of a header, within the last entry of each array of tables it names."""
    place: Place = ()
    for i, part in enumerate(names):
        place = (*place, part)
        if place in counts and i < len(names) - 1:
            place = (*place, counts[place])
    return place


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PARTS.findall(dotted))

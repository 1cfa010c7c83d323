"""Texts made of a row's columns: `Question: {goal}` with the row's `goal` in place of the braces.

No template language: a name, dots to reach inside (`choices.text`, `choices.0`), and a few named
changes (`{question|strip}`). `{{` and `}}` stand for braces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

MAX_LENGTH = 20_000
_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]{1,200})\}|[{}]|[^{}]+")

CHANGES: Mapping[str, Callable[[str], str]] = {
    "strip": str.strip,
    "lstrip": str.lstrip,
    "rstrip": str.rstrip,
    "words": lambda text: text.replace("_", " "),
    "lower_first": lambda text: text[:1].lower() + text[1:],
    "last_word": lambda text: text.rpartition(" ")[2],
    "but_last_word": lambda text: text.rpartition(" ")[0],
}
"""What may stand behind `|`."""


class BadTemplate(ValueError):
    """A brace without its partner, an unknown change, an empty name; the message says which."""


class NoValue(LookupError):
    """A row has nothing at a name; `name` is that name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NoText(TypeError):
    """A row has something at a name that is no text; `name` and `found` say where and what."""

    def __init__(self, name: str, found: object) -> None:
        super().__init__(name)
        self.name = name
        self.found = found


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A text with places for columns."""

    pieces: tuple[str | _Place, ...]

    def fill(self, row: Mapping[str, object]) -> str:
        """Return the text for a row. Raises NoValue and NoText; whole numbers count as text."""
        return "".join(p if isinstance(p, str) else _filled(p, row) for p in self.pieces)


def is_template(text: str) -> bool:
    """Say whether a text has braces: without, it is the name of a column."""
    return "{" in text or "}" in text


def template(text: str) -> Template:
    """Read a text with braces. Raises BadTemplate."""
    if len(text) > MAX_LENGTH:
        raise BadTemplate(f"longer than {MAX_LENGTH} characters")
    pieces: list[str | _Place] = []
    for found in _PIECE.finditer(text):
        piece = found[0]
        if found[1] is not None:
            pieces.append(_place(found[1]))
        elif piece in ("{{", "}}"):
            pieces.append(piece[0])
        elif piece in ("{", "}"):
            raise BadTemplate(f"`{piece}` without its partner")
        else:
            pieces.append(piece)
    return Template(tuple(pieces))


def _place(inside: str) -> _Place:
    name, *changes = (part.strip() for part in inside.split("|"))
    if not name:
        raise BadTemplate("braces without a name")
    for change in changes:
        if change not in CHANGES:
            raise BadTemplate(f"`|{change}` is none of {', '.join(CHANGES)}")
    return _Place(name, tuple(changes))


def _filled(place: _Place, row: Mapping[str, object]) -> str:
    value = value_at(row, place.name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise NoText(place.name, value)
    for change in place.changes:
        value = CHANGES[change](value)
    return value


def value_at(row: Mapping[str, object], name: str) -> object:
    """Return what a row has at `name`: the column of that name, else dots lead into it.

    Raises NoValue where there is nothing, or null.
    """
    value: object = row.get(name)
    if value is None and "." in name:
        value = row
        for part in name.split("."):
            value = _inside(value, part)
    if value is None:
        raise NoValue(name)
    return value


def _inside(value: object, part: str) -> object:
    if isinstance(value, Mapping):
        return value.get(part)
    if isinstance(value, (list, tuple)) and part.isascii() and part.isdecimal() and len(part) < 6:
        return value[int(part)] if int(part) < len(value) else None
    return None


def text_at(row: Mapping[str, object], column: str) -> str:
    """Return the text of a column, or of a template. Raises NoValue and NoText."""
    if is_template(column):
        return template(column).fill(row)
    value = value_at(row, column)
    if not isinstance(value, str):
        raise NoText(column, value)
    return value

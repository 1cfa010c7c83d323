"""Character references and the character classes that decide where emphasis may begin and end."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

BLANK_LINE = re.compile(r"(?:\r\n|\r(?!\n)|\n)[ \t]*(?:\r\n|\r|\n)")
"""A line end and, after blanks at most, the next one."""

_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

_LOOSE_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")


def unescape(text: str) -> str:
    """Decode HTML character references of the lengths CommonMark allows; others stay text."""
    if "&" not in text:
        return text
    return _REFERENCE.sub(lambda m: html.unescape(m[0]), text)


def unescape_html(text: str) -> str:
    """Decode character references as browsers do in HTML, where `;` may be missing."""
    if "&" not in text:
        return text
    return _LOOSE_REFERENCE.sub(lambda m: html.unescape(m[0]), text)


def reference_at(text: str, at: int) -> tuple[str, int] | None:
    """Return what the character reference at `at` stands for and where it ends."""
    match = _REFERENCE.match(text, at)
    if match is None:
        return None
    decoded = html.unescape(match[0])
    return None if decoded == match[0] else (decoded, match.end())


@lru_cache(maxsize=4096)
def side(char: str) -> int:
    """Classify a neighbour of an emphasis mark: 0 white space, 1 punctuation or symbol, 2 other."""
    if not char or char in " \t\n\r\f\v" or unicodedata.category(char) == "Zs":
        return 0
    return 1 if unicodedata.category(char)[0] in "PS" else 2

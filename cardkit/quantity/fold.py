"""One spelling for characters typed in several ways: full-width forms, minus signs, spaces."""

from __future__ import annotations

import re

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys((0x00A0, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F, 0x3000), 0x20)
_MINUS = {0x2212: 0x2D}
_WIDTH_TABLE = _FULL_WIDTH | _SPACES | _MINUS
_PUNCTUATION = frozenset(ord(c) for c in "，：；（）！？")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROLS = frozenset(range(0x20)) - {0x09, 0x0A, 0x0D} | {0x7F}
_UNSEEN = _CONTROLS | {0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF}
_UNSEEN_TABLE = dict.fromkeys(_UNSEEN)
_WORD_TABLE = {
    **{code: to for code, to in _WIDTH_TABLE.items() if code not in _PUNCTUATION},
    **dict.fromkeys(_UNSEEN, 0x20),
}


def fold_width(text: str) -> str:
    """Return `text` with full-width ASCII, typographic spaces and U+2212 as plain ASCII.

    Unicode's NFKC is not used: it would turn the footnote mark of `63.7²` into a digit.
    """
    return text if text.isascii() else text.translate(_WIDTH_TABLE)


def fold_words(text: str) -> str:
    """Do as `fold_width` but leave Chinese punctuation: `1，000` lists two numbers, `1,000` is one.

    Every character stays in its place; a blank stands for one that nobody sees.
    """
    plain = text.isascii() and not _CONTROL.search(text)
    return text if plain else text.translate(_WORD_TABLE)


def without_unseen(text: str) -> str:
    """Return `text` as a reader sees it: without controls, zero-width spaces and soft hyphens."""
    return text if text.isprintable() else text.translate(_UNSEEN_TABLE)

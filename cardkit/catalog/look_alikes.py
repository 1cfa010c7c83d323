"""Letters of other scripts that look like Latin ones, and names that mix them."""

from __future__ import annotations

import re
from collections.abc import Iterator

LATIN_FOR = str.maketrans(
    "АВЕЅІЈКМНОРСТХҮЗ" + "асеѕіјорхуһԁԛԝ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "ονακιρυ",
    "ABESIJKMHOPCTXY3" + "acesijopxyhdqw" + "ABEZHIKMNOPTYX" + "ovakipu",
)
"""Cyrillic and Greek letters that look like Latin ones (Unicode TR 39, the common ones)."""

_WORD = re.compile(r"[^\W_]+")
_MAX = 400


def mixed_words(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the words that mix Latin letters with letters that look like them.

    Each with its offset and as Latin letters alone would spell it. Words of one script are left
    out: Russian is no disguise, and `μ` or `β` in a name stands by itself.
    """
    for match in _WORD.finditer(text[:_MAX]):
        word = match[0]
        plain = word.translate(LATIN_FOR)
        if plain != word and any(c.isascii() and c.isalpha() for c in word):
            yield match.start(), word, plain

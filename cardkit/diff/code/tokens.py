"""Code as tokens with places, comments left out: the same for Python, shell and the rest.

Not Python's own tokenizer: half of the blocks are shell, YAML or broken, and each must be read to
its end. Quotes are told from comments, so that a `#` in a string is no comment. Linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from cardkit.source.span import Span

Kind = Literal["word", "number", "string", "sign"]

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_NUMBER = r"(?<![\w.])\d+(?:\.\d+)*(?:[eE][+-]?\d+)?(?![\w])"
_STRING = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
_COMMENT = r"(?:(?<=\s)|(?<![^\n]))(?:\#|//)[^\n]*"
_LEXERS = {
    True: re.compile(rf"(?P<comment>\#[^\n]*)|(?P<string>{_STRING})|(?P<number>{_NUMBER})"
                     r"|(?P<word>\w+)|(?P<sign>[^\s\w])"),
    False: re.compile(rf"(?P<comment>{_COMMENT})|(?P<string>{_STRING})|(?P<number>{_NUMBER})"
                      r"|(?P<word>[\w$~./@:+-]*\w[\w/.]*)|(?P<sign>[^\s\w])"),
}  # fmt: skip
_TRIPLE = ('"""', "'''")
_PREFIX = re.compile(r"[rRbBuUfF]{1,2}$")
_SILENT = frozenset(",;")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `text` is what counts (a string without its quotes), `span` its place."""

    kind: Kind
    text: str
    span: Span = field(compare=False)

    @property
    def han(self) -> bool:
        """Whether it holds Chinese characters: a translated message, no code."""
        return _HAN.search(self.text) is not None


def tokens(text: str, span: Span, *, python: bool) -> tuple[Token, ...]:
    """Return the tokens of the code at `span` of `text`; commas and semicolons are left out.

    A trailing comma or a line end changes no meaning. A triple-quoted string that stands alone is
    a comment.
    """
    return tuple(_tokens(text, span, _LEXERS[python]))


def _tokens(text: str, span: Span, lexer: re.Pattern[str]) -> Iterator[Token]:
    at = span.start
    closed = True
    while match := lexer.search(text, at, span.end):
        start, at = match.start(), match.end()
        mark = text[start : start + 3]
        if closed and mark in _TRIPLE:
            end = text.find(mark, start + 3, span.end)
            closed = end >= 0
            if closed:
                at = end + 3
                if not _stands_alone(text, start):
                    yield Token("string", text[start + 3 : end], Span(start, at))
                continue
        kind = match.lastgroup
        if kind == "string":
            yield Token("string", match[0][1:-1], Span(start, at))
        elif kind == "word" and _PREFIX.fullmatch(match[0]) and text[at : at + 1] in ("'", '"'):
            continue
        elif kind in ("word", "number"):
            yield Token("number" if kind == "number" else "word", match[0], Span(start, at))
        elif kind == "sign" and match[0] not in _SILENT:
            yield Token("sign", match[0], Span(start, at))


def _stands_alone(text: str, start: int) -> bool:
    before = text[text.rfind("\n", 0, start) + 1 : start]
    return not before.strip()

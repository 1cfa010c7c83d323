"""What a cell may be, by the heading above it: where one that begins at a place can end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

from cardkit.catalog.words import words

CellKind = Literal["name", "amount", "count", "length", "flag", "score"]

KINDS: Mapping[str, CellKind] = {
    **dict.fromkeys(("model", "task", "dataset"), "name"),
    **dict.fromkeys(("params", "active_params", "tokens", "size", "parameters"), "amount"),
    **dict.fromkeys(("active_parameters", "non_embedding_parameters"), "amount"),
    **dict.fromkeys(("training_tokens", "total_training_tokens"), "amount"),
    **dict.fromkeys(("layers", "hidden_size", "intermediate_size", "head_dim"), "count"),
    **dict.fromkeys(("attention_heads", "kv_heads", "vocabulary_size"), "count"),
    **dict.fromkeys(("experts", "active_experts", "shared_experts"), "count"),
    **dict.fromkeys(("shots", "n", "rank"), "count"),
    "context_length": "length",
    **dict.fromkeys(("open_data", "open_weights"), "flag"),
    **dict.fromkeys(("score", "value", "average", "overall", "baseline"), "score"),
}
"""Roles of headings whose cells have a grammar; a heading of any other leaves its table unread."""

MAX_NAME = 120
_OPENING, _CLOSING = "([（【", ")]）】"
_NO_END = frozenset("-–—./(（[【:：,，、_#& \t")
_FIRST = re.compile(r"[\w(（\[.]")
_DIGITS = re.compile(r"0|[1-9][0-9]{0,8}")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}((?:,[0-9]{3})+)")
_AMOUNT = re.compile(
    r"(?:0\.[0-9]{1,3}|[1-9][0-9]{0,3}(?:\.[0-9]{1,3})?) ?"
    r"(?:[KMBTW](?![a-z])|[kmbtw](?![a-z])|[十百千]?万亿|[十百千]?[万亿]|[tb]rillion|million|billion)"
)
_LENGTH = re.compile(r"[1-9][0-9]{0,3}[KkM]")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,3}")
_GAPS = ("N/A", "n/a", "--", "——", "?", "？", "-", "–", "—", "未公开", "未知", "Unknown", "unknown")
MAX_DECIMALS = 4


def ends(kind: CellKind, text: str, at: int) -> Iterator[int]:
    """Yield where a cell of `kind` that begins at `text[at]` can end, the nearest first."""
    if kind == "name":
        yield from _name_ends(text, at)
        return
    for gap in _GAPS:
        if text.startswith(gap, at):
            yield at + len(gap)
    if kind == "flag":
        yield from (
            at + len(word) for word in _flags() if text[at : at + len(word)].lower() == word
        )
    elif kind == "score":
        yield from _score_ends(text, at)
    elif kind == "amount":
        yield from _amount_ends(text, at)
    else:
        yield from _count_ends(text, at)
        if kind == "length" and (match := _LENGTH.match(text, at)):
            yield match.end()


def _name_ends(text: str, at: int) -> Iterator[int]:
    """Yield the ends of names: brackets are closed, and a name does not stop at a hyphen."""
    if not _FIRST.match(text, at):
        return
    depth = 0
    for end in range(at + 1, min(at + MAX_NAME, len(text)) + 1):
        depth += (text[end - 1] in _OPENING) - (text[end - 1] in _CLOSING)
        if depth == 0 and text[end - 1] not in _NO_END:
            yield end


def _score_ends(text: str, at: int) -> Iterator[int]:
    whole = _WHOLE.match(text, at)
    if whole is None:
        return
    for end in range(at + 1, whole.end() + 1):
        yield from _with_percent(text, end)
    if not text.startswith(".", whole.end()):
        return
    begin = whole.end() + 1
    for count in range(1, MAX_DECIMALS + 1):
        digits = text[begin : begin + count]
        if len(digits) == count and digits.isascii() and digits.isdecimal():
            yield from _with_percent(text, begin + count)


def _with_percent(text: str, end: int) -> Iterator[int]:
    """Yield `end`, or what lies behind the percent sign that stands there: none begins a cell."""
    yield end + (text[end : end + 1] in ("%", "％"))


def _amount_ends(text: str, at: int) -> Iterator[int]:
    if match := _AMOUNT.match(text, at):
        yield match.end()
    elif (grouped := _GROUPED.match(text, at)) and grouped[1].count(",") > 1:
        yield grouped.end()


def _count_ends(text: str, at: int) -> Iterator[int]:
    if grouped := _GROUPED.match(text, at):
        yield from range(grouped.start(1) + 4, grouped.end() + 1, 4)
    if digits := _DIGITS.match(text, at):
        yield from range(at + 1, digits.end() + 1)


@cache
def _flags() -> tuple[str, ...]:
    """Return the words for yes and no but single letters and what may begin a name."""
    return tuple(w for w in (*words("yes"), *words("no")) if not (len(w) == 1 and w.isascii()))

"""What stands in running text and is none: code spans, URLs, tags, comments, BibTeX, references.

`blanked` puts spaces or a mark in their place, so that every offset stays what it was.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator

from cardkit.patterns import lazy

GAP = "\x00"
"""Stands where something was blanked that parts what is before it from what is behind."""

_URL = lazy(
    r"(?:https?://|ftp://|www\.)[^\s<>()\[\]\"'`|\x00\u3000-\u303f\uff00-\uffef\u4e00-\u9fff]+",
    re.IGNORECASE,
)
_TARGET = lazy(r"(?<=\])\([^()\[\]\n]{0,1000}\)|(?<=\])\[[^\[\]\n]{0,300}\]")
_TAG = lazy(r"</?[A-Za-z][^<>\n]{0,1000}>")
_EMAIL = lazy(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}", re.ASCII)
_NOTE = lazy(r"\[\^?[0-9]{1,3}(?:\s?[-,，–]\s?[0-9]{1,3}){0,10}\](?!\()|\[\^[^\]\s]{1,30}\]")
_ESCAPED = lazy(r"\\(?=[%~`])")
_EMPHASIS = lazy(r"\*\*+|__+")
_TICKS = lazy(r"`+")
_ENTRY = lazy(r"[{}]|(?<![\w.])@[A-Za-z]{2,20}[ \t]{0,3}(?=\{)")


def blanked(text: str) -> str:
    """Return `text`, of the same length, with what is no prose blanked. Linear time."""
    text = _without_ticks(text)
    text = _without_comments(text)
    text = _without_bibtex(text)
    for mark, pattern in (("](", _TARGET), ("][", _TARGET), ("<", _TAG), ("[", _NOTE)):
        if mark in text:
            text = pattern.sub(_gap, text)
    if "://" in text or "www." in text.lower():
        text = _URL.sub(_gap, text)
    if "@" in text:
        text = _EMAIL.sub(_gap, text)
    if "\\" in text:
        text = _ESCAPED.sub(" ", text)
    if "**" in text or "__" in text:
        text = _EMPHASIS.sub(_without_emphasis, text)
    return text


def _gap(match: re.Match[str]) -> str:
    return GAP * len(match[0])


def _without_emphasis(match: re.Match[str]) -> str:
    """Blank marks of emphasis; underscores between letters are part of a name."""
    text, (start, end) = match.string, match.span()
    if text[start] == "_" and _is_name(text[start - 1 : start]) and _is_name(text[end : end + 1]):
        return match[0]
    return " " * (end - start)


def _is_name(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _cut(text: str, spans: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += (text[at:start], GAP * (end - start))
        at = end
    return "".join(parts) + text[at:]


def _without_ticks(text: str) -> str:
    return _cut(text, list(code_spans(text))) if "`" in text else text


def code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where code spans and fences stand, ticks included. Linear time.

    Each goes from a run of ticks to the next run of the same length; an escaped tick opens none.
    """
    runs = [match.span() for match in _TICKS.finditer(text)]
    by_length: dict[int, list[int]] = {}
    for start, end in runs:
        by_length.setdefault(end - start, []).append(start)
    at = 0
    for start, end in runs:
        if start < at or _is_escaped(text, start):
            continue
        closers = by_length[end - start]
        i = bisect.bisect_left(closers, end)
        if i < len(closers):
            at = closers[i] + end - start
            yield start, at


def _is_escaped(text: str, at: int) -> bool:
    before = text[max(0, at - 64) : at]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _without_comments(text: str) -> str:
    spans = []
    start = text.find("<!--")
    while start >= 0:
        close = text.find("-->", start + 4)
        if close < 0:
            break
        spans.append((start, close + 3))
        start = text.find("<!--", close + 3)
    return _cut(text, spans) if spans else text


def _without_bibtex(text: str) -> str:
    """Blank entries that are closed; `cardkit.source.bibtex` finds the others too."""
    if "@" not in text or "{" not in text:
        return text
    spans, start, depth = [], -1, 0
    for mark in _ENTRY.finditer(text):
        if mark[0] == "{":
            depth += start >= 0
        elif mark[0] == "}":
            depth -= start >= 0
            if start >= 0 and depth == 0:
                spans.append((start, mark.end()))
                start = -1
        elif start < 0:
            start, depth = mark.start(), 0
    return _cut(text, spans) if spans else text

"""`label: value` lines: `- **Developed by:** X`, `- **开发机构**：X`, `License: X`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cardkit.source.blocks import Inline, ListItem
from cardkit.source.span import Span

MAX_LABEL = 60
_COLON = re.compile(r"(?<![0-9]):|:(?![0-9])|：")
"""Not the colon between two digits, as in a time."""
_SKIPPED = re.compile(r"\]\([^()\s]{0,500}\)|<[^<>]{1,500}>|&#?[0-9A-Za-z]{1,10};|\\.")
"""Source text that a reader does not see as it stands, where a colon is no separator."""
_MARKS = "*_"


@dataclass(frozen=True, slots=True)
class Value:
    """What follows a label: as a reader sees it, and where it stands."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value; `strong` says that the label is set in bold."""

    label: Value
    value: Value
    span: Span
    strong: bool
    children: tuple[ListItem, ...] = ()


def read_pair(text: str, content: Inline, children: tuple[ListItem, ...] = ()) -> Pair | None:
    """Split running text at its first colon; None where that leaves no label.

    `text` is the whole document. The label ends before the colon, its bold marks before or after.
    """
    seen = _COLON.search(content.text[: MAX_LABEL + 1])
    if seen is None or content.text.startswith("//", seen.end()):
        return None
    label = content.text[: seen.start()].strip()
    if not label or "\n" in label:
        return None
    at = _colon(text, content.span)
    if at is None:
        return None
    before = _trim(text, Span(content.span.start, at))
    after = _trim(text, Span(at + 1, content.span.end))
    label_source, value_source = text[before.start : before.end], text[after.start : after.end]
    mark = _opening_mark(label_source)
    strong = len(mark) > 1
    if mark and not _closes(label_source, mark):
        if value_source.startswith(mark):
            after = _trim(text, Span(after.start + len(mark), after.end))
        elif value_source.endswith(mark):
            after = Span(after.start, after.end - len(mark))
        else:
            return None
    return Pair(
        label=Value(label, _unmarked(text, before)),
        value=Value(_one_line(content.text[seen.end() :]), after),
        span=content.span,
        strong=strong,
        children=children,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split()) if "\n" in text or "\t" in text else text.strip()


def _colon(text: str, span: Span) -> int | None:
    """Return the offset of the first colon a reader sees."""
    at = span.start
    while at < span.end:
        skipped = _SKIPPED.match(text, at, span.end)
        if skipped:
            at = skipped.end()
        elif _COLON.match(text, at, span.end):
            return at
        else:
            at += 1
    return None


def _trim(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _opening_mark(source: str) -> str:
    return source[: len(source) - len(source.lstrip(_MARKS))]


def _closes(label: str, mark: str) -> bool:
    return len(label) > 2 * len(mark) - 1 and label.endswith(mark) and label != mark


def _unmarked(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start] in "*_ ":
        start += 1
    while end > start and text[end - 1] in "*_ ":
        end -= 1
    return Span(start, end)

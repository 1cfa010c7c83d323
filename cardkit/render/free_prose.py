r"""Free Markdown of the author: lists, tables, code and quotes stay, headings become text.

A section that the record has no field for, or ethical considerations, may hold any block; but a
heading in it would begin another section, and an open fence would swallow the rest of the card.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardkit.render.escape import drop_controls
from cardkit.render.prose import neutral, paragraphs
from cardkit.source.blocks import CodeBlock, Heading, walk
from cardkit.source.document import Document, loads
from cardkit.source.span import Span, TextEdit, apply_edits

_BEFORE, _AFTER = "# before\n\n", "\n\n# after\n"
_FENCE = re.compile(r"`{3,}|~{3,}")
_DEFINITION = re.compile(r"^( {0,3})\[(?=[^\]\n]{1,999}\]:)", re.MULTILINE)
"""A definition is no block of its own: a reader would lose it."""
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
"""`|` over `---`: a table to some readers, a heading to others."""
_NAMES = (
    "a|abbr|b|br|center|code|dd|del|details|div|dl|dt|em|font|hr|i|img|ins|kbd|li|mark|ol|p|s|small"
    "|span|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|u|ul"
)
_TAG = re.compile(
    rf"</?(?:{_NAMES})"
    r"(?:\s(?![^<>]*(?:\bon[a-z]{1,20}\s*=|(?:java|vb)script:|data:))[^<>]{0,2000})?\s?/?>",
    re.IGNORECASE,
)
"""Tags that lay text out; none with a handler, and none whose address is a script."""
_MAX_ROUNDS = 8


def blocks(text: str) -> str:
    """Return `text` with headings, comments and other tags as text and every fence closed.

    Where that does not settle (nested constructions made to resist), all of it becomes paragraphs.
    """
    current = _trimmed(drop_controls(text))
    for _ in range(_MAX_ROUNDS):
        document = loads(_BEFORE + current + _AFTER)
        changed = _close_fence(document, current) or _without_headings(document, current)
        changed = _outside_code(loads(_BEFORE + changed + _AFTER), changed)
        if changed == current:
            return current
        current = _trimmed(changed)
    return paragraphs(text)


def _trimmed(text: str) -> str:
    """Cut blank lines off both ends; an indented first line keeps its blanks."""
    return "" if not text.strip() else text.rstrip().lstrip("\n")


def _close_fence(document: Document, text: str) -> str | None:
    """Close the fence that swallows what follows the text; None where none does."""
    body = document.body
    if body.sections and body.sections[-1].heading is not None:
        heading = body.sections[-1].heading
        if heading.title.text == "after" and heading.span.start > len(_BEFORE) + len(text):
            return None
    code = [block for block in _code(document) if block.span.end > len(_BEFORE) + len(text)]
    fence = _FENCE.match(document.text, code[-1].span.start) if code else None
    return f"{text}\n{fence.group()}" if fence else paragraphs(text)


def _without_headings(document: Document, text: str) -> str:
    """Put a backslash before the marks of every heading that would begin a section."""
    headings = [s.heading for s in document.body.sections if s.heading is not None]
    inner = [h for h in headings if len(_BEFORE) <= h.span.start < len(_BEFORE) + len(text)]
    edits = [_escape(document.text, heading) for heading in inner]
    shifted = (TextEdit(Span(at - len(_BEFORE), at - len(_BEFORE)), "\\") for at in edits)
    return apply_edits(text, shifted)


def _escape(text: str, heading: Heading) -> int:
    """Return where the backslash goes: at the `#`, the `<`, or the line under the title."""
    start = heading.span.start
    while text[start] in " \t":
        start += 1
    if text[start] in "#<":
        return start
    underline = text.rstrip().rfind("\n", start, heading.span.end) + 1
    while text[underline] in " \t":
        underline += 1
    return underline


def _outside_code(document: Document, text: str) -> str:
    """Escape tags and links outside code blocks, piece by piece between blank lines."""
    pieces: list[str] = []
    at = 0
    for start, end in _code_spans(document, len(text)):
        pieces += (_tags_escaped(text[at:start]), text[start:end])
        at = end
    return "".join(pieces) + _tags_escaped(text[at:])


def _code_spans(document: Document, size: int) -> Iterator[tuple[int, int]]:
    last = 0
    for block in sorted(_code(document), key=lambda block: block.span):
        start = max(block.span.start - len(_BEFORE), last)
        end = min(block.span.end - len(_BEFORE), size)
        if start < end:
            yield start, end
            last = end


def _code(document: Document) -> list[CodeBlock]:
    return [
        block
        for section in document.body.sections
        for block in walk(section.blocks)
        if isinstance(block, CodeBlock)
    ]


def _tags_escaped(text: str) -> str:
    parts = (neutral(part, _TAG, unfold=False) for part in text.split("\n\n"))
    lines = _DEFINITION.sub(r"\1\\[", "\n\n".join(parts)).split("\n")
    for i, line in enumerate(lines):
        if i and "|" in lines[i - 1] and _UNDERLINE.fullmatch(line):
            lines[i] = line.replace(line.strip()[0], "\\" + line.strip()[0], 1)
    return "\n".join(lines)

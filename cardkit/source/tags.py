"""HTML tags and comments in a text, with their places. Linear on any input, and no tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cardkit.source.characters import unescape

# Each alternative begins with another character, so that nothing is ever tried twice.
_TAG = re.compile(r"""<(/?)([A-Za-z][A-Za-z0-9:-]*)(?=[\s/>])((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`]+)))?""")
_MARK = re.compile(r"<(?=[A-Za-z/!])")
_RAW_TEXT = frozenset(("script", "style", "textarea", "title", "xmp"))


class Tag(NamedTuple):
    """A tag or comment at `text[start:end]`; `name` is in lower case, `!--` for a comment."""

    start: int
    end: int
    name: str
    closing: bool
    attributes: str

    @property
    def is_comment(self) -> bool:
        """Say whether this is a comment."""
        return self.name == "!--"


class Attribute(NamedTuple):
    """An attribute's value, decoded, and where it lies in the text of the attributes."""

    value: str
    start: int
    end: int


def tag_at(text: str, at: int) -> Tag | None:
    """Return the tag that begins at `at`."""
    match = _TAG.match(text, at)
    if match is None:
        return None
    return Tag(at, match.end(), match[2].lower(), bool(match[1]), match[3])


def scan_tags(text: str) -> Iterator[Tag]:
    """Yield tags and comments in order; what looks like a tag inside scripts is left out.

    A comment that is never closed runs to the end, as in HTML.
    """
    at = 0
    while mark := _MARK.search(text, at):
        at = mark.start()
        if text.startswith("<!--", at):
            close = text.find("-->", at + 2)
            end = close + 3 if close >= 0 else len(text)
            yield Tag(at, end, "!--", False, "")
            at = end
        elif tag := tag_at(text, at):
            yield tag
            at = tag.end
            if tag.name in _RAW_TEXT and not tag.closing:
                at = _end_of_raw_text(text, at, tag.name)
        else:
            at += 1


def _end_of_raw_text(text: str, at: int, name: str) -> int:
    close = re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE).search(text, at)
    return close.start() if close else len(text)


def attributes(tag: Tag) -> dict[str, Attribute]:
    """Return the attributes of `tag` by lower-case name; the first of a name counts."""
    found: dict[str, Attribute] = {}
    for match in _ATTRIBUTE.finditer(tag.attributes):
        group = match.lastindex or 1
        start, end = match.span(group) if group > 1 else (match.end(), match.end())
        value = Attribute(unescape(match[group]) if group > 1 else "", start, end)
        found.setdefault(match[1].lower(), value)
    return found


def attribute_offset(tag: Tag) -> int:
    """Return where the text of the attributes begins."""
    return tag.end - 1 - len(tag.attributes)

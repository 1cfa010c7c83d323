"""What running text and HTML have in common: what turns up in them, and HTML's links and marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cardkit.source.blocks import Link
from cardkit.source.span import Span
from cardkit.source.stretch import Stretch
from cardkit.source.tags import Tag, attribute_offset, attributes

BREAK_TAGS = frozenset(("br", "p", "div", "li", "tr"))
RAISED = {"sup": "^", "sub": "_"}


@dataclass(slots=True)
class Found:
    """What turns up while running text is read: link definitions in, links and comments out."""

    definitions: Mapping[str, tuple[str, Span]] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    comments: list[Span] = field(default_factory=list)


def html_link(stretch: Stretch, tag: Tag, end: int, name: str, label: str) -> Link | None:
    """Return the link that `<a>` or `<img>` makes; `label` is its text, or `alt` for an image."""
    values = attributes(tag)
    target = values.get(name)
    if target is None:
        return None
    offset = attribute_offset(tag)
    url_span = stretch.span(offset + target.start, offset + target.end)
    image = tag.name == "img"
    text = values["alt"].value if image and "alt" in values else "" if image else label
    return Link(stretch.span(tag.start, end), one_line(text), target.value, url_span, image)


def raised_mark(tag: Tag, pieces: Sequence[str]) -> str:
    """Return what to show for `<sup>` or `<sub>`: without it `10<sup>9</sup>` would read 109."""
    last = next((piece for piece in reversed(pieces[-8:]) if piece), "")
    return RAISED[tag.name] if last[-1:].isalnum() else ""


def one_line(text: str) -> str:
    """Return `text` with every run of white space as one space."""
    return " ".join(text.split())

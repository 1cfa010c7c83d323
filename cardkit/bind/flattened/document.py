"""A page text as a document, and how one is told from a Markdown card."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from cardkit.bind.fields import known_field
from cardkit.bind.flattened.page import Page, read_page
from cardkit.bind.flattened.tables import Unread
from cardkit.bind.lookup import find_label
from cardkit.bind.pairs import read_pair
from cardkit.bind.sections import TITLE
from cardkit.source.blocks import Body, ListBlock, Table, walk
from cardkit.source.document import Document
from cardkit.source.source import Source
from cardkit.source.span import Span, TextEdit, apply_edits

MAX_PAGE = 1_000_000
"""Characters; more is no page of a hub."""
_ENOUGH_SECTIONS = 3
_ANYWHERE = re.compile(
    r"^ {0,3}(?:```|~~~)|\]\([^()\s]{1,500}\)|^\s{0,3}\|?\s{0,20}:?-{2,200}:?\s{0,20}\||<!--"
    r"|^ {0,3}(?:={3,200}|-{3,200})\s{0,20}$"
    r"|</?(?:h[1-6]|table|tr|td|th|p|div|a|img|br|b|strong|details|summary|center|sub|sup|span)\b",
    re.MULTILINE | re.IGNORECASE,
)
"""Marks of Markdown or HTML that no page shows: a fence, a link, a delimiter row, a tag."""
_IN_PROSE = re.compile(
    r"\s{0,3}(?:#{1,6}\s|>\s|[-*+]\s)|.{0,2000}?(?:\*\*\S[^*]{0,500}\*\*|`[^`]{1,500}`|__\S[^_]{0,500}__)"
)
"""Marks that code may hold as well: a heading, a quote, a bullet, bold, code."""


@dataclass(frozen=True)
class FlattenedDocument(Document):
    """The text of a page, and what was found in it. The text is kept as it is."""

    page: Page | None = None

    @cached_property
    def body(self) -> Body:
        """The sections, tables, lists and code that were found again."""
        return self.page.body if self.page else Body(Span(0, len(self.text)), ())

    @property
    def unread(self) -> tuple[Unread, ...]:
        """The rows of tables that are bound to nothing, with what each may be."""
        return self.page.unread if self.page else ()

    def edit(self, edits: Iterable[TextEdit]) -> Document:
        """Return the edited text as what it then is."""
        from cardkit.bind.read import open_document

        text = apply_edits(self.text, edits)
        source = Source(text, self.source.name, self.source.file)
        return open_document(source, max_front_matter=self.max_front_matter)


def as_flattened(document: Document) -> Document:
    """Return a document as page text where it plainly is such text; else as it is.

    A page text has no front matter and no mark of Markdown or HTML outside code, at least three
    lines that are known headings of a card, and a list of fields or a table run together. Whatever
    has one such mark is a Markdown card.
    """
    text = document.text
    if document.front_matter is not None or len(text) > MAX_PAGE or _ANYWHERE.search(text):
        return document
    page = read_page(document.source)
    if not _is_page(text, page):
        return document
    return FlattenedDocument(
        document.source, None, document.issues, document.max_front_matter, page=page
    )


def _is_page(text: str, page: Page) -> bool:
    if any(_IN_PROSE.match(line.text) for line in page.prose):
        return False
    titles = [s.heading.title.text for s in page.body.sections if s.heading is not None]
    known = {find_label("section", title) for title in titles} - {None, TITLE}
    return len(known) >= _ENOUGH_SECTIONS and _has_structure(text, page.body)


def _has_structure(text: str, body: Body) -> bool:
    """Say whether there is a table run together, or a list with a field of the record."""
    for block in walk(b for section in body.sections for b in section.blocks):
        if isinstance(block, Table):
            return True
        for item in block.items if isinstance(block, ListBlock) else ():
            pair = read_pair(text, item.content)
            if pair is not None and known_field(pair, None) is not None:
                return True
    return False

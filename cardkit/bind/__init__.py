"""From a document to a record, with a span for each fact and a list of what was not understood."""

from __future__ import annotations

from cardkit.bind.reading import Reading
from cardkit.source.document import Document
from cardkit.text import Language


def bind(document: Document, language: Language | None = None) -> Reading:
    """Read a Markdown card, written in `language`; None finds out. Never raises on content."""
    from cardkit.bind.markdown_card import bind as bind_markdown

    return bind_markdown(document, language)


__all__ = ["Reading", "bind"]

"""The prose of a Chinese card with its places: paragraphs and list items, no headings or tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cardkit.bind.reading import Reading, remembered
from cardkit.patterns import lazy
from cardkit.source.blocks import Block, Inline, ListBlock, Paragraph, Quote
from cardkit.source.span import Span

_NOT_PROSE = lazy(r"`+[^`\n]*`+|\]\([^()\s]*\)|<[^<>\n]*>|https?://[\w./?=&%#~:+-]+")


@remembered
def zh_stretches(reading: Reading) -> tuple[Span, ...]:
    """Return the spans of prose in a Chinese Markdown card; none for any other card.

    Code spans, tags and addresses are cut out.
    """
    if reading.kind != "markdown" or reading.language != "zh":
        return ()
    text = reading.document.text
    blocks = (b for section in reading.document.body.sections for b in section.blocks)
    return tuple(span for inline in _inlines(blocks) for span in _stretches(text, inline.span))


def _inlines(blocks: Iterable[Block]) -> Iterator[Inline]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.content
        elif isinstance(block, Quote):
            yield from _inlines(block.blocks)
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield item.content
                yield from _inlines(item.blocks)


def _stretches(text: str, place: Span) -> Iterator[Span]:
    at = place.start
    for match in _NOT_PROSE.finditer(text, place.start, place.end):
        yield Span(at, match.start())
        at = match.end()
    yield Span(at, place.end)

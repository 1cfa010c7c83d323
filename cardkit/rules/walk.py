"""Walks over what a card says: its running text block by block, its YAML scalar by scalar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cardkit.source.blocks import (
    Block,
    Body,
    Heading,
    HtmlBlock,
    Inline,
    ListBlock,
    Paragraph,
    Quote,
    Table,
)
from cardkit.source.span import Path
from cardkit.source.yaml_nodes import YamlMapping, YamlNode, YamlScalar, YamlSequence


def inlines(body: Body) -> Iterator[Inline]:
    """Yield the running text of a body: paragraphs, list items, cells, headings, raw HTML; no code.

    Of raw HTML the span covers tags and comments too; the text is what a reader sees.
    """
    for section in body.sections:
        if section.heading:
            yield section.heading.title
        yield from _of_blocks(section.blocks)


def _of_blocks(blocks: Iterable[Block]) -> Iterator[Inline]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.content
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield item.content
                yield from _of_blocks(item.blocks)
        elif isinstance(block, Table):
            for row in (*block.header, *block.rows):
                yield from (cell.content for cell in row.cells)
        elif isinstance(block, Heading):
            yield block.title
        elif isinstance(block, Quote):
            yield from _of_blocks(block.blocks)
        elif isinstance(block, HtmlBlock):
            yield Inline(block.span, block.text)


def scalars(node: YamlNode | None, path: Path = ()) -> Iterator[tuple[Path, YamlScalar]]:
    """Yield every scalar value below `node` with its path; keys are not values."""
    waiting: list[tuple[Path, YamlNode]] = [(path, node)] if node is not None else []
    while waiting:
        at, current = waiting.pop()
        if isinstance(current, YamlScalar):
            yield at, current
        elif isinstance(current, YamlSequence):
            waiting += [((*at, i), item) for i, item in reversed([*enumerate(current.items)])]
        elif isinstance(current, YamlMapping):
            waiting += [((*at, k.text), value) for k, value in reversed(current.entries)]

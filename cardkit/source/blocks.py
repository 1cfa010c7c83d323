"""The body of a card as blocks with spans: headings, paragraphs, lists, tables, code, HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from cardkit.source.span import Span


@dataclass(frozen=True, slots=True)
class Link:
    """A link or image, in Markdown, as `<url>`, as a bare URL or in HTML.

    `url` has escapes and character references decoded, `url_span` is the destination as written:
    for a reference link (`[text][label]`) in the definition. `text` of an image is its description.
    """

    span: Span
    text: str
    url: str
    url_span: Span
    image: bool = False


@dataclass(frozen=True, slots=True)
class Inline:
    """Running text: its source span, and what a reader sees of it.

    `text` has emphasis marks, code ticks, link targets, images, HTML tags and backslash escapes
    removed and entities decoded; line breaks and `<br>` are newlines, `10<sup>9</sup>` is `10^9`.
    `strong` says that all of it is emphasised strongly, as CommonMark closes emphasis (so
    `**注意：**请` is not) or by `<b>`.
    """

    span: Span
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """An ATX, setext or `<h1>`..`<h6>` heading; `span` covers the whole line or lines."""

    span: Span
    level: int
    title: Inline


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    span: Span
    content: Inline


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item; `content` is its first paragraph, `children` the items of lists inside it.

    `blocks` is all that follows the first paragraph: further paragraphs, tables, code, the lists.
    """

    span: Span
    content: Inline
    children: tuple[ListItem, ...] = ()
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A bulleted or numbered list."""

    span: Span
    items: tuple[ListItem, ...]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; `content.span` is the trimmed content between the bars or inside `<td>`.

    `column` is the first column it covers, from 0.
    """

    content: Inline
    column: int
    colspan: int = 1
    rowspan: int = 1
    header: bool = False

    @property
    def text(self) -> str:
        """What a reader sees."""
        return self.content.text


@dataclass(frozen=True, slots=True)
class Row:
    """A row as written: a cell that spans rows stands in its first row only."""

    span: Span
    cells: tuple[Cell, ...]

    def at(self, column: int) -> Cell | None:
        """Return the cell that covers `column`."""
        return next((c for c in self.cells if c.column <= column < c.column + c.colspan), None)


@dataclass(frozen=True, slots=True)
class Table:
    """A pipe or HTML table; `header` holds its head rows.

    That is one row in a pipe table; in an HTML table the rows in `<thead>`, else the first rows
    that are all `<th>`, and none where there are neither.
    """

    span: Span
    header: tuple[Row, ...]
    rows: tuple[Row, ...]
    kind: str  # "pipe" or "html"

    @property
    def width(self) -> int:
        """The number of columns of the widest row."""
        ends = [c.column + c.colspan for row in (*self.header, *self.rows) for c in row.cells]
        return max(ends, default=0)


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Fenced or indented code; `language` is the first word of the fence, in lower case.

    `code` is as CommonMark reads it; `code_span` is what stands between the fences as written,
    with the marks of a quote or list around it.
    """

    span: Span
    language: str
    code: str
    code_span: Span


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """Raw HTML that is neither a table nor a heading; comments among it.

    `text` is what a reader sees of it.
    """

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quote, with the blocks inside."""

    span: Span
    blocks: tuple[Block, ...]


Block: TypeAlias = Heading | Paragraph | ListBlock | Table | CodeBlock | HtmlBlock | Quote


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks in order, each before those inside it (in quotes and list items)."""
    for block in blocks:
        yield block
        if isinstance(block, Quote):
            yield from walk(block.blocks)
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield from walk(item.blocks)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the blocks under it up to the next heading of any level.

    The part before the first heading is a section without heading. `span` runs from the heading
    to the next heading; `parent` is the index of the enclosing section, None at the top.
    """

    span: Span
    heading: Heading | None
    blocks: tuple[Block, ...]
    parent: int | None = None

    @property
    def level(self) -> int:
        """The heading's level; 0 for the part before the first heading."""
        return self.heading.level if self.heading else 0


@dataclass(frozen=True, slots=True)
class Body:
    """All of a card but its front matter."""

    span: Span
    sections: tuple[Section, ...]
    links: tuple[Link, ...] = field(default=())
    comments: tuple[Span, ...] = field(default=())
    """HTML comments, wherever they stand; code left out."""

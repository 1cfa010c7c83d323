"""The body of a card: block tokens turned into our blocks, and blocks gathered into sections."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from markdown_it.token import Token

from cardkit.source.block_parser import parse_blocks
from cardkit.source.blocks import (
    Block,
    Body,
    CodeBlock,
    Heading,
    Inline,
    ListBlock,
    ListItem,
    Paragraph,
    Quote,
    Section,
)
from cardkit.source.found import Found
from cardkit.source.html_blocks import read_html_block
from cardkit.source.inline import read_inline, read_text
from cardkit.source.link_syntax import definition_target, normal_label
from cardkit.source.pipe_tables import read_pipe_table
from cardkit.source.source import Source
from cardkit.source.span import Span
from cardkit.source.stretch import Stretch, of_lines, plain


def read_body(source: Source, start: int, blanked: Span | None = None) -> Body:
    """Read the Markdown of `source` from `start`, the beginning of a line, to the end.

    `blanked` is left out: the metadata block behind the heading of a MindSpore Hub card.
    """
    text = source.text[start:]
    if blanked:
        first, last = blanked.start - start, blanked.end - start
        hidden = "".join(c if c in "\r\n" else " " for c in text[first:last])
        text = text[:first] + hidden + text[last:]
    return _BodyReader(source, start, text).read()


class _BodyReader:
    def __init__(self, source: Source, start: int, text: str) -> None:
        self.source = source
        self.text = source.text
        self.start = start
        self.first_line = bisect.bisect_left(source.line_starts, start)
        normal = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
        self.same_offsets = len(normal) == len(text)
        self.normal_starts = [0]
        if not self.same_offsets:
            at = normal.find("\n")
            while at >= 0:
                self.normal_starts.append(at + 1)
                at = normal.find("\n", at + 1)
        tokens = parse_blocks(normal)
        self.found = Found(self._definitions(tokens))
        self.rest = iter(tokens)

    def read(self) -> Body:
        """Build blocks, then sections."""
        sections = sections_of(self._blocks(""), len(self.text))
        links = sorted(self.found.links, key=lambda link: link.span)
        comments = sorted(self.found.comments)
        span = Span(self.start, len(self.text))
        return Body(span, sections, tuple(links), tuple(comments))

    def _place(self, at: int) -> int:
        """Turn an offset in the text with normal line ends into one in the source."""
        if self.same_offsets:
            return self.start + at
        line = bisect.bisect_right(self.normal_starts, at) - 1
        return self._line_start(line) + at - self.normal_starts[line]

    def _line_start(self, line: int) -> int:
        starts = self.source.line_starts
        line += self.first_line
        return starts[line] if line < len(starts) else len(self.text)

    def _lines(self, token: Token) -> list[tuple[int, int]]:
        """Return where each line of a leaf block starts and ends, marks around it left out."""
        meta = token.meta
        return [
            (self._place(a), self._place(max(a, e)))
            for a, e in zip(meta["at"], meta["end"], strict=True)
        ]

    def _stretch(self, lines: Sequence[tuple[int, int]]) -> Stretch:
        return of_lines(self.text, lines).stripped()

    def _definitions(self, tokens: Sequence[Token]) -> dict[str, tuple[str, Span]]:
        """Collect link reference definitions; of a label that stands twice the first counts."""
        found: dict[str, tuple[str, Span]] = {}
        for token in tokens:
            if token.type == "definition":
                stretch = of_lines(self.text, self._lines(token))
                target = definition_target(stretch.text)
                if target:
                    place = (target.url, stretch.span(target.start, target.end))
                    found.setdefault(normal_label(token.meta["label"]), place)
        return found

    def _blocks(self, closing: str) -> list[Block]:
        """Read blocks up to the token that closes the quote or item around them."""
        blocks: list[Block] = []
        for token in self.rest:
            if token.type == closing:
                break
            blocks += self._block(token)
        return blocks

    def _block(self, token: Token) -> list[Block]:
        kind = token.type
        if kind == "paragraph_open":
            self._skip_inline()
            content = self._inline(self._lines(token))
            return [Paragraph(content.span, content)]
        if kind == "heading_open":
            self._skip_inline()
            return [self._heading(token)]
        if kind == "pipe_table":
            return [read_pipe_table(self.text, self._lines(token), self.found)]
        if kind in ("fence", "code_block"):
            return [self._code(token)]
        if kind == "html_block":
            return read_html_block(self._html(token), self.found)
        if kind in ("bullet_list_open", "ordered_list_open"):
            return [self._list(token)]
        return [self._quote(token)] if kind == "blockquote_open" else []

    def _skip_inline(self) -> None:
        """Skip the inline and the closing token: the content is read from the source."""
        next(self.rest)
        next(self.rest)

    def _inline(self, lines: Sequence[tuple[int, int]]) -> Inline:
        if len(lines) == 1:
            start, end = lines[0]
            line = self.text[start:end]
            content = line.strip()
            if content:
                start += len(line) - len(line.lstrip())
            return read_text(content, start, self.found)
        return read_inline(self._stretch(lines), self.found)

    def _heading(self, token: Token) -> Heading:
        lines = self._lines(token)
        span = Span(lines[0][0], self._trim(lines[-1]))
        level = int(token.tag[1])
        if token.markup in ("=", "-"):
            return Heading(span, level, self._inline(lines[:-1]))
        start, end = lines[0]
        title = self.text[start:end].rstrip()
        unclosed = title.rstrip("#")
        if unclosed[-1:] in (" ", "\t", ""):
            title = unclosed
        content = min(start + level, span.end)
        return Heading(span, level, self._inline([(content, max(content, start + len(title)))]))

    def _trim(self, line: tuple[int, int]) -> int:
        start, end = line
        return start + len(self.text[start:end].rstrip())

    def _code(self, token: Token) -> CodeBlock:
        lines = self._lines(token)
        span = Span(lines[0][0], lines[-1][1])
        if token.type == "code_block":
            return CodeBlock(span, "", token.content, span)
        first, last = token.map or (0, 0)
        code = token.content
        start = min(self._line_start(first + 1), span.end)
        closed = code.count("\n") == last - first - 2 and code[-1:] in ("", "\n")
        end = max(self._line_start(last - 1), start) if closed else span.end
        language = token.info.split()[0].lower() if token.info.split() else ""
        return CodeBlock(span, language, code, Span(start, end))

    def _html(self, token: Token) -> Stretch:
        lines = self._lines(token)
        if token.level:
            return of_lines(self.text, lines)
        start, end = lines[0][0], lines[-1][1]
        return plain(self.text[start:end], start)

    def _quote(self, token: Token) -> Quote:
        start = self._place(token.meta["at"])
        blocks = self._blocks("blockquote_close")
        end = max((block.span.end for block in blocks), default=start + 1)
        return Quote(Span(start, end), tuple(blocks))

    def _list(self, token: Token) -> ListBlock:
        items: list[ListItem] = []
        for inner in self.rest:
            if inner.type != "list_item_open":
                break
            items.append(self._item(inner))
        span = Span(items[0].span.start, items[-1].span.end)
        return ListBlock(span, tuple(items), token.type == "ordered_list_open")

    def _item(self, token: Token) -> ListItem:
        start = self._place(token.meta["at"])
        marker_end = start + len(token.info) + 1
        blocks = self._blocks("list_item_close")
        end = max((block.span.end for block in blocks), default=marker_end)
        if blocks and isinstance(blocks[0], Paragraph):
            content = blocks.pop(0).content  # type: ignore[union-attr] # checked in this line
        else:
            content = Inline(Span(marker_end, marker_end), "")
        lists = (block for block in blocks if isinstance(block, ListBlock))
        children = tuple(item for block in lists for item in block.items)
        return ListItem(Span(start, end), content, children, tuple(blocks))


def sections_of(blocks: Sequence[Block], end: int) -> tuple[Section, ...]:
    """Cut the blocks at each heading; a section's parent is the nearest one of a higher level."""
    starts = [i for i, block in enumerate(blocks) if isinstance(block, Heading)]
    sections: list[Section] = []
    if blocks and (not starts or starts[0] > 0):
        first = blocks[: starts[0] if starts else len(blocks)]
        stop = blocks[starts[0]].span.start if starts else end
        sections.append(Section(Span(first[0].span.start, stop), None, tuple(first)))
    open_sections: list[tuple[int, int]] = []  # level, index
    for i, begin in enumerate(starts):
        heading = blocks[begin]
        after = starts[i + 1] if i + 1 < len(starts) else len(blocks)
        stop = blocks[after].span.start if after < len(blocks) else end
        while open_sections and open_sections[-1][0] >= heading.level:  # type: ignore[union-attr]
            open_sections.pop()
        parent = open_sections[-1][1] if open_sections else None
        open_sections.append((heading.level, len(sections)))  # type: ignore[union-attr]
        span = Span(heading.span.start, stop)
        sections.append(Section(span, heading, tuple(blocks[begin + 1 : after]), parent))  # type: ignore[arg-type]
    return tuple(sections)

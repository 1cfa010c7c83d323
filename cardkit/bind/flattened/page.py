"""A page text as the body of a card: headings, lists, tables and code found again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cardkit.bind.fields import known_field
from cardkit.bind.flattened.budget import Budget
from cardkit.bind.flattened.code import CodeLanguage, code_at
from cardkit.bind.flattened.lines import Line, Run, runs_of, span_of
from cardkit.bind.flattened.tables import Unread, read_table
from cardkit.bind.lookup import find_label
from cardkit.bind.pairs import Pair, read_pair
from cardkit.bind.sections import TITLE
from cardkit.source.blocks import (
    Block,
    Body,
    CodeBlock,
    Heading,
    Inline,
    Link,
    ListBlock,
    ListItem,
    Paragraph,
)
from cardkit.source.link_syntax import BARE_URL, bare_url_at
from cardkit.source.source import Source
from cardkit.source.span import Span

_BULLET = re.compile(r"(?:(?P<dot>[•·●▪◦‣○■])|(?P<number>[0-9]{1,3})(?:[.)] |、|[.)]$))\s*")
_MAX_HEADING = 60
_MARKS = frozenset("#>*-+|_=~`")
"""What no heading of a page begins with, and one of Markdown may."""
_SAID, _SAID_BLOCKS = 1000, 5
_NO_HEADING = frozenset(".。:：,，;；!！?？")


@dataclass(frozen=True, slots=True)
class Page:
    """The body that was found, the rows left unread, and the lines that are running text."""

    body: Body
    unread: tuple[Unread, ...]
    prose: tuple[Line, ...]


def read_page(source: Source) -> Page:
    """Read the text of a page. Never raises on content."""
    return _PageReader(source).read()


class _PageReader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.budget = Budget()
        self.runs = list(runs_of(source))
        self.blocks: list[Block] = []
        self.unread: list[Unread] = []
        self.prose: list[Line] = []

    def read(self) -> Page:
        """Build blocks run by run, then sections."""
        from cardkit.source.markdown import sections_of

        start = self._title()
        at = 0
        while at < len(self.runs):
            code = code_at(self.source, self.runs, at, self.budget)
            if code is not None:
                language, after = code
                self.blocks.append(self._code(language, self.runs[at:after]))
                at = after
                continue
            self._run(self.runs[at], titled=at >= start)
            at += 1
        end = len(self.source.text)
        sections = sections_of(self.blocks, end)
        links = tuple(_links(self.source.text))
        return Page(Body(Span(0, end), sections, links), tuple(self.unread), tuple(self.prose))

    def _title(self) -> int:
        """Return the first run that a heading may stand in: that of the title, where there is one.

        What stands before it are the tabs and buttons of the page.
        """
        for i, run in enumerate(self.runs):
            if _heading_id(run[0]) == TITLE:
                return i
        return 0

    def _run(self, run: Run, *, titled: bool) -> None:
        section = _heading_id(run[0]) if titled else None
        if section is not None:
            title = run[0]
            level = 1 if section == TITLE else 2
            self.blocks.append(Heading(title.span, level, Inline(title.span, title.text)))
            run = run[1:]
        if not run:
            return
        table = read_table(run, self.budget, self._said())
        if table is not None:
            self.blocks.append(table.table)
            self.unread += table.unread
            return
        first = next((i for i, line in enumerate(run) if _BULLET.match(line.text)), len(run))
        self._text(run[:first])
        self._list(run[first:])

    def _said(self) -> str:
        """Return the paragraphs since the last heading."""
        found: list[str] = []
        for block in reversed(self.blocks):
            if isinstance(block, Heading):
                break
            if isinstance(block, Paragraph):
                found.append(block.content.text[-_SAID:])
            if len(found) == _SAID_BLOCKS:
                break
        return "\n".join(found)

    def _text(self, run: Run) -> None:
        """Add running text, or a list where lines without bullets are `label: value`."""
        if not run:
            return
        self.prose += run
        pairs = [self._pair(line) for line in run]
        known = sum(pair is not None and known_field(pair, None) is not None for pair in pairs)
        if all(pair is not None and pair.value.text for pair in pairs) and known > 1:
            items = tuple(ListItem(line.span, _inline(line)) for line in run)
            self.blocks.append(ListBlock(span_of(run), items, ordered=False))
            return
        text = "\n".join(line.text for line in run)
        self.blocks.append(Paragraph(span_of(run), Inline(span_of(run), text)))

    def _pair(self, line: Line) -> Pair | None:
        return read_pair(self.source.text, _inline(line))

    def _list(self, run: Run) -> None:
        """Add a list; a line without a bullet goes on with the item above it."""
        if not run:
            return
        self.prose += run
        parts: list[Run] = []
        for line in run:
            if _BULLET.match(line.text):
                parts.append([line])
            else:
                parts[-1].append(line)
        items = tuple(map(_item, parts))
        ordered = _is_ordered(run[0])
        last = self.blocks[-1] if self.blocks else None
        if isinstance(last, ListBlock) and last.ordered == ordered:
            self.blocks.pop()
            items = (*last.items, *items)
        span = Span(items[0].span.start, items[-1].span.end)
        self.blocks.append(ListBlock(span, items, ordered))

    def _code(self, language: CodeLanguage, runs: Sequence[Run]) -> CodeBlock:
        first, last = runs[0][0], runs[-1][-1]
        span = Span(first.span.start - len(first.indent), last.span.end)
        code = self.source.slice(span).replace("\r\n", "\n").replace("\r", "\n")
        return CodeBlock(span, language, code + "\n", span)


def _heading_id(line: Line) -> str | None:
    """Return the section that a line is the heading of: a known one, and nothing beside it."""
    text = line.text
    if len(text) > _MAX_HEADING or text[0] in _MARKS or text[-1] in _NO_HEADING:
        return None
    if _BULLET.match(text):
        return None
    return find_label("section", text)


def _is_ordered(line: Line) -> bool:
    match = _BULLET.match(line.text)
    return match is not None and match["number"] is not None


def _item(lines: Run) -> ListItem:
    mark = _BULLET.match(lines[0].text)
    start = lines[0].span.start + (mark.end() if mark else 0)
    text = "\n".join([lines[0].text[mark.end() if mark else 0 :], *(li.text for li in lines[1:])])
    return ListItem(span_of(lines), Inline(Span(start, lines[-1].span.end), text))


def _inline(line: Line) -> Inline:
    return Inline(line.span, line.text)


def _links(text: str) -> list[Link]:
    """Return the addresses that stand in the text; where the others led is gone."""
    found: list[Link] = []
    reach = 0
    for match in BARE_URL.finditer(text):
        end = bare_url_at(text, match.start())
        if end > 0 and match.start() >= reach:
            url, span = text[match.start() : end], Span(match.start(), end)
            found.append(Link(span, url, url, span))
            reach = end
    return found

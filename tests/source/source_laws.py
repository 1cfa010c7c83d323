"""What holds for every document, and texts made to break it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from hypothesis import strategies as st

from cardkit.source.blocks import (
    Block,
    CodeBlock,
    Heading,
    HtmlBlock,
    Inline,
    ListBlock,
    ListItem,
    Paragraph,
    Quote,
    Table,
)
from cardkit.source.document import Document, loads
from cardkit.source.span import Span
from cardkit.source.yaml_nodes import YamlMapping, YamlNode, YamlSequence

LINE_ENDS = ("\n", "\r\n", "\r")
ATOMS = (
    "---", "--- ", "|", "| a | b |", "|---|---|", "| 1 | **2** |", "\\|", "<table>", "</table>",
    "<tr>", "<td colspan=3>", "<td rowspan=2>", "</td>", "<th>", "<h1 align=center>", "</h1>",
    "- ", "* ", "1. ", "  ", "    ", "\t", "```", "```python", "~~~", ">", "> ", "# ", "## Title #",
    "Title\n===", "<!--", "-->", "<!-- cardkit: ignore[MET101] why -->", "<details>", "<br>",
    "[a](b)", "[a]", "[a]: http://x.y 'z'", "![i](u)", "**", "*", "_", "`", "``", "~~", "\\",
    "https://a.b/c_d", "<https://a.b>", "<a href='u'>", "</a>", "<img src=x>", "&amp;", "&", "<",
    "key: value", "a: [1, 2]", "b: {c: d}", "c:", "- x", "中文：", "😀", "\ufeff", "\u200b", "\0",
    "\u2028", "\x85", "\u3000", "\udc80", "\ud83d", "@misc{a, b={c}}", "@article{",
    "<script>", "</script>",
    "<div>", "</div>", "<p>", '"', "'", "x", " ", "1.10",
)  # fmt: skip


def texts() -> st.SearchStrategy[str]:
    """Any text, and assemblies of what Markdown, HTML and YAML are made of."""
    line_ends = st.sampled_from((*LINE_ENDS, "\n", "\n\n", ""))
    pieces = st.lists(st.tuples(st.sampled_from(ATOMS), line_ends), max_size=40)
    assembled = pieces.map(lambda parts: "".join(a + b for a, b in parts))
    headed = st.tuples(st.sampled_from(("", "---\n", "\ufeff---\r\n", "# T\n\n---\n")), assembled)
    return st.one_of(st.text(max_size=60), assembled, headed.map("".join))


def best_time(work: Callable[[], object], tries: int = 3) -> float:
    """Return the shortest of some runs in seconds: other programs share the machine."""
    times = []
    for _ in range(tries):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def check_laws(text: str) -> Document:
    """Read `text`; assert what holds for every text."""
    document = loads(text)
    assert document.dumps() == text
    whole = Span(0, len(text))
    for issue in document.issues:
        assert whole.contains(issue.span), issue
        assert issue.related is None or whole.contains(issue.related), issue
    if block := document.front_matter:
        assert whole.contains(block.span)
        assert block.span.contains(block.yaml_span)
        if block.root:
            _check_node(block.root, block.yaml_span)
    body = document.body
    assert whole.contains(body.span)
    at = body.span.start
    for section in body.sections:
        assert at <= section.span.start <= section.span.end, section
        at = section.span.end
        if section.heading:
            _check_blocks(document, [section.heading], section.span)
        if section.parent is not None:
            assert body.sections[section.parent].level < section.level
        _check_blocks(document, section.blocks, section.span)
    assert at <= body.span.end
    for link in body.links:
        assert body.span.contains(link.span), link
        assert body.span.contains(link.url_span), link
    for comment in body.comments:
        assert body.span.contains(comment)
        assert document.source.slice(comment).startswith("<!--")
    for entry in document.bibtex:
        assert body.span.contains(entry)
    return document


def _check_node(node: YamlNode, around: Span) -> None:
    assert node.span.start <= node.span.end
    assert around.contains(node.span), (node, around)
    if isinstance(node, YamlSequence):
        for item in node.items:
            _check_node(item, node.span)
    elif isinstance(node, YamlMapping):
        for key, value in node.entries:
            _check_node(key, node.span)
            _check_node(value, node.span)


def _check_blocks(document: Document, blocks: Iterable[Block], around: Span) -> None:
    at = around.start
    for block in blocks:
        assert at <= block.span.start <= block.span.end <= around.end, (block, at, around)
        at = block.span.end
        if isinstance(block, Heading):
            _check_inline(document, block.title, block.span)
        elif isinstance(block, Paragraph):
            _check_inline(document, block.content, block.span)
        elif isinstance(block, CodeBlock):
            assert block.span.contains(block.code_span)
        elif isinstance(block, HtmlBlock):
            _check_stripped(document, block.span)
        elif isinstance(block, Quote):
            _check_blocks(document, block.blocks, block.span)
        elif isinstance(block, ListBlock):
            _check_items(document, block.items, block.span)
        elif isinstance(block, Table):
            _check_table(document, block)


def _check_items(document: Document, items: Iterable[ListItem], around: Span) -> None:
    at = around.start
    for item in items:
        assert at <= item.span.start <= item.span.end <= around.end, (item, at, around)
        at = item.span.end
        _check_inline(document, item.content, item.span)
        _check_blocks(document, item.blocks, Span(item.content.span.end, item.span.end))


def _check_table(document: Document, table: Table) -> None:
    at = table.span.start
    for row in (*table.header, *table.rows):
        assert at <= row.span.start <= row.span.end <= table.span.end, (row, table)
        at = row.span.end
        place, column = row.span.start, 0
        for cell in row.cells:
            assert place <= cell.content.span.start, cell
            assert column <= cell.column
            place, column = cell.content.span.end, cell.column + cell.colspan
            _check_inline(document, cell.content, row.span)
        assert column <= max(table.width, 0)


def _check_inline(document: Document, inline: Inline, around: Span) -> None:
    assert around.contains(inline.span), (inline, around)
    _check_stripped(document, inline.span)
    assert inline.text == inline.text.strip()


def _check_stripped(document: Document, span: Span) -> None:
    content = document.source.slice(span)
    assert content == content.strip(), span

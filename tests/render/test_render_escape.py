"""Escaping: a CommonMark reader sees the value again, whatever it was, and nothing else."""

from __future__ import annotations

import pytest
import render_strategies as strategies
from markdown_it import MarkdownIt
from render_strategies import given

from cardkit.render import escape
from cardkit.render.free_prose import blocks
from cardkit.render.prose import one_line, paragraphs

READER = MarkdownIt("commonmark").enable("table").enable("strikethrough")


def seen(tokens):
    """Return the text a reader sees, with every inline token that is not plain text named."""
    parts = []
    for token in tokens:
        for child in token.children or ():
            if child.type in {"text", "text_special"}:
                parts.append(child.content)
            elif child.type == "softbreak":
                parts.append(" ")
            else:
                parts.append(f"<{child.type}>")
    return "".join(parts)


@given(text=strategies.texts)
def test_a_cell_shows_its_value_and_makes_no_column(text):
    tokens = READER.parse(f"| a | b |\n| --- | --- |\n| {escape.cell(text)} | z |\n")
    cells = [t for t in tokens if t.type == "inline"]
    assert len(cells) == 4
    assert seen(cells[2:3]) == escape.plain(text)


@given(text=strategies.texts)
def test_running_text_shows_its_value(text):
    (paragraph,) = [t for t in READER.parse(f"x {escape.inline(text)} y") if t.type == "inline"]
    assert " ".join(seen([paragraph]).split()) == " ".join(f"x {escape.plain(text)} y".split())


@given(text=strategies.texts)
def test_a_line_opens_no_block(text):
    tokens = READER.parse(escape.line(text))
    assert {t.type for t in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    assert seen(tokens) == escape.plain(text)


@given(text=strategies.texts)
def test_a_heading_shows_its_value(text):
    tokens = READER.parse(f"## {escape.heading(text)}\n\nnext")
    assert [t.type for t in tokens][:3] == ["heading_open", "inline", "heading_close"]
    assert seen(tokens[1:2]) == escape.plain(text)


@given(text=strategies.texts)
def test_a_code_span_shows_its_value(text):
    if not escape.plain(text):
        return
    (line,) = [t for t in READER.parse(f"x {escape.code_span(text)}") if t.type == "inline"]
    assert line.children is not None
    assert line.children[-1].type == "code_inline"
    assert line.children[-1].content == escape.plain(text)


@given(code=strategies.code, language=strategies.texts)
def test_a_fence_holds_its_code_and_ends(code, language):
    content = escape.drop_controls(code)
    tokens = READER.parse(f"{escape.fence(content, language)}\n\nafter")
    assert [t.type for t in tokens][:2] == ["fence", "paragraph_open"]
    assert tokens[0].content == content + "\n"


@given(url=strategies.urls, title=strategies.texts)
def test_a_link_leads_where_it_says_or_is_none(url, title):
    safe = escape.safe_url(url)
    if safe is None:
        return
    (line,) = [t for t in READER.parse(escape.link(safe, title)) if t.type == "inline"]
    children = line.children or []
    assert children[0].type == "link_open"
    assert children[-1].type == "link_close"
    assert seen([line]).removeprefix("<link_open>").removesuffix("<link_close>") == (
        escape.plain(title)
    )


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", " JavaScript:x", "data:text/html,x", "//evil.org", "ftp://a", "x", ""],
)
def test_only_web_and_mail_addresses_become_links(url):
    assert escape.safe_url(url) is None


def test_an_address_that_is_valid_stays_as_it_is():
    url = "https://en.wikipedia.org/wiki/X_(y)?a=1&b=2#c"
    assert escape.safe_url(url) == url
    assert escape.link(url, "t") == f"[t](<{url}>)"


@given(text=strategies.texts)
def test_prose_is_paragraphs_and_settles(text):
    prose = paragraphs(text)
    kinds = {t.type for t in READER.parse(prose)}
    assert kinds <= {"paragraph_open", "inline", "paragraph_close"}
    assert paragraphs(prose) == prose


@given(text=strategies.texts)
def test_a_list_item_is_one_paragraph(text):
    item = one_line(text)
    tokens = READER.parse(f"1. {item}\n2. next")
    assert sum(t.type == "list_item_open" for t in tokens) == 2
    assert sum(t.type == "paragraph_open" for t in tokens) == (2 if item else 1)
    assert one_line(item) == item


@given(text=strategies.texts)
def test_free_prose_opens_no_section_and_swallows_none(text):
    free = blocks(text)
    tokens = [t for t in READER.parse(f"{free}\n\n## after\n") if t.level == 0]
    headings = [t for t in tokens if t.type == "heading_open"]
    assert len(headings) == 1
    assert blocks(free) == free


def test_free_prose_keeps_lists_tables_and_code():
    text = "Intro\n\n- a\n- b\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n```sh\n# no heading\n```"
    assert blocks(text) == text


def test_scripts_and_comments_become_text():
    for form in (paragraphs, one_line, blocks):
        shown = form("a <script>x</script> <!-- hidden --> <b>bold</b> <img onerror=x src=y>")
        tokens = READER.parse(shown)
        raw = [c.content for t in tokens for c in t.children or () if c.type == "html_inline"]
        assert raw == ["<b>", "</b>"]


def test_a_link_to_a_script_becomes_text():
    for form in (paragraphs, one_line, blocks):
        tokens = READER.parse(form("[x](java&#115;cript:alert(1)) and [y](https://e.org)"))
        links = [c for t in tokens for c in t.children or () if c.type == "link_open"]
        assert [link.attrs["href"] for link in links] == ["https://e.org"]

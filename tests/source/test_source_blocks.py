"""Sections, paragraphs, lists, quotes, code, raw HTML, BibTeX."""

from __future__ import annotations

import pytest

from cardkit.source.blocks import (
    CodeBlock,
    Heading,
    HtmlBlock,
    ListBlock,
    Paragraph,
    Quote,
    Table,
    walk,
)
from cardkit.source.document import loads


def blocks(text: str):
    document = loads(text)
    return document, [block for section in document.body.sections for block in section.blocks]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_sections(end):
    lines = [
        "before", "", "# One", "a", "### Deep ##", "", "## Two", "Set", "ext", "===", "x", "#", "y",
    ]  # fmt: skip
    document = loads(end.join(lines))
    sections = document.body.sections
    assert [(s.level, s.heading and s.heading.title.text, s.parent) for s in sections] == [
        (0, None, None), (1, "One", None), (3, "Deep", 1), (2, "Two", 1), (1, "Set\next", None),
        (1, "", None),
    ]  # fmt: skip
    slices = [document.source.slice(s.heading.span) for s in sections[1:]]
    assert slices == ["# One", "### Deep ##", "## Two", f"Set{end}ext{end}===", "#"]
    titles = [document.source.slice(s.heading.title.span) for s in sections[1:]]
    assert titles == ["One", "Deep", "Two", f"Set{end}ext", ""]
    assert document.source.slice(sections[1].span) == f"# One{end}a{end}"
    assert [b.content.text for s in sections for b in s.blocks] == ["before", "a", "x", "y"]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("# # # #", "# #"), ("#\tTab\t#\t", "Tab"), ("## a#", "a#"),
        ("   ### 中文 😀 ###   ", "中文 😀"),
        ("# #", ""), ("#####", ""), ("# `a` **b** \\#", "a b #"), ("## a ##b", "a ##b"),
    ],
)  # fmt: skip
def test_atx_headings(line, title):
    document = loads(f"> {line}\n")
    heading = next(walk(document.body.sections[0].blocks[0].blocks))
    assert isinstance(heading, Heading)
    assert heading.title.text == title
    assert document.source.slice(heading.span) == line.strip()


def test_a_hash_without_blank_is_text():
    _, found = blocks("#hash\n####### seven\n")
    assert [type(block) for block in found] == [Paragraph]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_paragraphs_behind_marks(end):
    document, found = blocks(f"> - 中文{end}>   two{end}> lazy{end}{end}end{end}")
    item = found[0].blocks[0].items[0]
    assert item.content.text == "中文\ntwo\nlazy"
    assert document.source.slice(item.content.span) == f"中文{end}>   two{end}> lazy"
    assert document.source.slice(item.span) == f"- 中文{end}>   two{end}> lazy"
    assert document.source.slice(found[0].span) == f"> - 中文{end}>   two{end}> lazy"
    assert found[1].content.text == "end"


def test_other_line_separators_end_no_line():
    document, found = blocks("a\u2028b\x85c\x0bd\n\n\u3000e\u3000\n")
    assert found[0].content.text == "a\u2028b\x85c\x0bd"
    assert document.source.slice(found[1].span) == "e"


def test_nested_lists():
    text = (
        "- **A:** 1\n  - b\n    1. c\n    2) d\n- e\n\n  more\n\n"
        "  | x |\n  |---|\n  | 1 |\n-\n* f\n"
    )
    document, found = blocks(text)
    first, second, empty = found[0].items
    assert [block.ordered for block in found] == [False, False]
    assert first.content.text == "A: 1"
    assert [child.content.text for child in first.children] == ["b"]
    assert [child.content.text for child in first.children[0].children] == ["c", "d"]
    assert [type(b) for b in first.children[0].blocks] == [ListBlock, ListBlock]
    assert first.children[0].blocks[0].ordered
    assert [type(b) for b in second.blocks] == [Paragraph, Table]
    assert second.blocks[1].rows[0].cells[0].text == "1"
    assert document.source.slice(second.span) == "- e\n\n  more\n\n  | x |\n  |---|\n  | 1 |"
    assert (empty.content.text, document.source.slice(empty.span)) == ("", "-")
    assert document.source.slice(first.children[0].children[1].span) == "2) d"


def test_an_item_that_begins_with_another_block():
    document, found = blocks("10. ```sh\n    x\n    ```\n\n    text\n11.\n")
    item, empty = found[0].items
    assert item.content.text == ""
    assert item.content.span.start == item.content.span.end == 3
    assert [type(b) for b in item.blocks] == [CodeBlock, Paragraph]
    assert document.source.slice(empty.span) == "11."


def test_tabs():
    document, found = blocks("-\titem\n\n\t\tcode\n\n>\t\tquoted code\n\n\ttop code\n")
    item = found[0].items[0]
    assert item.content.text == "item"
    assert document.source.slice(item.content.span) == "item"
    assert item.blocks[0].code == "  code\n" or item.blocks[0].code == "code\n"
    assert found[1].blocks[0].code.strip() == "quoted code"
    assert found[2].code == "top code\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("lines", "language", "code"),
    [
        (["```Python title=x", "a", " b", "```"], "python", ["a", " b", ""]),
        (["~~~~", "```", "~~~~~  "], "", ["```", ""]),
        (["```", "```"], "", [""]),
        (["```sh", "never closed", "", "x"], "sh", ["never closed", "", "x"]),
        (["```"], "", [""]),
        (["    indented", "", "      more"], "", ["indented", "", "  more"]),
        (["``` c++ `x`"], None, None),
    ],
)
def test_code(lines, language, code, end):
    document, found = blocks(end.join(lines))
    if code is None:
        assert isinstance(found[0], Paragraph)
        return
    (block,) = found
    assert block.language == language
    assert block.code.split("\n")[: len(code)] == code
    assert document.source.slice(block.span) == end.join(lines).lstrip(" ")
    inner = document.source.slice(block.code_span)
    assert [line.removeprefix("    ") for line in inner.split(end)] == code


def test_code_in_a_quote():
    document, found = blocks("> ```yaml\n> a: 1\n>\n> b: 2\n> ```\nend\n")
    code = found[0].blocks[0]
    assert code.code == "a: 1\n\nb: 2\n"
    assert document.source.slice(code.code_span) == "> a: 1\n>\n> b: 2\n"
    assert document.source.slice(code.span).startswith("```yaml")


def test_quotes_nest():
    document, found = blocks("> a\n> > b\n>\n> # H\n>\n")
    assert isinstance(found[0], Quote)
    kinds = [type(block) for block in walk(found)]
    assert kinds == [Quote, Paragraph, Quote, Paragraph, Heading]
    assert [s.heading for s in document.body.sections] == [None]
    assert document.source.slice(found[0].span) == "> a\n> > b\n>\n> # H"
    _, empty = blocks(">\n")
    assert empty[0].span == (0, 1)


def test_html_blocks_headings_and_comments():
    text = (
        '<h1 align="center">\n  DCLM <b>7B</b>&nbsp;😀\n</h1>\n<p align="center">One<br>two</p>\n\n'
        "text\n\n<div><h2>A</h2>between<h3></h3><h4>open</div>\n\n<!-- c\n\n# no -->\n\n"
        "<script>\n# no <h1>x</h1>\n</script>\n"
    )
    document, _ = blocks(text)
    sections = document.body.sections
    assert [(s.level, s.heading.title.text) for s in sections] == [
        (1, "DCLM 7B\xa0😀".replace("\xa0", " ")), (2, "A"), (3, ""),
    ]  # fmt: skip
    assert document.source.slice(sections[0].heading.title.span) == "DCLM <b>7B</b>&nbsp;😀"
    assert document.source.slice(sections[1].heading.span) == "<h2>A</h2>"
    shown = [b.text for s in sections for b in s.blocks if isinstance(b, HtmlBlock)]
    assert shown == ["One\ntwo", "", "between", "open", "", ""]
    assert [document.source.slice(c) for c in document.body.comments] == ["<!-- c\n\n# no -->"]


def test_markdown_inside_details():
    text = (
        "<details>\n<summary>More</summary>\n\n## Inner\n\n| a |\n|---|\n| 1 |\n\n```\nx\n```\n\n"
        "</details>\n\nafter\n"
    )
    document = loads(text)
    assert [type(b) for b in document.body.sections[0].blocks] == [HtmlBlock]
    assert [type(b) for b in document.body.sections[1].blocks] == [
        Table, CodeBlock, HtmlBlock, Paragraph,
    ]  # fmt: skip


def test_text_html_links_and_bare_urls_in_html():
    text = (
        "<div>https://a.b/x?y=1&amp;z=2) <a href='u'>see <b>this</b> https://c.d</a>\n"
        "<code>https://e.f</code> <img src=i alt=p> <a href=open>x <a>y</a> https://. <i</div>\n"
    )
    document, (block,) = blocks(text)
    assert [(link.text, link.url, link.image) for link in document.body.links] == [
        ("https://a.b/x?y=1&z=2", "https://a.b/x?y=1&z=2", False),
        ("see this https://c.d", "u", False),
        ("p", "i", True),
        ("", "open", False),
    ]
    assert block.text == (
        "https://a.b/x?y=1&z=2) see this https://c.d https://e.f x y https://. <i"
    )


def test_hidden_html_is_not_shown():
    _, (block,) = blocks("<div>a<script>b<i>c</script><style>d</style>e<script>f</div>\n")
    assert block.text == "ae"


def test_an_empty_document():
    for text in ("", "\n\n", "---\n", "[a]: b\n", "   "):
        assert loads(text).body.sections == ()


def test_bibtex_entries_in_code_and_bare():
    text = (
        "```\n@article{a, title={X {Y} \\} z}}\n```\n\ntext @misc{b,\n  year={2024}\n}\nmore\n\n"
        "```bibtex\n@InProceedings{c, open={\n\n```\n\nme@book{x}.org @software {d}\n"
    )
    document = loads(text)
    assert [document.source.slice(span) for span in document.bibtex] == [
        "@article{a, title={X {Y} \\} z}}", "@misc{b,\n  year={2024}\n}",
        "@InProceedings{c, open={",
        "@software {d}",
    ]  # fmt: skip
    assert loads("@misc{never closed").bibtex == ((0, 18),)


def test_nesting_beyond_the_bound_is_left_out():
    document = loads("> " * 100 + "deep\n")
    depth = sum(isinstance(block, Quote) for block in walk(document.body.sections[0].blocks))
    assert depth == 40

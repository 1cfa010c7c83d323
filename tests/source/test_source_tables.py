"""Pipe tables as GFM reads them and HTML tables on a grid."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardkit.source.blocks import Paragraph, Table, walk
from cardkit.source.document import loads


def tables(text: str):
    document = loads(text)
    found = [
        block
        for section in document.body.sections
        for block in walk(section.blocks)
        if isinstance(block, Table)
    ]
    for table in found:
        for row in (*table.header, *table.rows):
            for cell in row.cells:
                written = document.source.slice(cell.content.span)
                assert written == written.strip()
    return document, found


def texts(rows):
    return [[cell.text for cell in row.cells] for row in rows]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_pipe_table(end):
    lines = [
        "| Model | 得分 😀 |  |", "|:--|--:|:-:|", "| **Llama2** | 0.5270 | `a` |",
        "|| [x](y) | a \\| b", "short | row", "| one | two | three | four |", "", "after",
    ]  # fmt: skip
    document, (table,) = tables(end.join(lines))
    assert table.kind == "pipe"
    assert texts(table.header) == [["Model", "得分 😀", ""]]
    assert texts(table.rows) == [
        ["Llama2", "0.5270", "a"], ["", "x", "a | b"], ["short", "row"],
        ["one", "two", "three", "four"],
    ]  # fmt: skip
    assert table.rows[0].cells[0].content.strong
    assert [cell.column for cell in table.rows[3].cells] == [0, 1, 2, 3]
    assert table.width == 4
    slice_ = document.source.slice
    assert slice_(table.rows[0].cells[1].content.span) == "0.5270"
    assert slice_(table.rows[0].cells[0].content.span) == "**Llama2**"
    assert slice_(table.rows[1].cells[2].content.span) == "a \\| b"
    assert slice_(table.rows[1].span) == lines[3]
    assert slice_(table.span) == end.join(lines[:6])
    assert table.rows[0].at(1).text == "0.5270"
    assert table.rows[2].at(2) is None
    assert all(cell.header for cell in table.header[0].cells)


@pytest.mark.parametrize(
    "text",
    [
        "| a | b |\n|---|\n", "| a |\n| b |\n", "a\n---\n", "| a |\n|-:-|\n",
        "| a || b |\n|--||--|\n",
        "| a |\n\n|---|\n", "| a |\n    |---|\n", "|\n|\n", "a |\n-\n", "| a |", "a|b\n- |-\n",
    ],
)  # fmt: skip
def test_no_table(text):
    assert tables(text)[1] == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a | b\n--|--\n1 | 2\n> quote\n", [["1", "2"]]),
        ("| a |\n|---|\n| 1 |\n- item\n", [["1"]]),
        ("| a |\n|---|\n| 1 |\n# head\n", [["1"]]),
        ("| a |\n|---|\n| 1 |\ntext goes in\n", [["1"], ["text goes in"]]),
        ("text\n| a |\n|---|\n| 1 |\n", [["1"]]),
        ("| a |\n|---|\n    code?\n", []),
        ("| a |\n|---|\n| `x|y` |\n", [["`x", "y`"]]),
        ("| a |\n|---|\n| `x\\|y` \\|z |\n", [["x|y |z"]]),
        ("| a |\n|---|\n| x\\\\|y |\n", [["x|y"]]),
        ("|a|\n|-|\n|\n||\n|||\n", [[""], [""], ["", ""]]),
        ("| a |\n| --- |\n| <b>1</b><br>2 |\n", [["1\n2"]]),
    ],
)
def test_where_rows_end_and_cells_part(text, rows):
    (table,) = tables(text)[1]
    assert texts(table.rows) == rows


def test_a_table_in_a_list_and_a_quote():
    text = "1. x\n\n   | a | b |\n   |---|---|\n   | 1 | 中 |\n\n> | c |\n> |---|\n> | [l](u) |\n"
    document, (first, second) = tables(text)
    assert document.source.slice(first.rows[0].cells[1].content.span) == "中"
    assert document.source.slice(first.span).startswith("| a |")
    assert document.source.slice(second.rows[0].cells[0].content.span) == "[l](u)"
    assert [document.source.slice(link.url_span) for link in document.body.links] == ["u"]


_words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=6)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(_words, min_size=2, max_size=4), min_size=1, max_size=5),
    st.sampled_from(["{}", " {} ", "**{}**", "`{}`", "[{}](u)", "<i>{}</i>", "*{}*"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "> ", "  "]),
    st.sampled_from(["pipe", "html"]),
)
def test_the_words_of_a_cell_stand_in_its_span(rows, form, end, prefix, kind):
    cells = [[form.format(word) for word in row] for row in rows]
    if kind == "pipe":
        head = ["|" + "h|" * len(cells[0]), "|" + "-|" * len(cells[0])]
        lines = [*head, *("| " + " | ".join(row) + " |" for row in cells)]
    else:
        lines = [
            "<table>",
            *("<tr><td>" + "</td><td>".join(r) + "</tr>" for r in cells),
            "</table>",
        ]
    document, (table,) = tables(end.join(prefix + line for line in lines))
    assert len(table.rows) == len(rows)
    for row, words in zip(table.rows, rows, strict=True):
        assert len(row.cells) == len(words)
        for cell, word in zip(row.cells, words, strict=True):
            assert word in cell.text
            assert word in document.source.slice(cell.content.span)


HTML = """<div align="center">
<table style="x">
  <caption>Scores</caption>
  <thead>
    <tr><th rowspan="2">Model</th><th colspan=2>Tasks</th></tr>
    <tr><td>MMLU</td><td>C-Eval 中文</td></tr>
  </thead>
  <tbody>
    <tr><td colspan="3"><b>Open</b></td></tr>

    <tr>
      <td rowspan=2><a href="u">DCLM</a></td>
      <td>  0.5270<br/>± 0.1 </td>

      <td>

**0.6**

      </td>
    </tr>
    <tr><td>a<td>b &amp; c<sup>2</sup>
    <tr><td>next
  </tbody>
</table>
</div>

after
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_an_html_table(end):
    document, (table,) = tables(HTML.replace("\n", end))
    assert table.kind == "html"
    assert table.width == 3
    shown = [
        [(c.text, c.column, c.colspan, c.rowspan) for c in row.cells]
        for row in (*table.header, *table.rows)
    ]
    assert shown == [
        [("Model", 0, 1, 2), ("Tasks", 1, 2, 1)],
        [("MMLU", 1, 1, 1), ("C-Eval 中文", 2, 1, 1)],
        [("Open", 0, 3, 1)],
        [("DCLM", 0, 1, 2), ("0.5270\n± 0.1", 1, 1, 1), ("0.6", 2, 1, 1)],
        [("a", 1, 1, 1), ("b & c^2", 2, 1, 1)],
        [("next", 0, 1, 1)],
    ]
    assert len(table.header) == 2
    assert table.header[1].cells[0].header
    assert table.rows[0].cells[0].content.strong
    assert table.rows[1].cells[2].content.strong
    slice_ = document.source.slice
    assert slice_(table.rows[1].cells[1].content.span) == "0.5270<br/>± 0.1"
    assert slice_(table.rows[1].cells[2].content.span) == "**0.6**"
    assert slice_(table.rows[2].cells[1].content.span) == "b &amp; c<sup>2</sup>"
    assert slice_(table.rows[0].span) == '<tr><td colspan="3"><b>Open</b></td></tr>'
    assert slice_(table.span).startswith("<table")
    assert slice_(table.span).endswith("</table>")
    assert [link.url for link in document.body.links] == ["u"]
    paragraphs = [b for b in document.body.sections[0].blocks if isinstance(b, Paragraph)]
    assert [p.content.text for p in paragraphs] == ["after"]


@pytest.mark.parametrize(
    ("text", "header", "rows"),
    [
        ("<table><tr><th>a<th>b</tr><tr><td>1<td>2</table>", [["a", "b"]], [["1", "2"]]),
        ("<table><tr><td>a</td></tr></table>", [], [["a"]]),
        ("<table><tr><th>a</th></tr><tr><th>b</th></tr></table>", [["a"]], [["b"]]),
        ("<table><thead><tr><td>a</td></tr></thead></table>", [["a"]], []),
        ("<table><td>no row</td></table>", [], [["no row"]]),
        ("<table><tr><td>never\n\nclosed", [], [["never"]]),
        ("<table><tr></tr></table>", None, None),
        ("<table></table> <table><tr><td>x</td></tr></table>", [], [["x"]]),
        (
            "<table><tr><td>a<table><tr><td>in</td></tr></table>b</td></tr></table>",
            [],
            [["a\nin\nb"]],
        ),
        ("</table></td><table><tr><td>x</table>", [], [["x"]]),
        ("<TABLE><TR><TD ALIGN=left>x</TD></TR></TABLE>", [], [["x"]]),
        ("<table><tr><td></td><td><td> </td></tr></table>", [], [["", "", ""]]),
        ("<table><tr><td>a<!-- </td><td> -->b</td></tr></table>", [], [["ab"]]),
        ("<table><tbody><tr><td>1</tbody><tfoot><tr><td>2</tfoot></table>", [], [["1"], ["2"]]),
        ("- <table>\n  <tr><td>a</td>\n\n  <td>b</td></tr>\n  </table>\n", [], [["a", "b"]]),
        ("- <table>\n  <tr><td>a</td>\n\nout\n</table>\n", [], [["a"]]),
        ("> <table>\n> <tr><td>a\n> b</td></tr>\n> </table>\n", [], [["a b"]]),
    ],
)
def test_html_tables_as_people_write_them(text, header, rows):
    _, found = tables(text)
    if header is None:
        assert found == []
    else:
        assert [texts(t.header) + texts(t.rows) for t in found] == [header + rows]
        assert texts(found[0].header) == header


@pytest.mark.parametrize(
    ("value", "size"),
    [("2", 2), ("0", 1000), ("99999999999999999999", 1000), ("x", 1), ("-1", 1), ("", 1), ("٣", 1)],
)
def test_spans_are_clamped(value, size):
    _, (table,) = tables(f"<table><tr><td colspan='{value}' rowspan='{value}'>x</td></tr></table>")
    cell = table.rows[0].cells[0]
    assert (cell.colspan, cell.rowspan) == (size, size)


def test_cells_hang_over_several_rows():
    text = (
        "<table><tr><td rowspan=3>a<td>b<td rowspan=2 colspan=2>c<tr><td>d<td>e<tr><td>f<td>g"
        "<tr><td>h</table>"
    )
    _, (table,) = tables(text)
    assert [[(c.text, c.column) for c in row.cells] for row in table.rows] == [
        [("a", 0), ("b", 1), ("c", 2)], [("d", 1), ("e", 4)], [("f", 1), ("g", 2)], [("h", 0)],
    ]  # fmt: skip

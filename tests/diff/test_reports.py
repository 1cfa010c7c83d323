"""Reports of differences: widths, colours, streams, JSON, and text that must not act."""

import json
import re

import pytest
from markdown_it import MarkdownIt

from cardkit.api import loads
from cardkit.diff.change import Change, Place
from cardkit.diff.outcome import Diff, Side, ordered
from cardkit.diff.versions.compare import compare_versions
from cardkit.report import diff_json, diff_markdown, diff_screen
from cardkit.report.frame import Style
from cardkit.report.markdown_text import code
from cardkit.source.source import Source
from cardkit.source.span import Span
from cardkit.text import Text, width
from tests.cli.helpers import run
from tests.diff.test_screens import EDITS
from tests.diff.versions.helpers import LARCH, edited

HOSTILE = [
    "<script>alert(1)</script>",
    "a | b",
    "a \\| b",
    "a \\\\| b",
    "`code` and ``more``",
    "`",
    "@octocat see #1 and https://evil.example/x www.evil.example",
    "![x](https://evil.example/pixel.png) [y](javascript:alert(1))",
    "</details></td></table>",
    "**bold** _it_ ~~gone~~",
    "\u202ereversed \x1b[31mred",
    "::error file=a::message",
    "\\",
    "&lt;b&gt; &#64;team",
]


def diff_of(texts, klass="", severity=""):
    """Return a diff whose every text is one of `texts`."""
    a, b = Source("\n".join(texts), "a|`<b>`.md"), Source("\n".join(texts), "b.md")
    changes = [
        Change(
            "changed",
            Text(en=text, zh=text),
            "details",
            text,
            text + "!",
            klass,
            a=Place(Span(0, len(a.text)), 1, 1),
            note=Text(en=text, zh=text),
            code="BIL101" if klass else "",
            severity=severity,
        )
        for text in texts
    ]
    mode = "agreement" if klass else "versions"
    return Diff(mode, Side(a, "markdown", "en"), Side(b, "markdown", "en"), tuple(changes))


@pytest.mark.parametrize("text", HOSTILE)
def test_code_shows_text_as_it_is(text):
    table = f"| a | b |\n|---|---|\n| {code(text)} | {code(text)} |\n"
    parsed = MarkdownIt("commonmark", {"html": True}).enable("table").parse(table)
    cells = [token for token in parsed if token.type == "inline"][2:]
    assert len(cells) == 2
    for cell in cells:
        kinds = {child.type for child in cell.children}
        assert kinds <= {"code_inline", "html_inline"}
        assert all(c.content == "<!-- -->" for c in cell.children if c.type == "html_inline")
        shown = "".join(c.content for c in cell.children if c.type == "code_inline")
        plain = text.replace("\u202e", "\\u{202e}").replace("\x1b", "\\u{1b}")
        assert shown == " ".join(plain.split())


@pytest.mark.parametrize("klass", ["", "contradiction"])
def test_a_comment_holds_nothing_that_acts(klass):
    written = diff_markdown.write(diff_of(HOSTILE, klass), "en")
    parser = MarkdownIt("gfm-like", {"html": True, "linkify": False})
    html = parser.render(written)
    outside = re.sub(r"<code>.*?</code>", "", html, flags=re.DOTALL)
    for word in ("@", "#1", "evil", "script", "<a ", "<img", "http", "octocat", "\x1b"):
        assert word not in outside, word
    assert html.count("<tr>") == len(HOSTILE) + 1
    assert all(row.count("<td") == 5 for row in html.split("<tr>")[2:])


def test_a_comment_fits_where_comments_go():
    texts = [f"fact {i} " + "x" * 150 for i in range(1000)]
    written = diff_markdown.write(diff_of(texts), "en")
    assert len(written) < 65_000
    assert re.search(r"_\d+ more are left out here", written)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_line_is_wider_than_the_screen(columns, language, tmp_path):
    (tmp_path / "a.md").write_text(LARCH, encoding="utf-8")
    (tmp_path / "b.md").write_text(edited(*EDITS), encoding="utf-8")
    done = run("diff", "a.md", "b.md", cwd=tmp_path, columns=columns, language=language)
    assert max(map(width, done.out.splitlines())) <= columns


@pytest.mark.parametrize("encoding", ["ascii", "cp936", "utf-8"])
@pytest.mark.parametrize("output", ["full", "concise", "markdown", "json"])
def test_no_stream_is_too_poor(tmp_path, encoding, output):
    (tmp_path / "a.md").write_text(LARCH, encoding="utf-8")
    (tmp_path / "b.md").write_text(edited(*EDITS), encoding="utf-8")
    words = ("diff", "a.md", "b.md", "--output-format", output)
    done = run(*words, cwd=tmp_path, encoding=encoding)
    assert done.code == 0
    assert "0.4910" in done.out


@pytest.mark.parametrize("write", [diff_screen.full, diff_screen.concise])
def test_hostile_text_never_reaches_the_terminal(write):
    written = write(diff_of(HOSTILE), "en", Style())
    assert "\x1b" not in written
    assert "\u202e" not in written


def test_screens_are_no_commands_of_a_workflow(tmp_path):
    row = "\n| Model | A | B |\n|---|---|---|\n| {} | 1.5 | 2.5 |\n| Oak | 3.5 | 4.5 |\n"
    (tmp_path / "a.md").write_text("# T\n" + row.format("::error::x"), encoding="utf-8")
    (tmp_path / "b.md").write_text("# T\n" + row.format("::warning::y"), encoding="utf-8")
    done = run("diff", "a.md", "b.md", cwd=tmp_path)
    assert "warning" in done.out
    assert not re.search(r"(?m)^\s*::", done.out)


def test_colours_are_codes_around_the_same_text():
    found = compare_versions(loads(LARCH).reading, loads(edited(*EDITS)).reading)
    plain = diff_screen.full(found, "en", Style())
    coloured = diff_screen.full(found, "en", Style(color=True))
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_json_has_the_documented_shape():
    found = compare_versions(
        loads(LARCH, name="a.md").reading, loads(edited(*EDITS), name="b.md").reading
    )
    written = diff_json.write(found)
    assert written.isascii()
    data = json.loads(written)
    assert (data["version"], data["mode"]) == (1, "versions")
    assert data["a"] == {"file": "a.md", "kind": "markdown", "language": "en"}
    assert data["counts"] == {"added": 1, "removed": 1, "changed": 5, "moved": 0, "rounded": 0}
    (mmlu,) = [c for c in data["changes"] if c["label"].startswith("MMLU")]
    assert mmlu["breadcrumb"] == "evaluations[0].score"
    assert (mmlu["before"], mmlu["after"]) == ("0.4810", "0.4910")
    assert mmlu["class"] is None
    assert mmlu["a"]["start"]["line"] == 86
    assert mmlu["label_zh"] == "MMLU (5-shot)"
    assert set(mmlu) == {
        *("kind", "class", "code", "severity", "part", "label", "label_zh", "path"),
        *("breadcrumb", "before", "after", "note", "note_zh", "side", "a", "b"),
    }
    assert mmlu["side"] is None


def test_findings_have_their_class_code_and_weight():
    found = diff_of(["66.4"], "contradiction")
    assert diff_screen.concise(found, "en", Style()).startswith(
        "a|`<b>`.md:1: error[BIL101] contradiction: 66.4: 66.4 → 66.4!"
    )
    assert "error[BIL101] 矛盾：66.4" in diff_screen.full(found, "zh", Style())
    assert "1 difference: 1 contradiction" in diff_screen.full(found, "en", Style())
    assert json.loads(diff_json.write(found))["changes"][0]["severity"] == "error"
    assert found.at_least("error")
    assert not diff_of(["66.4"], "style").at_least("warning")
    assert diff_of(["66.4"], "style", severity="error").at_least("error")
    assert not diff_of(["66.4"]).at_least("note")


def test_parts_come_in_the_order_of_a_card():
    changes = [
        Change("added", Text(en="b", zh="b"), "text"),
        Change("added", Text(en="a", zh="a"), "metadata"),
        Change("added", Text(en="a", zh="a"), "metadata"),
    ]
    assert [c.part for c in ordered(changes)] == ["metadata", "text"]


def test_the_summary_is_no_wider_than_the_screen():
    counts = {"contradiction": 15, "missing": 16, "stale": 11, "style": 12, "rounding": 13}
    a, b = Source("a", "a.md"), Source("b", "b.md")
    label = Text(en="x", zh="x")
    changes = tuple(
        Change("changed", label, "text", str(i), None, klass)
        for klass, n in counts.items()
        for i in range(n)
    )
    found = Diff("mirror", Side(a, "markdown", "en"), Side(b, "markdown", "en"), changes)
    written = diff_screen.full(found, "en", Style(width=60))
    assert max(map(width, written.splitlines())) <= 60

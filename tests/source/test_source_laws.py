"""Laws for every text, and hostile texts that must cost no more than their length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from source_laws import check_laws, texts

from cardkit.source.document import loads


@settings(deadline=None, max_examples=300)
@given(texts())
def test_reading_never_raises_loses_nothing_and_spans_nest(text):
    check_laws(text)


def test_the_laws_hold_for_a_card_with_everything():
    check_laws(
        "\ufeff---\r\nlicense: mit\r\n---\r\n# T\r\n\r\n> - a\tb\r\n>   ```x\r\n>   y\r\n\r\n"
        "| a | \\| |\r\n|---|---|\r\n| **1** |\r\n<table><tr><td>中😀\r\n\r\n<td>2</table>"
    )


N = 2500
DEEP = {
    "quotes": ">" * 10_000,
    "brackets": "[" * 10_000,
    "items": "- " * 10_000,
    "divs": "<div>" * 10_000,
    "tables": "<table>" * 10_000,
}
HOSTILE = {
    "quote lines": "".join(">" * min(i, 200) + " x\n" for i in range(500)),
    "lists in quotes": ("> - " * 20 + "x\n") * 150,
    "nested items": "".join("  " * min(i, 60) + "- x\n" for i in range(600)),
    "brackets with a definition": "[a]: b\n\n" + "[" * N + "]" * N,
    "links in links": "[" * N + "](u)" * N,
    "links after open images": "![" * N + "[a](b)" * N,
    "images in images": "![" * N + "](u)" * N,
    "open destinations": "[a](" * N + "[a](<" * N + '[a](b "' * N,
    "open comments": "x <!--" * N + "<?" * N + "<![CDATA[" * N,
    "open tags": "x <a " * N + '<a x="' * N + "<a x='" * N,
    "raised": "x" + "<sup>" * N,
    "anchors": "x" + "<a href=u>" * N + "</a>" * N,
    "stars": "*a **b ***c " * N,
    "crossing marks": "a*b_a" * N,
    "odd runs": "".join("*" * (i % 5 + 1) + "a" for i in range(N)),
    "ticks": "".join("`" * (i % 100) + " " for i in range(N)),
    "references": "&#9999999" * N + "&a" * N,
    "urls": "xhttps://a" * N + " https://" * N + "https://a.b/" + ")" * N,
    "blocks of open divs": "<div>\n\n" * N,
    "blocks of open tables": "<table>\n\n" * N + "</table>" * N,
    "open headings": "<h1>" * N + "\n\n" + "<h1>\n\n" * N,
    "hanging cells": "<table>" + "<tr><td rowspan=1000><td colspan=1000 rowspan=999>" * N,
    "tables in cells": "<table><tr><td>" * N,
    "bars": "|" * N + "\n" + "|-|\n" * N,
    "escaped bars": "|a|\n|-|\n|" + "\\|" * N + "|",
    "open definitions": "[a\n" * N + "\n" + "[a]:\n" * N + "\n" + "[a]: b '\n" * N,
    "long setext": "a\n" * N + "===",
    "flow sequences": "---\na: " + "[" * N + "\n---\n",
    "flow mappings": "---\na: " + "{" * N + "\n---\n",
    "block sequences": "---\n" + "- " * N + "\n---\n",
    "doubled keys": "---\n" + "a: b\n" * N + "---\n",
    "empty values": "---\n" + "".join(f"k{i}:    \n" for i in range(N)) + "---\n",
    "zero width": "\u200bx" * N + "\u200d" * N + "\udc80x" * N,
    "flags": ("\U0001f3f4" + "\U000e0067" * 3) * N,
    "open entries": "@misc{a={\n" * N,
    "blanks": " " * 50_000 + "\n" * 50_000 + "\t" * 50_000,
    "one long line": "中文 a_b*c " * 20_000,
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting_costs_no_time_and_no_stack(name):
    start = time.process_time()
    check_laws(DEEP[name])
    assert time.process_time() - start < 2


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_no_time(name):
    start = time.process_time()
    assert loads(HOSTILE[name]).bibtex is not None  # reads the body first
    assert time.process_time() - start < 2

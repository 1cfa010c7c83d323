"""What is no difference: layout, order, emphasis, blanks, the spelling of a number."""

import re

import pytest

from tests.diff.versions.helpers import LARCH, LARCH_ZH, edited, said

HTML = """<table>
<tr><th>Task</th><th>Score</th></tr>
<tr><td>BoolQ</td><td>75.0%</td></tr>
<tr><td>HellaSwag</td><td>70.2%</td></tr>
<tr><td>MMLU (5-shot)</td><td>48.1%</td></tr>
<tr><td>Squirrel Retrieval</td><td>33.3%</td></tr>
<tr><td>GSM8K</td><td>N/A</td></tr>
<tr><td>PIQA</td><td>pending</td></tr>
</table>
"""


def _another_layout(text):
    start, end = text.index("| Task | Score |"), text.index("Note: all scores")
    return text[:start] + HTML + "\n" + text[end:]


STYLES = {
    "the same": lambda text: text,
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "byte order mark": lambda text: "\ufeff" + text,
    "blank lines": lambda text: text.replace("\n\n", "\n\n\n"),
    "emphasis": lambda text: re.sub(r"\*\*(Larch-3B|48\.1|70\.2|49\.9)\*\*", r"\1", text),
    "bullets": lambda text: re.sub(r"(?m)^- ", "* ", text),
    "wrapped paragraph": lambda text: text.replace("reader of\ncards", "reader\nof cards"),
    "wide cells": lambda text: text.replace("| BoolQ | 0.7500 |", "|   BoolQ    |   0.7500   |"),
    "no outer bars": lambda text: text.replace("| BoolQ | 0.7500 |", "BoolQ | 0.7500"),
    "zeros": lambda text: text.replace("0.7500", "0.75"),
    "percent": lambda text: text.replace("0.7500", "75.0%"),
    "rows in another order": lambda text: text.replace("| BoolQ | 0.7500 |\n", "").replace(
        "| MMLU (5-shot)", "| BoolQ | 0.7500 |\n| MMLU (5-shot)"
    ),
    "a table in HTML": _another_layout,
    "a gap": lambda text: text.replace("| GSM8K | - |", "| GSM8K | N/A |"),
    "a list of one": lambda text: text.replace("tags: larch", "tags: [larch]"),
    "keys in another order": lambda text: text.replace("tags: larch\n", "").replace(
        "inference:", "tags: larch\ninference:"
    ),
    "quotes": lambda text: text.replace("license: apache-2.0", 'license: "apache-2.0"'),
    "a licence by its name": lambda text: text.replace(
        "license: apache-2.0", "license: Apache License 2.0"
    ),
    "a comment": lambda text: text.replace("## Nursery", "<!-- a remark -->\n\n## Nursery"),
    "setext headings": lambda text: text.replace("## Nursery\n", "Nursery\n-------\n"),
    "levels": lambda text: text.replace("### Training Details", "## Training Details"),
    "1.2T in words": lambda text: text.replace(
        "**Total Training Tokens:** 1.2T", "**Total Training Tokens:** 1.2 trillion"
    ),
    "braces of BibTeX": lambda text: text.replace("year={2025}", 'year = "2025"'),
    "secure links": lambda text: text.replace(
        "https://example.org/larch", "http://example.org/larch/"
    ),
    "blank ends of code": lambda text: text.replace(
        "pip install larch\n", "pip install larch  \n\n"
    ),
}


@pytest.mark.parametrize("name", STYLES)
def test_style_is_no_difference(name):
    changed = STYLES[name](LARCH)
    assert name == "the same" or changed != LARCH
    assert said(LARCH, changed) == []
    assert said(changed, LARCH) == []


def test_chinese_cards_too():
    assert said(LARCH_ZH, LARCH_ZH.replace("\n\n", "\n\n\n")) == []
    assert said(LARCH_ZH, edited(("0.4810", "48.1%"), text=LARCH_ZH)) == []


def test_a_turned_table_is_the_same_table():
    rows = "| Model | A1 | B2 |\n|---|---|---|\n| x one | 41.5 | 52.5 |\n| x two | 11.5 | 12.5 |\n"
    turned = "| | x one | x two |\n|---|---|---|\n| A1 | 41.5 | 11.5 |\n| B2 | 52.5 | 12.5 |\n"
    assert said(f"# T\n\n{rows}", f"# T\n\n{turned}") == []

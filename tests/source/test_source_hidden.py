"""Characters nobody sees, and bytes that are no text."""

from __future__ import annotations

import pytest

from cardkit.source.document import loads, read_document
from cardkit.source.source import decode


def found(text: str):
    return [
        (issue.args["codepoint"], issue.args["name"], issue.args["count"], tuple(issue.span))
        for issue in loads(text).issues
        if issue.kind == "hidden-character"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x1b[2Jb", [("U+001B", "ESCAPE", 1, (1, 2))]),
        ("a\x9bb", [("U+009B", "CONTROL SEQUENCE INTRODUCER", 1, (1, 2))]),
        ("a\x01b", [("U+0001", "CONTROL", 1, (1, 2))]),
        ("a\0", [("U+0000", "NULL", 1, (1, 2))]),
        ("a\x85", [("U+0085", "NEXT LINE", 1, (1, 2))]),
        ("中\u202e\u2066x\u2069", [
            ("U+202E", "RIGHT-TO-LEFT OVERRIDE", 2, (1, 3)),
            ("U+2069", "POP DIRECTIONAL ISOLATE", 1, (4, 5)),
        ]),
        ("a\u200b\u200bb\u200b", [
            ("U+200B", "ZERO WIDTH SPACE", 2, (1, 3)), ("U+200B", "ZERO WIDTH SPACE", 1, (4, 5)),
        ]),
        ("a\ufeffb", [("U+FEFF", "ZERO WIDTH NO-BREAK SPACE", 1, (1, 2))]),
        ("x\U000e0068\U000e0069", [("U+E0068", "TAG LATIN SMALL LETTER H", 2, (1, 3))]),
        ("x\U000e0002", [("U+E0002", "TAG", 1, (1, 2))]),
        ("\U0001f3f4\U000e0067 no end", [("U+E0067", "TAG LATIN SMALL LETTER G", 1, (1, 2))]),
        ("a\u200db", [("U+200D", "ZERO WIDTH JOINER", 1, (1, 2))]),
        ("\U0001f3cb\ufe0f\u200d end", [("U+200D", "ZERO WIDTH JOINER", 1, (2, 3))]),
        ("😀\u200d", [("U+200D", "ZERO WIDTH JOINER", 1, (1, 2))]),
        ("1\ufe0f\ufe0f\ufe00", [("U+FE0F", "VARIATION SELECTOR-16", 2, (2, 4))]),
        ("a\ufe0e", [("U+FE0E", "VARIATION SELECTOR-15", 1, (1, 2))]),
        ("x\U000e0100", [("U+E0100", "VARIATION SELECTOR-17", 1, (1, 2))]),
        ("\u200b", [("U+200B", "ZERO WIDTH SPACE", 1, (0, 1))]),
    ],
)  # fmt: skip
def test_one_issue_for_each_run(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffText\twith\r\nlines\n",
        "👨\u200d👩\u200d👧 and 👩🏽\u200d💻 and 🏳\ufe0f\u200d🌈 and 🧔\u200d♂\ufe0f and ❤\ufe0f",
        "ℹ\ufe0f 1\ufe0f\u20e3 ©\ufe0f ☑\ufe0e",
        "می\u200cخواهم",
        "क्\u200dष न्\u200cय",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f flag",
        "葛\U000e0100",
        "全角\u3000space\u00a0nbsp \u00adhyphen",
    ],
)
def test_what_scripts_and_emoji_need_is_fine(text):
    assert found(text) == []


def test_bytes_that_are_no_utf8_are_kept_and_reported_with_their_offset():
    data = "中".encode() + b"\xff\xfe" + "😀".encode() + b"\x80"
    document = read_document(decode(data))
    assert [(i.kind, i.args, tuple(i.span)) for i in document.issues] == [
        ("not-utf8", {"byte_offset": 3}, (1, 3)),
        ("not-utf8", {"byte_offset": 9}, (4, 5)),
    ]
    assert document.source.to_bytes() == data


def test_surrogates_that_stand_for_no_byte_are_reported_too():
    issues = loads("a\ud83db\udcff").issues
    assert [(i.kind, i.args["byte_offset"]) for i in issues] == [("not-utf8", 1), ("not-utf8", 5)]


def test_issues_come_in_the_order_of_the_text():
    issues = loads("---\na: 1\na: 2\nb: \u200bx\n---\n\u202e\n").issues
    assert [i.kind for i in issues] == [
        "yaml-duplicate-key", "hidden-character", "hidden-character",
    ]  # fmt: skip

"""What a finding is known by: over all golden cards, edited place by place."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest

from cardkit.diff.pair import CardPair
from cardkit.rules.engine import validate, validate_pair
from cardkit.rules.fingerprint import fingerprint, fingerprints
from cardkit.rules.registry import rules_by_code
from tests.rules.helpers import check, front, reading
from tests.rules.test_golden import BAD, name

MOST = 8
"""Edits of a kind for each card."""
CARDS = [c for c in BAD if c.is_file() or (c / "README_zh.md").is_file()]
PAIRS = [c for c in CARDS if c.is_dir()]
LINES = re.compile(r"lines? \d+(?: and \d+)?")


def texts_of(card):
    files = [card / "README.md", card / "README_zh.md"] if card.is_dir() else [card]
    return {f.name: f.read_text(encoding="utf-8", errors="replace") for f in files}


def findings(texts, code):
    """Return the findings of one rule, each with the text of its file."""
    if len(texts) == 1:
        ((file, text),) = texts.items()
        reports = [validate(reading(text, file), select=[code])]
    else:
        reports = validate_pair(CardPair(*(reading(t, n) for n, t in texts.items())), select=[code])
    return [(f, r.document.text) for r in reports for f in r.findings if f.code == code]


@cache
def before(card):
    return findings(texts_of(card), card.parent.name)


def spread(items):
    return items[:: max(1, len(items) // MOST)][:MOST]


def edits(text):
    """Yield the text with another digit, with a row more, and with a line less."""
    for m in spread(list(re.finditer(r"\d+(?:\.\d+)?", text))):
        digit = str((int(m[0][-1]) + 3) % 10)
        yield text[: m.start()] + m[0][:-1] + digit + text[m.end() :]
    lines = text.split("\n")
    rows = [i for i, line in enumerate(lines) if re.match(r"\s*[|-].*\d", line)]
    for i in spread(rows):
        row = re.sub(r"[A-Za-z]{3,}", lambda m: m[0] + "X", lines[i], count=1)
        row = re.sub(r"(\d)(?=\D*$)", lambda m: str((int(m[1]) + 2) % 10), row)
        yield "\n".join([*lines[: i + 1], row, *lines[i + 1 :]])
    for i in spread([i for i, line in enumerate(lines) if line.strip()]):
        yield "\n".join([*lines[:i], *lines[i + 1 :]])


def facts(finding):
    """Return what a finding says of the card: its arguments but for what `computed` names."""
    computed = {"line", *rules_by_code()[finding.code].computed}
    told = {
        key: getattr(value, "en", value)
        for key, value in finding.args.items()
        if key not in computed and not key.endswith("_line")
    }
    return sorted(told.items(), key=str)


@pytest.mark.parametrize("card", CARDS, ids=name)
def test_what_says_something_else_is_another_finding(card):
    """Findings about several things are known by their members, those between cards by both."""
    texts = texts_of(card)
    known = {fingerprint(f, t): facts(f) for f, t in before(card)}
    for file, text in texts.items():
        for edited in edits(text):
            for found, around in findings({**texts, file: edited}, card.parent.name):
                mark = fingerprint(found, around)
                if mark in known and not found.members and not found.elsewhere:
                    assert facts(found) == known[mark]


@pytest.mark.parametrize("card", CARDS, ids=name)
def test_one_more_of_several_is_new_and_one_less_is_not(card):
    for found, text in before(card):
        if len(found.members) > 1:
            marks = fingerprints(found, text)
            assert len(marks) == len(found.members)
            assert fingerprint(found, text) not in marks


def moved(text, file):
    """Return the text with its lines further down."""
    if file.endswith(".yaml"):
        return f"# a comment\n\n{text}"
    if text.startswith("---\n"):
        return text.replace("---\n", "---\n# a comment\n", 1)
    return f"\n\n{text}"


@pytest.mark.parametrize("card", CARDS, ids=name)
def test_lines_that_move_leave_it_what_it_was(card):
    if card.parent.name == "SRC104":
        pytest.skip("front matter that is never closed ends where its lines stop being YAML")
    texts = {file: moved(text, file) for file, text in texts_of(card).items()}
    after = Counter(fingerprint(f, t) for f, t in findings(texts, card.parent.name))
    assert Counter(fingerprint(f, t) for f, t in before(card)) == after


@pytest.mark.parametrize("card", PAIRS, ids=name)
def test_which_card_is_named_first_does_not_matter(card):
    texts = dict(reversed(texts_of(card).items()))
    after = Counter(fingerprint(f, t) for f, t in findings(texts, card.parent.name))
    assert Counter(fingerprint(f, t) for f, t in before(card)) == after


def test_the_file_is_no_part_of_it():
    marks = set()
    for file in ("README.md", "models/README.md", "/tmp/README.md"):
        (finding,) = check(front("license: Apache 2.0\n"), "MET101", name=file).findings
        marks.add(fingerprint(finding, front("license: Apache 2.0\n")))
    assert len(marks) == 1

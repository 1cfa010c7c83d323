"""Rules over a pair of cards: places in both files, comments in both, reports of both."""

import json

import pytest

from cardkit.diff.pair import CardPair, other, remembered_of_pair
from cardkit.report import concise, full, json_
from cardkit.report.frame import Style
from cardkit.rules import registry
from cardkit.rules.engine import agree, validate, validate_pair
from cardkit.rules.finding import Found, Severity
from cardkit.source.span import Span
from cardkit.text import Text
from tests.rules.helpers import reading

EN = "# M-7B\n\nTrained on 150 billion tokens.\n"
ZH = "# M-7B 模型\n\n用 150亿 token 训练。\n"


def pair(en=EN, zh=ZH):
    return CardPair(reading(en, "README.md"), reading(zh, "README_zh.md"))


def span_of(text, part):
    return Span(text.index(part), text.index(part) + len(part))


@pytest.fixture
def slip(monkeypatch):
    """A rule that finds the two amounts; on side b where the English card says "reverse"."""

    def check(pair):
        a, b = pair.a.document.text, pair.b.document.text
        here, there = span_of(a, "150 billion"), span_of(b, "150亿")
        if "reverse" in a:
            yield Found(at=(), span=there, there=(here,), side="b", klass="missing")
        elif "crash" in a:
            raise ValueError("no")
        else:
            yield Found(at=(), span=here, there=(there,), klass="contradiction")

    rule = registry.Rule(
        code="BIL999",
        name="test-slip",
        severity=Severity.ERROR,
        summary=Text(en="slip", zh="差错"),
        messages={"": Text(en="they differ", zh="两者不一致")},
        advice={},
        fix="none",
        since="0.1.0",
        doc=Text(en="", zh=""),
        check=check,
        subject="pair",
    )
    registry.rules_by_code()
    monkeypatch.setitem(registry._rules, "BIL999", rule)
    registry.rules_by_code.cache_clear()
    yield rule
    registry.rules_by_code.cache_clear()


def test_a_finding_stands_in_its_card_with_the_place_in_the_other(slip):
    a, b = validate_pair(pair(), select=["BIL999"])
    (finding,) = a.findings
    assert not b.findings
    assert finding.klass == "contradiction"
    assert (finding.file, finding.start.line) == ("README.md", 3)
    (place,) = finding.elsewhere
    assert (place.file, *place.start) == ("README_zh.md", 3, 3)


def test_a_finding_of_the_second_card_stands_in_its_report(slip):
    a, b = validate_pair(pair(EN + "\nreverse\n"), select=["BIL999"])
    assert not a.findings
    assert b.findings[0].file == "README_zh.md"
    assert b.findings[0].elsewhere[0].file == "README.md"


def test_one_card_alone_runs_no_rule_over_a_pair(slip):
    assert not validate(reading(EN), select=["BIL999"]).findings


def test_agree_runs_nothing_else(slip):
    a, b = agree(pair())
    assert {f.code for f in (*a.findings, *b.findings)} >= {"BIL999"}
    assert all(f.code.startswith("BIL") for f in (*a.findings, *b.findings))


COMMENT = "<!-- cardkit: ignore[BIL999] the page says so too -->\n"


def test_a_comment_in_the_finding_s_own_card_silences_it(slip):
    a, _ = validate_pair(pair(EN.replace("Trained", COMMENT + "Trained")), select=["BIL999", "SUP"])
    assert not a.findings
    assert a.suppressed[0].suppression.source is None


def test_a_comment_in_the_other_card_silences_it_and_counts_as_used(slip):
    chinese = ZH.replace("用", COMMENT + "用")
    a, b = validate_pair(pair(zh=chinese), select=["BIL999", "SUP"])
    assert not a.findings
    assert not b.findings
    (finding,) = a.suppressed
    assert finding.suppression.reason == "the page says so too"
    assert finding.suppression.source.name == "README_zh.md"
    data = json.loads(json_.write([a, b]))["findings"][0]
    assert data["suppression"]["file"] == "README_zh.md"
    assert data["suppression"]["span"]["start"]["line"] == 3


def test_a_comment_for_a_rule_over_a_pair_is_not_idle_where_the_card_stands_alone(slip):
    text = EN.replace("Trained", COMMENT + "Trained")
    assert not validate(reading(text), select=["BIL999", "SUP"]).findings


def test_a_comment_that_silences_nothing_between_the_cards_is_idle(slip):
    text = EN + "\n" + COMMENT + "\nMore.\n"
    a, _ = validate_pair(pair(text), select=["BIL999", "SUP"])
    assert "SUP101" in {f.code for f in a.findings}


def test_a_rule_that_crashes_over_a_pair_is_a_finding(slip):
    a, _ = validate_pair(pair(EN + "\ncrash\n"), select=["BIL999"])
    assert a.crashed


def test_screens_name_both_files(slip):
    a, b = validate_pair(pair(), select=["BIL999"])
    screen = full.write([a, b], "en", Style(width=80))
    assert " --> README.md:3:12" in screen
    assert " ::: README_zh.md:3:3" in screen
    assert "用 150亿 token 训练。" in screen
    assert "README.md:3:12: error[BIL999] they differ (README_zh.md:3)" in concise.write([a], "en")
    data = json.loads(json_.write([a, b]))["findings"][0]
    assert data["class"] == "contradiction"
    assert data["elsewhere"][0]["file"] == "README_zh.md"
    assert data["elsewhere"][0]["span"]["start"] == {"line": 3, "column": 3, "offset": 13}


def test_what_is_worked_out_for_a_pair_is_worked_out_once():
    calls = []

    @remembered_of_pair
    def count(pair):
        calls.append(pair)
        return len(calls)

    two = pair()
    assert count(two) == count(two) == 1
    assert other("a") == "b"
    assert two.in_two_languages()

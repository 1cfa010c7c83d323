"""The engine: places, quotes in YAML, crashes, fixes until stable, the report."""

import dataclasses

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cardkit.bind.read import read
from cardkit.errors import ConfigError, FindingsError
from cardkit.rules import engine, registry
from cardkit.rules.engine import validate
from cardkit.rules.finding import Finding, Fix, Found, Replacement, Severity
from cardkit.rules.fix import MAX_ROUNDS, fix
from cardkit.rules.quoting import yaml_string
from cardkit.rules.report import Report
from cardkit.source.document import loads
from cardkit.source.source import Source
from cardkit.source.span import Span, TextEdit
from tests.rules.helpers import check, document_of, front


def test_findings_come_in_order_of_their_places():
    report = check(front("license: apache2.0\nlanguage: cn\nTags: [a]\n"))
    spans = [f.span for f in report.findings]
    assert spans == sorted(spans)
    assert {"MET101", "MET103", "MET107"} <= {f.code for f in report.findings}


def test_a_finding_knows_its_place_under_wide_characters():
    report = check("# 灯笼-7B\n\n灯笼于 2024-02-30 发布。\n", "MET105")
    (finding,) = report.findings
    assert (finding.start.line, finding.start.column, finding.end.column) == (3, 5, 15)


def crashing(monkeypatch, code):
    def broken(reading):
        yield Found(at=(), args={"date": "x", "reason": "y"})
        raise RuntimeError("boom \x1b[2J")

    rules = dict(registry.rules_by_code())
    rules[code] = dataclasses.replace(rules[code], check=broken)
    monkeypatch.setattr(registry, "rules_by_code", lambda: rules)
    monkeypatch.setattr(engine, "rules_by_code", lambda: rules)


def test_a_rule_that_crashes_is_a_finding_and_the_others_go_on(monkeypatch):
    crashing(monkeypatch, "MET105")
    report = check(front("license: apache2\n"))
    codes = [f.code for f in report.findings]
    assert report.crashed
    assert not report.ok
    assert {"CK900", "MET101", "MET105"} <= set(codes)
    message = next(f.message for f in report.findings if f.code == "CK900")
    assert "boom" in message.en
    assert "\x1b" not in message.en + message.zh


@pytest.mark.parametrize("selector", ["ALL", "CK900", "CK", "rule-crashed"])
def test_a_card_cannot_silence_that_a_rule_crashed(monkeypatch, selector):
    crashing(monkeypatch, "MET105")
    report = check(f"<!-- cardkit: ignore-file[{selector}] fine -->\n\n# M\n")
    assert report.crashed
    assert "CK900" in {f.code for f in report.findings}
    assert "CK900" not in {f.code for f in report.suppressed}


def test_a_report_with_a_silenced_crash_is_crashed_all_the_same(monkeypatch):
    crashing(monkeypatch, "MET105")
    report = check("# M\n")
    assert dataclasses.replace(report, findings=(), suppressed=report.findings).crashed


def test_unknown_selector_is_an_error():
    with pytest.raises(ConfigError):
        check("# M\n", "NOPE")


def test_report_counts_and_raises():
    report = check(front("license: apache2\nlanguages: en\n"), "MET")
    assert report.counts == {Severity.NOTE: 0, Severity.WARNING: 1, Severity.ERROR: 1}
    assert not report.ok
    with pytest.raises(FindingsError, match="MET101"):
        report.raise_for_findings()
    with pytest.raises(FindingsError):
        report.raise_for_findings(Severity.NOTE)
    with pytest.raises(ValueError, match="not a severity"):
        report.raise_for_findings("loud")
    clean = check("# M\n", "MET")
    assert clean.ok
    clean.raise_for_findings("note")


def test_a_warning_is_ok_but_raises_on_demand():
    report = check(front("languages: en\n"), "MET")
    assert report.ok
    report.raise_for_findings("error")
    with pytest.raises(FindingsError):
        report.raise_for_findings("warning")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("license: Apache 2.0\n", "license: apache-2.0\n"),
        ('license: "Apache 2.0"  # as upstream\n', 'license: "apache-2.0"  # as upstream\n'),
        ("license: 'MIT'\n", "license: 'mit'\n"),
        ("language: [cn, no]\n", 'language: [zh, "no"]\n'),
        ("language:\n  - cn\n  - English\n", "language:\n  - zh\n  - en\n"),
    ],
)
def test_a_safe_fix_touches_its_value_only(before, after):
    report = check(front(before, "# M\r\n\r\nText."))
    fixed = report.document.edit(report.fixes())
    assert fixed.dumps() == front(after, "# M\r\n\r\nText.")


def test_unsafe_fixes_are_left_out_unless_asked_for():
    report = check(front("languages: en\n"))
    assert report.fixes() == []
    assert report.document.edit(report.fixes(unsafe=True)).dumps() == front("language: en\n")


def finding(*edits, start=0):
    base = check(front("language: cn\n"), "MET103").findings[0]
    return dataclasses.replace(base, span=Span(start, start + 1), fix=Fix(True, edits))


def test_overlapping_fixes_are_taken_whole_or_not_at_all():
    a = TextEdit(Span(0, 3), "x")
    b = TextEdit(Span(2, 5), "y")
    c = TextEdit(Span(7, 8), "z")
    report = Report(loads("0123456789"), (finding(a), finding(b, c), finding(c)))
    assert report.fixes() == [a, c]
    again = Report(loads("0123456789"), (finding(a), finding(a)))
    assert again.fixes() == [a]


def test_two_fixes_are_both_taken_only_where_they_lie_apart():
    spans = [Span(a, b) for a in range(8) for b in range(a, 9)]
    for first in spans:
        for second in spans:
            edits = [TextEdit(first, "x"), TextEdit(second, "y")]
            report = Report(loads("0123456789"), tuple(finding(e) for e in edits))
            apart = first.end <= second.start or second.end <= first.start
            assert (report.fixes() == edits) is (apart and first != second)


def test_fix_runs_until_stable():
    def run(document):
        return validate(read(document))

    fixed = fix(
        document_of(Source(front("languages: [cn, english]\n"), "README.md")), run, unsafe=True
    )
    assert "language: [zh, en]\n" in fixed.document.dumps()
    assert len(fixed.mended) == 3
    assert fixed.report.fixes(unsafe=True) == []


def test_fix_gives_up_on_rules_that_never_agree():
    calls = []

    def run(document):
        calls.append(document)
        edit = TextEdit(Span(0, 1), "b" if document.text.startswith("a") else "a")
        return Report(document, (finding(edit),))

    fixed = fix(loads("a"), run)
    assert len(calls) == MAX_ROUNDS + 1
    assert fixed.changed


def test_a_replacement_without_a_place_is_no_fix():
    reading = read(loads("# M\n", name="README.md"))
    rule = registry.rules_by_code()["MET101"]
    found = Found(
        at=("metadata", "license"),
        args={"value": "x"},
        replacements=(Replacement(("metadata", "license"), "mit"),),
    )
    assert engine.concretise(rule, found, reading).fix is None


@given(st.text(max_size=40), st.sampled_from(["", '"x"', "'x'"]))
def test_yaml_string_is_read_back_as_the_text_by_both_versions(text, written):
    text = text.encode("utf-8", "ignore").decode()
    quoted = yaml_string(text, written)
    assert "\n" not in quoted
    assert yaml.safe_load(f"k: {quoted}") == {"k": text}
    assert yaml.safe_load(f"[{quoted}, 1]") == [text, 1]
    node = loads(f"---\nk: {quoted}\n---\n").front_matter.root.get("k")
    assert node.value == text


@given(st.text(alphabet="-# \n|*[](){}@,:a0<>!`&='\"\t\r\u200b灯\x1b", max_size=200))
def test_no_text_makes_a_rule_crash(text):
    for candidate in (text, front(text), f"# M\n\n```bibtex\n@a{{{text}\n```\n"):
        report = check(candidate)
        assert not report.crashed, [f.message.en for f in report.findings if f.code == "CK900"]
    assert not check(text, name="x.card.yaml").crashed


def test_findings_are_plain_data():
    (finding_,) = check(front("license: apache2\n"), "MET101").findings
    assert isinstance(finding_, Finding)
    assert finding_.path == ("metadata", "license")
    assert finding_.args == {"value": "apache2", "best": "apache-2.0"}

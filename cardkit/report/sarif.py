"""SARIF 2.1.0 for code scanning: regions in code points, fingerprints without lines, fixes.

The format: OASIS Standard, <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>. GitHub ignores
`suppressions` and shows such results; they are marked all the same, as the standard has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cardkit.report.addresses import address
from cardkit.report.machine import json_text
from cardkit.report.silenced import silenced_by
from cardkit.rules.finding import Finding, Severity, Suppression
from cardkit.rules.fingerprint import numbered
from cardkit.rules.registry import Rule, rules_by_code
from cardkit.rules.report import Report
from cardkit.source.source import Source
from cardkit.source.span import Span, breadcrumb
from cardkit.text import Language, Text, visible
from cardkit.version import __version__

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
FINGERPRINT = "cardkitFinding/v1"
_SAFE = Text(en="safe: `cardkit validate --fix` does it", zh="安全修复：`cardkit validate --fix`")
_UNSAFE = Text(
    en="may change the meaning: `cardkit validate --fix --unsafe-fixes` does it",
    zh="可能改变含义：`cardkit validate --fix --unsafe-fixes`",
)
_HOME = "https://pypi.org/project/cardkit/"
_LEVELS = {Severity.NOTE: "note", Severity.WARNING: "warning", Severity.ERROR: "error"}
_LANGUAGES: dict[Language, str] = {"en": "en-US", "zh": "zh-CN"}


def write(reports: Sequence[Report], language: Language) -> str:
    """Return one run with all findings; silenced ones carry `suppressions`.

    Texts are in `language`; all but ASCII is escaped, so that no log meets a hostile character.
    """
    codes = sorted({f.code for r in reports for f in (*r.findings, *r.suppressed)})
    index = {code: i for i, code in enumerate(codes)}
    sources = {id(f): r.document.source for r in reports for f in (*r.findings, *r.suppressed)}
    run = {
        "tool": {
            "driver": {
                "name": "cardkit",
                "version": __version__,
                "semanticVersion": __version__,
                "informationUri": _HOME,
                "rules": [_rule(rules_by_code()[code], language) for code in codes],
            }
        },
        "language": _LANGUAGES[language],
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "artifacts": [{"location": {"uri": address(r.file)}} for r in reports],
        "invocations": [_invocation(reports, index, language)],
        "results": [
            _result(f, sources[id(f)], language, (index[f.code], mark, which))
            for f, mark, which in numbered(reports)
        ],
    }
    data = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text(data)


def _invocation(
    reports: Sequence[Report], index: Mapping[str, int], language: Language
) -> dict[str, object]:
    """Return how the run ended: not well where a card was not read or a rule crashed."""
    notices = [
        {
            "level": "error",
            "message": {"text": finding.message.get(language)},
            "associatedRule": {"id": finding.code, "index": index[finding.code]},
            "locations": [_location(finding, report.document.source)],
        }
        for report in reports
        for finding in report.broken
    ]
    crashed = any(report.crashed for report in reports)  # in silence too: the run is not whole
    ended: dict[str, object] = {"executionSuccessful": not notices and not crashed}
    return ended | ({"toolExecutionNotifications": notices} if notices else {})


def _rule(rule: Rule, language: Language) -> dict[str, object]:
    page = rule.doc.get(language)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary.get(language)},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.family]},
    }


def _result(
    finding: Finding, source: Source, language: Language, known: tuple[int, str, str]
) -> dict[str, object]:
    index, mark, which = known
    text = finding.message.get(language)
    if finding.help is not None:
        text += "\n" + finding.help.get(language)
    result: dict[str, object] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_location(finding, source)],
        "partialFingerprints": {FINGERPRINT: f"{mark}:{which}"},
    }
    related = [(source, span) for _, span in finding.related]
    related += [(place.source, place.span) for place in finding.elsewhere]
    if related:
        result["relatedLocations"] = [
            {
                "id": i,
                "physicalLocation": _physical(at, span),
                "message": {"text": visible(f"{at.name}:{at.position(span.start).line}")},
            }
            for i, (at, span) in enumerate(related, 1)
        ]
    if finding.fix is not None and finding.suppression is None:
        result["fixes"] = [_fix(finding, source, language)]
    if finding.suppression is not None:
        result["suppressions"] = [_suppression(finding.suppression, source, language)]
    return result


def _location(finding: Finding, source: Source) -> dict[str, object]:
    location: dict[str, object] = {"physicalLocation": _physical(source, finding.span)}
    if finding.path:
        name = visible(breadcrumb(finding.path))
        location["logicalLocations"] = [{"fullyQualifiedName": name, "kind": "member"}]
    return location


def _physical(source: Source, span: Span) -> dict[str, object]:
    return {"artifactLocation": {"uri": address(source.name)}, "region": _region(source, span)}


def _region(source: Source, span: Span) -> dict[str, object]:
    start, end = source.position(span.start), source.position(span.end)
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "charOffset": span.start,
        "charLength": span.end - span.start,
    }


def _fix(finding: Finding, source: Source, language: Language) -> dict[str, object]:
    edits = finding.fix.edits if finding.fix else ()
    safe = finding.fix is not None and finding.fix.safe
    return {
        "description": {"text": (_SAFE if safe else _UNSAFE).get(language)},
        "artifactChanges": [
            {
                "artifactLocation": {"uri": address(source.name)},
                "replacements": [
                    {
                        "deletedRegion": _region(source, edit.span),
                        "insertedContent": {"text": edit.new},
                    }
                    for edit in edits
                ],
            }
        ],
    }


def _suppression(suppression: Suppression, source: Source, language: Language) -> dict[str, object]:
    if suppression.kind != "comment":
        why = visible(suppression.reason) or silenced_by(suppression, language)
        return {"kind": "external", "justification": why}
    at = suppression.source or source
    return {
        "kind": "inSource",
        "justification": visible(suppression.reason),
        "location": {"physicalLocation": _physical(at, suppression.span)},
    }

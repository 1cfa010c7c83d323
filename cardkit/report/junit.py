"""JUnit's XML for servers that show tests: a suite for a card, a case for each finding.

There is no official schema; this follows the one of Jenkins' xUnit plugin.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from cardkit.report.across import message
from cardkit.report.silenced import silenced_by
from cardkit.rules.finding import Finding, Severity
from cardkit.rules.report import Report
from cardkit.text import Language, Text, visible

_CLEAN = Text(en="no findings", zh="未发现问题")


def write(reports: Sequence[Report], language: Language, fail_on: Severity | None) -> str:
    """Return the suites: findings at or above `fail_on` fail, others pass with their message.

    `fail_on` is None where nothing is to fail. Silenced findings are skipped cases. Characters that
    XML has no place for are shown escaped.
    """
    root = ET.Element("testsuites", name="cardkit")
    total = [0, 0, 0]
    for report in reports:
        counts = _suite(root, report, language, fail_on)
        total = [a + b for a, b in zip(total, counts, strict=True)]
    for key, value in zip(("tests", "failures"), total, strict=False):
        root.set(key, str(value))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _suite(
    root: ET.Element, report: Report, language: Language, fail_on: Severity | None
) -> tuple[int, int, int]:
    """Add the suite of one card; return its tests, failures and skipped cases."""
    suite = ET.SubElement(root, "testsuite", name=visible(report.file))
    failures = 0
    for finding in report.findings:
        failures += _case(suite, finding, language, fail_on)
    for finding in report.suppressed:
        case = _head(suite, finding)
        reason = finding.suppression.reason if finding.suppression else ""
        by = silenced_by(finding.suppression, language)
        message = f"{by}: {reason}" if reason else by
        ET.SubElement(case, "skipped", message=visible(message))
    if not len(suite):
        ET.SubElement(suite, "testcase", name=_CLEAN.get(language), classname="cardkit")
    counts = (len(suite), failures, len(report.suppressed))
    for key, value in zip(("tests", "failures", "skipped"), counts, strict=True):
        suite.set(key, str(value))
    suite.set("errors", "0")
    return counts


def _head(suite: ET.Element, finding: Finding) -> ET.Element:
    place = f"{visible(finding.file)}:{finding.start.line}:{finding.start.column}"
    return ET.SubElement(
        suite, "testcase", name=f"{finding.code} {place}", classname=f"cardkit.{finding.name}"
    )


def _case(
    suite: ET.Element, finding: Finding, language: Language, fail_on: Severity | None
) -> bool:
    """Add one case; say whether it failed."""
    case = _head(suite, finding)
    told = visible(message(finding, language))
    failed = fail_on is not None and finding.severity >= fail_on
    if failed:
        failure = ET.SubElement(case, "failure", message=told, type=finding.severity.label)
        failure.text = visible(finding.help.get(language)) if finding.help else told
    else:
        ET.SubElement(case, "system-out").text = f"{finding.severity.label}: {told}"
    return failed

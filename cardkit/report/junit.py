"""JUnit's XML for servers that show tests: a suite for a card, a case for each finding.

What was not checked, a card that cannot be read or a rule that crashed, is an error: it passes at
no level, since the run does not.

There is no official schema; this follows the one of Jenkins' xUnit plugin.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal
from xml.etree import ElementTree as ET

from cardkit.report.across import message
from cardkit.report.levels import LEVELS
from cardkit.report.silenced import silenced_by
from cardkit.rules.finding import Finding, Severity
from cardkit.rules.report import Report
from cardkit.text import Language, Text, visible

_TWO = re.compile(r"#(?=#)")
"""How a command of older runners begins, `##[error]`, wherever it stands in a line."""
_COUNTS = ("tests", "failures", "errors", "skipped")
_CLEAN = Text(en="no findings", zh="未发现问题")
_SAID = Text(en="{head}: {text}", zh="{head}：{text}")
_NOT_READ = Text(en="not read", zh="无法读取")


def write(reports: Sequence[Report], language: Language, fail_on: Severity | None) -> str:
    """Return the suites: findings at or above `fail_on` fail, others pass with their message.

    `fail_on` is None where nothing is to fail. Silenced findings are skipped cases. Characters that
    XML has no place for are shown escaped.
    """
    root = ET.Element("testsuites", name="cardkit")
    total = [0, 0, 0, 0]
    for report in reports:
        counts = _suite(root, report, language, fail_on)
        total = [a + b for a, b in zip(total, counts, strict=True)]
    for key, value in zip(_COUNTS[:3], total, strict=False):  # the root has no `skipped`
        root.set(key, str(value))
    ET.indent(root)
    text = _TWO.sub("&#35;", ET.tostring(root, "unicode"))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(
    root: ET.Element, report: Report, language: Language, fail_on: Severity | None
) -> tuple[int, int, int, int]:
    """Add the suite of one card; return its tests, failures, errors and skipped cases."""
    suite = ET.SubElement(root, "testsuite", name=visible(report.file))
    ends = Counter(
        _case(suite, finding, language, fail_on, broken=finding in report.broken)
        for finding in report.findings
    )
    for finding in report.suppressed:
        case = _head(suite, finding)
        reason = finding.suppression.reason if finding.suppression else ""
        by = silenced_by(finding.suppression, language)
        message = _SAID.format(head=by, text=reason).get(language) if reason else by
        ET.SubElement(case, "skipped", message=visible(message))
    if not len(suite):
        name = _CLEAN if report.was_read else _NOT_READ
        case = ET.SubElement(suite, "testcase", name=name.get(language), classname="cardkit")
        if not report.was_read:  # and the policy wants no word of it: not passed for all that
            ET.SubElement(case, "skipped", message=name.get(language))
    skipped = sum(case.find("skipped") is not None for case in suite)
    counts = (len(suite), ends["failure"], ends["error"], skipped)
    for key, value in zip(_COUNTS, counts, strict=True):
        suite.set(key, str(value))
    return counts


def _head(suite: ET.Element, finding: Finding) -> ET.Element:
    place = f"{visible(finding.file)}:{finding.start.line}:{finding.start.column}"
    return ET.SubElement(
        suite, "testcase", name=f"{finding.code} {place}", classname=f"cardkit.{finding.name}"
    )


def _case(
    suite: ET.Element,
    finding: Finding,
    language: Language,
    fail_on: Severity | None,
    *,
    broken: bool,
) -> Literal["error", "failure", "passed"]:
    """Add one case; say how it ended."""
    case = _head(suite, finding)
    told = visible(message(finding, language))
    if not broken and (fail_on is None or finding.severity < fail_on):
        said = _SAID.format(head=LEVELS[finding.severity], text=told)
        ET.SubElement(case, "system-out").text = said.get(language)
        return "passed"
    end: Literal["error", "failure"] = "error" if broken else "failure"
    kind = finding.code if broken else finding.severity.label
    told_more = ET.SubElement(case, end, message=told, type=kind)
    told_more.text = visible(finding.help.get(language)) if finding.help else told
    return end

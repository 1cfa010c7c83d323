"""GitLab's Code Quality report: a JSON list of issues with fingerprints.

The format: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from cardkit.report.across import message
from cardkit.report.machine import json_text
from cardkit.rules.finding import Severity
from cardkit.rules.fingerprint import numbered
from cardkit.rules.report import Report
from cardkit.text import Language, visible

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def write(reports: Sequence[Report], language: Language) -> str:
    """Return the issues that are not silenced; GitLab has no word for those that are."""
    issues = [
        {
            "description": message(finding, language),
            "check_name": f"{finding.code} {finding.name}",
            "fingerprint": f"{mark}-{which}",
            "severity": _SEVERITIES[finding.severity],
            "location": {
                "path": visible(PurePath(finding.file).as_posix()),
                "lines": {"begin": finding.start.line},
            },
        }
        for finding, mark, which in numbered(reports)
        if finding.suppression is None
    ]
    return json_text(issues)

"""Findings as Markdown, for the summary of a job or a comment: card text stays text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardkit.report.summary import summary
from cardkit.rules.finding import Finding, Severity
from cardkit.rules.report import Report
from cardkit.text import Language, Text, plain_markdown

MAX_ROWS = 200
"""Rows of the table: a job summary holds a mebibyte, a comment 65,536 characters."""

_MARK = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTE: "ℹ️"}
_HEAD = Text(en="| | Rule | Place | Finding |", zh="| | 规则 | 位置 | 问题 |")
_MORE = Text(en="{n} more {n:finding is|findings are} left out here.", zh="其余 {n} 个问题未列出。")


def write(reports: Sequence[Report], language: Language) -> str:
    """Return the counts and a table of findings, the gravest first."""
    found = sorted(
        (f for r in reports for f in r.findings), key=lambda f: (-f.severity, f.file, f.span)
    )
    lines = ["### cardkit", "", plain_markdown(summary(reports, language))]
    if found:
        lines += ["", _HEAD.get(language), "| --- | --- | --- | --- |"]
        lines += (_row(finding, language) for finding in found[:MAX_ROWS])
    if len(found) > MAX_ROWS:
        lines += ["", _MORE.format(n=len(found) - MAX_ROWS).get(language)]
    return "\n".join(lines) + "\n"


def _row(finding: Finding, language: Language) -> str:
    return "| " + " | ".join(_cells(finding, language)) + " |"


def _cells(finding: Finding, language: Language) -> Iterator[str]:
    yield _MARK[finding.severity]
    yield f"{finding.code} {finding.name}"
    across = [f"{place.file}:{place.start.line}" for place in finding.elsewhere[:1]]
    places = [f"{finding.file}:{finding.start.line}", *across]
    yield " ↔ ".join(map(plain_markdown, places))
    yield plain_markdown(finding.message.get(language))

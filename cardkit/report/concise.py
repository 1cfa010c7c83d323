"""One line a finding, for editors, logs and grep."""

from __future__ import annotations

from collections.abc import Iterable

from cardkit.report.across import message
from cardkit.report.silenced import silenced_by
from cardkit.report.summary import summary
from cardkit.rules.finding import Finding
from cardkit.rules.report import Report
from cardkit.text import Language, Text, visible

_MARK = Text(en=" ({by})", zh="（{by}）")


def line(finding: Finding, language: Language) -> str:
    """Write `README.md:4:10: error[MET101] message [*]`; `[*]` marks a safe fix."""
    place = f"{visible(finding.file)}:{finding.start.line}:{finding.start.column}"
    mark = " [*]" if finding.fix and finding.fix.safe else ""
    by = silenced_by(finding.suppression, language)
    silenced = _MARK.get(language).format(by=by) if by else ""
    told = message(finding, language)
    return f"{place}: {finding.severity.label}[{finding.code}] {told}{mark}{silenced}"


def write(
    reports: Iterable[Report],
    language: Language,
    *,
    show_suppressed: bool = False,
    fixed: int = 0,
) -> str:
    """Write all findings, a line each, and the summary."""
    reports = list(reports)
    lines = []
    for report in reports:
        silenced = report.suppressed if show_suppressed else ()
        found = sorted((*report.findings, *silenced), key=lambda f: (f.span, f.code))
        lines += [line(finding, language) for finding in found]
    return "\n".join([*lines, summary(reports, language, fixed=fixed)]) + "\n"

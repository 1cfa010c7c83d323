"""Findings for programs: versioned JSON that carries both languages, places, values and fixes."""

from __future__ import annotations

from collections.abc import Iterable

from cardkit.policy.pointers import pointer_of
from cardkit.report.machine import json_text
from cardkit.rules.finding import Finding, Suppression
from cardkit.rules.fingerprint import fingerprint
from cardkit.rules.report import Report
from cardkit.rules.tested import Remark, Tested
from cardkit.source.source import Source
from cardkit.source.span import Span, breadcrumb
from cardkit.text import Text, visible

VERSION = 1


def write(reports: Iterable[Report]) -> str:
    """Write `{"version": 1, "files": [...], "findings": [...]}`; silenced findings are marked.

    All but ASCII is escaped, so that no stream and no log meets a hostile character.
    """
    reports = list(reports)
    data = {
        "version": VERSION,
        "files": [_file(report) for report in reports],
        "findings": [
            _finding(finding, report)
            for report in reports
            for finding in sorted(
                (*report.findings, *report.suppressed), key=lambda f: (f.span, f.code)
            )
        ],
    }
    return json_text(data)


def _file(report: Report) -> dict[str, object]:
    return {
        "path": report.file,
        "kind": report.kind,
        "language": report.language,
        "ok": report.ok,
        "counts": {s.label: n for s, n in report.counts.items()},
        "suppressed": len(report.suppressed),
        "tested": {
            code: [_tested(group) for group in groups] for code, groups in report.tested.items()
        },
    }


def _tested(group: Tested) -> dict[str, object]:
    return {
        "what": _plain(group.what),
        "of": group.of,
        "tested": group.tested,
        "failed": group.failed,
        "facts": dict(group.facts),
        "untested": [_remark(remark) for remark in group.untested],
        "weak": [_remark(remark) for remark in group.weak],
        "summary": visible(group.summary.en),
        "summary_zh": visible(group.summary.zh),
    }


def _remark(remark: Remark) -> dict[str, object]:
    labels = _plain(remark.labels)
    return {"why": _plain(remark.why), "count": len(remark.labels), "labels": labels}


def _finding(finding: Finding, report: Report) -> dict[str, object]:
    source = report.document.source
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.label,
        "confidence": finding.confidence.label,
        "file": finding.file,
        "path": list(finding.path),
        "pointer": pointer_of(finding),
        "breadcrumb": breadcrumb(finding.path),
        "span": span_fields(finding.span, source),
        "message": finding.message.en,
        "message_zh": finding.message.zh,
        "help": finding.help.en if finding.help else None,
        "help_zh": finding.help.zh if finding.help else None,
        "args": {key: _plain(value) for key, value in finding.args.items()},
        "related": [
            {"path": list(path), "span": span_fields(span, source)}
            for path, span in finding.related
        ],
        "elsewhere": [
            {"file": place.file, "span": span_fields(place.span, place.source)}
            for place in finding.elsewhere
        ],
        "class": finding.klass,
        "fingerprint": fingerprint(finding, report.document.text),
        "fix": _fix(finding, source),
        "suppression": _suppression(finding.suppression, source),
    }


def _suppression(suppression: Suppression | None, source: Source) -> dict[str, object] | None:
    if suppression is None:
        return None
    at = suppression.source or source
    return {
        "kind": suppression.kind,
        "reason": suppression.reason,
        "file": at.name,
        "span": span_fields(suppression.span, at),
    }


def _fix(finding: Finding, source: Source) -> dict[str, object] | None:
    if finding.fix is None:
        return None
    edits = [{"span": span_fields(e.span, source), "new": e.new} for e in finding.fix.edits]
    return {"safe": finding.fix.safe, "edits": edits}


def span_fields(span: Span, source: Source) -> dict[str, object]:
    """Return lines and columns from 1 and offsets from 0, all in code points."""
    start, end = source.position(span.start), source.position(span.end)
    return {
        "start": {"line": start.line, "column": start.column, "offset": span.start},
        "end": {"line": end.line, "column": end.column, "offset": span.end},
    }


def _plain(value: object) -> object:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Text):
        return {"en": value.en, "zh": value.zh}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return str(value)

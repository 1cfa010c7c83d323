"""Findings as Markdown, for the summary of a job or a comment: card text stays text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from cardkit.report.summary import summary
from cardkit.rules.finding import Finding, Severity
from cardkit.rules.report import Report
from cardkit.text import Language, Text, plain_markdown

MANY = 20
"""Findings from which on they are counted by rule as well."""
MAX_ROWS = 200
MAX_CHARACTERS = 60_000
"""Limits of the table: a job summary holds a mebibyte, a comment 65,536 characters."""
_LONGEST, _LONGEST_NAME = 2000, 300
_MARK = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTE: "ℹ️"}
_HEAD = Text(en="| | Rule | Place | Finding |", zh="| | 规则 | 位置 | 问题 |")
_MORE = Text(en="{n} more {n:finding is|findings are} left out here.", zh="其余 {n} 个问题未列出。")
_RULE_HEAD = Text(en="| Rule | | Findings | Cards |", zh="| 规则 | | 问题 | 卡片 |")


def write(reports: Sequence[Report], language: Language) -> str:
    """Return the counts and a table of findings, the gravest first; of many also one by rule."""
    found = sorted(
        (f for r in reports for f in r.findings), key=lambda f: (-f.severity, f.file, f.span)
    )
    lines = ["### cardkit", "", plain_markdown(summary(reports, language))]
    if len(found) > MANY:
        lines += ["", *_by_rule(found, language)]
    if found:
        lines += ["", _HEAD.get(language), "| --- | --- | --- | --- |"]
        rows = _fitting(_row(finding, language) for finding in found)
        lines += rows
        if len(found) > len(rows):
            lines += ["", _MORE.format(n=len(found) - len(rows)).get(language)]
    return "\n".join(lines) + "\n"


def _by_rule(found: Sequence[Finding], language: Language) -> Iterator[str]:
    """Yield a table of the rules, the gravest first: with many findings it is what is read."""
    worst: dict[str, Severity] = {}
    files: dict[str, set[str]] = {}
    for finding in found:
        worst[finding.code] = max(finding.severity, worst.get(finding.code, finding.severity))
        files.setdefault(finding.code, set()).add(finding.file)
    counts = Counter(f.code for f in found)
    names = {f.code: f.name for f in found}
    yield _RULE_HEAD.get(language)
    yield "| --- | --- | ---: | ---: |"
    for code in sorted(counts, key=lambda c: (-worst[c], -counts[c], c)):
        cells = (f"{code} {names[code]}", _MARK[worst[code]], counts[code], len(files[code]))
        yield "| " + " | ".join(map(str, cells)) + " |"


def _fitting(rows: Iterator[str]) -> list[str]:
    """Return the rows that stay within the limits."""
    taken: list[str] = []
    left = MAX_CHARACTERS
    for row in islice(rows, MAX_ROWS):
        left -= len(row) + 1
        if left < 0:
            break
        taken.append(row)
    return taken


def _row(finding: Finding, language: Language) -> str:
    return "| " + " | ".join(_cells(finding, language)) + " |"


def _cells(finding: Finding, language: Language) -> Iterator[str]:
    yield _MARK[finding.severity]
    yield f"{finding.code} {finding.name}"
    across = [f"{_short(place.file)}:{place.start.line}" for place in finding.elsewhere[:1]]
    places = [f"{_short(finding.file)}:{finding.start.line}", *across]
    yield " ↔ ".join(map(plain_markdown, places))
    told = finding.message.get(language)
    yield plain_markdown(told if len(told) <= _LONGEST else told[: _LONGEST - 1] + "…")


def _short(name: str) -> str:
    """Return a name that fits a cell: of a long one the end, which tells files apart."""
    return name if len(name) <= _LONGEST_NAME else "…" + name[1 - _LONGEST_NAME :]

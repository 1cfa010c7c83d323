"""The summary of many cards: by status, by rule, by card; for people, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from cardkit.report.frame import Style
from cardkit.rules.finding import Finding, Severity
from cardkit.rules.registry import rules_by_code
from cardkit.rules.report import Report
from cardkit.text import Language, Text, visible, width

VERSION = 1
Silencer = Literal["comment", "waiver", "baseline"]
Status = Literal["clean", "passing", "failing", "unreadable"]
STATUSES: Mapping[Status, Text] = {
    "clean": Text(en="no open findings", zh="无待处理的问题"),
    "passing": Text(en="findings below the level that fails", zh="有问题，未达到不通过级别"),
    "failing": Text(en="findings that fail", zh="有问题，不通过"),
    "unreadable": Text(en="not read", zh="无法读取"),
}


@dataclass(frozen=True)
class Row:
    """One card: how it stands, its findings by rule and severity, the silenced ones by rule."""

    card: str
    status: Status
    findings: Mapping[tuple[str, Severity], int]
    suppressed: Mapping[tuple[str, Silencer], int]
    """By rule and by what silenced them: comment, waiver or baseline."""

    def count(self, severity: Severity) -> int:
        """Return the number of findings of a severity."""
        return sum(n for (_, level), n in self.findings.items() if level is severity)

    @property
    def weight(self) -> tuple[int, ...]:
        """What rows are ordered by: the most and the gravest findings first."""
        return tuple(-self.count(level) for level in reversed(Severity))


@dataclass
class Summary:
    """Many cards, of each only the counts."""

    rows: list[Row] = field(default_factory=list)
    policy: list[Finding] = field(default_factory=list)
    """What was found about the policy itself."""

    def add(self, reports: Iterable[Report], least: Severity | None) -> None:
        """Count reports; `least` is the least severity that fails."""
        for report in reports:
            if report.is_card:
                self.rows.append(_row(report, least))
            else:
                self.policy += report.findings

    def statuses(self) -> Mapping[Status, int]:
        """Return the number of cards of each status."""
        counts = Counter(row.status for row in self.rows)
        return {status: counts[status] for status in STATUSES}

    def rules(self) -> list[tuple[str, int, int, int]]:
        """Return code, findings, cards with one and silenced findings of each rule, most first."""
        findings, cards, silenced = Counter[str](), Counter[str](), Counter[str]()
        for row in self.rows:
            for (code, _), n in row.findings.items():
                findings[code] += n
            cards.update({code for code, _ in row.findings})
            for (code, _), n in row.suppressed.items():
                silenced[code] += n
        codes = sorted(findings | silenced, key=lambda c: (-findings[c], -silenced[c], c))
        return [(code, findings[code], cards[code], silenced[code]) for code in codes]


def _row(report: Report, least: Severity | None) -> Row:
    status: Status = "clean"
    if not report.was_read:
        status = "unreadable"
    elif report.findings:
        failing = least is not None and report.worst >= least
        status = "failing" if failing or report.crashed else "passing"
    silenced = Counter(
        (f.code, f.suppression.kind) for f in report.suppressed if f.suppression is not None
    )
    return Row(
        report.file, status, Counter((f.code, f.severity) for f in report.findings), silenced
    )


def write_json(summary: Summary, code: int) -> str:
    """Return the summary for programs; `code` is the exit code. All but ASCII is escaped."""
    data = {
        "version": VERSION,
        "exit_code": code,
        "cards": len(summary.rows),
        "statuses": summary.statuses(),
        "rules": [
            {
                "code": rule,
                "name": rules_by_code()[rule].name,
                "findings": n,
                "cards": cards,
                "suppressed": silenced,
            }
            for rule, n, cards, silenced in summary.rules()
        ],
        "by_card": [
            {
                "card": row.card,
                "status": row.status,
                "counts": {level.label: row.count(level) for level in Severity},
                "suppressed": sum(row.suppressed.values()),
                "rules": _by_rule(row),
            }
            for row in summary.rows
        ],
        "policy": [
            {
                "code": f.code,
                "severity": f.severity.label,
                "file": f.file,
                "line": f.start.line,
                "message": f.message.en,
                "message_zh": f.message.zh,
            }
            for f in summary.policy
        ],
    }
    return json.dumps(data, ensure_ascii=True, indent=2) + "\n"


def _by_rule(row: Row) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for (code, _), n in row.findings.items():
        counts[code] += n
    return dict(sorted(counts.items()))


_HEAD = ("card", "status", "rule", "name", "severity", "findings", "suppressed")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(summary: Summary) -> str:
    """Return a line for each card, rule and severity; a clean card has one line without a rule.

    Of silenced findings the severity column says what silenced them. A name that a spreadsheet
    would take for a formula gets an apostrophe before it.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_HEAD)
    for row in summary.rows:
        card = _cell(row.card)
        lines = [
            (card, row.status, code, rules_by_code()[code].name, level.label, n, 0)
            for (code, level), n in sorted(row.findings.items())
        ]
        lines += [
            (card, row.status, code, rules_by_code()[code].name, by, 0, n)
            for (code, by), n in sorted(row.suppressed.items())
        ]
        writer.writerows(lines or [(card, row.status, "", "", "", 0, 0)])
    return stream.getvalue()


def _cell(text: str) -> str:
    shown = visible(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


_BY_STATUS = Text(en="Cards by status", zh="按状态统计")
_BY_RULE = Text(en="Findings by rule", zh="按规则统计")
_BY_CARD = Text(en="Cards with most findings", zh="问题最多的卡片")
_POLICY = Text(en="About the policy", zh="关于策略")
_RULE_HEAD = (
    Text(en="findings", zh="问题"),
    Text(en="cards", zh="卡片"),
    Text(en="suppressed", zh="已忽略"),
    Text(en="code", zh="代码"),
    Text(en="name", zh="名称"),
)
_CARD_HEAD = (
    Text(en="errors", zh="错误"),
    Text(en="warnings", zh="警告"),
    Text(en="notes", zh="提示"),
    Text(en="suppressed", zh="已忽略"),
    Text(en="card", zh="卡片"),
)
_MORE = Text(en="cards with findings not shown: {n}", zh="另有 {n} 张有问题的卡片未列出")
_CHECKED = Text(en="Checked cards: {n}", zh="已检查卡片：{n}")


def write_screen(summary: Summary, language: Language, style: Style, *, top: int) -> str:
    """Return the three tables for people, with the `top` worst cards."""
    parts = [_CHECKED.format(n=len(summary.rows)).get(language)]
    states = [(n, STATUSES[s].get(language)) for s, n in summary.statuses().items() if n]
    parts.append(_table(_BY_STATUS, (), states, language, style))
    rules = [(n, cards, s, c, rules_by_code()[c].name) for c, n, cards, s in summary.rules()]
    if rules:
        parts.append(_table(_BY_RULE, _RULE_HEAD, rules, language, style))
    told = sorted((r for r in summary.rows if r.findings), key=lambda r: (r.weight, r.card))
    if told[:top]:
        cards = [
            (*(row.count(s) for s in reversed(Severity)), sum(row.suppressed.values()), row.card)
            for row in told[:top]
        ]
        parts.append(_table(_BY_CARD, _CARD_HEAD, cards, language, style))
    if len(told) > top:
        parts[-1] += "\n" + _MORE.format(n=len(told) - top).get(language)
    if summary.policy:
        lines = [_about(finding, language) for finding in summary.policy]
        parts.append("\n".join([style.paint(_POLICY.get(language), "1"), *lines]))
    return "\n\n".join(parts) + "\n"


def _about(finding: Finding, language: Language) -> str:
    from cardkit.report.concise import line

    return line(finding, language)


def _table(
    title: Text,
    head: Sequence[Text],
    rows: Sequence[Sequence[object]],
    language: Language,
    style: Style,
) -> str:
    """Return a table: numbers to the right, the last column as long as it is."""
    cells = [[visible(str(cell)) for cell in row] for row in rows]
    names = [text.get(language) for text in head]
    columns = [*zip(*([names] if names else []), *cells, strict=True)]
    wide = [max(map(width, column)) for column in columns]
    numeric = [isinstance(cell, int) for cell in rows[0]]
    lines = [style.paint(title.get(language), "1")]
    if names:
        lines.append(style.paint(_line(names, wide, numeric), "2"))
    lines += [_line(row, wide, numeric) for row in cells]
    return "\n".join(lines)


def _line(cells: Sequence[str], wide: Sequence[int], numeric: Sequence[bool]) -> str:
    parts = []
    for cell, room, right in zip(cells, wide, numeric, strict=True):
        blank = " " * (room - width(cell))
        parts.append(blank + cell if right else cell + blank)
    return ("  " + "  ".join(parts)).rstrip()

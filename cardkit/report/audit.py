"""The summary of many cards: by status, by claim, by rule, by card; as JSON and as CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from cardkit.evidence.check import Held, Tally
from cardkit.evidence.status import STATUSES as CLAIM_STATUSES
from cardkit.evidence.status import Status as ClaimStatus
from cardkit.report.machine import json_text
from cardkit.rules.finding import Finding, Severity
from cardkit.rules.registry import rules_by_code
from cardkit.rules.report import Report
from cardkit.text import Text, visible, without_commands

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
    suppressed: Mapping[tuple[str, Severity, Silencer], int]
    """By rule, severity and what silenced them: comment, waiver or baseline."""
    claims: Tally | None = None
    """How its claims stand by the evidence beside it; None for what is no card of a model."""

    def claimed(self, status: ClaimStatus) -> int:
        """Return the number of claims of a status."""
        return 0 if self.claims is None else self.claims.counts[status]

    def count(self, severity: Severity) -> int:
        """Return the number of findings of a severity."""
        return sum(n for (_, level), n in self.findings.items() if level is severity)

    @property
    def weight(self) -> tuple[int, ...]:
        """What rows are ordered by: the most and the gravest findings first."""
        return tuple(-self.count(level) for level in reversed(Severity))


@dataclass(frozen=True)
class RuleRow:
    """One rule: the gravest of its findings (None for silenced ones alone), and how many."""

    code: str
    worst: Severity | None
    findings: int
    cards: int
    suppressed: int

    @property
    def name(self) -> str:
        """The name of the rule."""
        return rules_by_code()[self.code].name


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

    def claims(self) -> Mapping[ClaimStatus, tuple[int, int]]:
        """Return the number of claims of each status, and of cards that have one, worst first."""
        return {
            status: (
                sum(row.claimed(status) for row in self.rows),
                sum(row.claimed(status) > 0 for row in self.rows),
            )
            for status in CLAIM_STATUSES
        }

    def evidence(self) -> Mapping[Held, int]:
        """Return the number of cards by the evidence that they have."""
        counts = Counter(row.claims.evidence for row in self.rows if row.claims is not None)
        return {held: counts[held] for held in get_args(Held)}

    def rules(self) -> list[RuleRow]:
        """Return what was found of each rule: the gravest first, then the most frequent."""
        findings, cards, silenced = Counter[str](), Counter[str](), Counter[str]()
        worst: dict[str, Severity] = {}
        for row in self.rows:
            for (code, level), n in row.findings.items():
                findings[code] += n
                worst[code] = max(level, worst.get(code, level))
            cards.update({code for code, _ in row.findings})
            for (code, _, _), n in row.suppressed.items():
                silenced[code] += n
        found = [
            RuleRow(code, worst.get(code), findings[code], cards[code], silenced[code])
            for code in findings | silenced
        ]
        return sorted(found, key=lambda r: (-(r.worst or 0), -r.findings, -r.suppressed, r.code))


def _row(report: Report, least: Severity | None) -> Row:
    status: Status = "clean"
    if not report.was_read:
        status = "unreadable"
    elif report.findings:
        failing = least is not None and report.worst >= least
        status = "failing" if failing or report.crashed else "passing"
    silenced = Counter(
        (f.code, f.severity, f.suppression.kind)
        for f in report.suppressed
        if f.suppression is not None
    )
    return Row(
        report.file,
        status,
        Counter((f.code, f.severity) for f in report.findings),
        silenced,
        report.claims,
    )


def write_json(summary: Summary, code: int) -> str:
    """Return the summary for programs; `code` is the exit code. All but ASCII is escaped."""
    data = {
        "version": VERSION,
        "exit_code": code,
        "cards": len(summary.rows),
        "statuses": summary.statuses(),
        "claims": {s: {"claims": n, "cards": c} for s, (n, c) in summary.claims().items()},
        "evidence": summary.evidence(),
        "rules": [
            {
                "code": rule.code,
                "name": rule.name,
                "severity": rule.worst.label if rule.worst else None,
                "findings": rule.findings,
                "cards": rule.cards,
                "suppressed": rule.suppressed,
            }
            for rule in summary.rules()
        ],
        "by_card": [
            {
                "card": row.card,
                "status": row.status,
                "counts": {level.label: row.count(level) for level in Severity},
                "suppressed": sum(row.suppressed.values()),
                "rules": _by_rule(row),
                "evidence": None if row.claims is None else row.claims.evidence,
                "claims": None if row.claims is None else dict(row.claims.counts),
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
    return json_text(data)


def _by_rule(row: Row) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for (code, _), n in row.findings.items():
        counts[code] += n
    return dict(sorted(counts.items()))


_HEAD = (
    *("card", "status", "rule", "name", "severity", "state", "findings", "suppressed"),
    *("evidence", "claim_status", "claims"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(summary: Summary) -> str:
    """Return a line for each card, rule, severity and state, and one for each status of its claims.

    A card with neither has one line. The state is `open`, or what silenced the findings: `comment`,
    `waiver`, `baseline`. A name that a spreadsheet would take for a formula gets an apostrophe
    before it.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_HEAD)
    for row in summary.rows:
        writer.writerows(_lines(row))
    return without_commands(stream.getvalue())


def _lines(row: Row) -> Sequence[tuple[object, ...]]:
    front = (_cell(row.card), row.status)
    held = "" if row.claims is None else row.claims.evidence
    found: list[tuple[object, ...]] = [
        (*front, code, rules_by_code()[code].name, level.label, "open", n, 0, held, "", 0)
        for (code, level), n in sorted(row.findings.items())
    ]
    found += [
        (*front, code, rules_by_code()[code].name, level.label, by, 0, n, held, "", 0)
        for (code, level, by), n in sorted(row.suppressed.items())
    ]
    found += [
        (*front, "", "", "", "", 0, 0, held, status, row.claimed(status))
        for status in CLAIM_STATUSES
        if row.claimed(status)
    ]
    return found or [(*front, "", "", "", "", 0, 0, held, "", 0)]


def _cell(text: str) -> str:
    shown = visible(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown

"""What validation of one file came to."""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cardkit.errors import FindingsError
from cardkit.rules.finding import Finding, Severity
from cardkit.rules.internal.rule_crashed import CRASHED
from cardkit.rules.tested import Tested
from cardkit.source.document import Document
from cardkit.source.span import Span, TextEdit
from cardkit.text import Language, Text

if TYPE_CHECKING:
    from cardkit.evidence.check import Tally

UNREADABLE = "unreadable"
"""The kind of a report about a card that could not be read."""


@dataclass(frozen=True)
class Report:
    """The findings of one file in the order of their places; silenced ones stand apart."""

    document: Document
    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...] = ()
    kind: str = "markdown"
    language: Language | None = None
    languages: tuple[Language, ...] = ()
    """The languages the card is written in; with a partner that was held against it, its too."""
    known_as: str | None = field(default=None, compare=False)
    """The name a policy knows the file by, wherever it was named from; None where none decided."""
    claims: Tally | None = None
    """How its claims stand by the evidence beside it; None where nobody asked."""
    tested: Mapping[str, tuple[Tested, ...]] = field(default_factory=dict)
    """By rule, for those that say so: what could be tested and what not."""

    @property
    def is_card(self) -> bool:
        """Whether it is about a card, and not about the policy that cards are held against."""
        return self.kind != "policy"

    @property
    def was_read(self) -> bool:
        """Whether the file could be read: of any other there is but the finding that says so."""
        return self.kind != UNREADABLE

    @property
    def file(self) -> str:
        """The name the file goes by."""
        return self.document.source.name

    @property
    def ok(self) -> bool:
        """Whether there is no finding of severity error."""
        return self.worst < Severity.ERROR

    @property
    def worst(self) -> int:
        """The greatest severity among the findings, 0 where there is none."""
        return max((f.severity for f in self.findings), default=0)

    @property
    def crashed(self) -> bool:
        """Whether a rule crashed: the report is then incomplete and the exit code 2."""
        return any(f.code == CRASHED for f in (*self.findings, *self.suppressed))

    @property
    def broken(self) -> tuple[Finding, ...]:
        """The findings that say that the file was not checked, or not by every rule."""
        return tuple(f for f in self.findings if f.code == CRASHED or not self.was_read)

    @property
    def counts(self) -> Mapping[Severity, int]:
        """The number of findings of each severity."""
        return {s: sum(f.severity is s for f in self.findings) for s in Severity}

    def raise_for_findings(self, level: Severity | str = Severity.ERROR) -> None:
        """Raise FindingsError when a finding is at or above `level` (`note`, `warning`, `error`).

        Raises ValueError for a level that does not exist.
        """
        least = Severity.parse(level) if isinstance(level, str) else level
        met = [f for f in self.findings if f.severity >= least]
        if not met:
            return
        first = met[0]
        place = f"{first.file}:{first.start.line}:{first.start.column}"
        raise FindingsError(
            Text(
                en="findings at or above {level}: {n}; the first: {place} {code} {message}",
                zh="{n} 个问题达到 {level} 级别；第一个：{place} {code} {message}",
            ).format(
                n=len(met), level=least.label, place=place, code=first.code, message=first.message
            )
        )

    def fixes(self, *, unsafe: bool = False) -> list[TextEdit]:
        """Return the edits of all fixable findings, safe ones only unless `unsafe`.

        A finding's edits are taken together or not at all; of overlapping ones the first counts.
        """
        return [edit for finding in self.fixable(unsafe=unsafe) for edit in _edits(finding)]

    def fixable(self, *, unsafe: bool = False) -> list[Finding]:
        """Return the findings whose fixes can be applied together."""
        taken: list[Span] = []
        chosen = []
        for finding in self.findings:
            if finding.fix is None or not (finding.fix.safe or unsafe):
                continue
            spans = [edit.span for edit in finding.fix.edits]
            if not any(_overlaps_one_of(taken, span) for span in spans):
                for span in spans:
                    bisect.insort(taken, span)
                chosen.append(finding)
        return chosen


def _edits(finding: Finding) -> tuple[TextEdit, ...]:
    return finding.fix.edits if finding.fix else ()


def _overlaps_one_of(taken: list[Span], span: Span) -> bool:
    """Say whether `span` overlaps one of `taken`: sorted and apart, so that two can be meant."""
    i = bisect.bisect_left(taken, span)
    return any(_overlap(span, near) for near in taken[max(0, i - 1) : i + 1])


def _overlap(a: Span, b: Span) -> bool:
    return a == b or (a.start < b.end and b.start < a.end)

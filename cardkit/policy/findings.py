"""Findings that no rule makes: about a policy itself, and about a card nobody could read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cardkit.errors import CardkitError, reason
from cardkit.rules.finding import Confidence, Finding, Found, Severity
from cardkit.rules.internal.rule_crashed import CRASHED
from cardkit.rules.registry import rules_by_code
from cardkit.rules.report import UNREADABLE, Report
from cardkit.source.document import Document
from cardkit.source.source import Source
from cardkit.source.span import Span

EXPIRED = "POL101"
UNUSED = "POL102"
CHANGED = "POL103"
GROWN = "POL104"
LANGUAGE = "POL105"
OUTDATED = "POL106"
NOT_READ = "SRC109"
EVIDENCE = "EVD"
"""The family that looks at evidence: who ignores it has no claims counted either."""
_START = Span(0, 0)


def finding(
    code: str, source: Source, span: Span, args: dict[str, object], variant: str = ""
) -> Finding:
    """Return a finding of the rule `code` at a place in `source`."""
    rule = rules_by_code()[code]
    found = Found(at=(), args=args, variant=variant)
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=Severity(rule.severity),
        confidence=Confidence.HIGH,
        file=source.name,
        path=(),
        span=span,
        start=source.position(span.start),
        end=source.position(span.end),
        message=rule.message(found),
        help=rule.help(found),
        args=args,
    )


def plain_document(source: Source) -> Document:
    """Return a document of a text that is no card: findings can stand in it."""
    return Document(source, None, ())


def crash(source: Source, error: Exception) -> Finding:
    """Return the finding that the claims of a card could not be held against its evidence."""
    args: dict[str, object] = {
        "rule": EVIDENCE,
        "error": type(error).__name__,
        "detail": str(error)[:200],
    }
    return finding(CRASHED, source, _START, args)


def unreadable(name: str, error: Exception) -> Report:
    """Return the report of a card that could not be read: one finding, with what to do about it."""
    source = Source("", name, Path(name))
    why = error.message if isinstance(error, CardkitError) else reason(error)
    found = finding(NOT_READ, source, _START, {"why": why})
    if isinstance(error, CardkitError) and error.hint is not None:
        found = replace(found, help=error.hint)
    return Report(document=plain_document(source), findings=(found,), kind=UNREADABLE)

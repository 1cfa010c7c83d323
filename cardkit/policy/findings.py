"""Findings about a policy itself, and about a card that lacks what the policy asks for."""

from __future__ import annotations

from cardkit.rules.finding import Confidence, Finding, Found, Severity
from cardkit.rules.registry import rules_by_code
from cardkit.source.document import Document
from cardkit.source.source import Source
from cardkit.source.span import Span

EXPIRED = "POL101"
UNUSED = "POL102"
CHANGED = "POL103"
GROWN = "POL104"
LANGUAGE = "POL105"
OUTDATED = "POL106"


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

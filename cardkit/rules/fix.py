"""Fixing: apply what can be applied, read again, until nothing changes any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cardkit.rules.finding import Finding
from cardkit.rules.report import Report
from cardkit.source.document import Document

MAX_ROUNDS = 10


@dataclass(frozen=True)
class Fixed:
    """A document after fixing: the findings that were mended and the report of what is left."""

    document: Document
    mended: tuple[Finding, ...]
    report: Report

    @property
    def changed(self) -> bool:
        """Whether anything was mended."""
        return bool(self.mended)


def fix(
    document: Document, validate: Callable[[Document], Report], *, unsafe: bool = False
) -> Fixed:
    """Apply fixes round by round, at most `MAX_ROUNDS`, until a round has none.

    `validate` reads a document and runs the rules over it; it is called once more than there are
    rounds. `unsafe` also applies fixes that may change what the card means.
    """
    mended: list[Finding] = []
    report = validate(document)
    for _ in range(MAX_ROUNDS):
        edits = report.fixes(unsafe=unsafe)
        if not edits:
            break
        mended += report.fixable(unsafe=unsafe)
        document = document.edit(edits)
        report = validate(document)
    return Fixed(document, tuple(mended), report)

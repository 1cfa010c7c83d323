"""What the reader noticed in the text, as rules yield it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardkit.rules.finding import Found

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.source.issue import IssueKind, SourceIssue


def noticed(reading: Reading, kind: IssueKind) -> Iterator[Found]:
    """Yield one `Found` for each source issue of `kind`, at its own span."""
    for issue in issues_of(reading, kind):
        yield Found(
            at=(),
            span=issue.span,
            args=issue.args,
            related_spans=(issue.related,) if issue.related else (),
        )


def issues_of(reading: Reading, kind: IssueKind) -> Iterator[SourceIssue]:
    """Yield the source issues of `kind`."""
    return (issue for issue in reading.document.issues if issue.kind == kind)

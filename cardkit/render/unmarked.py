"""The claims that evidence is about and a written card has no mark of: it does not state them.

A card marks what it says. A figure that no Markdown card has a place for, or whose printed form is
read as something else, is left out of the card, and its mark with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cardkit.bind.read import open_document, read
from cardkit.dialects.loss import Loss
from cardkit.evidence.check import EvidenceReport
from cardkit.evidence.marks import claims_marked, mark_of
from cardkit.evidence.status import ClaimStatus, statuses
from cardkit.evidence.words import name_of
from cardkit.source.source import Source
from cardkit.source.span import Path
from cardkit.text import Text


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A claim whose mark is not in the card, what the mark would be, and why it is not there."""

    claim: ClaimStatus
    mark: Text
    reason: Text

    def said(self, file: str) -> Text:
        """Return a line that says so of the card `file`."""
        return _SAID.format(
            file=file,
            name=name_of(self.claim.claim),
            claimed=self.claim.claim.printed,
            mark=self.mark,
            why=self.reason,
        )


def unmarked(
    report: EvidenceReport, text: str, name: str, losses: Sequence[Loss]
) -> tuple[Unmarked, ...]:
    """Return the claims of `report` that the card `text`, written of the same record, leaves out.

    The card is read back, so that nothing is marked in name alone.
    """
    statement = report.evidence.statement if report.evidence is not None else None
    if statement is None:
        return ()
    reading = read(open_document(Source(text, name)))
    written = statuses(statement, reading, None, report.today, report.max_age).values()
    met = {id(c.evidence) for mark in reading.marks for c in claims_marked(mark, written)}
    return tuple(
        Unmarked(each, mark, _reason(each.path, losses))
        for each in report.statuses.values()
        if (mark := mark_of(each)) is not None and id(each.evidence) not in met
    )


def _reason(path: Path, losses: Sequence[Loss]) -> Text:
    """Return why what stands at `path` is not stated: the loss of it, of what it is part of."""
    return next((loss.reason for at in _around(path) for loss in losses if loss.path == at), _LEFT)


def _around(path: Path) -> Iterator[Path]:
    """Yield a path and those around it; of a score what else its row must say."""
    yield from (path[:length] for length in range(len(path), 0, -1))
    if path[0] == "evaluations":
        yield from ((*path[:2], field) for field in ("task", "metric", "shots"))


_SAID = Text(
    en="{file} bears no mark of {name} {claimed}, {mark}: {why}",
    zh="{file} 未标注“{name} {claimed}”（{mark}）：{why}",
)
_LEFT = Text(en="the card does not state it", zh="卡片中没有这项声明")

"""The marks of a verification on a page: beside each score, in a list of the model's figures.

They are derived from evidence as the card is written, and stay no part of the record: who reads the
card back gets the record alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from cardkit.catalog.marks import LEGEND, SELF_ATTESTED, SIGNED, UNMARKED, MarkStatus
from cardkit.evidence.check import EvidenceReport
from cardkit.evidence.claims import spec_value
from cardkit.evidence.marks import mark_of
from cardkit.evidence.reading import Evidence
from cardkit.evidence.status import ClaimStatus
from cardkit.evidence.words import name_of
from cardkit.record.card import CardRecord
from cardkit.render import escape
from cardkit.render.escape import Markdown
from cardkit.render.grid import Grid
from cardkit.render.page import VerificationPage
from cardkit.render.write import Entry, Writer
from cardkit.source.span import Path
from cardkit.text import Text, listed
from cardkit.verify.spec.claims import claims_of

Marks = Mapping[Path, Text]
"""The mark of a score, by the path of its claim."""


def score_marks(report: EvidenceReport | None) -> Marks:
    """Return the marks of the scores that have one; none where there is no evidence that counts."""
    found = {} if report is None else {e.path: mark_of(e) for e in _of(report, "score")}
    return {path: mark for path, mark in found.items() if mark is not None}


def mark_cell(writer: Writer, mark: Text | None) -> Markdown:
    """Return the cell of a mark, or of none."""
    return Markdown(UNMARKED if mark is None else escape.cell(mark.get(writer.language)))


def with_marks(writer: Writer, grid: Grid, marks: Sequence[Text | None]) -> Grid:
    """Return a table of scores with a column of their marks; as it is where none has one."""
    if not any(marks):
        return grid
    rows = [(*row, mark_cell(writer, m)) for row, m in zip(grid.rows, marks, strict=True)]
    head = writer.label("column", "verification")
    return Grid((*grid.headers, head), (*grid.right, False), tuple(rows))


def state_verification(
    writer: Writer, report: EvidenceReport | None, view: CardRecord
) -> VerificationPage:
    """Return the section that names the evidence; empty where there is none that counts.

    Of the model's figures those that the card states, its `view`, get a mark.
    """
    if report is None or report.evidence is None or report.evidence.statement is None:
        return VerificationPage()
    stated = {(claim.field, spec_value(claim)) for claim in claims_of(view)}
    specs = [
        (each, mark)
        for each in _of(report, "spec")
        if (each.claim.claimed["field"], each.claim.claimed["value"]) in stated
        and (mark := mark_of(each))
    ]
    shown = {each.status for each in report.statuses.values()}
    lines = [
        Entry(writer.label("field", "evidence"), _evidence(writer, report.evidence)),
        Entry(writer.label("field", "verified_on"), _when(writer, report.evidence)),
    ]
    if legend := _legend(writer, shown):
        lines.append(Entry(writer.label("field", "verification_marks"), legend))
    return VerificationPage(_specs(writer, specs), lines)


def _of(report: EvidenceReport, kind: str) -> list[ClaimStatus]:
    return [each for each in report.statuses.values() if each.claim.kind == kind]


def _specs(writer: Writer, specs: Sequence[tuple[ClaimStatus, Text]]) -> Grid | None:
    if not specs:
        return None
    heads = (writer.label("column", name) for name in ("claim", "claimed", "verification"))
    rows = [
        (
            Markdown(escape.cell(name_of(each.claim).get(writer.language))),
            Markdown(escape.cell(escape.plain(each.claim.printed))),
            mark_cell(writer, mark),
        )
        for each, mark in specs
    ]
    return Grid(tuple(heads), (False, True, False), tuple(dict.fromkeys(rows)))


def _evidence(writer: Writer, evidence: Evidence) -> Markdown:
    """Write the digest of the statement, and who stands behind it."""
    comma = {"en": ", ", "zh": "，"}[writer.language]
    said = SELF_ATTESTED
    if not evidence.is_self_attested:
        said = SIGNED.format(keys=listed(escape.plain(key) for key in evidence.keys))
    digest = escape.code_span(f"sha256:{evidence.sha256}")
    return Markdown(digest + comma + escape.inline(said.get(writer.language)))


def _when(writer: Writer, evidence: Evidence) -> Markdown:
    if evidence.statement is None:
        return Markdown("")
    by = evidence.statement.predicate.verifier
    program = escape.plain(f"{by.id} {by.version}")
    day = evidence.statement.finished.date().isoformat()
    return Markdown(escape.inline(day) + writer.remark(program))


def _legend(writer: Writer, shown: Collection[str]) -> Markdown:
    known: list[MarkStatus] = [status for status in LEGEND if status in shown]
    semicolon = writer.phrases.mark["semicolon"]
    return Markdown(
        semicolon.join(escape.inline(LEGEND[status].get(writer.language)) for status in known)
    )

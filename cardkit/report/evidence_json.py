"""The outcome of `evidence check` for programs: versioned JSON in both languages."""

from __future__ import annotations

from cardkit.evidence.check import EvidenceReport
from cardkit.evidence.reading import Evidence
from cardkit.evidence.status import STATUSES, ClaimStatus
from cardkit.evidence.words import basis, standing
from cardkit.report.machine import json_text
from cardkit.source.span import breadcrumb

VERSION = 1
_MOST = 1000
"""Names of files that are listed."""


def write(report: EvidenceReport) -> str:
    """Write `{"version": 1, "card": ..., "ok": ..., "exit_code": ..., "evidence": {...}, ...}`.

    `evidence` is null where there is none; its `refused` says why nothing of it counts.
    `other_model` says that it is about the card of another model, where it is. `claims`
    holds each claim with its status, `not_claimed` the pointers that the evidence is about and the
    card no longer says, `not_bound` the files that lie there and that no claim rests on.
    """
    data = {
        "version": VERSION,
        "card": report.reading.document.source.name,
        "ok": report.exit_code == 0,
        "exit_code": report.exit_code,
        "today": report.today.isoformat(),
        "max_age_days": report.max_age,
        "evidence": None if report.evidence is None else _evidence(report.evidence),
        "other_model": None if report.other_model is None else report.other_model.en,
        "other_model_zh": None if report.other_model is None else report.other_model.zh,
        "counts": dict(report.counts),
        "claims": [_claim(each, report) for each in report.statuses.values()],
        "not_claimed": [each.pointer for each in report.left_over],
        "not_bound": list(report.unbound[:_MOST]),
    }
    return json_text(data)


def _evidence(evidence: Evidence) -> dict[str, object]:
    refusal = evidence.refusal
    statement = evidence.statement
    said = standing(evidence)
    return {
        "file": evidence.file,
        "statement_sha256": evidence.sha256,
        "standing": evidence.standing,
        "standing_text": said.en if refusal is None else None,
        "standing_text_zh": said.zh if refusal is None else None,
        "self_attested": evidence.is_self_attested,
        "keys": list(evidence.keys),
        "keys_named_by": evidence.named_by or None,
        "keys_named_by_checked_repository": evidence.named_itself,
        "finished": None if statement is None else statement.predicate.time_finished,
        "model": None if statement is None else statement.predicate.model,
        "refused": None
        if refusal is None
        else {
            "kind": refusal.kind,
            "message": refusal.message.en,
            "message_zh": refusal.message.zh,
        },
    }


def _claim(each: ClaimStatus, report: EvidenceReport) -> dict[str, object]:
    source = report.reading.document.source
    start = source.position(report.reading.span(each.path).start)
    found = each.evidence
    rests = None if found is None else basis(found)
    return {
        "pointer": each.pointer,
        "path": list(each.path),
        "breadcrumb": breadcrumb(each.path),
        "line": start.line,
        "column": start.column,
        "printed": each.claim.printed,
        "claim_sha256": each.claim.digest,
        "status": each.status,
        "status_zh": STATUSES[each.status].zh,
        "was": each.was,
        "reason": None if each.reason is None else each.reason.en,
        "reason_zh": None if each.reason is None else each.reason.zh,
        "basis": None if rests is None else rests.en,
        "basis_zh": None if rests is None else rests.zh,
        "method": None if found is None else found.method,
        "observed": None
        if found is None or found.observed is None
        else found.observed.model_dump(mode="json", by_alias=True, exclude_none=True),
    }

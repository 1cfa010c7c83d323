"""The outcome of `check-results` for programs: versioned JSON, every digit, both languages."""

from __future__ import annotations

from collections.abc import Sequence

from cardkit.bind.reading import Reading
from cardkit.report.check_screen import OUTCOMES, named, reasons_of
from cardkit.report.json_ import span_fields
from cardkit.report.machine import json_text
from cardkit.results.check import Check, Checked, Match
from cardkit.results.result_set import ResultSet
from cardkit.source.span import breadcrumb

VERSION = 1


def write(done: Check, reading: Reading, sets: Sequence[ResultSet]) -> str:
    """Write `{"version": 1, "card": ..., "files": [...], "counts": {...}, "claims": [...], ...}`.

    Scores are texts with the digits as printed.
    """
    data = {
        "version": VERSION,
        "card": reading.document.source.name,
        "model": done.models.card,
        "other_models": list(done.models.others),
        "ok": bool(done.compared) and not done.count("contradicts"),
        "compared": done.compared,
        "files": [
            {
                "path": found.file,
                "format": found.format,
                "sha256": found.sha256,
                "model": found.model,
                "unread": len(found.unread),
            }
            for found in sets
        ],
        "counts": {outcome: done.count(outcome) for outcome in OUTCOMES},
        "left_out": done.left_out,
        "claims": [_claim(checked, reading) for checked in done.claims],
        "unstated": [
            {
                "file": found.file,
                "pointer": result.pointer,
                "name": result.name,
                "task": result.task,
                "metric": result.metric,
                "shots": result.shots,
                "score": result.score.printed,
            }
            for result, found in done.unstated
        ],
    }
    return json_text(data)


def _claim(checked: Checked, reading: Reading) -> dict[str, object]:
    claim = checked.claim
    return {
        "outcome": checked.outcome,
        "outcome_zh": OUTCOMES[checked.outcome].zh,
        "label": named(claim).en,
        "label_zh": named(claim).zh,
        "origin": claim.origin,
        "file": reading.document.source.name,
        "path": list(claim.path),
        "breadcrumb": breadcrumb(claim.path),
        "span": span_fields(reading.span(claim.path), reading.document.source),
        "printed": claim.score.text or claim.score.printed,
        "task": claim.task,
        "shots": claim.shots,
        "metric": claim.metric,
        "matches": [_match(match) for match in checked.matches],
    }


def _match(match: Match) -> dict[str, object]:
    return {
        "verdict": match.verdict,
        "file": match.found.file,
        "pointer": match.result.pointer,
        "name": match.result.name,
        "metric": match.result.metric,
        "score": match.result.score.printed,
        "unit": match.result.unit,
        "difference": _decimal(match),
        "averaging": match.averaging,
        "reasons": [
            {
                "reason": reason,
                "card": card,
                "file": file,
                "message": text.en,
                "message_zh": text.zh,
            }
            for (reason, (card, file)), text in zip(
                match.reasons.items(), reasons_of(match), strict=True
            )
        ],
    }


def _decimal(match: Match) -> str:
    """Return card minus results in the card's unit, exactly: both are decimals."""
    from decimal import Decimal

    shift = match.difference.denominator
    places = 0
    while shift % 10 == 0 or shift % 2 == 0 or shift % 5 == 0:
        shift //= 10 if shift % 10 == 0 else 2 if shift % 2 == 0 else 5
        places += 1
    scaled = match.difference * 10**places
    return f"{Decimal(scaled.numerator).scaleb(-places):f}"

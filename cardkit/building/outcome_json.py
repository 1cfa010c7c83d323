"""The outcome of `build` for programs: versioned JSON in both languages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cardkit.report import evidence_json
from cardkit.rules.finding import Severity
from cardkit.source.span import breadcrumb

if TYPE_CHECKING:
    from cardkit.building.road import Built
    from cardkit.dialects.loss import Loss
    from cardkit.render.unmarked import Unmarked
    from cardkit.rules.report import Report

VERSION = 1


def write(
    built: Built, code: int, *, folder: str, wrote: bool, differ: Sequence[str] | None = None
) -> str:
    """Write `{"version": 1, "card": ..., "exit_code": ..., "wrote": ..., "stopped": {...}, ...}`.

    `stopped` is null where the files could be made; `verification` is what `evidence check` writes;
    `files` holds the files with their SHA-256, `differ` those that --check found otherwise (null
    without --check); `losses` lists what of the record a card does not say, `unmarked` the claims
    with a status of which it bears no mark.
    """
    stop = built.stop
    data = {
        "version": VERSION,
        "card": str(built.source.path),
        "exit_code": code,
        "folder": folder,
        "wrote": wrote,
        "stopped": None
        if stop is None
        else {
            "step": stop.step,
            "kind": stop.kind,
            "message": stop.message.en,
            "message_zh": stop.message.zh,
        },
        "findings": [_found(report) for report in built.reports],
        "verification": None
        if built.held is None
        else json.loads(evidence_json.write(built.held.report)),
        "files": [
            {"name": name, "sha256": hashlib.sha256(text.encode()).hexdigest()}
            for name, text in built.files.items()
        ],
        "losses": [_lost(name, each) for name, lost in built.losses.items() for each in lost],
        "unmarked": [_unmarked(name, e) for name, left in built.unmarked.items() for e in left],
        "differ": None if differ is None else list(differ),
    }
    return json.dumps(data, ensure_ascii=True, indent=2) + "\n"


def _lost(file: str, loss: Loss) -> dict[str, object]:
    return {
        "file": file,
        "path": breadcrumb(loss.path),
        "reason": loss.reason.en,
        "reason_zh": loss.reason.zh,
    }


def _unmarked(file: str, each: Unmarked) -> dict[str, object]:
    return {
        "file": file,
        "pointer": each.claim.pointer,
        "status": each.claim.status,
        "reason": each.reason.en,
        "reason_zh": each.reason.zh,
    }


def _found(report: Report) -> dict[str, object]:
    return {
        "file": report.file,
        "counts": {severity.label: report.counts[severity] for severity in Severity},
        "findings": [
            {
                "code": each.code,
                "severity": each.severity.label,
                "line": each.start.line,
                "column": each.start.column,
                "message": each.message.en,
                "message_zh": each.message.zh,
            }
            for each in report.findings
        ],
    }

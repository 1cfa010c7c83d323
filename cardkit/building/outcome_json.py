"""The outcome of `build` for programs: versioned JSON in both languages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cardkit.report import evidence_json
from cardkit.rules.finding import Severity

if TYPE_CHECKING:
    from cardkit.building.road import Built
    from cardkit.rules.report import Report

VERSION = 1


def write(
    built: Built, code: int, *, folder: str, wrote: bool, differ: Sequence[str] | None = None
) -> str:
    """Write `{"version": 1, "card": ..., "exit_code": ..., "wrote": ..., "stopped": {...}, ...}`.

    `stopped` is null where the files could be made; `verification` is what `evidence check` writes;
    `files` holds the files with their SHA-256, `differ` those that --check found otherwise (null
    without --check).
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
        "differ": None if differ is None else list(differ),
    }
    return json.dumps(data, ensure_ascii=True, indent=2) + "\n"


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

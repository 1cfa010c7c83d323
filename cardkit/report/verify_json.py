"""The outcome of `verify` for programs: versioned JSON with every observation, both languages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from cardkit.bind.reading import Reading
from cardkit.report.verify_screen import VERDICTS, label
from cardkit.source.span import breadcrumb
from cardkit.verify.outcome import Checked, Observation, Remark
from cardkit.verify.spec.check import exit_code

VERSION = 1


def write(
    checked: Sequence[Checked],
    remarks: Iterable[Remark],
    observations: Iterable[Observation],
    reading: Reading,
    model: str,
    sha256: Mapping[str, str] | None = None,
) -> str:
    """Write `{"version": 1, "card": ..., "model": ..., "ok": ..., "counts": {...}, ...}`.

    `exit_code` is that of the command, and `ok` says that it is 0. `claims` holds each claim with
    all that was observed of it, the most trusted witness first; its `rests_on` names the files that
    the verdict rests on. `remarks` is what was noticed about the files, `observations` everything
    that was read, `sha256` the digests of files that a hub or a Git LFS pointer states.
    """
    checked, remarks = tuple(checked), tuple(remarks)
    code = exit_code(checked, remarks)
    data = {
        "version": VERSION,
        "card": reading.document.source.name,
        "model": model,
        "ok": code == 0,
        "exit_code": code,
        "counts": {v: sum(each.verdict == v for each in checked) for v in VERDICTS},
        "claims": [_claim(each, reading) for each in checked],
        "remarks": [
            {
                "kind": remark.kind,
                "level": remark.level,
                "where": remark.where,
                "message": remark.message.en,
                "message_zh": remark.message.zh,
            }
            for remark in remarks
        ],
        "observations": [_observation(each) for each in observations],
        "sha256": dict(sorted((sha256 or {}).items())),
    }
    return json.dumps(data, ensure_ascii=True, indent=2) + "\n"


def _claim(checked: Checked, reading: Reading) -> dict[str, object]:
    claim, source = checked.claim, reading.document.source
    span = reading.span(claim.path)
    start = source.position(span.start)
    return {
        "verdict": checked.verdict,
        "verdict_zh": VERDICTS[checked.verdict].zh,
        "field": claim.field,
        "label": label(checked).en,
        "label_zh": label(checked).zh,
        "path": list(claim.path),
        "breadcrumb": breadcrumb(claim.path),
        "line": start.line,
        "column": start.column,
        "claimed": claim.value,
        "printed": claim.printed,
        "nominal": claim.nominal,
        "deviation": checked.deviation,
        "reason": checked.reason.en if checked.reason else None,
        "reason_zh": checked.reason.zh if checked.reason else None,
        "observed": [_observation(each) for each in checked.observed],
        "rests_on": sorted({name for each in checked.basis for name in each.files}),
    }


def _observation(observation: Observation) -> dict[str, object]:
    return {
        "field": observation.field,
        "value": observation.value,
        "witness": observation.witness,
        "where": observation.where,
        "files": list(observation.files),
    }

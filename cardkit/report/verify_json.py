"""The outcome of `verify` for programs: versioned JSON with every observation, both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cardkit.bind.reading import Reading
from cardkit.report.machine import json_text
from cardkit.report.score_json import score, scoring
from cardkit.report.verify_screen import VERDICTS, label
from cardkit.source.span import breadcrumb
from cardkit.verify.measure.outcome import Measured
from cardkit.verify.outcome import Checked, Observation, Remark

VERSION = 1


def write(
    checked: Sequence[Checked],
    remarks: Iterable[Remark],
    observations: Iterable[Observation],
    reading: Reading,
    model: str,
    sha256: Mapping[str, str],
    measured: Measured | None,
    code: int,
) -> str:
    """Write `{"version": 1, "card": ..., "model": ..., "ok": ..., "counts": {...}, ...}`.

    `exit_code` is `code`, that of the command, and `ok` says that it is 0. `claims` holds each
    claim with all that was observed of it, the most trusted witness first; its `rests_on` names the
    files that the verdict rests on. `remarks` is what was noticed about the files, `observations`
    everything that was read, `sha256` the digests of files that a hub or a Git LFS pointer states.
    Where scores were measured, `scoring` says how and `scores` holds each claimed one.
    """
    data: dict[str, object] = {
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
                "hint": remark.hint.en if remark.hint else None,
                "hint_zh": remark.hint.zh if remark.hint else None,
            }
            for remark in remarks
        ],
        "observations": [_observation(each) for each in observations],
        "sha256": dict(sorted(sha256.items())),
    }
    if measured is not None:
        data["scoring"] = scoring(measured)
        data["scores"] = [score(each, reading) for each in measured.scores]
    return json_text(data)


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

"""Results for programs: versioned JSON with every digit, pointer and piece that was not read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardkit.quantity import Number
from cardkit.record.evaluation import Evaluation
from cardkit.report.machine import json_text
from cardkit.results.losses import Export
from cardkit.results.result_set import Result, ResultSet
from cardkit.text import Text

VERSION = 1


def write(sets: Sequence[ResultSet], evaluations: Sequence[tuple[Evaluation, ...]]) -> str:
    """Write `{"version": 1, "files": [...], "results": [...]}`.

    Numbers are texts, so that no reader drops a digit; `evaluation` is the record's, as YAML has
    it.
    """
    data = {
        "version": VERSION,
        "files": [_file(found) for found in sets],
        "results": [
            entry
            for found, own in zip(sets, evaluations, strict=True)
            for entry in _results(found, own)
        ],
    }
    return json_text(data)


def write_export(format_: str, done: Export) -> str:
    """Write `{"version": 1, "export": FORMAT, "text": ..., "losses": [...]}`."""
    data = {
        "version": VERSION,
        "export": format_,
        "count": done.count,
        "text": done.text,
        "losses": [
            {"pointer": loss.pointer, "reason": loss.reason.en, "reason_zh": loss.reason.zh}
            for loss in done.losses
        ],
    }
    return json_text(data)


def _file(found: ResultSet) -> dict[str, object]:
    return {
        "path": found.file,
        "format": found.format,
        "sha256": found.sha256,
        "harness": found.harness,
        "harness_version": found.harness_version,
        "model": found.model,
        "model_revision": found.model_revision,
        "date": found.date,
        "settings": dict(found.settings),
        "unread": [
            {
                "pointer": piece.pointer,
                "kind": piece.kind,
                "text": piece.text.en if isinstance(piece.text, Text) else piece.text,
                "text_zh": piece.text.zh if isinstance(piece.text, Text) else piece.text,
            }
            for piece in found.unread
        ],
    }


def _results(found: ResultSet, evaluations: tuple[Evaluation, ...]) -> Iterator[dict[str, object]]:
    """Write the results of a file; the metrics of a group share their parts, listed once.

    `parts` is null where they are those of another result, and `parts_of` then its pointer.
    """
    first: dict[int, str] = {}
    for result, evaluation in zip(found.results, evaluations, strict=True):
        entry = _result(result, evaluation, found)
        lister = first.setdefault(id(result.parts), result.pointer) if result.parts else None
        if lister not in (None, result.pointer):
            entry |= {"parts": None, "parts_of": lister}
        yield entry


def _result(result: Result, evaluation: Evaluation, found: ResultSet) -> dict[str, object]:
    return {
        "file": found.file,
        "pointer": result.pointer,
        "name": result.name,
        "task": result.task,
        "metric": result.metric,
        "filter": result.filter,
        "score": result.score.printed,
        "stderr": _printed(result.stderr),
        "unit": result.unit,
        "shots": result.shots,
        "chain_of_thought": result.cot,
        "n": result.n,
        "n_original": result.n_original,
        "limited": result.is_limited,
        "averaging": result.averaging,
        "parts": result.parts,
        "parts_of": None,
        "items": len(result.items),
        "model": result.model or found.model,
        "evaluation": evaluation.model_dump(mode="json", exclude_none=True),
    }


def _printed(number: Number | None) -> str | None:
    return number.printed if number else None

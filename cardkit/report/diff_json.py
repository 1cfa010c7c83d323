"""Differences for programs: versioned JSON with both languages and both places (docs/diff.md)."""

from __future__ import annotations

from cardkit.diff.change import KINDS, Change, Place
from cardkit.diff.outcome import Diff, Side, weight
from cardkit.report.json_ import span_fields
from cardkit.report.machine import json_text
from cardkit.source.source import Source
from cardkit.source.span import breadcrumb

VERSION = 1


def write(diff: Diff) -> str:
    """Write `{"version": 1, "mode": ..., "a": ..., "b": ..., "changes": [...]}`, all ASCII."""
    data = {
        "version": VERSION,
        "mode": diff.mode,
        "a": _side(diff.a),
        "b": _side(diff.b),
        "counts": {kind: diff.count(kind) for kind in KINDS},
        "silenced": diff.silenced,
        "changes": [_change(change, diff) for change in diff.changes],
        "notes": [{"en": note.en, "zh": note.zh} for note in diff.notes],
    }
    return json_text(data)


def _side(side: Side) -> dict[str, object]:
    return {"file": side.source.name, "kind": side.kind, "language": side.language}


def _change(change: Change, diff: Diff) -> dict[str, object]:
    return {
        "kind": change.kind,
        "class": change.klass or None,
        "code": change.code or None,
        "severity": weight(change) or None,
        "part": change.part,
        "label": change.label.en,
        "label_zh": change.label.zh,
        "path": list(change.path),
        "breadcrumb": breadcrumb(change.path),
        "before": change.before,
        "after": change.after,
        "note": change.note.en if change.note else None,
        "note_zh": change.note.zh if change.note else None,
        "side": change.side or None,
        "a": _place(change.a, diff.a.source),
        "b": _place(change.b, diff.b.source),
    }


def _place(place: Place | None, source: Source) -> dict[str, object] | None:
    return None if place is None else span_fields(place.span, source)

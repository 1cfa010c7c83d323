"""Work and outcomes as JSON for programs; `version` changes with the shape."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from cardkit.text import Language
from cardkit.translate.check import Outcome
from cardkit.translate.exchange import Format
from cardkit.translate.export import Exported, Work
from cardkit.translate.facts import Fact

VERSION = 1


def work_json(
    card: str,
    to: Language,
    work: Sequence[Work],
    exported: Exported | None = None,
    form: Format | None = None,
    output: str | None = None,
) -> str:
    """Write how the texts of a card stand, and what of them was exported to `output`."""
    sent = {piece.field.path for piece in exported.sent} if exported else set()
    left_out = [piece.field.name for piece in exported.left_out] if exported else []
    return _written(
        {
            "version": VERSION,
            "action": "status" if exported is None else "export",
            "card": card,
            "to": to,
            "format": form,
            "output": output,
            "counts": dict(Counter(piece.standing.state for piece in work)),
            "texts": [_text(piece, sent=piece.field.path in sent) for piece in work],
            "left_out": left_out,
        }
    )


def _text(piece: Work, *, sent: bool) -> dict[str, object]:
    standing = piece.standing
    mismatch = standing.mismatch
    return {
        "path": piece.field.name,
        "line": piece.line,
        "state": standing.state,
        "sent": sent,
        "facts_gone": list(standing.gone),
        "facts_new": list(standing.new),
        "missing": _facts(mismatch.missing if mismatch else ()),
        "added": _facts(mismatch.added if mismatch else ()),
    }


def import_json(
    card: str, file: str, to: Language, outcomes: Sequence[Outcome], output: str | None
) -> str:
    """Write what became of every entry; `output` is the record written, None for a dry run."""
    return _written(
        {
            "version": VERSION,
            "action": "import",
            "card": card,
            "file": file,
            "to": to,
            "output": output,
            "counts": dict(Counter(outcome.verdict for outcome in outcomes)),
            "entries": [_entry(outcome) for outcome in outcomes],
        }
    )


def _entry(outcome: Outcome) -> dict[str, object]:
    why = outcome.why
    return {
        "path": outcome.name,
        "line": outcome.line,
        "verdict": outcome.verdict,
        "reason": outcome.kind,
        "message": {"en": why.en, "zh": why.zh} if why else None,
        "missing": _facts(outcome.mismatch.missing if outcome.mismatch else ()),
        "added": _facts(outcome.mismatch.added if outcome.mismatch else ()),
    }


def _facts(facts: Iterable[Fact]) -> list[dict[str, str]]:
    return [{"kind": fact.kind, "printed": fact.printed, "value": fact.value} for fact in facts]


def _written(data: dict[str, object]) -> str:
    # A lone surrogate stands for a byte that is no UTF-8: ASCII writes it, UTF-8 cannot.
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return text if _encodes(text) else json.dumps(data, indent=2)


def _encodes(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True

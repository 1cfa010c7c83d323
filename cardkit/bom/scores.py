"""The scores of a card as a bill of materials names them: digits and bounds stay text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cardkit.bom.said import Said
from cardkit.bom.sheet import Sheet


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    """One score: what it is of, its printed digits and, where the card prints one, its interval."""

    index: int
    name: Said
    value: Said
    split: Said | None
    low: Said | None
    high: Said | None


def scores(sheet: Sheet) -> Iterator[ScoreFacts]:
    """Yield the scores that the record states with a name in the language of the file.

    The bounds are those of a printed interval; none is computed from a standard error.
    """
    for i in range(len(sheet.record.evaluations)):
        at = ("evaluations", i)
        value = sheet.say(*at, "score")
        name = sheet.say(*at, "task") or sheet.say(*at, "label")
        if value is None or name is None:
            continue
        kind = sheet.say(*at, "uncertainty", "kind")
        interval = kind is not None and kind.value == "interval"
        low, high = (
            sheet.say(*at, "uncertainty", end) if interval else None for end in ("low", "high")
        )
        yield ScoreFacts(i, _named(sheet, i, name), value, sheet.say(*at, "split"), low, high)


def _named(sheet: Sheet, i: int, name: Said) -> Said:
    """Add the metric: a task may have several."""
    metric = sheet.say("evaluations", i, "metric")
    if metric is None:
        return name
    return Said(f"{name.value} ({metric.value})", (*name.paths, *metric.paths))

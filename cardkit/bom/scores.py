"""The scores of a card as a bill of materials names them: digits and bounds stay text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cardkit.bom.said import Said
from cardkit.bom.sheet import Sheet
from cardkit.source.span import Path

_OF_A_SCORE = (
    *("metric_version", "shots", "split", "dataset_revision", "prompt_format"),
    *("measured_by", "unit", "date"),
)
_FIGURES = ("n", "random_baseline", "samples_sha256")


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    """One score: what it is of, its printed digits and, where the card prints one, its interval.

    `qualifiers` tell it from other scores of one name, under the record's words; `figures` stand
    beside it.
    """

    name: Said
    value: Said
    split: Said | None
    low: Said | None
    high: Said | None
    qualifiers: tuple[tuple[str, Said], ...]
    figures: tuple[tuple[str, Said], ...] = ()
    uncertainty: Path | None = None
    """The part of the record that says how sure it is."""


def scores(sheet: Sheet) -> Iterator[ScoreFacts]:
    """Yield the scores that the record states with a name in the language of the file.

    First its own, then those of its `model-index`. The bounds are those of a printed interval; none
    is computed from a standard error.
    """
    for i in range(len(sheet.record.evaluations)):
        found = _stated(sheet, ("evaluations", i))
        if found is not None:
            yield found
    for i in range(sheet.count("metadata", "model_index")):
        model: Path = ("metadata", "model_index", i, "results")
        for j in range(sheet.count(*model)):
            for k in range(sheet.count(*model, j, "metrics")):
                found = _indexed(sheet, (*model, j), k)
                if found is not None:
                    yield found


def _stated(sheet: Sheet, at: Path) -> ScoreFacts | None:
    value = sheet.say(*at, "score")
    name = sheet.say(*at, "task") or sheet.say(*at, "label")
    if value is None or name is None:
        return None
    kind = sheet.say(*at, "uncertainty", "kind")
    interval = kind is not None and kind.value == "interval"
    low, high = (
        sheet.say(*at, "uncertainty", end) if interval else None for end in ("low", "high")
    )
    return ScoreFacts(
        _with(name, sheet.say(*at, "metric")),
        value,
        sheet.say(*at, "split"),
        low,
        high,
        _said(sheet, [(word, (*at, word)) for word in _OF_A_SCORE]),
        _said(sheet, [(word, (*at, word)) for word in _FIGURES]),
        (*at, "uncertainty"),
    )


def _indexed(sheet: Sheet, result: Path, k: int) -> ScoreFacts | None:
    """Return a score of a hub's result block, under the name of its data set and its metric."""
    dataset, metric = (*result, "dataset"), (*result, "metrics", k)
    value = sheet.say(*metric, "value")
    name = sheet.say(*dataset, "name") or sheet.say(*dataset, "type")
    if value is None or name is None:
        return None
    more = [
        ("task", (*result, "task", "type")),
        *((word, (*dataset, word)) for word in ("config", "split", "revision")),
        ("metric config", (*metric, "config")),
    ]
    return ScoreFacts(
        _with(name, sheet.say(*metric, "name") or sheet.say(*metric, "type")),
        value,
        sheet.say(*dataset, "split"),
        None,
        None,
        _said(sheet, more),
    )


def _said(sheet: Sheet, places: list[tuple[str, Path]]) -> tuple[tuple[str, Said], ...]:
    found = ((word, sheet.say(*path)) for word, path in places)
    return tuple((word, said) for word, said in found if said is not None)


def _with(name: Said, metric: Said | None) -> Said:
    """Add the metric: a task may have several."""
    if metric is None:
        return name
    return Said(f"{name.value} ({metric.value})", (*name.paths, *metric.paths))

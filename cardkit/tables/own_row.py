"""Which row of a comparison table is the card's own model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cardkit.record.card import CardRecord
from cardkit.record.comparison import Comparison, ComparisonGroup, ComparisonRow

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class OwnRow:
    """The card's row and where it stands."""

    comparison: Comparison
    group: ComparisonGroup
    row: ComparisonRow


def find_own_row(
    record: CardRecord, comparison: Comparison, label: str | None = None
) -> OwnRow | None:
    """Return the row of `comparison` that is the model of `record`.

    `label` names it where the card does (`comparison: {file: 7b, row: DCLM-7B}`). Else the hub id
    decides, then the name; last, one single row whose every word stands in the card's name
    (`DCLM-7B` in `DCLM-Baseline-7B`). Two candidates are none.
    """
    if label is not None:
        return _only([own for own in _rows(comparison) if own.row.label == label])
    ids = _hub_ids(record)
    name = _words(record.name or "")
    tests: tuple[Callable[[ComparisonRow], bool], ...] = (
        lambda row: row.model is not None and row.model.casefold() in ids,
        lambda row: bool(name) and _words(row.label) == name,
        lambda row: len(_words(row.label)) > 1 and set(_words(row.label)) <= set(name),
    )
    for test in tests:
        found = [own for own in _rows(comparison) if test(own.row)]
        if found:
            return _only(found)
    return None


def _rows(comparison: Comparison) -> Iterator[OwnRow]:
    for group in comparison.groups:
        for row in group.rows:
            yield OwnRow(comparison, group, row)


def _only(found: list[OwnRow]) -> OwnRow | None:
    return found[0] if len(found) == 1 else None


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _hub_ids(record: CardRecord) -> set[str]:
    ids = record.details.hub_ids if record.details else None
    return {i.casefold() for i in ids.model_dump().values() if i} if ids else set()

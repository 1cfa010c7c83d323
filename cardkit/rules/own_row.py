"""Which row of a table is the card's own model, surely enough to hold the card to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.record.comparison import ComparisonRow

_WORD = re.compile(r"[^\W_]+")
_NEUTRAL = frozenset({"baseline", "model", "card", "hf", "for", "the", "ours", "our", "this"})
"""Words that a card's name may have beside its row's label, and still be the same model."""


def own_row(reading: Reading) -> tuple[int, int] | None:
    """Return group and row index of the card's own model, None where it is not sure.

    The row the card names decides, then the hub id, then the same words in the name; a card's
    name may hold neutral words beside (`DCLM-7B` in `DCLM-Baseline-7B`). `X` is never taken for
    the card of `X-chat`. Two candidates are none.
    """
    from cardkit.record.comparison import ComparisonReference

    comparison, record = reading.comparison, reading.record
    if comparison is None:
        return None
    rows = [
        ((g, r), row)
        for g, group in enumerate(comparison.groups)
        for r, row in enumerate(group.rows)
    ]
    stated = record.comparison
    if isinstance(stated, ComparisonReference) and stated.row is not None:
        named = [at for at, row in rows if row.label == stated.row]
        return named[0] if len(named) == 1 else None
    ids = record.details.hub_ids if record.details else None
    known = {i.casefold() for i in ids.model_dump().values() if i} if ids else set()
    by_id = [at for at, row in rows if row.model and row.model.casefold() in known]
    if by_id:
        return by_id[0] if len(by_id) == 1 else None
    name = words(record.name or "")
    same = [at for at, row in rows if name and words(row.label) == name]
    same = same or [at for at, row in rows if _is(row, name)]
    return same[0] if len(same) == 1 else None


def words(text: str) -> frozenset[str]:
    """Return the words of a name in lower case; an organisation before `/` is dropped."""
    return frozenset(_WORD.findall(text.rpartition("/")[2].casefold()))


def _is(row: ComparisonRow, name: frozenset[str]) -> bool:
    label = words(row.label) - _NEUTRAL
    return len(label) > 1 and label == name - _NEUTRAL

"""Where a card states what it marks as verified once more, with another value: for EVD102."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from cardkit.bind.lookup import find_label
from cardkit.forensics.stated_elsewhere import filed_elsewhere, stated_elsewhere
from cardkit.quantity import parse_quantity
from cardkit.source.span import Path, Span

if TYPE_CHECKING:
    from cardkit.bind.mark import Mark
    from cardkit.bind.reading import Reading
    from cardkit.evidence.status import ClaimStatus

_PAIR = re.compile(r"[\s>*+-]*([^:：|]{1,80})[:：]\s*([^\n]{1,80})")
_MARKUP = str.maketrans("", "", "*_`")
_UPHELD = ("verified", "consistent")


class Elsewhere(NamedTuple):
    """A mark, what it is said of, and the place that says otherwise.

    `sure` is False where the place may speak of another measurement.
    """

    mark: Mark
    then: str
    now: str
    at: Path
    span: Span | None
    sure: bool
    file: str | None = None
    """The file beside the card that says it, None for the card itself; with the line."""
    line: int = 0


def scores_elsewhere(reading: Reading) -> Iterator[Elsewhere]:
    """Yield where the card states a marked score with another value."""
    marks = {m.path: m for m in reading.marks if m.path is not None and m.status in _UPHELD}
    for score, other, sure in stated_elsewhere(reading, marks.keys()):
        mark = marks[score.at]
        yield Elsewhere(mark, score.printed, other.printed, other.at, other.span, sure)
    for (score, other, sure), file, line in filed_elsewhere(reading, marks.keys()):
        mark = marks[score.at]
        yield Elsewhere(mark, score.printed, other.printed, (), mark.span, sure, file, line)


def figures_elsewhere(
    reading: Reading, marked: Iterable[tuple[Mark, ClaimStatus]]
) -> Iterator[Elsewhere]:
    """Yield where the card states a verified figure again: the first statement is its claim.

    The later ones are kept as what was not understood, with their labels.
    """
    exact = {
        str(each.claim.claimed["field"]): (mark, each)
        for mark, each in marked
        if each.status == "verified" and not each.claim.claimed.get("nominal")
    }
    if not exact:
        return
    for line, field, text in _labelled(reading, exact):
        mark, each = exact[field]
        amount = parse_quantity(text)
        if amount is None or amount.approximate:
            continue
        if f"{amount.amount.normalize():f}" != str(each.claim.claimed["value"]):
            span = reading.document.source.line_span(line)
            yield Elsewhere(mark, each.claim.printed, text, (), span, sure=True)


def _labelled(reading: Reading, fields: Mapping[str, object]) -> Iterator[tuple[int, str, str]]:
    for entry in reading.unrecognised:
        match = _PAIR.match(entry.text.translate(_MARKUP)) if entry.kind == "field" else None
        field = find_label("field", match[1].strip()) if match is not None else None
        if match is not None and field in fields:
            yield entry.line, str(field), match[2].strip()

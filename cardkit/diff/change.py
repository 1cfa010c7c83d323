"""One difference between two cards: what it is about, both values as printed, both places."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

from cardkit.source.source import Source
from cardkit.source.span import Path, Span
from cardkit.text import Text

ChangeKind = Literal["added", "removed", "changed", "moved", "rounded"]
ChangeClass = Literal["contradiction", "missing", "rounding", "stale", "style", "allowed", ""]
"""Of a disagreement between languages or with a mirror; versions only differ and have none."""

Part = Literal[
    "metadata",
    "details",
    "training",
    "evaluations",
    "comparison",
    "tables",
    "text",
    "code",
    "links",
    "citation",
]
ChangeSide = Literal["a", "b", ""]
ChangeSeverity = Literal["note", "warning", "error", ""]
"""Only what a rule found has one; a difference between versions is no fault."""

KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)
CLASSES: tuple[ChangeClass, ...] = get_args(ChangeClass)
PARTS: tuple[Part, ...] = get_args(Part)
"""The parts of a card, in the order in which reports show them."""

_OPPOSITE: dict[ChangeSide, ChangeSide] = {"a": "b", "b": "a", "": ""}
_MIRRORED: dict[ChangeKind, ChangeKind] = {"added": "removed", "removed": "added"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in one of the two files; lines are counted from 1."""

    span: Span
    line: int
    last_line: int


def place_of(source: Source, span: Span | None) -> Place | None:
    """Return the place that `span` is in `source`; None for no span or an empty one at the start.

    The empty span at the start is what `Reading.span` answers where a fact has no place.
    """
    if span is None or span == Span(0, 0):
        return None
    last = max(span.start, span.end - 1)
    return Place(span, source.position(span.start).line, source.position(last).line)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `before` and `after` are as the files print them, None where there is none.

    `label` says what differs: `GSM8K`, `licence`, ``row `Falcon-7B` ``. `path` is the place in the
    record (of the new card; of the old one for what was removed), empty where the record has none.
    `note` is what else a reader needs to know: the numbers that changed in a paragraph. `code` and
    `severity` are those of the rule, where a rule found it; `side` is the file that its label calls
    here.
    """

    kind: ChangeKind
    label: Text
    part: Part
    before: str | None = None
    after: str | None = None
    klass: ChangeClass = ""
    path: Path = ()
    a: Place | None = None
    b: Place | None = None
    note: Text | None = None
    code: str = ""
    severity: ChangeSeverity = ""
    side: ChangeSide = ""

    @property
    def span_a(self) -> Span | None:
        """Where it stands in the first file."""
        return self.a.span if self.a else None

    @property
    def span_b(self) -> Span | None:
        """Where it stands in the second file."""
        return self.b.span if self.b else None

    def mirrored(self) -> Change:
        """Return the same difference seen from the other side."""
        return replace(
            self,
            kind=_MIRRORED.get(self.kind, self.kind),
            before=self.after,
            after=self.before,
            a=self.b,
            b=self.a,
            side=_OPPOSITE[self.side],
        )

"""The outcome of comparing two cards: what was compared, the differences, what was not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from cardkit.bind.reading import Reading
from cardkit.diff.change import PARTS, Change, ChangeClass, ChangeKind, ChangeSeverity, Part
from cardkit.source.source import Source
from cardkit.text import Language, Text

DiffMode = Literal["versions", "agreement", "mirror"]
MODES: tuple[DiffMode, ...] = get_args(DiffMode)
SEVERITIES = ("note", "warning", "error")


@dataclass(frozen=True)
class Side:
    """One of the two files; `language` is None for YAML, which holds both."""

    source: Source
    kind: str
    language: Language | None = None

    @classmethod
    def of(cls, reading: Reading) -> Side:
        """Return what reports say of a file that was read."""
        return cls(reading.document.source, reading.kind, reading.language)


@dataclass(frozen=True)
class Diff:
    """All differences between two cards, in the order of the parts of a card, then of the files.

    `notes` say what could not be compared, one line each: a ragged table, keys outside the record;
    and what is wrong with the policy that decided. `silenced` counts findings that a comment, a
    waiver or the baseline covers: they are no changes.
    """

    mode: DiffMode
    a: Side
    b: Side
    changes: tuple[Change, ...]
    notes: tuple[Text, ...] = ()
    silenced: int = 0

    def __bool__(self) -> bool:
        """Say whether there is any difference."""
        return bool(self.changes)

    def part(self, part: Part) -> tuple[Change, ...]:
        """Return the differences in one part of the card."""
        return tuple(change for change in self.changes if change.part == part)

    def count(self, kind: ChangeKind) -> int:
        """Return the number of differences of one kind."""
        return sum(change.kind == kind for change in self.changes)

    def at_least(self, severity: str) -> tuple[Change, ...]:
        """Return what weighs `severity` or more; differences between versions weigh nothing."""
        least = SEVERITIES.index(severity)
        weights = ((change, weight(change)) for change in self.changes)
        return tuple(c for c, told in weights if told and SEVERITIES.index(told) >= least)


def weight(change: Change) -> ChangeSeverity:
    """Return how much a difference weighs: what its rule says, else what its class does."""
    return change.severity or _WEIGHTS[change.klass]


_WEIGHTS: dict[ChangeClass, ChangeSeverity] = {
    "contradiction": "error",
    "missing": "warning",
    "stale": "warning",
    "rounding": "note",
    "style": "note",
    "allowed": "",
    "": "",
}


def ordered(changes: list[Change]) -> tuple[Change, ...]:
    """Return changes part by part, each part in the order of the new file, then of the old one."""
    return tuple(sorted(dict.fromkeys(changes), key=_order))


def _order(change: Change) -> tuple[int, int, int, str, str, str]:
    place = change.b or change.a
    return (
        PARTS.index(change.part),
        place.span.start if place else -1,
        change.a.span.start if change.a else -1,
        change.label.en,
        change.before or "",
        change.after or "",
    )

"""Findings: what a rule saw, where, how sure it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

from cardkit.source.source import Source
from cardkit.source.span import Path, Position, Span, TextEdit
from cardkit.text import Text


class Severity(IntEnum):
    """How much a finding weighs; ordered, so that a threshold is a comparison."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The lower-case word used in configuration and machine output."""
        return self.name.lower()

    @classmethod
    def parse(cls, label: str) -> Severity:
        """Return the severity called `label`; raises ValueError where there is none."""
        try:
            return cls[label.upper()]
        except KeyError:
            raise ValueError(f"not a severity: {label!r}") from None


class Confidence(IntEnum):
    """How sure the rule is; statistical rules need it."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def label(self) -> str:
        """The lower-case word used in machine output."""
        return self.name.lower()


Class = Literal["contradiction", "missing", "rounding", "stale", "style"]
"""What two cards that should agree do instead; rules over a pair say it, others have none."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """A fix a rule proposes: write `new` over the value (or, with `key`, the key) at `path`.

    `span` is for places the reading has no path to; `raw` writes `new` as it is, unquoted.
    """

    path: Path
    new: str
    key: bool = False
    span: Span | None = None
    raw: bool = False


Member = Path | Span | str
"""One of several that a finding speaks of alike: a place, or a name of what is nowhere."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule yields: record paths and facts, no offsets and no language.

    `span` narrows the place inside the path's text (offsets of the file); only rules about the
    text itself use it.
    """

    at: Path
    args: Mapping[str, object] = field(default_factory=dict)
    related: tuple[Path, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    safe: bool = True
    confidence: Confidence = Confidence.HIGH
    span: Span | None = None
    related_spans: tuple[Span, ...] = ()
    variant: str = ""
    """Which of the rule's messages; empty for the only one."""
    severity: Severity | None = None
    """Where it differs from the rule's own."""
    side: Literal["a", "b"] = "a"
    """Of rules over a pair: the card that `at` and `span` speak of."""
    there: tuple[Span, ...] = ()
    """Of rules over a pair: the places in the card across."""
    klass: Class | None = None
    """Of rules over a pair: what kind of disagreement it is."""
    members: tuple[Member, ...] = ()
    """Of a finding about several places or names alike: all of them, so that one more is new."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in another file than the finding's own."""

    source: Source
    span: Span

    @property
    def file(self) -> str:
        """The name of the file."""
        return self.source.name

    @property
    def start(self) -> Position:
        """Line and column where it begins."""
        return self.source.position(self.span.start)


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend a finding; an unsafe one may change what the card means."""

    safe: bool
    edits: tuple[TextEdit, ...]


@dataclass(frozen=True, slots=True)
class Suppression:
    """What silenced a finding, and the reason it gives.

    A comment stands in the card at `span`, a waiver or a baseline in the configuration.
    """

    reason: str
    span: Span
    source: Source | None = None
    """The file it stands in, where that is not the finding's own."""
    kind: Literal["comment", "waiver", "baseline"] = "comment"


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of validation, complete: ready to be shown in either language."""

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    file: str
    path: Path
    span: Span
    start: Position
    end: Position
    message: Text
    help: Text | None
    args: Mapping[str, object]
    related: tuple[tuple[Path, Span], ...] = ()
    fix: Fix | None = None
    suppression: Suppression | None = None
    elsewhere: tuple[Place, ...] = ()
    """Places in the other card of a pair."""
    klass: Class | None = None
    members: tuple[tuple[Path, str], ...] = ()
    """Of a finding about several places or names alike: the path of each and what stands there."""
    variant: str = ""
    """Which of the rule's messages."""

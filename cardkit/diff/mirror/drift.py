"""One difference between a copy and its upstream, and the log they are collected in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

from cardkit.bind.reading import Reading
from cardkit.diff.change import Change, ChangeClass, ChangeKind, Part, place_of
from cardkit.source.span import Path, Span
from cardkit.text import Text

DriftKind = Literal[
    "metadata",  # a key of the front matter
    "section",  # a section with all it says
    "paragraph",  # a paragraph or list item
    "number",  # a number in a paragraph that both have
    "fact",  # a value of the record: licence, data set line, learning rate
    "score",  # a score of the model, or a cell of the comparison
    "row",  # a row, column or group of the comparison
    "name",  # a task whose name is only partly translated, or another in one language
    "column-names",  # headings of columns: one thing under several names
    "table",  # a table that no part of the record holds
    "table-separators",  # tables that are lines run together
    "heading",  # the words of a heading
    "heading-levels",  # levels that are lost
    "emphasis",  # bold that is lost
    "link",  # where a link leads
    "image",
    "library",  # an imported library
    "model-id",  # the id that code loads
    "device",  # an argument or call that says where the model runs
    "code",  # anything else in code
    "citation",  # a BibTeX entry
    "line-ends",
]
DRIFT_KINDS: tuple[DriftKind, ...] = get_args(DriftKind)


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference; `change.a` is the place upstream, `change.b` that in the copy.

    Its class is `allowed` for what hubs may differ in, `missing` for what the copy dropped,
    `contradiction` for what it says otherwise, `rounding` for fewer digits, `style` for form alone,
    and `stale` for what the copy alone has: it follows another version of its upstream.
    """

    kind: DriftKind
    change: Change

    @property
    def klass(self) -> ChangeClass:
        """The class of the difference."""
        return self.change.klass


@dataclass(slots=True)
class Log:
    """Collects drifts; `dropped` are places upstream, `added` such in the copy, told as a whole."""

    upstream: Reading
    copy: Reading
    drifts: list[Drift] = field(default_factory=list)
    dropped: list[Span] = field(default_factory=list)
    added: list[Span] = field(default_factory=list)

    @property
    def in_two_languages(self) -> bool:
        """Say whether the copy is written in another language than its upstream."""
        return self.upstream.language != self.copy.language

    def add(  # noqa: PLR0913 - the parts of one difference
        self,
        kind: DriftKind,
        label: Text,
        part: Part,
        klass: ChangeClass,
        said: tuple[str | None, str | None],
        spans: tuple[Span | None, Span | None],
        *,
        change: ChangeKind | None = None,
        path: Path = (),
        note: Text | None = None,
    ) -> None:
        """Add one difference: what both sides say and where, None where a side says nothing."""
        before, after = said
        told: ChangeKind = change or _kind(spans)
        a = place_of(self.upstream.document.source, spans[0])
        b = place_of(self.copy.document.source, spans[1])
        found = Change(told, label, part, before, after, klass, path, a, b, note)
        self.drifts.append(Drift(kind, found))
        if told == "removed" and spans[0] is not None:
            self.dropped.append(spans[0])
        if told == "added" and spans[1] is not None:
            self.added.append(spans[1])

    def is_told(self, span: Span) -> bool:
        """Say whether a place upstream lies in one whose loss is told already."""
        return any(dropped.contains(span) for dropped in self.dropped)

    def is_told_new(self, span: Span) -> bool:
        """Say whether a place in the copy lies in one that is told to be new."""
        return any(added.contains(span) for added in self.added)

    def text(self, span: Span) -> str:
        """Return what a place upstream covers."""
        return self.upstream.document.source.slice(span)


def _kind(spans: tuple[Span | None, Span | None]) -> ChangeKind:
    if spans[1] is None:
        return "removed"
    return "added" if spans[0] is None else "changed"


def side_class(said: tuple[str | None, str | None]) -> ChangeClass:
    """Return the class of what both sides say otherwise, or one says alone."""
    before, after = said
    if before is not None and after is not None:
        return "contradiction"
    return "stale" if before is None else "missing"


def ordered(drifts: Iterable[Drift]) -> tuple[Drift, ...]:
    """Return drifts in the order of the kinds, each kind in the order of the files."""

    def key(drift: Drift) -> tuple[int, int, int]:
        a, b = drift.change.a, drift.change.b
        kind = DRIFT_KINDS.index(drift.kind)
        return kind, a.span.start if a else -1, b.span.start if b else -1

    return tuple(sorted(drifts, key=key))

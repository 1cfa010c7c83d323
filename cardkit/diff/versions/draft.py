"""What is known while two versions are compared: changes, and the places they account for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Literal, TypeVar

from cardkit.bind.reading import Reading
from cardkit.diff.align import take_best
from cardkit.diff.change import Change, ChangeKind, Part, place_of
from cardkit.source.span import Path, Span
from cardkit.text import Text

T = TypeVar("T")


class Places:
    """Spans of one file; asks what lies inside what."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._spans: set[Span] = set()
        self._sorted: list[Span] = []
        self._furthest: list[int] = []
        for span in spans:
            self.add(span)

    def add(self, span: Span | None) -> None:
        """Remember a span; an empty one is no place."""
        if span is not None and span.end > span.start:
            self._spans.add(span)

    def within(self, outer: Span) -> bool:
        """Say whether a remembered span lies inside `outer`."""
        self._sort()
        for i in range(bisect_left(self._sorted, Span(outer.start, 0)), len(self._sorted)):
            span = self._sorted[i]
            if span.start >= outer.end:
                return False
            if span.end <= outer.end:
                return True
        return False

    def holds(self, inner: Span) -> bool:
        """Say whether `inner` lies inside a remembered span."""
        self._sort()
        before = bisect_left(self._sorted, Span(inner.start + 1, 0))
        return before > 0 and self._furthest[before - 1] >= inner.end

    def _sort(self) -> None:
        if len(self._sorted) != len(self._spans):
            self._sorted = sorted(self._spans)
            self._furthest = list(accumulate((span.end for span in self._sorted), max))


@dataclass
class Draft:
    """Two readings, the changes found so far, and on both sides what is settled.

    Settled is what a typed comparison has accounted for, changed or not: tables, prose and links
    pass over it. Told is what is reported as a whole, a row, a paragraph or a section: links and
    code inside it are not reported again. `turned` says that `a` is the newer one: what is found is
    mirrored in the end, and names are those of the newer card either way.
    """

    a: Reading
    b: Reading
    turned: bool = False
    changes: list[Change] = field(default_factory=list)
    settled_a: Places = field(default_factory=Places)
    settled_b: Places = field(default_factory=Places)
    told_a: Places = field(default_factory=Places)
    told_b: Places = field(default_factory=Places)

    @property
    def alike(self) -> bool:
        """Say whether both files are of one kind: two Markdown cards, two records."""
        return self.a.kind == self.b.kind

    def newer(self, a: T, b: T) -> T:
        """Return what is said of the newer card."""
        return a if self.turned else b

    def settle(self, span_a: Span | None, span_b: Span | None) -> None:
        """Remember that a pair of places is accounted for."""
        self.settled_a.add(span_a)
        self.settled_b.add(span_b)

    @cached_property
    def lines(self) -> tuple[frozenset[str], frozenset[str]]:
        """The lines of both files, without blanks around."""
        texts = self.a.document.text, self.b.document.text
        old, new = (frozenset(line.strip() for line in text.splitlines()) for text in texts)
        return old, new

    def tell(self, kind: Literal["added", "removed"], whole: Span) -> None:
        """Remember that all that `whole` covers is reported as one."""
        (self.told_b if kind == "added" else self.told_a).add(whole)

    def add(
        self,
        kind: ChangeKind,
        label: Text,
        part: Part,
        printed: tuple[str | None, str | None],
        spans: tuple[Span | None, Span | None],
        path: Path = (),
        note: Text | None = None,
    ) -> None:
        """Add a change: both values as printed, both places; None on a side that has none."""
        self.changes.append(
            Change(
                kind=kind,
                label=label,
                part=part,
                before=printed[0],
                after=printed[1],
                path=path,
                a=place_of(self.a.document.source, spans[0]),
                b=place_of(self.b.document.source, spans[1]),
                note=note,
            )
        )

    def alone(
        self,
        kind: Literal["added", "removed"],
        label: Text,
        part: Part,
        text: str | None,
        span: Span | None,
        path: Path = (),
        note: Text | None = None,
    ) -> None:
        """Add what one side alone has: the new one where it was added, else the old one."""
        if kind == "added":
            self.add(kind, label, part, (None, text), (None, span), path, note)
        else:
            self.add(kind, label, part, (text, None), (span, None), path, note)


def kind_of(old: object, new: object) -> ChangeKind:
    """Return what became of a value, None standing for none."""
    return "added" if old is None else "removed" if new is None else "changed"


def exact_span(reading: Reading, path: Path) -> Span | None:
    """Return the span of what lies at `path`, None where only a parent has one."""
    return reading.spans.get(path)


def take_pairs(
    count_a: int, count_b: int, likeness: Callable[[int, int], float], least: float, most: int
) -> list[tuple[int, int]]:
    """Pair places greedily, the most alike first, of equals those nearest in order.

    Nothing is paired below `least`, nor where there are more than `most` pairs to look at.
    """
    if count_a * count_b > most:
        return []
    tried = [
        (score, i, j)
        for i in range(count_a)
        for j in range(count_b)
        if (score := likeness(i, j)) >= least
    ]
    tried.sort(key=lambda t: (-t[0], abs(t[1] - t[2]), t[1]))
    return sorted(take_best((i, j) for _, i, j in tried).items())

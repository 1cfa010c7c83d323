"""Which row is which row, and which column which column: by key, then by numbers, then by words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from cardkit.diff.align import overlap, take_best
from cardkit.diff.tables.labels import NEAR, Label, clash, digits, nearness
from cardkit.diff.tables.sheet import Line, Sheet, sheet_of
from cardkit.diff.tables.values import Value, fingerprints

SAME_NUMBERS = 0.5
"""Share of numbers in common from which a row or column of another name is the same."""
_MIN_NUMBERS = 2
"""One number in common is a coincidence, two are a row."""
MAX_WORK = 2_000_000
"""Numbers compared to pair the lines of two tables, some seconds; beyond, key and order decide."""
_MAX_IN_ORDER = 300
"""Lines left over on either side that are paired by the order of equal numbers."""
_PER_PAIR = 4
"""What a pair of lines costs before any of its numbers is looked at, in numbers."""

_TEXT = "="

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Alignment:
    """`rows` and `columns` pair places of `a` with places of `b`; the rest stand on one side.

    `a` and `b` are the sheets in which to look them up: `b` is turned where the other table is
    printed the other way round.
    """

    a: Sheet
    b: Sheet
    rows: tuple[Pair, ...]
    columns: tuple[Pair, ...]
    rows_a: tuple[int, ...]
    rows_b: tuple[int, ...]
    columns_a: tuple[int, ...]
    columns_b: tuple[int, ...]


def align(a: Sheet, b: Sheet, *, by_place: bool = False) -> Alignment:
    """Align two tables that belong together.

    With `by_place`, lines left over are paired where the same numbers follow in the same order, and
    between the same neighbours where as many are left on either side: labels in two languages may
    share no word, and no number if it differs.
    """
    if a.labels != b.labels and not (a.turned or b.turned):
        a, b = (sheet_of(s.table, max(a.labels, b.labels)) or s for s in (a, b))
    if _common(a.rows, b.columns) + _common(a.columns, b.rows) > _common(a.rows, b.rows) + _common(
        a.columns, b.columns
    ):
        b = b.transposed()
    rows = _aligned(a.rows, b.rows, _row_prints(a), _row_prints(b), by_place)
    columns = _aligned(
        a.columns, b.columns, _column_prints(a, rows, 0), _column_prints(b, rows, 1), by_place
    )
    return Alignment(
        a,
        b,
        tuple(rows),
        tuple(columns),
        _left(len(a.rows), [i for i, _ in rows]),
        _left(len(b.rows), [j for _, j in rows]),
        _left(len(a.columns), [i for i, _ in columns]),
        _left(len(b.columns), [j for _, j in columns]),
    )


def _common(a: Sequence[Line], b: Sequence[Line]) -> int:
    keys = Counter(line.label.key for line in a if line.label.key)
    return (keys & Counter(line.label.key for line in b if line.label.key)).total()


def _left(count: int, taken: Sequence[int]) -> tuple[int, ...]:
    gone = set(taken)
    return tuple(i for i in range(count) if i not in gone)


def _row_prints(sheet: Sheet) -> list[Counter[str]]:
    return [Counter(f for value in row for f in _prints(value)) for row in sheet.values]


def _prints(value: Value) -> Iterator[str]:
    """Yield the numbers of a cell, and behind a mark the whole of one that is text."""
    yield from fingerprints(value)
    if value.kind == "text":
        yield f"{_TEXT}{value.key}"


def _numbers(prints: Counter[str]) -> Counter[str]:
    return Counter({f: n for f, n in prints.items() if _TEXT not in f})


def _column_prints(sheet: Sheet, rows: Sequence[Pair], side: int) -> list[Counter[str]]:
    """Return the numbers of each column, each with the pair of rows it stands in."""
    return [
        Counter(
            f"{place}:{f}"
            for place, pair in enumerate(rows)
            for f in _prints(sheet.values[pair[side]][c])
        )
        for c in range(len(sheet.columns))
    ]


def _aligned(
    a: Sequence[Line],
    b: Sequence[Line],
    prints_a: Sequence[Counter[str]],
    prints_b: Sequence[Counter[str]],
    by_place: bool,
) -> list[Pair]:
    if len(a) == len(b) == 1 and not (a[0].label.key or b[0].label.key):
        return [(0, 0)]  # one line of values under their headings
    found: dict[int, int] = {}
    numbers_a, numbers_b = (list(map(_numbers, prints)) for prints in (prints_a, prints_b))
    likeness = _Likeness(a, b, prints_a, prints_b, numbers_a, numbers_b)
    _by_key(a, b, likeness, found)
    for score, least in ((likeness.by_numbers, SAME_NUMBERS), (likeness.by_label, NEAR)):
        _greedily(likeness, score, least, found)
    if by_place:
        _in_one_order(likeness, found)
        _between_neighbours(a, b, found)
    return sorted(found.items())


@dataclass(frozen=True, slots=True)
class _Likeness:
    a: Sequence[Line]
    b: Sequence[Line]
    prints_a: Sequence[Counter[str]]
    prints_b: Sequence[Counter[str]]
    numbers_a: Sequence[Counter[str]]
    numbers_b: Sequence[Counter[str]]

    def is_affordable(self, pairs: int) -> bool:
        """Say whether so many pairs of lines can be compared by content."""
        prints = (*self.prints_a, *self.prints_b)
        width = sum(map(len, prints)) // max(len(prints), 1)
        return pairs * (width + _PER_PAIR) <= MAX_WORK

    def contents(self, i: int, j: int) -> float:
        """Return the share of cells in common, texts and numbers alike."""
        return overlap(self.prints_a[i], self.prints_b[j])

    def numbers(self, i: int, j: int) -> float:
        """Return the share of numbers in common."""
        return overlap(self.numbers_a[i], self.numbers_b[j])

    def by_numbers(self, i: int, j: int) -> float:
        """Two known names that differ are two things, whatever their numbers."""
        if _known_apart(self.a[i].label, self.b[j].label) or _apart(self.a[i], self.b[j]):
            return 0.0
        if (self.numbers_a[i] & self.numbers_b[j]).total() < _MIN_NUMBERS:
            return 0.0
        return self.numbers(i, j)

    def by_label(self, i: int, j: int) -> float:
        """Names whose digits differ (`Llama2-7B`, `Llama2-13B`) are two models' names."""
        left, right = self.a[i].label, self.b[j].label
        if _known_apart(left, right) or digits(left) != digits(right):
            return 0.0
        if _apart(self.a[i], self.b[j]):
            return 0.0
        return nearness(left, right) + 0.01 * self.numbers(i, j)


def _apart(a: Line, b: Line) -> bool:
    """Say whether two lines stand in groups that are not one: below two different models."""
    if a.continues or b.continues:
        return a.group.key != b.group.key and a.group.tokens != b.group.tokens
    return clash(a.group, b.group)


def _by_key(
    a: Sequence[Line], b: Sequence[Line], likeness: _Likeness, found: dict[int, int]
) -> None:
    """Pair lines of one key; of several those of one group, then of most cells alike."""
    left, right = _places(a), _places(b)
    shared = [(places, right[key]) for key, places in left.items() if key in right]
    if not likeness.is_affordable(sum(len(places) * len(others) for places, others in shared)):
        found.update(
            pair for places, others in shared for pair in zip(places, others, strict=False)
        )
        return
    taken = set(found.values())
    for places, others in shared:
        ranked = sorted(
            (
                (a[i].group.key == b[j].group.key, likeness.contents(i, j), i, j)
                for i in places
                for j in others
                if len(places) == len(others) == 1 or not _apart(a[i], b[j])
            ),
            key=lambda t: (not t[0], -t[1], t[2], t[3]),
        )
        take_best(((i, j) for _, _, i, j in ranked), found, taken)


def _places(lines: Sequence[Line]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        if line.label.key:
            found[line.label.key].append(i)
    return found


def _greedily(
    likeness: _Likeness, score: Callable[[int, int], float], least: float, found: dict[int, int]
) -> None:
    rest_a = _left(len(likeness.a), list(found))
    rest_b = _left(len(likeness.b), list(found.values()))
    if not likeness.is_affordable(len(rest_a) * len(rest_b)):
        return
    tried = [(s, i, j) for i in rest_a for j in rest_b if (s := score(i, j)) >= least]
    tried.sort(key=lambda t: (-t[0], t[1], t[2]))
    take_best(((i, j) for _, i, j in tried), found)


def _in_one_order(likeness: _Likeness, found: dict[int, int]) -> None:
    """Pair lines left over that hold the very same numbers in the same order of lines.

    A row with one number and a label in the other language shows no other sign of its partner.
    """
    a, b = likeness.a, likeness.b
    rest_a, rest_b = _left(len(a), list(found)), _left(len(b), list(found.values()))
    if max(len(rest_a), len(rest_b)) > _MAX_IN_ORDER:
        return
    numbers_a = [frozenset(likeness.numbers_a[i].items()) for i in rest_a]
    numbers_b = [frozenset(likeness.numbers_b[j].items()) for j in rest_b]
    matcher = SequenceMatcher(None, numbers_a, numbers_b, autojunk=False)
    for start_a, start_b, size in matcher.get_matching_blocks():
        for i, j in zip(rest_a[start_a:][:size], rest_b[start_b:][:size], strict=True):
            if likeness.numbers_a[i] and not _two_things(a[i], b[j]):
                found[i] = j


def _between_neighbours(a: Sequence[Line], b: Sequence[Line], found: dict[int, int]) -> None:
    anchors = [(-1, -1), *_rising(sorted(found.items())), (len(a), len(b))]
    taken = set(found.values())
    for (i0, j0), (i1, j1) in pairwise(anchors):
        left = [i for i in range(i0 + 1, i1) if i not in found]
        right = [j for j in range(j0 + 1, j1) if j not in taken]
        if len(left) == len(right):
            pairs = zip(left, right, strict=True)
            found.update((i, j) for i, j in pairs if not _two_things(a[i], b[j]))


def _known_apart(a: Label, b: Label) -> bool:
    """Say whether both are ids of one kind: a task and a column's name may still be one thing."""
    return a.known and b.known and a.key.partition(":")[0] == b.key.partition(":")[0]


def _two_things(a: Line, b: Line) -> bool:
    numbers = {digits(a.label), digits(b.label)} - {frozenset()}
    return _known_apart(a.label, b.label) or _apart(a, b) or len(numbers) > 1


def _rising(pairs: Sequence[Pair]) -> list[Pair]:
    """Return pairs whose order is the same on both sides; each that steps back is left out."""
    kept: list[Pair] = []
    for pair in pairs:
        if not kept or pair[1] > kept[-1][1]:
            kept.append(pair)
    return kept

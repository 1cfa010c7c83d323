"""Which cells of two tables surely stand in one place: nothing is claimed of any other.

A row paired with the wrong row differs in most of its cells. That is no eight contradictions but
one misalignment, so each pair of rows and columns, and the table as a whole, must show by names or
by what agrees that it belongs together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from cardkit.diff.tables.alignment import Alignment, Pair
from cardkit.diff.tables.cells import CellRelation, is_scaled, relate
from cardkit.diff.tables.labels import digits, is_chinese
from cardkit.diff.tables.sheet import Line

_MOST_AGREE = 0.7
"""Share of a table that agrees from which the order of its rows is evidence too."""
_HALF = 0.5
_FEW = 6
"""Cells of a table so small that half of them may differ without its being another table."""
_WHOLE_LINE = 3
"""Cells that differ, more than agree, from which a row or column differs as such."""


@dataclass(frozen=True, slots=True)
class LineDifference:
    """A row, column or table of one name in which most values differ; `differ` of `compared`."""

    axis: Literal["row", "column", "table"]
    pair: Pair
    differ: int
    compared: int


@dataclass(frozen=True)
class Judged:
    """What can be claimed of two tables.

    `relations` holds each cell of sound rows and columns by its pair of rows and of columns; those
    of `whole` lines are left out. `loose` are pairs of lines that turned out to be none. `sound`
    is False where the tables show too little in common; nothing else is then filled.
    """

    sound: bool
    relations: dict[tuple[Pair, Pair], CellRelation]
    whole: tuple[LineDifference, ...] = ()
    loose_rows: tuple[Pair, ...] = ()
    loose_columns: tuple[Pair, ...] = ()


def judge(alignment: Alignment, vouched: Collection[tuple[str, Pair]] = ()) -> Judged:
    """Sort out which lines and cells of two aligned tables can be compared.

    `vouched` names lines (`("row", pair)`) that other evidence has paired.
    """
    cells = _relations(alignment)
    a, b = alignment.a, alignment.b
    columns = _named(a.columns, b.columns, alignment.columns) | _vouched(vouched, "column")
    loose_columns = _loose(alignment.columns, columns, cells, 1)
    loose_columns -= _in_place(a.columns, b.columns, loose_columns, _share(cells.values()))
    cells = {at: found for at, found in cells.items() if at[1] not in loose_columns}
    rows = _named(a.rows, b.rows, alignment.rows) | _vouched(vouched, "row")
    loose_rows = _loose(alignment.rows, rows, cells, 0)
    loose_rows -= _in_place(a.rows, b.rows, loose_rows, _share(cells.values()))
    cells = {at: found for at, found in cells.items() if at[0] not in loose_rows}
    agree, differ = _counts(cells.values())
    if not agree + differ:
        return Judged(False, {})
    if agree < _HALF * (agree + differ):
        alike = rows.issuperset(alignment.rows) and columns.issuperset(alignment.columns)
        if not alike or _has_rest(alignment):
            return Judged(False, {})
        if agree + differ > _FEW:
            return Judged(True, {}, (LineDifference("table", (0, 0), differ, agree + differ),))
    cells, whole_rows = _without_whole(cells, 0, rows)
    cells, whole_columns = _without_whole(cells, 1, columns)
    whole = [LineDifference("row", *line) for line in whole_rows]
    whole += [LineDifference("column", *line) for line in whole_columns]
    return Judged(
        True, cells, tuple(whole), tuple(sorted(loose_rows)), tuple(sorted(loose_columns))
    )


Cells = dict[tuple[Pair, Pair], CellRelation]
"""By the pair of rows and the pair of columns."""


def _relations(alignment: Alignment) -> Cells:
    a, b = alignment.a.values, alignment.b.values
    cells: Cells = {}
    scaled: list[tuple[Pair, Pair]] = []
    for i, j in alignment.rows:
        for k, m in alignment.columns:
            at = (i, j), (k, m)
            cells[at] = relate(a[i][k], b[j][m])
            if cells[at] in ("same", "rounded") and is_scaled(a[i][k], b[j][m]):
                scaled.append(at)
    cells.update(dict.fromkeys(_not_meant(cells, scaled), "contradiction"))
    return cells


def _not_meant(cells: Cells, scaled: Collection[tuple[Pair, Pair]]) -> list[tuple[Pair, Pair]]:
    """Return cells that agree as fraction and percentage in a column that is printed alike.

    Of a table with one row the row decides.
    """
    if not scaled:
        return []
    axis = 1 if len({row for row, _ in cells}) > 1 else 0
    agree = Counter(at[axis] for at, found in cells.items() if found in ("same", "rounded"))
    odd = Counter(at[axis] for at in scaled)
    return [at for at in scaled if odd[at[axis]] * 2 < agree[at[axis]]]


def _vouched(vouched: Collection[tuple[str, Pair]], axis: str) -> set[Pair]:
    return {pair for told, pair in vouched if told == axis}


def _has_rest(alignment: Alignment) -> bool:
    return bool(alignment.rows_a or alignment.rows_b or alignment.columns_a or alignment.columns_b)


def _counts(relations: Collection[CellRelation]) -> tuple[int, int]:
    """Return how many cells agree, digits aside, and how many contradict each other."""
    counts = Counter(relations)
    return counts["same"] + counts["rounded"], counts["contradiction"]


def _share(relations: Collection[CellRelation]) -> float:
    agree, differ = _counts(relations)
    return agree / (agree + differ) if agree + differ else 0.0


def _named(a: Sequence[Line], b: Sequence[Line], pairs: Sequence[Pair]) -> set[Pair]:
    """Return the pairs of one name, which no other line of either side bears."""
    counts = [Counter((line.label.key, line.group.key) for line in lines) for lines in (a, b)]
    return {
        (i, j)
        for i, j in pairs
        if a[i].label.key == b[j].label.key != ""
        and counts[0][a[i].label.key, a[i].group.key] == 1
        and counts[1][b[j].label.key, b[j].group.key] == 1
    }


def _loose(pairs: Sequence[Pair], named: Collection[Pair], cells: Cells, axis: int) -> set[Pair]:
    """Return pairs without a name in common, in which no half of the cells agrees."""
    by_line = _by_line(cells, axis)
    loose = set()
    for pair in pairs:
        if pair in named:
            continue
        relations = by_line.get(pair, [])
        agree, differ = _counts(relations)
        if agree < differ or (not agree and "gap" in relations):
            loose.add(pair)
    return loose


def _by_line(cells: Cells, axis: int) -> dict[Pair, list[CellRelation]]:
    found: dict[Pair, list[CellRelation]] = {}
    for at, relation in cells.items():
        found.setdefault(at[axis], []).append(relation)
    return found


def _in_place(
    a: Sequence[Line], b: Sequence[Line], pairs: Collection[Pair], agree: float
) -> set[Pair]:
    """Return pairs that stand in one place of tables that agree, and bear a name in Chinese.

    `Memory` and 显存 share no letter; where all around them agrees, the place speaks for them.
    """
    if agree < _MOST_AGREE or len(a) != len(b):
        return set()
    return {
        (i, j)
        for i, j in pairs
        if i == j
        and is_chinese(a[i].label) != is_chinese(b[j].label)
        and digits(a[i].label) == digits(b[j].label)
        and not (a[i].label.known and b[j].label.known)
    }


def _without_whole(
    cells: Cells, axis: int, named: Collection[Pair]
) -> tuple[Cells, list[tuple[Pair, int, int]]]:
    """Take out the lines in which most values differ; return what is left, and those of one name.

    Each comes with how many values differ, and of how many.
    """
    told: list[tuple[Pair, int, int]] = []
    gone: set[Pair] = set()
    for pair, relations in _by_line(cells, axis).items():
        agree, differ = _counts(relations)
        if differ >= _WHOLE_LINE and differ > agree:
            gone.add(pair)
            if pair in named:
                told.append((pair, differ, agree + differ))
    return {at: found for at, found in cells.items() if at[axis] not in gone}, told

"""What the tables of two cards of one model say of each other, worked out once for a pair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from cardkit.bind.grid import MAX_CELLS
from cardkit.bind.reading import Reading
from cardkit.diff.pair import CardPair, Side, remembered_of_pair
from cardkit.diff.tables.alignment import Alignment, Pair, align
from cardkit.diff.tables.evidence import Judged, judge
from cardkit.diff.tables.naming import Axis, in_both, names_of
from cardkit.diff.tables.pairing import pair_tables
from cardkit.diff.tables.sheet import Line, Sheet, sheet_of
from cardkit.diff.tables.task_lines import TaskPair, with_tasks
from cardkit.source.blocks import Table, walk
from cardkit.source.span import Span
from cardkit.text import Language, Text

MAX_TABLES = 100
"""Tables of one card that are looked at; `TableAgreement.left_out` counts the rest."""


@dataclass(frozen=True)
class TablePairing:
    """Two tables that belong together: how their lines pair, and what of that is sure."""

    alignment: Alignment
    judged: Judged
    tasks: tuple[TaskPair, ...] = ()
    language_of_a: Language | None = None

    @property
    def a(self) -> Sheet:
        """The table of the first card."""
        return self.alignment.a

    @property
    def b(self) -> Sheet:
        """The table of the second card, turned where it is printed the other way round."""
        return self.alignment.b

    def sheet(self, side: Side) -> Sheet:
        """Return the table of one side."""
        return self.alignment.a if side == "a" else self.alignment.b

    def lines(self, side: Side, axis: Axis) -> tuple[Line, ...]:
        """Return the rows or the columns of one side."""
        sheet = self.sheet(side)
        return sheet.rows if axis == "row" else sheet.columns

    def name(self, axis: Axis, places: Pair) -> Text:
        """Return what messages call two lines that belong together."""
        a, b = self.names["a", axis][places[0]], self.names["b", axis][places[1]]
        return in_both(a, b, self.language_of_a)

    @cached_property
    def names(self) -> Mapping[tuple[Side, Axis], tuple[Text, ...]]:
        """What each row and column is called in its own card."""
        return {
            ("a", "row"): names_of("row", self.a.rows),
            ("a", "column"): names_of("column", self.a.columns),
            ("b", "row"): names_of("row", self.b.rows),
            ("b", "column"): names_of("column", self.b.columns),
        }


@dataclass(frozen=True, slots=True)
class Oversized:
    """A table beyond all measure, or all tables behind the first `MAX_TABLES` (`tables` > 0)."""

    side: Side
    span: Span
    tables: int = 0


@dataclass(frozen=True)
class TableAgreement:
    """The pairs of tables, and the tables that stand in one card only."""

    pairs: tuple[TablePairing, ...]
    only_a: tuple[Sheet, ...]
    only_b: tuple[Sheet, ...]
    oversized: tuple[Oversized, ...] = ()


@remembered_of_pair
def table_agreement(pair: CardPair) -> TableAgreement:
    """Pair the tables of two cards and compare them. Tables of a YAML record are not looked at."""
    a, over_a = _sheets(pair.a, "a")
    b, over_b = _sheets(pair.b, "b")
    pairing = pair_tables(a, b)
    return TableAgreement(
        tuple(_compared(a[p.a], b[p.b], pair.a.language) for p in pairing.pairs),
        tuple(a[i] for i in pairing.only_a),
        tuple(b[j] for j in pairing.only_b),
        (*over_a, *over_b),
    )


def _compared(a: Sheet, b: Sheet, language_of_a: Language | None) -> TablePairing:
    alignment, tasks = with_tasks(align(a, b, by_place=True))
    judged = judge(alignment, [(task.axis, (task.a, task.b)) for task in tasks])
    return TablePairing(alignment, judged, tasks, language_of_a)


def _sheets(reading: Reading, side: Side) -> tuple[list[Sheet], list[Oversized]]:
    if reading.kind != "markdown":
        return [], []
    tables = list(_tables(reading))
    over = [Oversized(side, t.span) for t in tables[:MAX_TABLES] if _cells(t) > MAX_CELLS]
    if len(tables) > MAX_TABLES:
        over.append(Oversized(side, tables[MAX_TABLES].span, len(tables) - MAX_TABLES))
    return [s for t in tables[:MAX_TABLES] if (s := sheet_of(t)) is not None], over


def _tables(reading: Reading) -> Iterator[Table]:
    for section in reading.document.body.sections:
        for block in walk(section.blocks):
            if isinstance(block, Table):
                yield block


def _cells(table: Table) -> int:
    return table.width * (len(table.header) + len(table.rows))

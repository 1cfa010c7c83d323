"""Every way to cut a row into cells of given kinds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cardkit.bind.flattened.budget import Budget
from cardkit.bind.flattened.cells import CellKind, ends

MAX_READINGS = 1000
MAX_ROW = 400

Cut = tuple[int, int]
Reading = tuple[Cut, ...]
"""Where each cell of a row begins and ends."""


class TooMany(Exception):
    """A row has more readings than anybody could look at."""


def readings(
    row: str,
    kinds: Sequence[CellKind],
    budget: Budget,
    fits: Callable[[int, str], bool],
) -> list[Reading]:
    """Return every way to cut `row` into one cell for each of `kinds`.

    `fits` says of a column and a cell whether the cell can stand there. Raises TooMany beyond
    `MAX_READINGS` and for a row longer than `MAX_ROW`, Exhausted when the budget is spent.
    """
    if len(row) > MAX_ROW:
        raise TooMany
    return _Search(row, kinds, budget, fits).rest(0, 0)


@dataclass(slots=True)
class _Search:
    row: str
    kinds: Sequence[CellKind]
    budget: Budget
    fits: Callable[[int, str], bool]
    known: dict[tuple[int, int], list[Reading]] = field(default_factory=dict)

    def rest(self, at: int, column: int) -> list[Reading]:
        """Return the readings of `row[at:]` from `column` on; each is found once."""
        if column == len(self.kinds):
            return [()] if at == len(self.row) else []
        if (at, column) not in self.known:
            self.known[at, column] = self._find(at, column)
        return self.known[at, column]

    def _find(self, at: int, column: int) -> list[Reading]:
        found: dict[Reading, None] = {}
        for end in ends(self.kinds[column], self.row, at):
            self.budget.spend()
            if not self.fits(column, self.row[at:end]):
                continue
            following = end
            while self.row.startswith(" ", following):
                following += 1
            for rest in self.rest(following, column + 1):
                found[((at, end), *rest)] = None
            if len(found) > MAX_READINGS:
                raise TooMany
        self.budget.spend(len(found))
        return list(found)

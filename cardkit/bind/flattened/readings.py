"""Every way to cut a row into cells of given kinds."""

from __future__ import annotations

from collections.abc import Sequence

from cardkit.bind.flattened.cells import CellKind, ends

MAX_READINGS = 4000
MAX_ROW = 400

Cut = tuple[int, int]
Reading = tuple[Cut, ...]
"""Where each cell of a row begins and ends."""


class TooMany(Exception):
    """A row has more readings than anybody could look at."""


def readings(row: str, kinds: Sequence[CellKind], decimals: int | None = None) -> list[Reading]:
    """Return every way to cut `row` into one cell for each of `kinds`.

    `decimals` is the number of printed decimals of every score; None leaves it open. Raises TooMany
    beyond `MAX_READINGS` and for a row longer than `MAX_ROW`.
    """
    if len(row) > MAX_ROW:
        raise TooMany
    known: dict[tuple[int, int], list[Reading]] = {}
    return _from(row, 0, kinds, 0, decimals, known)


def _from(  # noqa: PLR0913 - the state of one search
    row: str,
    at: int,
    kinds: Sequence[CellKind],
    column: int,
    decimals: int | None,
    known: dict[tuple[int, int], list[Reading]],
) -> list[Reading]:
    """Return the readings of `row[at:]` from `column` on; `known` remembers them by place."""
    if column == len(kinds):
        return [()] if at == len(row) else []
    if (at, column) in known:
        return known[at, column]
    found: dict[Reading, None] = {}
    for end in ends(kinds[column], row, at, decimals):
        following = end
        while following < len(row) and row[following] == " ":
            following += 1
        for rest in _from(row, following, kinds, column + 1, decimals, known):
            found[((at, end), *rest)] = None
            if len(found) > MAX_READINGS:
                raise TooMany
    known[at, column] = list(found)
    return known[at, column]

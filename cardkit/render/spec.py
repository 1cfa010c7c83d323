"""The spec table: labels over one row of values."""

from __future__ import annotations

from cardkit.render.escape import Markdown
from cardkit.render.facts import Facts
from cardkit.render.grid import Grid

_MIN_COLUMNS = 2


def spec_grid(spec: Facts) -> Grid | None:
    """Lay the facts out side by side; None for fewer than two, which are lines of a list."""
    if len(spec.entries) < _MIN_COLUMNS:
        return None
    return Grid(
        headers=tuple(entry.label for entry in spec.entries),
        right=(False,) * len(spec.entries),
        rows=(tuple(Markdown(entry.value.replace("|", r"\|")) for entry in spec.entries),),
    )

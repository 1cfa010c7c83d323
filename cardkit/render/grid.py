"""A table of a card: header texts, alignment, and finished cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cardkit.render import escape
from cardkit.render.escape import Markdown


@dataclass(frozen=True, slots=True)
class Grid:
    """`headers` are plain text, `right` says which columns hold numbers, cells are Markdown."""

    headers: tuple[str, ...]
    right: tuple[bool, ...]
    rows: tuple[tuple[Markdown, ...], ...]

    def markdown(self) -> str:
        """Return the table as the template writes it."""
        lines = [
            _line([escape.cell(header) for header in self.headers]),
            _line(["---:" if right else "---" for right in self.right]),
            *(_line(row) for row in self.rows),
        ]
        return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "|" + "".join(f" {cell} |" for cell in cells)

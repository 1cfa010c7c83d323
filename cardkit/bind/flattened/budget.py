"""How much work a page may cause: finding tables is search, and a text may be made to be slow."""

from __future__ import annotations

PAGE_STEPS = 2_000_000
"""Some seconds; the page of a card of fifty scores takes a tenth of it at most."""


class Exhausted(Exception):
    """The work allowed for this page is done; what is not recovered by now stays text."""


class Budget:
    """Counts steps of work down."""

    def __init__(self, steps: int = PAGE_STEPS) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> None:
        """Take steps off. Raises Exhausted when none are left."""
        if self.left < steps:
            self.left = 0
            raise Exhausted
        self.left -= steps

"""How much was scored, how fast, and how much was saved: the figures of the live table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Figures:
    """Running totals since the scorer was made.

    `fed` are positions that the model computed, padding and the self-check left out; `naive` those
    that one sequence for each request would take, without padding. Times are seconds, `cpu` those
    of the process over all threads.
    """

    items: int = 0
    refused: int = 0
    fed: int = 0
    naive: int = 0
    seconds: float = 0.0
    cpu: float = 0.0

    @property
    def items_a_second(self) -> float:
        """Return the items done a second of wall time, 0 before the first."""
        return self.items / self.seconds if self.seconds else 0.0

    @property
    def tokens_a_second(self) -> float:
        """Return the positions computed a second of wall time, 0 before the first."""
        return self.fed / self.seconds if self.seconds else 0.0

    @property
    def saved(self) -> float:
        """Return how many times fewer positions were computed than one by one; 1 for none."""
        return self.naive / self.fed if self.fed else 1.0

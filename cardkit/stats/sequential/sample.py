"""What has been seen of a population, and what it says of the true score at any time."""

from __future__ import annotations

from cardkit.stats.sequential.interval import UNIFORM, History, Prior, count_interval
from cardkit.stats.sequential.population import Population


class Sample:
    """Answers in the order in which the items were drawn; `prior` is that of the interval.

    `right_weight`, `wrong_weight` and `left` are the weights of the right and the wrong answers and
    of what is not drawn yet.
    """

    __slots__ = (
        "_drawn",
        "_history",
        "left",
        "population",
        "prior",
        "right",
        "right_weight",
        "seen",
    )

    def __init__(self, population: Population, prior: Prior = UNIFORM) -> None:
        self.population, self.prior = population, prior
        self.seen, self.right, self.right_weight = 0, 0, 0
        self.left = population.total
        self._drawn = bytearray(population.items)
        self._history = None if population.is_even else History(prior)

    def add(self, item: int, is_right: bool) -> int:
        """Take the answer to an item and return what the item weighs.

        Raises ValueError for an item that was there before, IndexError for one that is not there.
        """
        population = self.population
        weight = population.weights[population.category(item)]
        if self._drawn[item]:
            raise ValueError(f"item {item} was answered before")
        self._drawn[item] = 1
        if self._history is not None:
            total = population.total
            self._history.add(is_right, self.right_weight / total, self.left / total)
        self.seen += 1
        self.left -= weight
        if is_right:
            self.right += 1
            self.right_weight += weight
        return weight

    @property
    def wrong_weight(self) -> int:
        """The weight of the wrong answers."""
        return self.population.total - self.left - self.right_weight

    @property
    def observed(self) -> float | None:
        """The most likely score, a fraction of 1, exact on a full run; None before any answer."""
        if not self.seen:
            return None
        if self._history is None:
            return self.right / self.seen
        return self._history.most_likely(*self._possible())

    def interval(self, alpha: float) -> tuple[float, float]:
        """Return a range that holds the true score with chance 1 - alpha, at all times together."""
        if self._history is not None:
            return self._history.interval(*self._possible(), alpha)
        n = self.population.items
        low, high = count_interval(n, self.right, self.seen - self.right, alpha, self.prior)
        return low / n, high / n

    def _possible(self) -> tuple[float, float]:
        """Return the least and the most that the score can be, whatever the rest of the answers."""
        total = self.population.total
        return self.right_weight / total, (self.right_weight + self.left) / total

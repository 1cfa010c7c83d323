"""All orders of a small population at once: every path of answers, with its exact chance."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb


@dataclass(frozen=True)
class Path:
    """Categories and answers drawn so far; what is left is not decided."""

    steps: tuple[tuple[int, bool], ...]

    def chance(self, population, rights):
        """Return the chance of this path where `rights` of each category's items are right."""
        left, right = list(population.sizes), list(rights)
        weight_left, chance = population.total, Fraction(1)
        for category, is_right in self.steps:
            weight = population.weights[category]
            those = right[category] if is_right else left[category] - right[category]
            chance *= Fraction(those * weight, weight_left)
            left[category] -= 1
            right[category] -= is_right
            weight_left -= weight
        return chance


def stopped_paths(population, stops):
    """Yield the paths at which `stops(items, answers)` first says so, and what it said.

    `stops` gets the items in order, each the first of its category that is left; a path that is
    never stopped is yielded with the last answer None.
    """

    def follow(steps):
        used = [sum(1 for c, _ in steps if c == category) for category in categories]
        if steps:
            said = stops(_answers(population, steps))
            if said is not None or len(steps) == population.items:
                yield Path(steps), said
                return
        for category, is_right in product(categories, (False, True)):
            if used[category] < population.sizes[category]:
                yield from follow((*steps, (category, is_right)))

    categories = range(len(population.sizes))
    yield from follow(())


def _answers(population, steps):
    next_ = [sum(population.sizes[:category]) for category in range(len(population.sizes))]
    found = []
    for category, is_right in steps:
        found.append((next_[category], is_right))
        next_[category] += 1
    return found


def every_truth(population):
    """Yield the right ones per category in every way, with their weight."""
    for rights in product(*(range(size + 1) for size in population.sizes)):
        pairs = zip(rights, population.weights, strict=True)
        yield rights, sum(right * weight for right, weight in pairs)


def hypergeometric(k, n, right, drawn):
    """Return the exact chance of k right ones."""
    if not 0 <= k <= right or drawn - k > n - right or k > drawn:
        return Fraction(0)
    return Fraction(comb(right, k) * comb(n - right, drawn - k), comb(n, drawn))

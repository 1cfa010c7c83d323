"""The promises of a trial over all orders of small populations: exact, with no chance in the test.

A trial looks after every item and stops whenever it likes, so these are the chances of ever being
wrong, however often one peeks.
"""

from collections import defaultdict
from fractions import Fraction

import pytest

from cardkit.stats.sequential.design import Design
from cardkit.stats.sequential.operating import operating
from cardkit.stats.sequential.population import Population
from cardkit.stats.sequential.trial import Trial
from tests.stats.sequential.paths import every_truth, hypergeometric, stopped_paths

HALF = 0.5  # a loose alpha, so that small populations decide at all before they are used up


def decisions(design):
    """Return, for each truth, the exact chance of each decision by a trial of `design`."""

    def stops(answers):
        trial = Trial(design)
        for item, is_right in answers:
            decision = trial.update(item, is_right)
        return decision

    paths = list(stopped_paths(design.population, stops))
    found = {}
    for rights, weight in every_truth(design.population):
        chances = defaultdict(Fraction)
        for path, decision in paths:
            chances[decision] += path.chance(design.population, rights)
        assert sum(chances.values()) == 1
        found[rights] = weight, chances
    return found


def design(sizes, claim, tolerance, margin, alpha=HALF):
    return Design(Population(sizes), *claim, tolerance, margin, alpha)


DESIGNS = [
    design([8], (6, 6), 1, 3),
    design([9], (5, 6), 0, 2, 0.2),
    design([10], (7, 7), 1, 4, 0.3),
    design([11], (3, 3), 1, 4),
    design([12], (8, 9), 1, 3, 0.25),
    design([13], (0, 0), 2, 5),
    design([14], (7, 7), 2, 5, 0.4),
    design([14], (14, 14), 1, 4, 0.2),
    design([2, 4], (6, 6), 1, 3),  # weights 2 and 1 of 8
    design([1, 2, 3], (9, 9), 3, 7),  # weights 6, 3 and 2 of 18
    design([1, 3, 3], (6, 6), 1, 4, 0.3),  # weights 3, 1 and 1 of 9
    design([3, 6], (6, 7), 1, 4, 0.4),  # weights 2 and 1 of 12
]


@pytest.mark.parametrize("design", DESIGNS)
def test_no_truth_is_wronged_more_often_than_alpha(design):
    low, high = design.low - design.tolerance, design.high + design.tolerance
    worst = Fraction(0)
    for weight, chances in decisions(design).values():
        assert None not in chances
        if low <= weight:
            assert chances["contradicted-high"] <= design.alpha / 2 or not design.can_be_too_low
        if weight <= high:
            assert chances["contradicted-low"] <= design.alpha / 2 or not design.can_be_too_high
        if low <= weight <= high:
            wrong = chances["contradicted-high"] + chances["contradicted-low"]
            assert wrong <= design.alpha
            worst = max(worst, wrong)
        if not design.low - design.margin < weight < design.high + design.margin:
            assert chances["consistent"] <= design.alpha
            worst = max(worst, chances["consistent"])
    assert worst > design.alpha / 10  # the bound is one that a worse test would break


@pytest.mark.parametrize("design", [d for d in DESIGNS if len(d.population.sizes) == 1])
def test_operating_follows_the_same_orders(design):
    for (right,), (_, chances) in decisions(design).items():
        found = operating(design, right)
        assert found.contradicted_high == pytest.approx(float(chances["contradicted-high"]))
        assert found.contradicted_low == pytest.approx(float(chances["contradicted-low"]))
        assert found.consistent == pytest.approx(float(chances["consistent"]))


def test_a_test_of_fixed_size_asked_after_each_item_would_be_caught():
    n, null, alpha = 14, 10, Fraction(1, 5)

    def stops(answers):
        right = sum(is_right for _, is_right in answers)
        chance = sum(hypergeometric(k, n, null, len(answers)) for k in range(right + 1))
        return "contradicted" if chance <= alpha else None

    population = Population([n])
    paths = [path for path, said in stopped_paths(population, stops) if said]
    assert sum(path.chance(population, (null,)) for path in paths) > Fraction(3, 2) * alpha

"""The minimal detectable difference has the power that it says, and not much more."""

from decimal import Decimal
from functools import cached_property
from math import inf

import pytest

from cardkit.stats.sequential.design import Design, design_items, design_score
from cardkit.stats.sequential.detectable import POWER, detectable
from cardkit.stats.sequential.operating import operating
from cardkit.stats.sequential.order import order, seed_of
from cardkit.stats.sequential.trial import Trial


class Unconfirmed(Design):
    """The same test without the verdict that ends it early: what would be found by then."""

    @cached_property
    def confirming(self):
        return inf


def unconfirmed(design):
    fields = (design.population, design.low, design.high, design.tolerance, design.margin)
    return Unconfirmed(*fields, design.alpha)


def found_by(design, right, seen):
    undecided = operating(unconfirmed(design), right).undecided
    return 1 - undecided[seen] if seen < len(undecided) else 1


@pytest.mark.parametrize(("n", "seen"), [(100, 40), (100, 80), (1000, 100), (1000, 400)])
@pytest.mark.parametrize("claimed", ["0.800", "0.300"])
def test_it_is_found_with_its_power(n, seen, claimed):
    design = design_score(Decimal(claimed), 3, [n])
    inflation, understatement = detectable(design, seen, n - seen)
    for right, by in (
        (design.low - round(inflation * n), inflation),
        (design.high + round(understatement * n), understatement),
    ):
        assert found_by(design, right, seen) >= POWER
        nearer = round(right + (design.low - right) * 0.2)
        assert by > 0
        assert found_by(design, nearer, seen) < POWER + 0.03


def test_more_items_find_less():
    design = design_score(Decimal("0.800"), 3, [1000])
    found = [detectable(design, t, 1000 - t).inflation for t in range(20, 1001, 20)]
    assert found == sorted(found, reverse=True)
    assert found[-1] == (design.tolerance + 1) / 1000


def test_too_few_find_nothing():
    design = design_score(Decimal("0.800"), 3, [1000])
    assert detectable(design, 0, 1000) == (None, None)
    assert detectable(design, 1, 999) == (None, None)
    assert detectable(design_items([1000]), 300, 700).inflation is None
    assert 0 < detectable(design_items([1000]), 300, 700).understatement < 0.08


def test_a_macro_average_is_approximated():
    """The share that trials find after as many items, within three standard errors of the power."""
    sizes, seen = [100, 200, 400, 900], 250
    design = design_score(Decimal("0.8000"), 4, sizes)
    trial = Trial(unconfirmed(design))
    items = list(order(design.population, seed_of("d", "t", "0")))[:seen]
    left = design.population.total
    left -= sum(design.population.weights[design.population.category(i)] for i in items)
    by = detectable(design, seen, left).inflation
    rates = [0.8 - by + shift for shift in (0.06, 0.03, -0.02, -0.07)]
    bits = [i < round(p * n) for p, n in zip(rates, sizes, strict=True) for i in range(n)]
    found, runs = 0, 150
    for run in range(runs):
        trial = Trial(unconfirmed(design))
        for item, _ in zip(
            order(design.population, seed_of("d", "t", str(run))), range(seen), strict=False
        ):
            if trial.update(item, bits[item]):
                break
        found += trial.decision == "contradicted-high"
    assert found / runs > POWER - 3 * (POWER * (1 - POWER) / runs) ** 0.5

"""Weights of items are whole numbers that sum to the total."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.stats.sequential.population import Population

sizes = st.lists(st.integers(1, 30), min_size=1, max_size=6)


@given(sizes)
def test_every_category_weighs_the_same(sizes):
    population = Population(sizes)
    shares = [s * w for s, w in zip(sizes, population.weights, strict=True)]
    assert len(set(shares)) == 1
    assert sum(shares) == population.total
    assert population.items == sum(sizes)
    assert population.is_even == (len(set(sizes)) == 1)
    assert not population.is_even or population.total == population.items


@given(sizes)
def test_items_lie_in_file_order(sizes):
    population = Population(sizes)
    found = [population.category(i) for i in range(population.items)]
    assert found == [c for c, size in enumerate(sizes) for _ in range(size)]
    for outside in (-1, population.items):
        with pytest.raises(IndexError, match="no item"):
            population.category(outside)


@pytest.mark.parametrize("sizes", [[], [0], [3, 0], [5, -1]])
def test_no_items_no_population(sizes):
    with pytest.raises(ValueError, match="no score"):
        Population(sizes)

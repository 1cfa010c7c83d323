"""Chances without replacement against exact fractions."""

from math import comb, isclose, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.stats.hypergeometric import at_most, log_choose
from tests.stats.sequential.paths import hypergeometric

samples = st.integers(1, 80).flatmap(
    lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(0, n), st.integers(-1, n + 1))
)


@given(samples)
def test_against_the_exact_sum(sample):
    n, right, drawn, k = sample
    expected = float(sum(hypergeometric(i, n, right, drawn) for i in range(k + 1)))
    assert isclose(at_most(k, n, right, drawn), expected, rel_tol=1e-9, abs_tol=1e-13)


def test_a_small_tail_keeps_its_digits():
    assert at_most(0, 1000, 500, 100) == pytest.approx(comb(500, 100) / comb(1000, 100))
    assert at_most(0, 10**6, 5 * 10**5, 4000) == pytest.approx(0, abs=1e-300)


@given(st.integers(0, 300), st.integers(0, 300))
def test_log_choose(a, b):
    n, k = max(a, b), min(a, b)
    assert log_choose(n, k) == pytest.approx(log(comb(n, k)), abs=1e-9)

"""What a printed score claims, and what is tested of it."""

from decimal import Decimal
from fractions import Fraction
from math import ceil, inf, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.stats.attainable import ways
from cardkit.stats.sequential.design import Limits, design_items, design_score

THOUSAND = [1000]


def test_the_defaults():
    d = design_score(Decimal("0.738"), 3, THOUSAND)
    assert (d.low, d.high, d.tolerance, d.margin) == (738, 738, 10, 50)
    assert (d.alpha, d.is_complete, d.is_attainable) == (0.05, False, True)
    assert d.claimed == 0.738
    d = design_items(THOUSAND)
    assert (d.low, d.high, d.tolerance, d.margin) == (0, 0, 20, 50)


@given(st.integers(0, 10**4), st.integers(1, 5000))
def test_the_claim_is_every_count_that_prints_so(a, n):
    printed = Decimal(a).scaleb(-4)
    d = design_score(printed, 4, [n])
    assert d.is_attainable == bool(ways(printed, 4, n))
    assert 0 <= d.low <= d.high <= n
    if d.is_attainable:
        step = Fraction(1, 10**4)
        assert Fraction(printed) - step / 2 <= Fraction(d.low, n)
        assert Fraction(d.high, n) < Fraction(printed) + step
    else:
        assert d.low == d.high
        assert abs(d.low - Fraction(printed) * n) <= Fraction(1, 2)


def test_few_digits_claim_a_wide_range():
    d = design_score(Decimal("0.8"), 1, THOUSAND)
    assert (d.low, d.high) == (750, 899)
    assert not design_score(Decimal("0.5900"), 4, [60]).is_attainable
    assert design_score(Decimal("0.5900"), 4, [60]).low == 35


def test_a_float32_is_read_to_its_digits():
    exact = design_score(Decimal("0.666667"), 6, [3000])
    assert design_score(Decimal("0.66666668653488159"), 17, [3000]) != exact
    printed = design_score(Decimal("0.66666668653488159"), 17, [3000])
    assert (printed.low, printed.high, printed.is_attainable) == (2000, 2000, True)


@pytest.mark.parametrize("n", [1, 32, 61, 100, 150, 1000, 10_000])
def test_a_claim_may_always_be_off_by_two_items(n):
    d = design_score(Decimal("0.5"), 1, [n])
    assert d.tolerance == max(n // 100, 2)
    assert d.margin == max(ceil(n / 20), d.tolerance + 1)
    assert d.is_complete == (n <= 60)


def test_a_macro_average_tolerates_its_heaviest_items():
    d = design_score(Decimal("0.5"), 1, [10, 1000])
    assert d.tolerance == 2 * max(d.population.weights) == 0.1 * d.population.total
    assert d.margin > d.tolerance
    d = design_score(Decimal("0.500"), 3, [100, 1000])
    assert d.tolerance / d.population.total == 0.01
    assert d.low / d.population.total == pytest.approx(0.4995)


def test_thresholds_share_alpha_among_what_is_possible():
    both = design_score(Decimal("0.500"), 3, THOUSAND)
    assert both.refuting == pytest.approx(log(40))
    assert both.confirming == pytest.approx(log(20))
    one = design_items(THOUSAND)
    assert (one.can_be_too_high, one.can_be_too_low) == (False, True)
    assert one.refuting == pytest.approx(log(20))
    assert one.too_high().log_e == -inf
    assert one.not_below().log_e == inf
    top = design_score(Decimal("1.000"), 3, THOUSAND)
    assert (top.can_be_too_high, top.can_be_too_low) == (True, False)
    assert top.not_above().log_e == inf


@given(st.integers(0, 1000), st.integers(0, 3), st.lists(st.integers(1, 300), min_size=1))
def test_alternatives_lie_beyond_their_null(a, decimals, sizes):
    printed = Decimal(a % (10**decimals + 1)).scaleb(-decimals)
    d = design_score(printed, decimals, sizes)
    for evidence in (d.too_high(), d.too_low(), d.not_above(), d.not_below()):
        assert sum(evidence.against.values()) == pytest.approx(1)
        if evidence.log_e == 0:
            assert all(0 <= k < evidence.null for k in evidence.against)


@pytest.mark.parametrize(
    "fields",
    [
        {"tolerance": Decimal("0.05")},
        {"tolerance": Decimal("-0.01")},
        {"margin": Decimal("0.01")},
        {"margin": Decimal("1")},
        {"alpha": 0.0},
        {"alpha": 1.0},
        {"alpha": float("nan")},
    ],
)
def test_limits_that_make_no_sense(fields):
    with pytest.raises(ValueError, match=r"tolerance|alpha"):
        Limits(**fields)


@pytest.mark.parametrize("printed", ["1.01", "-0.1", "73.8"])
def test_a_score_is_a_fraction(printed):
    with pytest.raises(ValueError, match="between 0 and 1"):
        design_score(Decimal(printed), 2, THOUSAND)

"""Which printed scores are k of n: against counting them all, and in every way they are printed."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cardkit.stats.attainable import counts, nearest, nearest_counts, power, ways

MODES = {"rounded": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "truncated": ROUND_DOWN}
WIDE = Context(prec=60)

decimals = st.integers(0, 5)
items = st.integers(1, 3000)
scores = st.builds(lambda a, d: (Decimal(a).scaleb(-d), d), st.integers(0, 120_000), decimals)


def printed(k, n, places, mode):
    return WIDE.divide(Decimal(k), Decimal(n)).quantize(Decimal(1).scaleb(-places), mode, WIDE)


@given(scores, st.integers(1, 400))
@example((Decimal("0.8"), 1), 1000)
@example((Decimal("0.5900"), 4), 60)
def test_counts_are_all_that_print_so(score, n):
    value, places = score
    expected = [
        k for k in range(n + 1) if value in {printed(k, n, places, mode) for mode in MODES.values()}
    ]
    assert counts(value, places, n) == ((expected[0], expected[-1]) if expected else None)


def every_score(n, places):
    return {way: {printed(k, n, places, mode) for k in range(n + 1)} for way, mode in MODES.items()}


@given(items, st.data(), decimals)
def test_what_k_of_n_prints_as_is_accepted(n, data, places):
    k = data.draw(st.integers(0, n))
    for way, mode in MODES.items():
        assert way in ways(printed(k, n, places, mode), places, n)


@pytest.mark.parametrize("n", [1, 2, 3, 7, 8, 32, 60, 64, 99, 100, 101, 160])
@pytest.mark.parametrize("places", [0, 1, 2, 3])
def test_all_else_is_refused(n, places):
    accepted = every_score(n, places)
    for a in range(-1, 10**places + 2):
        value = Decimal(a).scaleb(-places)
        assert ways(value, places, n) == {way for way, of in accepted.items() if value in of}


COUNTED = [(n, d) for n in range(1, 130) for d in range(5)]
COUNTED += [(n, d) for n in (273, 500, 997, 1000, 1319) for d in range(4)]


@pytest.mark.parametrize(("n", "places"), COUNTED)
def test_power_is_the_share_of_refused_scores(n, places):
    accepted = set().union(*every_score(n, places).values())
    assert power(n, places) == (10**places + 1 - len(accepted)) / (10**places + 1)


@pytest.mark.parametrize(
    ("n", "places", "expected"),
    [(100, 3, 0.899), (1172, 4, 0.824), (2376, 4, 0.644), (5153, 4, 0.227), (10042, 4, 0)],
)
def test_power_of_usual_tests(n, places, expected):
    assert power(n, places) == pytest.approx(expected, abs=5e-4)


@given(scores, items)
@example((Decimal("0.4062"), 4), 32)
def test_the_nearest_bracket_the_score(score, n):
    value, places = score
    found = nearest(value, places, n)
    assert 1 <= len(found) <= 2
    assert found == tuple(value for _, value in nearest_counts(value, places, n))
    for k, near in nearest_counts(value, places, n):
        assert near == printed(k, n, places, ROUND_HALF_UP)
    low, high = found[0], found[-1]
    assert low <= value <= high or value > 1 or low == high
    every = {printed(k, n, places, ROUND_HALF_UP) for k in range(n + 1)}
    assert not any(low < other < high for other in every)
    assert (value in found) == (value in every)


def test_the_half_of_a_32nd_is_told_from_truncation():
    assert ways(Decimal("0.4063"), 4, 32) == {"rounded"}
    assert ways(Decimal("0.4062"), 4, 32) == {"half_even", "truncated"}
    assert ways(Decimal("0.5990"), 4, 1172) >= {"rounded"}
    assert not ways(Decimal("0.5990"), 4, 2376)
    assert nearest_counts(Decimal("0.5900"), 4, 60) == (
        (35, Decimal("0.5833")),
        (36, Decimal("0.6000")),
    )


@pytest.mark.parametrize(
    ("value", "places"),
    [("1e300", 0), ("-1e300", 0), ("1e-300", 300), ("0." + "3" * 390, 390), ("-0.5", 1)],
)
@pytest.mark.parametrize("n", [1, 3, 10**12])
def test_no_number_is_too_odd(value, places, n):
    found = ways(Decimal(value), places, n)
    assert (value == "0." + "3" * 390 and n == 3) or not found or value == "1e-300"
    assert nearest(Decimal(value), places, n)
    assert 0 <= power(n, places) <= 1

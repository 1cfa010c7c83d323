"""A trial as the runner uses it."""

from decimal import Decimal
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.stats.sequential.design import Design, Limits, design_score
from cardkit.stats.sequential.detectable import Detectable
from cardkit.stats.sequential.order import order, seed_of
from cardkit.stats.sequential.population import Population
from cardkit.stats.sequential.result import EValues
from cardkit.stats.sequential.trial import Trial

ONE_BY_ONE = Limits(complete_up_to=0)


def score(printed, n, limits=None):
    decimals = len(printed) - 2
    return design_score(Decimal(printed), decimals, [n] if isinstance(n, int) else n, limits)


def run(design, bits):
    """Give the answers in a seeded order, until a decision."""
    trial = Trial(design)
    for item in order(design.population, seed_of("card", "task", "salt")):
        if trial.update(item, bits[item]):
            break
    return trial


def right(n, k):
    return [i % n < k for i in range(n)]


def test_before_any_answer():
    result = Trial(score("0.800", 1000)).result()
    assert (result.decision, result.basis, result.seen, result.items) == (None, "none", 0, 1000)
    assert (result.observed, result.interval) == (None, (0, 1))
    assert result.e_values == EValues(1, 1, 1, 1)
    assert result.detectable == Detectable(None, None)
    assert result.evidence == 1


@pytest.mark.parametrize(
    ("printed", "decision"),
    [("0.800", "consistent"), ("0.900", "contradicted-high"), ("0.650", "contradicted-low")],
)
@pytest.mark.parametrize("sizes", [[1000], [100, 200, 700]])
def test_verdicts(printed, decision, sizes):
    bits = [i % 10 < 8 for size in sizes for i in range(size)]
    trial = run(score(printed, sizes), bits)
    result = trial.result()
    assert (result.decision, result.basis) == (decision, "sample")
    assert result.seen == trial.seen < 700
    assert result.right == trial.right
    low, high = result.interval
    assert low <= 0.8 <= high
    assert low <= result.observed <= high
    assert (result.evidence > 20) == (decision != "consistent")
    with pytest.raises(ValueError, match="already decided"):
        trial.update(0, True)


@given(st.integers(61, 150), st.data())
def test_a_trial_is_its_answers_again(n, data):
    design = score(f"0.{data.draw(st.integers(10, 99))}", n)
    answers = list(enumerate(data.draw(st.lists(st.booleans(), max_size=n))))
    one, other = Trial(design), Trial(design)
    taken = 0
    for item, is_right in answers:
        if one.update(item, is_right):
            break
        taken += 1
    assert other.replay(answers[: one.seen]) == one.decision
    assert other.result() == one.result()
    assert one.seen == min(taken + 1, len(answers))


@pytest.mark.parametrize("n", [1, 2, 5, 32, 60])
@pytest.mark.parametrize("claimed", ["0.00", "0.50", "1.00"])
def test_small_tasks_run_in_full_and_are_decided_exactly(n, claimed):
    design = score(claimed, n)
    assert design.is_complete
    for k in range(n + 1):
        trial = Trial(design)
        for item in range(n):
            decision = trial.update(item, item < k)
            assert (decision is None) == (item < n - 1)
        off = max(design.low - k, k - design.high)
        expected = "contradicted-high" if k < design.low else "contradicted-low"
        assert trial.decision == ("consistent" if off <= design.tolerance else expected)
        assert trial.basis == "complete"
        assert trial.observed == k / n
        assert trial.interval == (k / n, k / n)
        assert trial.evidence in (0, inf)


@given(st.integers(61, 90), st.integers(0, 100), st.data())
def test_every_full_run_is_decided(n, percent, data):
    design = score(f"{percent / 100:.2f}", n)
    k = data.draw(st.integers(0, n))
    bits = data.draw(st.permutations(right(n, k)))
    trial = Trial(design)
    for item, is_right in enumerate(bits):
        if trial.update(item, is_right):
            break
    assert trial.decision is not None
    if trial.basis == "complete":
        off = max(design.low - k, k - design.high)
        assert (trial.decision == "consistent") == (off <= design.tolerance)
    if trial.basis == "certain":
        if trial.decision == "contradicted-high":
            assert k < design.low - design.tolerance
        if trial.decision == "contradicted-low":
            assert k > design.high + design.tolerance
        if trial.decision == "consistent":
            assert design.low - design.margin < k < design.high + design.margin


def test_what_no_rest_can_change_is_certain():
    design = score("0.900", 100, Limits(alpha=1e-30))
    trial = Trial(design)
    for item in range(100):
        if trial.update(item, item % 2 == 0):
            break
    assert (trial.decision, trial.basis) == ("contradicted-high", "certain")
    assert trial.seen - trial.right == 13  # 87 cannot be reached any more; 88 is tolerated
    assert trial.e_values.too_high == inf


def test_between_tolerance_and_margin_a_full_run_contradicts():
    population = Population([100])
    design = Design(population, 80, 80, 2, 5, 0.05, is_complete=True)
    for k, decision in ((78, "consistent"), (77, "contradicted-high"), (83, "contradicted-low")):
        trial = Trial(design)
        assert trial.replay(enumerate(right(100, k))) == decision


def test_a_macro_average_is_not_k_of_n():
    """Nine tenths of the items are right; the mean of the categories is a half."""
    sizes = [100, 900]
    bits = [False] * 100 + [True] * 900
    assert run(score("0.500", sizes), bits).decision == "consistent"
    assert run(score("0.900", sizes), bits).decision == "contradicted-high"
    assert run(score("0.900", [1000]), bits).decision == "consistent"


@pytest.mark.parametrize("sizes", [[3, 2], [30, 5, 7, 18]])
def test_a_full_macro_average_is_exact(sizes):
    bits = [i % 3 > 0 for i in range(sum(sizes))]
    starts = [sum(sizes[:c]) for c in range(len(sizes))]
    scores = [sum(bits[a : a + n]) / n for a, n in zip(starts, sizes, strict=True)]
    exact = sum(scores) / len(scores)
    trial = run(score(f"{exact:.4f}", sizes), bits)
    assert (trial.decision, trial.basis) == ("consistent", "complete")
    assert trial.observed == pytest.approx(exact)
    assert trial.interval == pytest.approx((exact, exact))


@pytest.mark.parametrize(
    ("items", "error", "message"),
    [((3, 3), ValueError, "before"), ((100,), IndexError, "no item"), ((-1,), IndexError, "item")],
)
def test_an_item_is_answered_once_and_exists(items, error, message):
    trial = Trial(score("0.80", 100))
    with pytest.raises(error, match=message):
        trial.replay([(item, True) for item in items])
    assert trial.seen == len(items) - 1


def test_e_values_fit_a_float():
    design = Design(Population([100_000]), 90_000, 90_000, 1000, 5000, 1e-300, is_complete=True)
    trial = Trial(design)
    for item in range(9000):
        trial.update(item, False)
    assert 1e308 < trial.e_values.too_high < inf
    assert trial.e_values.too_low == 0

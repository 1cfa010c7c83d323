"""Chances of error and items to a verdict, exact for real sizes; trials that agree with them."""

from decimal import Decimal
from math import exp, sqrt
from random import Random

import pytest

from cardkit.stats.sequential.design import Limits, design_items, design_score
from cardkit.stats.sequential.operating import operating
from cardkit.stats.sequential.trial import Trial

SIZES = (32, 100, 1000, 10_000)
ALPHAS = (0.05, 0.05 / 22)


def design(n, alpha=0.05, p="0.8000"):
    limits = Limits(alpha=alpha, complete_up_to=0)
    return design_score(Decimal(p), 4, [n], limits)


CLAIMS = [(n, p) for n in SIZES[:3] for p in ("0.8000", "0.5000", "0.0400", "0.9700")]
CLAIMS += [(10_000, "0.8000"), (10_000, "0.9700")]


@pytest.mark.parametrize(("n", "p"), CLAIMS)
@pytest.mark.parametrize("alpha", ALPHAS)
def test_errors_stay_below_alpha(n, p, alpha):
    d = design(n, alpha, p)
    low, high = d.low - d.tolerance, d.high + d.tolerance
    for right in {max(low, 0), min(high, n)}:
        found = operating(d, right)
        assert found.contradicted_high + found.contradicted_low <= alpha
    for right in {d.low - d.margin, d.high + d.margin}:
        if 0 <= right <= n:
            assert operating(d, right).consistent <= alpha


@pytest.mark.parametrize("n", SIZES[1:])
def test_the_bounds_are_used_and_not_wasted(n):
    """At the edges the errors come near alpha: a test that errs less often takes more items."""
    d = design(n)
    assert operating(d, d.low - d.margin).consistent > 0.7 * d.alpha
    if n > 100:
        edge = operating(d, d.low - d.tolerance)
        assert edge.contradicted_high > 0.7 * d.alpha / 2


@pytest.mark.parametrize("n", SIZES)
def test_every_order_is_decided(n):
    d = design(n)
    for right in (d.low, d.low - d.margin // 2, d.low - d.margin, n // 2):
        found = operating(d, right)
        decided = found.contradicted_high + found.contradicted_low + found.consistent
        assert decided == pytest.approx(1, abs=1e-9)
        assert found.undecided[0] == 1
        assert found.undecided[-1] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("n", "off", "most"),
    [
        (1000, 0, 352),
        (1000, 5, 400),
        (1000, 10, 155),
        (1000, 20, 50),
        (10_000, 0, 546),
        (10_000, 5, 740),
        (10_000, 10, 190),
        (10_000, 20, 53),
    ],
)
def test_items_to_a_verdict(n, off, most):
    """Two-sided, of a claimed .8: no more than with the mixture that ours was chosen over."""
    d = design(n)
    assert operating(d, d.low - off * n // 100).mean_items < most


def test_own_answers_take_far_fewer_items():
    by_score, by_items = design(10_000), design_items([10_000])
    true = operating(by_score, by_score.low).mean_items
    assert operating(by_items, 0).mean_items < true / 8
    assert operating(by_items, 100).mean_items < true / 4


def simulate(d, right, repeats, seed):
    """Return the decisions and items of trials on random orders."""
    random, n = Random(seed), d.population.items
    decisions, seen = [], 0
    for _ in range(repeats):
        trial, hits = Trial(d), 0
        for t in range(n):
            is_right = random.random() * (n - t) < right - hits
            hits += is_right
            if trial.update(t, is_right):
                break
        decisions.append(trial.decision)
        seen += trial.seen
    return decisions, seen / repeats


@pytest.mark.parametrize(("n", "repeats"), [(32, 1000), (100, 500), (1000, 250), (10_000, 150)])
@pytest.mark.parametrize("off", ["nothing", "tolerance", "margin", "twice the margin"])
def test_trials_do_what_was_computed(n, repeats, off):
    """Within four standard errors of the simulation."""
    d = design(n)
    by = {"nothing": 0, "tolerance": d.tolerance, "margin": d.margin}.get(off, 2 * d.margin)
    expected = operating(d, d.low - by)
    decisions, mean = simulate(d, d.low - by, repeats, seed=f"{n} {off}")
    chances = {
        "contradicted-high": expected.contradicted_high,
        "contradicted-low": expected.contradicted_low,
        "consistent": expected.consistent,
    }
    for decision, chance in chances.items():
        error = sqrt(chance * (1 - chance) / repeats)
        assert abs(decisions.count(decision) / repeats - chance) <= 4 * error + 1 / repeats
    square = sum((2 * t + 1) * p for t, p in enumerate(expected.undecided))
    spread = sqrt(max(square - expected.mean_items**2, 0) / repeats)
    assert abs(mean - expected.mean_items) <= 4 * spread + 1e-9
    wrong = 1 - decisions.count("consistent") / repeats
    bound = d.alpha + 4 * sqrt(d.alpha * (1 - d.alpha) / repeats)
    if off in ("nothing", "tolerance"):
        assert wrong <= bound
    else:
        assert 1 - wrong <= bound


@pytest.mark.parametrize("level", [2, 5, 20])
def test_the_best_moment_to_stop_is_no_better(level):
    """An adversary who sees the whole run and stops where the e-value is highest."""
    d, repeats, random = design(500), 400, Random(5)
    right, n = d.low - d.tolerance, 500
    fooled = 0
    for _ in range(repeats):
        evidence, hits, best = d.too_high(), 0, 0.0
        for t in range(n):
            is_right = random.random() * (n - t) < right - hits
            evidence.update(is_right, hits, n - t, 1)
            hits += is_right
            best = max(best, evidence.log_e)
        fooled += exp(best) >= level
    assert fooled / repeats <= 1 / level + 4 * sqrt(1 / level * (1 - 1 / level) / repeats)


def test_what_cannot_be_followed():
    with pytest.raises(ValueError, match="differently"):
        operating(design_score(Decimal("0.80"), 2, [100, 200]), 500)
    with pytest.raises(ValueError, match="full run"):
        operating(design_score(Decimal("0.80"), 2, [50]), 40)

"""The e-values: a supermartingale under every truth of the null, by the exact mean of a step."""

from fractions import Fraction
from math import exp, inf, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.stats.sequential.evidence import Evidence, log_evidence
from cardkit.stats.sequential.population import Population
from tests.stats.sequential.paths import every_truth


@st.composite
def evidences(draw, total):
    null = draw(st.integers(-1, total + 1))
    least = max(null, 1)
    against = draw(st.sets(st.integers(0, least - 1), min_size=1, max_size=4))
    raw = [draw(st.integers(1, 9)) for _ in against]
    return Evidence(null, {k: w / sum(raw) for k, w in zip(against, raw, strict=True)}, total)


@st.composite
def partial_runs(draw):
    """Return an evidence, its population and the answers so far, by category."""
    sizes = draw(st.lists(st.integers(1, 6), min_size=1, max_size=3))
    population = Population(sizes)
    evidence = draw(evidences(population.total))
    steps = draw(st.lists(st.tuples(st.integers(0, len(sizes) - 1), st.booleans())))
    used = [0] * len(sizes)
    kept = []
    for category, is_hit in steps:
        if used[category] < sizes[category]:
            used[category] += 1
            kept.append((category, is_hit))
    return population, evidence, kept


def after(population, evidence, steps):
    """Return a fresh evidence after the steps, with the weights of hits and of what is left."""
    fresh = Evidence(evidence.null, evidence.against, evidence.total)
    hits, left = 0, population.total
    for category, is_hit in steps:
        weight = population.weights[category]
        fresh.update(is_hit, hits, left, weight)
        hits, left = hits + weight * is_hit, left - weight
    return fresh, hits, left


@given(partial_runs())
def test_the_mean_of_a_step_does_not_rise_under_the_null(run):
    population, evidence, steps = run
    now, _, left = after(population, evidence, steps)
    for rights, weight in every_truth(population):
        if weight < evidence.null or not left:
            continue
        rest = [s - sum(1 for c, _ in steps if c == i) for i, s in enumerate(population.sizes)]
        good = [r - sum(1 for c, hit in steps if c == i and hit) for i, r in enumerate(rights)]
        if any(not 0 <= g <= r for g, r in zip(good, rest, strict=True)):
            continue  # a truth that the answers have ruled out
        mean = 0.0
        for category, unit in enumerate(population.weights):
            for is_hit, those in ((True, good[category]), (False, rest[category] - good[category])):
                if those:
                    chance = Fraction(those * unit, left)
                    then, _, _ = after(population, evidence, [*steps, (category, is_hit)])
                    mean += float(chance) * exp(then.log_e)
        assert mean <= exp(now.log_e) * (1 + 1e-9)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), evidences(n))), st.data())
def test_step_by_step_is_the_closed_form(drawn, data):
    n, evidence = drawn
    answers = data.draw(st.lists(st.booleans(), max_size=n))
    now, hits, left = after(Population([n]), evidence, [(0, a) for a in answers])
    expected = log_evidence(evidence.null, evidence.against.items(), n, hits, n - left - hits)
    assert isclose(now.log_e, expected, rel_tol=1e-9, abs_tol=1e-9)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), evidences(n))), st.data())
def test_a_hit_lowers_and_a_miss_raises_it(drawn, data):
    n, evidence = drawn
    steps = [(0, a) for a in data.draw(st.lists(st.booleans(), max_size=n - 1))]
    now, _, _ = after(Population([n]), evidence, steps)
    hit, _, _ = after(Population([n]), evidence, [*steps, (0, True)])
    miss, _, _ = after(Population([n]), evidence, [*steps, (0, False)])
    assert hit.log_e <= now.log_e + 1e-12
    assert miss.log_e >= now.log_e - 1e-12


@pytest.mark.parametrize(("null", "log_e"), [(0, -inf), (-3, -inf), (1, 0), (10, 0), (11, inf)])
def test_a_null_that_is_always_or_never_true(null, log_e):
    assert Evidence(null, {0: 1.0}, 10).log_e == log_e


def test_what_is_certain_stays_so():
    evidence = Evidence(9, {5: 1.0}, 10)
    evidence.update(False, 0, 10, 1)
    assert 0 < evidence.log_e < inf
    evidence.update(False, 0, 9, 1)  # two of ten missed: nine hits cannot be
    assert evidence.log_e == inf
    evidence.update(True, 0, 8, 1)
    assert evidence.log_e == inf
    evidence = Evidence(2, {0: 0.5, 1: 0.5}, 10)
    evidence.update(True, 0, 10, 1)
    assert -inf < evidence.log_e < 0
    evidence.update(True, 1, 9, 1)
    assert evidence.log_e == -inf


def test_a_long_run_stays_finite():
    n, hits = 100_000, 0
    evidence = Evidence(n // 2, {n // 4: 0.5, n // 8: 0.5}, n)
    for i in range(n // 4):
        evidence.update(i % 2 == 0, hits, n - i, 1)
        hits += i % 2 == 0
    assert -1e5 < evidence.log_e < -100

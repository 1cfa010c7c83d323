"""Confidence sequences: the ends against all counts, the level over all orders at all times."""

from fractions import Fraction
from math import comb, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.stats.sequential.interval import RARE, UNIFORM, History, count_interval
from cardkit.stats.sequential.population import Population
from cardkit.stats.sequential.sample import Sample
from tests.stats.sequential.paths import every_truth, hypergeometric, stopped_paths

counted = st.integers(1, 60).flatmap(
    lambda n: st.integers(0, n).flatmap(
        lambda seen: st.tuples(st.just(n), st.just(seen), st.integers(0, seen))
    )
)
alphas = st.sampled_from([0.4999, 0.0997, 0.0499, 0.0101, 0.00203])


@given(counted, alphas)
def test_it_is_the_set_of_the_definition(sample, alpha):
    n, seen, right = sample
    inside = [
        k
        for k in range(n + 1)
        if (chance := hypergeometric(right, n, k, seen))
        and 1 / ((seen + 1) * chance) < 1 / Fraction(alpha)
    ]
    assert inside == list(range(inside[0], inside[-1] + 1))
    assert count_interval(n, right, seen - right, alpha) == (inside[0], inside[-1])


@pytest.mark.parametrize("prior", [UNIFORM, RARE])
@pytest.mark.parametrize(("n", "alpha"), [(8, 0.5), (12, 0.3), (20, 0.1), (40, 0.05), (120, 0.05)])
def test_it_holds_the_truth_at_all_times_together(n, alpha, prior):
    """Followed through all orders: the chance that it ever leaves the truth out."""
    ends = {
        (t, s): count_interval(n, s, t - s, alpha, prior)
        for t in range(1, n + 1)
        for s in range(t + 1)
    }
    worst = 0
    for truth in range(0, n + 1, 1 if n < 100 else 7):
        live, missed = {0: Fraction(1) if n < 50 else 1.0}, 0
        for t in range(1, n + 1):
            after = {}
            for s, chance in live.items():
                hit = Fraction(truth - s, n - t + 1) if n < 50 else (truth - s) / (n - t + 1)
                for right, share in ((s + 1, hit), (s, 1 - hit)):
                    if share > 0:
                        after[right] = after.get(right, 0) + chance * share
            out = [s for s in after if not ends[t, s][0] <= truth <= ends[t, s][1]]
            missed += sum(after.pop(s) for s in out)
            live = after
        assert missed <= alpha
        worst = max(worst, missed)
    assert worst > alpha / 10


def test_nothing_seen_and_all_seen():
    assert count_interval(100, 0, 0, 0.05) == (0, 100)
    assert count_interval(100, 73, 27, 0.05) == (73, 73)
    assert count_interval(1, 1, 0, 0.05) == (1, 1)


@pytest.mark.parametrize(("n", "right", "wrong"), [(1000, 80, 20), (3000, 800, 700), (2000, 0, 9)])
def test_a_usual_sample(n, right, wrong):
    ways = comb(n, right + wrong)
    inside = [
        k
        for k in range(right, n - wrong + 1)
        if ways < 20 * comb(k, right) * comb(n - k, wrong) * (right + wrong + 1)
    ]
    assert count_interval(n, right, wrong, 0.05) == (inside[0], inside[-1])


@given(st.lists(st.booleans(), min_size=1, max_size=50), alphas, st.sampled_from([UNIFORM, RARE]))
def test_the_path_gives_the_same_as_the_counts(answers, alpha, prior):
    """Where all items weigh the same, but for the ends, which then lie between whole counts."""
    n, history, right = 50, History(prior), 0
    for i, is_right in enumerate(answers):
        history.add(is_right, right / n, (n - i) / n)
        right += is_right
    wrong = len(answers) - right
    low, high = history.interval(right / n, (n - wrong) / n, alpha)
    least, most = count_interval(n, right, wrong, alpha, prior)
    assert least - 1 < low * n <= least + 1e-6
    assert most - 1e-6 <= high * n < most + 1


@pytest.mark.parametrize("sizes", [(2, 4), (1, 4), (2, 3)])
@pytest.mark.parametrize("alpha", [0.5, 0.2])
def test_a_macro_average_is_held_at_all_times_together(sizes, alpha):
    population = Population(sizes)
    ends = {}

    def never(answers):
        sample = Sample(population)
        for item, is_right in answers:
            sample.add(item, is_right)
        ends[tuple(answers)] = sample.interval(alpha)

    paths = []
    for path, _ in stopped_paths(population, never):
        paths.append((path, list(prefix_intervals(population, path, ends))))
    worst = Fraction(0)
    for rights, weight in every_truth(population):
        truth = weight / population.total
        missed = sum(
            path.chance(population, rights)
            for path, intervals in paths
            if any(not low - 1e-9 <= truth <= high + 1e-9 for low, high in intervals)
        )
        assert missed <= alpha
        worst = max(worst, missed)
    assert worst > 0.05 or alpha < 0.5


def prefix_intervals(population, path, ends):
    starts = [sum(population.sizes[:c]) for c in range(len(population.sizes))]
    answers = []
    for category, is_right in path.steps:
        answers.append((starts[category], is_right))
        starts[category] += 1
        yield ends[tuple(answers)]


@given(st.lists(st.booleans(), min_size=1, max_size=9), st.permutations(range(9)))
def test_what_is_observed_of_a_macro_average(answers, items):
    population = Population([2, 3, 4])
    sample = Sample(population)
    assert sample.observed is None
    assert sample.interval(0.05) == (0, 1)
    for item, is_right in zip(items, answers, strict=False):
        sample.add(item, is_right)
    low, high = sample.interval(0.05)
    assert 0 <= low <= sample.observed <= high <= 1
    if len(answers) == 9:
        exact = sample.right_weight / population.total
        assert (low, sample.observed, high) == pytest.approx((exact, exact, exact))


def test_the_most_likely_is_the_top_of_the_likelihood():
    population = Population([2, 30])
    sample = Sample(population)
    for item, is_right in ((5, True), (0, False), (9, True), (12, True), (1, True), (20, False)):
        sample.add(item, is_right)
    grid = [i / 10_000 for i in range(10_001)]
    shift, left, terms = 0.0, 1.0, []
    for item, is_right in ((5, True), (0, False), (9, True), (12, True), (1, True), (20, False)):
        terms.append((is_right, shift, left))
        weight = 1 / 4 if item < 2 else 1 / 60
        left, shift = left - weight, shift + weight * is_right

    def likelihood(score):
        try:
            return sum(log(score - h if hit else r - score + h) for hit, h, r in terms)
        except ValueError:
            return float("-inf")

    assert sample.observed == pytest.approx(max(grid, key=likelihood), abs=1e-3)


def test_few_mismatches_are_bounded_closely():
    assert count_interval(10_000, 0, 65, 0.05, RARE)[1] < 600
    assert count_interval(10_000, 0, 65, 0.05)[1] > 1000


def test_the_uniform_prior_predicts_by_laplace():
    """Of n items with any number right equally likely: the marginal chance is s! f!/(t+1)!."""
    n, s, f = 9, 3, 2
    marginal = sum(hypergeometric(s, n, k, s + f) for k in range(n + 1)) / (n + 1) / comb(s + f, s)
    assert marginal == Fraction(6 * 2, 720)

"""How many items a verdict on a score takes, against a test of fixed size and against a full run.

    python benchmarks/sequential_items.py

The figures for scores that are k of n, and for claims with their own answers, are exact: all orders
of the items are followed at once. Those for macro averages are simulated, with their error. `six`
is the mixture of scoring.md that ours was chosen over: six equal alternatives beyond the tolerance
for a contradiction, four for a confirmation. `fixed` is the smallest test of a fixed size, with the
same alpha (half of it for either side) and power .95, between a claim off by the tolerance and the
truth of the row; a true claim's row tells tolerance from margin.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import count
from math import sqrt
from statistics import mean, quantiles, stdev
from time import process_time

from cardkit.catalog.task_tables import shipped_parts
from cardkit.stats.hypergeometric import at_most
from cardkit.stats.sequential.design import Design, Limits, design_items, design_score
from cardkit.stats.sequential.evidence import Evidence
from cardkit.stats.sequential.operating import operating
from cardkit.stats.sequential.order import order, seed_of
from cardkit.stats.sequential.trial import Trial

POINTS = (0, 1, 2, 5, 10, 20)
SIZES = (100, 1000, 10_000)
CARD = 22
"""Claims of a card with the tasks of DCLM's Core."""


@dataclass(frozen=True)
class SixDesign(Design):
    """The same test with the mixtures of scoring.md."""

    def too_high(self):
        return self._refuting(self.low)

    def too_low(self):
        return self._refuting(self.population.total - self.high)

    def not_above(self):
        return self._confirming(self.high)

    def not_below(self):
        return self._confirming(self.population.total - self.low)

    def _refuting(self, claim):
        null, total = claim - self.tolerance, self.population.total
        against = [k for p in (1, 2, 4, 8, 16, 32) if (k := null - p * total // 100) >= 0]
        return Evidence(null, {k: 1 / len(against) for k in against}, total)

    def _confirming(self, claim):
        steps = (0, self.tolerance // 4, self.tolerance // 2, self.tolerance)
        against = {claim + step for step in steps}
        shares = {k: 1 / len(against) for k in against}
        return Evidence(claim + self.margin, shares, self.population.total)


def fixed_items(n, null, truth, alpha, power=0.95):
    """Return the fewest items for which some count of right ones tells `truth` from `null`."""
    low, high = 0, n
    while high - low > 1:
        t = (low + high) // 2
        low, high = (low, t) if _tells(n, null, truth, t, alpha, power) else (t, high)
    return high


def _tells(n, null, truth, t, alpha, power):
    below, above = -1, t
    while above - below > 1:
        k = (below + above) // 2
        below, above = (k, above) if at_most(k, n, null, t) <= alpha else (below, k)
    return at_most(below, n, truth, t) >= power


def six(design):
    fields = (design.population, design.low, design.high, design.tolerance, design.margin)
    return SixDesign(*fields, design.alpha)


def score_table(p):
    print(f"\nclaimed {p}, k of n; exact; two-sided, tolerance 1 point, margin 5, alpha .05")
    head = f"{'n':>6} {'off by':>6} {'items':>6} {'(p90)':>7} {'six':>6} {'fixed':>6} {'of n':>6}"
    print(f"{head} {'high':>6} {'low':>6} {'consistent':>10} | items, fixed at alpha .05/{CARD}")
    shared = Limits(alpha=Limits().alpha / CARD)
    for n in SIZES:
        design = design_score(Decimal(p), 4, [n])
        strict = design_score(Decimal(p), 4, [n], shared)
        for points in POINTS:
            right = round(n * (Fraction(p) - Fraction(points, 100)))
            ours, theirs = operating(design, right), operating(six(design), right)
            theirs_mean, often = theirs.mean_items, operating(strict, right).mean_items
            null = design.low - design.tolerance
            truth = right if right < null else design.low - design.margin
            fixed = [fixed_items(n, null, truth, d.alpha / 2) for d in (design, strict)]
            row = f"{n:>6} {points:>6} {ours.mean_items:>6.0f} {f'({ours.items(0.9)})':>7}"
            row += f" {theirs_mean:>6.0f} {fixed[0]:>6} {ours.mean_items / n:>6.1%}"
            row += f" {ours.contradicted_high:>6.4f} {ours.contradicted_low:>6.4f}"
            print(f"{row} {ours.consistent:>10.4f} | {often:>5.0f} {fixed[1]:>5}")


def item_table():
    print("\nclaims with their own answers; exact; tolerance 2 % mismatches, margin 5 %, alpha .05")
    head = f"{'n':>6} {'mismatches':>10} {'items':>6} {'(p90)':>7} {'six':>6} {'of total':>9}"
    print(f"{head} {'contradicted':>12} {'consistent':>10}   of total: items / those by the score")
    for n in (1000, 10_000):
        design = design_items([n])
        total = design_score(Decimal("0.8000"), 4, [n])
        by_total = operating(total, total.low).mean_items
        for percent in ("0", "0.5", "1", "2", "5", "10", "20"):
            k = round(n * Fraction(percent) / 100)
            ours, theirs = operating(design, k), operating(six(design), k)
            row = f"{n:>6} {percent:>8} % {ours.mean_items:>6.0f} {f'({ours.items(0.9)})':>7}"
            row += f" {theirs.mean_items:>6.0f} {ours.mean_items / by_total:>9.2f}"
            print(f"{row} {ours.contradicted_low:>12.4f} {ours.consistent:>10.4f}")


def mmlu_sizes():
    parts = shipped_parts("mmlu").values()
    return [part.n for part in parts if part.n and not part.part_ids]


def macro_table(name, sizes, repeats=300):
    """Simulate trials of a macro average whose categories differ in size and in accuracy."""
    categories = len(sizes)
    by_uniform = uniform_variance(sizes)
    print(
        f"\n{name}: macro average of {categories} categories, {min(sizes)} to {max(sizes)} items,"
    )
    print(f"{sum(sizes)} in all, accuracies spread over 30 points; {repeats} trials a row; claimed")
    print(
        f"what is true plus `off by`. Uniform draws would have {by_uniform:.1f} times the variance"
    )
    print(f"{'off by':>6} {'items':>6} {'+-':>4} {'(p90)':>7} {'k of n':>7} {'high':>6} {'low':>6}")
    accuracies = [0.65 + 0.3 * (7 * c % categories) / (categories - 1) for c in range(categories)]
    counts = [round(a * size) for a, size in zip(accuracies, sizes, strict=True)]
    truth = sum(Fraction(k, size) for k, size in zip(counts, sizes, strict=True)) / categories
    bits = [i < k for k, size in zip(counts, sizes, strict=True) for i in range(size)]
    for points in POINTS:
        claim = Decimal(round((truth + Fraction(points, 100)) * 10_000)).scaleb(-4)
        if claim > 1:
            continue
        design = design_score(claim, 4, sizes)
        plain = design_score(claim, 4, [sum(sizes)])
        expected = operating(plain, round(truth * sum(sizes))).mean_items
        trials = [macro_trial(design, bits, f"{name} {points} {i}") for i in range(repeats)]
        seen = [trial.seen for trial in trials]
        error = stdev(seen) / sqrt(repeats)
        high = mean(trial.decision == "contradicted-high" for trial in trials)
        low = mean(trial.decision == "contradicted-low" for trial in trials)
        p90 = f"({quantiles(seen, n=10)[-1]:.0f})"
        row = f"{points:>6} {mean(seen):>6.0f} {error:>4.0f} {p90:>7} {expected:>7.0f}"
        print(f"{row} {high:>6.3f} {low:>6.3f}")


def macro_trial(design, bits, name):
    trial = Trial(design)
    for item in order(design.population, seed_of("benchmark", name, "")):
        if trial.update(item, bits[item]):
            break
    return trial


def uniform_variance(sizes, p=Fraction(8, 10)):
    """Return the variance of one answer, weighed by N/(C n_c) and drawn uniformly, over p(1-p)."""
    n, c = sum(sizes), len(sizes)
    square = sum(p * Fraction(n, c * c * size) for size in sizes)
    return float((square - p * p) / (p * (1 - p)))


def speed():
    sizes = [10_000]
    design = replace(design_score(Decimal("0.8000"), 4, sizes), is_complete=True)
    started = process_time()
    items = list(order(design.population, seed_of("benchmark", "speed", "")))
    drawn = process_time()
    trial = Trial(design)
    for i, item in zip(count(), items, strict=False):
        trial.update(item, i % 5 > 0)
    updated = process_time()
    print(f"\n10,000 items: order {drawn - started:.3f} s, updates {updated - drawn:.3f} s of CPU")


if __name__ == "__main__":
    for claimed in ("0.8000", "0.5000", "0.3000"):
        score_table(claimed)
    item_table()
    macro_table("mmlu", mmlu_sizes())
    macro_table("five categories", [100, 300, 500, 900, 1500])
    speed()

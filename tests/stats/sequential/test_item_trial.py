"""A claim that comes with its own answers."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.stats.sequential.design import Limits, design_items, design_score
from cardkit.stats.sequential.item_trial import ItemTrial
from cardkit.stats.sequential.order import order, seed_of
from cardkit.stats.sequential.trial import Trial


def run(sizes, claimed, bits, seed="salt"):
    design = design_items(sizes)
    trial = ItemTrial(design, claimed)
    for item in order(design.population, seed_of("card", "task", seed)):
        if trial.update(item, bits[item]):
            break
    return trial


def flipped(bits, share, seed=1):
    random = Random(seed)
    return [bit != (random.random() < share) for bit in bits]


CLAIMED = [i % 5 > 0 for i in range(2000)]


def test_the_same_answers_are_consistent_soon():
    result = run([2000], CLAIMED, CLAIMED).result()
    assert (result.decision, result.basis, result.seen) == ("consistent", "sample", 65)
    assert result.mismatches[:2] == (0, 0)
    assert result.observed == pytest.approx(0.8)
    low, high = result.interval
    assert 0.74 < low < 0.8 < high < 0.86
    assert result.mismatches.interval == pytest.approx((0, 0.8 - low))
    assert result.detectable.inflation == result.detectable.understatement < 0.2


def test_a_right_total_of_wrong_items_is_found_out():
    moved = CLAIMED[1:] + CLAIMED[:1]  # as many right, two fifths of the items differ
    result = run([2000], CLAIMED, moved).result()
    assert result.decision == "contradicted-items"
    assert result.seen < 30
    assert result.evidence >= 20
    assert result.mismatches.lost > 0 < result.mismatches.gained
    assert run_score("0.8000", moved).decision == "consistent"


def run_score(printed, bits):
    design = design_score(Decimal(printed), 4, [len(bits)])
    trial = Trial(design)
    for item in order(design.population, seed_of("card", "task", "salt")):
        if trial.update(item, bits[item]):
            break
    return trial


def test_numeric_noise_passes():
    decisions = [
        run([2000], CLAIMED, flipped(CLAIMED, 0.01, seed), str(seed)).decision for seed in range(40)
    ]
    assert decisions.count("consistent") >= 38


@given(
    st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60),
    st.integers(1, 3),
)
def test_a_full_run_is_exact(pairs, categories):
    sizes = [len(pairs) // categories] * categories
    sizes[0] += len(pairs) % categories
    if min(sizes) < 1:
        return
    claimed, bits = zip(*pairs, strict=True)
    trial = run(sizes, claimed, bits)
    total = trial.design.population.total
    weights = [
        trial.design.population.weights[trial.design.population.category(i)]
        for i in range(len(pairs))
    ]
    exact = sum(w for w, bit in zip(weights, bits, strict=True) if bit) / total
    assert trial.basis == "complete"
    assert trial.observed == pytest.approx(exact)
    assert trial.interval == (exact, exact)
    differing = sum(w for w, a, b in zip(weights, claimed, bits, strict=True) if a != b)
    expected = "consistent" if differing <= trial.design.tolerance else "contradicted-items"
    assert trial.decision == expected
    assert trial.right == sum(bits)
    assert trial.lost - trial.gained == sum(claimed) - sum(bits)


@pytest.mark.parametrize("share", [0, 0.01, 0.03, 0.1, 0.5])
@pytest.mark.parametrize("sizes", [[2000], [200, 500, 1300]])
def test_the_interval_holds_the_true_score(share, sizes):
    bits = flipped(CLAIMED, share)
    starts = [sum(sizes[:c]) for c in range(len(sizes))]
    truth = sum(sum(bits[a : a + n]) / n for a, n in zip(starts, sizes, strict=True)) / len(sizes)
    design = design_items(sizes, Limits(Decimal("0.02"), Decimal("0.05"), alpha=1e-4))
    trial = ItemTrial(design, CLAIMED)
    for t, item in enumerate(order(design.population, seed_of("a", "b", "c"))):
        trial.update(item, bits[item])
        if t % 20 == 0:
            low, high = trial.interval
            assert low <= truth <= high
        if trial.decision:
            break


def test_replay_and_errors():
    trial = run([2000], CLAIMED, flipped(CLAIMED, 0.01))
    items = list(order(trial.design.population, seed_of("card", "task", "salt")))[: trial.seen]
    again = ItemTrial(trial.design, CLAIMED)
    bits = flipped(CLAIMED, 0.01)
    assert again.replay((item, bits[item]) for item in items) == trial.decision
    assert again.result() == trial.result()
    with pytest.raises(ValueError, match="already decided"):
        trial.update(items[-1], True)
    with pytest.raises(ValueError, match="1999 claimed answers to 2000"):
        ItemTrial(trial.design, CLAIMED[1:])
    fresh = ItemTrial(trial.design, CLAIMED)
    with pytest.raises(IndexError):
        fresh.update(-1, True)
    assert (fresh.seen, fresh.lost, fresh.observed) == (0, 0, None)

"""Alpha over the claims of a card."""

from dataclasses import replace
from decimal import Decimal
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardkit.stats.sequential.design import Limits, design_items, design_score
from cardkit.stats.sequential.family import e_bh, judge, share_alpha
from cardkit.stats.sequential.item_trial import ItemTrial
from cardkit.stats.sequential.result import EValues
from cardkit.stats.sequential.trial import Trial

evidence = st.lists(st.one_of(st.floats(0, 1000), st.just(inf)), max_size=30)
LIMITS = Limits()


def result(decision=None, e=1.0, n=1000):
    trial = Trial(design_score(Decimal("0.800"), 3, [n]))
    return replace(trial.result(), decision=decision, evidence=e, e_values=EValues(e, 1, 1, 1))


@given(evidence, st.floats(0.001, 0.5))
def test_between_bonferroni_and_no_correction(e_values, level):
    found = e_bh(e_values, level)
    assert len(found) == len(e_values)
    for e, is_found in zip(e_values, found, strict=True):
        assert is_found or e * level < len(e_values)
        assert not is_found or e * level >= 1 - 1e-9


@given(evidence)
def test_a_larger_e_value_is_never_let_go_for_a_smaller(e_values):
    found = e_bh(e_values, 0.05)
    high = [e for e, is_found in zip(e_values, found, strict=True) if is_found]
    rest = [e for e, is_found in zip(e_values, found, strict=True) if not is_found]
    assert not high or not rest or min(high) > max(rest)


def test_e_bh_by_hand():
    """Of four at .05 the first must reach 80, two 40, three 26.7, four 20."""
    assert e_bh([79, 39, 26, 19], 0.05) == [False] * 4
    assert e_bh([41, 40, 26, 19], 0.05) == [True, True, False, False]
    assert e_bh([27, 1, 27, 27], 0.05) == [True, False, True, True]
    assert e_bh([inf, 1, 0, 0], 0.05) == [True, False, False, False]
    assert e_bh([], 0.05) == []


def test_full_runs_take_no_share_of_alpha():
    assert share_alpha(LIMITS, [[1000], [32], [60], [30, 31]]).alpha == 0.025
    assert share_alpha(LIMITS, [[32]]) == LIMITS
    assert share_alpha(LIMITS, []) == LIMITS
    assert share_alpha(replace(LIMITS, complete_up_to=0), [[32], [1]]).alpha == 0.025


def test_bonferroni_takes_the_verdicts_of_the_trials():
    results = [result("contradicted-high", 900), result("consistent", 0.1), result(None, 500)]
    family = judge(results, 0.05)
    assert (family.method, family.alpha, family.sampled) == ("bonferroni", 0.05, 3)
    assert family.contradicted == (True, False, False)
    assert family.mean == pytest.approx(1400.1 / 3)
    assert family.product == pytest.approx(45_000)


def test_e_bh_contradicts_what_a_budget_stopped():
    results = [result("contradicted-high", 900), result("consistent", 0.1), result(None, 31)]
    family = judge(results, 0.05, "e-bh")
    assert (family.method, family.contradicted) == ("e-bh", (True, False, True))


def test_a_full_run_is_judged_by_itself():
    results = [result("contradicted-low", inf, n=32), result("consistent", 0, n=60), result(e=25)]
    for method in ("bonferroni", "e-bh"):
        family = judge(results, 0.05, method)
        assert family.sampled == 1
        assert family.contradicted == (True, False, method == "e-bh")
        assert (family.mean, family.product) == pytest.approx((25, 25))


def test_the_product_at_its_ends():
    assert judge([result(e=inf), result(e=0)], 0.05).product == inf
    assert judge([result(e=5), result(e=0)], 0.05).product == 0
    assert judge([result(e=1e300)] * 3, 0.05).product > 1e308
    assert judge([], 0.05).product == judge([], 0.05).mean == 1


def test_own_answers_and_claims_without_room():
    """Any mismatch counts as evidence; a claim of almost nothing cannot be too high, so is left."""
    trial = ItemTrial(design_items([1000]), [True] * 1000)
    trial.replay((i, i > 0) for i in range(5))
    low = Trial(design_score(Decimal("0.005"), 3, [1000])).result()
    family = judge([trial.result(), low], 0.05)
    assert family.product == pytest.approx(family.mean)
    assert family.mean == trial.evidence > 1

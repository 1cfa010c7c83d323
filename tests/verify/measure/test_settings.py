"""What a caller may choose, and what is refused."""

from decimal import Decimal

import pytest

from cardkit.errors import UsageError
from cardkit.verify.measure.asking import Budget
from cardkit.verify.measure.settings import budget_of, score_settings


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("500", Budget(items=500)),
        (" 7 ", Budget(items=7)),
        ("90s", Budget(seconds=90.0)),
        ("30m", Budget(seconds=1800.0)),
        ("2h", Budget(seconds=7200.0)),
    ],
)
def test_budgets(text, budget):
    assert budget_of(text) == budget


@pytest.mark.parametrize(
    "text", ["", "0", "0s", "-5", "1.5h", "5d", "5 m", "5M", "1e3", "٥", "9" * 10, "500\n5"]
)
def test_what_is_no_budget(text):
    with pytest.raises(UsageError, match="is no budget") as caught:
        budget_of(text)
    assert "30m" in caught.value.hint.en


def test_points_are_hundredths():
    limits = score_settings(tolerance=0.5, margin="3", alpha=0.01).limits
    assert (limits.tolerance, limits.margin) == (Decimal("0.005"), Decimal("0.03"))
    assert (limits.alpha, limits.complete_up_to) == (0.01, 60)


def test_in_full_every_task_is_run_to_its_end():
    assert score_settings(full=True, budget="1h").limits.complete_up_to > 10**9


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"tolerance": 5, "margin": 5}, "leave nothing to test"),
        ({"tolerance": -1}, "leave nothing to test"),
        ({"tolerance": float("nan")}, "leave nothing to test"),
        ({"margin": float("inf")}, "leave nothing to test"),
        ({"margin": "five"}, "leave nothing to test"),
        ({"alpha": 0}, "alpha is 0"),
        ({"alpha": 1}, "alpha is 1"),
        ({"alpha": float("nan")}, "alpha is nan"),
        ({"salt": "a|b"}, "a salt is printable ASCII"),
        ({"salt": "a\nb"}, "a salt is printable ASCII"),
        ({"salt": "盐"}, "a salt is printable ASCII"),
        ({"tier": "fast"}, "`fast` is no tier"),
        ({"full": True, "budget": 100}, "does not let it"),
        ({"data": "/no/such/folder"}, "there is no folder"),
        ({"budget": "soon"}, "is no budget"),
    ],
)
def test_what_cannot_be_is_refused(settings, message):
    with pytest.raises(UsageError, match=message) as caught:
        score_settings(**settings)
    assert caught.value.message.zh != caught.value.message.en

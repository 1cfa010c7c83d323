"""Units in display: the unit a number must have been printed in, and moving its point."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from cardkit.catalog.metrics import metrics
from cardkit.catalog.tasks import Task, aggregates, benchmarks, suite_tasks
from cardkit.quantity import shifted
from cardkit.record.scalars import Direction, Unit
from cardkit.tables.metric import Claim, Metric

_SHIFT: dict[tuple[Unit, Unit], int] = {("fraction", "percent"): 2, ("percent", "fraction"): -2}


def registered(metric: Metric) -> Task | None:
    """Return the task registry's entry of a metric, by its task id or else by its own."""
    name = metric.task or metric.id
    return suite_tasks("dclm").get(name) or benchmarks().get(name)


def known_direction(metric: Metric) -> Direction | None:
    """Return which way is better, as far as the task registry knows."""
    if (metric.task or metric.id) in aggregates():
        return "higher"
    task = registered(metric)
    return metrics()[task.metric].direction if task else None


def unit_of(claim: Claim) -> tuple[Unit | None, bool]:
    """Return the unit of a number and whether it had to be guessed.

    A proportion above 1 can only be a percentage. One of at most 1 is read as a fraction, which is
    a guess: 0.4 may be 0.4 %. Where the registry does not know the scale there is no guess.
    """
    if claim.unit is not None:
        return claim.unit, False
    if not _is_proportion(claim.metric):
        return None, False
    return ("percent", False) if claim.score.value.copy_abs() > 1 else ("fraction", True)


def _is_proportion(metric: Metric) -> bool:
    if (metric.task or metric.id) in aggregates():
        return True
    task = registered(metric)
    return task is not None and metrics()[task.metric].scale == "proportion"


def common_unit(claims: Iterable[Claim]) -> Unit | None:
    """Return the unit of a column made of `claims`: percent as soon as one number is."""
    units = {unit_of(claim)[0] for claim in claims}
    choices: tuple[Unit, ...] = ("percent", "fraction", "points")
    return next((unit for unit in choices if unit in units), None)


def places_between(unit: Unit | None, target: Unit | None) -> int | None:
    """Return how far the point moves to the right from `unit` to `target`; None: no common scale.

    Without a unit on either side the number stands as it is.
    """
    if unit is None or target is None or unit == target:
        return 0
    return _SHIFT.get((unit, target))


def convert(value: Decimal, unit: Unit | None, target: Unit | None) -> Decimal | None:
    """Express `value` in `target` by moving the point, so that no digit is lost or invented.

    None where the units have no common scale (`points`). Without a unit on either side the value
    stands as it is.
    """
    places = places_between(unit, target)
    return None if places is None else shifted(value, places)

"""A card's table often restates a score of its evaluations; what these say then holds for both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cardkit.record.agreement import agree
from cardkit.tables.metric import JOINS, Claim, relate, task_key
from cardkit.tables.units import places_between, unit_of

MAX_SETTINGS = 20
"""A task with more evaluations than this on one card settles nothing, and is not searched."""


def restated(row: Iterable[Claim], evaluations: Iterable[Claim]) -> Iterator[Claim]:
    """Yield a row's claims with shots, version and harness of the evaluations they restate.

    A claim restates the one evaluation of its task that it may stand beside and that has its value,
    to the decimals printed: 63.7 restates 0.6372. Several such evaluations settle nothing.
    """
    by_name: dict[str, list[Claim]] = {}
    for evaluation in evaluations:
        for name in {task_key(evaluation.metric), evaluation.metric.id.casefold()}:
            by_name.setdefault(name, []).append(evaluation)
    for claim in row:
        found = by_name.get(task_key(claim.metric)) or by_name.get(claim.metric.id.casefold()) or []
        yield claim if len(found) > MAX_SETTINGS else _completed(claim, found)


def _completed(claim: Claim, evaluations: Iterable[Claim]) -> Claim:
    same = [e for e in evaluations if relate(claim.metric, e.metric)[0] in JOINS]
    agreeing = [e for e in same if agrees(claim, e)]
    if len(agreeing) != 1:
        return claim
    return replace(claim, metric=claim.metric.completed(agreeing[0].metric))


def agrees(row: Claim, evaluation: Claim) -> bool:
    """Say whether two numbers can be one, to the decimals that the shorter of them prints."""
    places = places_between(unit_of(evaluation)[0], unit_of(row)[0])
    return places is not None and agree(row.score, evaluation.score, (places,))

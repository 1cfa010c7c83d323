"""All claims of a card together: how alpha is shared, and what the evidence says as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, inf, log
from sys import float_info
from typing import Literal

from cardkit.stats.sequential.design import Limits
from cardkit.stats.sequential.result import Result

Method = Literal["bonferroni", "e-bh"]
"""`bonferroni`: the chance that even one claim within the tolerance is contradicted is at most
alpha. `e-bh`: of the contradicted claims a share of at most alpha, on average, is so wrongly."""


@dataclass(frozen=True, slots=True)
class Family:
    """What the trials of a card say together.

    `contradicted` says of each claim whether it is, by `method` at level `alpha` over all `sampled`
    trials; a claim run in full is judged by that run, without error. `mean` and `product` are
    e-values against "no sampled claim is too high", 1 where there is none to ask: the mean finds a
    few bad claims, the product many that are off a little. The product needs orders that were drawn
    independently (another seed for each task).
    """

    method: Method
    alpha: float
    sampled: int
    contradicted: tuple[bool, ...]
    mean: float
    product: float


def share_alpha(limits: Limits, tasks: Sequence[Sequence[int]]) -> Limits:
    """Return the limits for each claim of a card; a task is the sizes of its categories.

    Bonferroni: alpha over the number of tasks that are sampled. One that is run in full has no
    chance of error and takes no share. Under e-BH the trials run at the same share, so that it
    contradicts whatever Bonferroni does, and what a budget stopped it may contradict besides.
    """
    sampled = sum(sum(sizes) > limits.complete_up_to for sizes in tasks)
    return replace(limits, alpha=limits.alpha / max(sampled, 1))


def judge(results: Sequence[Result], alpha: float, method: Method = "bonferroni") -> Family:
    """Judge the claims of a card by the results of their trials; `alpha` is the whole card's.

    The trials must have run under `share_alpha`.
    """
    sampled = [i for i, result in enumerate(results) if not result.design.is_complete]
    found = [result.decision not in (None, "consistent") for result in results]
    if method == "e-bh":
        rejected = e_bh([results[i].evidence for i in sampled], alpha)
        for i, is_rejected in zip(sampled, rejected, strict=True):
            found[i] = is_rejected
    inflated = [e for i in sampled if (e := _too_high(results[i])) is not None]
    mean = sum(inflated) / len(inflated) if inflated else 1.0
    return Family(method, alpha, len(sampled), tuple(found), mean, _product(inflated))


def e_bh(evidence: Sequence[float], level: float) -> list[bool]:
    """Say which hypotheses the e-values reject with a false discovery rate of at most `level`.

    The k largest for the largest k with the k-th at least n/(k level); valid under any dependence
    (Wang and Ramdas 2022, Journal of the Royal Statistical Society B 84, 822-852).
    """
    n = len(evidence)
    largest = sorted(evidence, reverse=True)
    found = max((k for k in range(1, n + 1) if largest[k - 1] * k * level >= n), default=0)
    return [found > 0 and e >= largest[found - 1] for e in evidence]


def _too_high(result: Result) -> float | None:
    """Return the e-value against "not too high"; None where a claim cannot be too high.

    Of a claim with its own answers any mismatch counts.
    """
    if result.mismatches is not None:
        return result.evidence
    return result.e_values.too_high if result.design.can_be_too_high else None


def _product(e_values: Sequence[float]) -> float:
    """Return the product: inf where one is, else 0 where one is, the largest float beyond it."""
    if inf in e_values:
        return inf
    if 0 in e_values:
        return 0.0
    logs = sum(log(e) for e in e_values)
    return exp(logs) if logs < log(float_info.max) else float_info.max

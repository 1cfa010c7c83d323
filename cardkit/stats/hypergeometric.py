"""Chances of a sample without replacement, exact up to floating point; no numpy, no scipy."""

from __future__ import annotations

from math import exp, lgamma


def at_most(k: int, n: int, right: int, drawn: int) -> float:
    """Return P(X <= k) for the right ones X among `drawn` of n items of which `right` are right.

    Summed away from the middle; terms below 1e-18 of the sum are left out.
    """
    low, high = max(0, drawn - (n - right)), min(right, drawn)
    if k < low:
        return 0.0
    if k >= high:
        return 1.0
    if k > drawn * right / n:  # the other tail is the smaller: count wrong ones instead
        return 1 - at_most(drawn - k - 1, n, n - right, drawn)
    term = exp(log_choose(right, k) + log_choose(n - right, drawn - k) - log_choose(n, drawn))
    total = 0.0
    for i in range(k, low - 1, -1):
        total += term
        if term <= total * 1e-18:
            break
        term *= i / (right - i + 1) * (n - right - drawn + i) / (drawn - i + 1)
    return min(total, 1.0)


def log_choose(n: int, k: int) -> float:
    """Return the logarithm of n over k, 0 <= k <= n."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)

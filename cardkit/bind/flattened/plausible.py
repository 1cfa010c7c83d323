"""What the sizes of a transformer can be: the constraints that leave one reading of a spec row.

Heads divide the hidden size and leave 16 to 512 numbers to each; a context is a multiple of 256 or
500 tokens. The bounds are wider than any model known to us, because a bound that shuts out the
true reading could leave a wrong one alone.
"""

from __future__ import annotations

from collections.abc import Mapping

_BOUNDS = {
    "layers": (1, 256),
    "hidden_size": (16, 65_536),
    "intermediate_size": (16, 524_288),
    "attention_heads": (1, 512),
    "kv_heads": (1, 512),
    "head_dim": (8, 1024),
    "context_length": (128, 16_777_216),
    "vocabulary_size": (200, 2_000_000),
    "experts": (2, 4096),
    "active_experts": (1, 256),
}
_HEAD_DIM = (16, 512)


_STEPS = {"hidden_size": (8,), "context_length": (256, 500)}
"""What a count is a multiple of: one of these."""


def is_possible(role: str, cell: str) -> bool:
    """Say whether a cell can be the count of a field; True for a field without bounds."""
    digits = cell.replace(",", "")
    if role not in _BOUNDS or not digits.isdecimal():
        return True
    low, high = _BOUNDS[role]
    count = int(digits)
    return low <= count <= high and any(count % step == 0 for step in _STEPS.get(role, (1,)))


def is_plausible(counts: Mapping[str, int]) -> bool:
    """Say whether counts, by field id, each possible by itself, can be those of one model."""
    hidden, inner = counts.get("hidden_size"), counts.get("intermediate_size")
    return _are_heads(counts) and (hidden is None or inner is None or 4 * inner >= hidden)


def _are_heads(counts: Mapping[str, int]) -> bool:
    heads, kv = counts.get("attention_heads"), counts.get("kv_heads")
    hidden, stated = counts.get("hidden_size"), counts.get("head_dim")
    if heads is None:
        return True
    if kv is not None and (kv > heads or heads % kv):
        return False
    if hidden is None or stated is not None:
        return True
    return hidden % heads == 0 and _HEAD_DIM[0] <= hidden // heads <= _HEAD_DIM[1]

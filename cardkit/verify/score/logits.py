"""From logits to log-probabilities: float32, only the tokens asked for, no full softmax."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cardkit.verify.load.devices import import_torch

ROWS = 256
"""Rows whose logits are turned at once; a row of 150,000 tokens takes 0.6 MB in float32."""


def read(logits: Any, pairs: Sequence[tuple[int, int]]) -> tuple[list[float], list[bool]]:
    """Return the natural log-probability of each (row, token), and whether it is the likeliest.

    `logits` has shape (rows, vocabulary). Of equal logits the lowest token id is the likeliest.
    """
    torch = import_torch()
    if not pairs:
        return [], []
    norms, best = [], []
    for start in range(0, logits.shape[0], ROWS):
        part = logits[start : start + ROWS]
        norms.append(part.float().logsumexp(-1))
        best.append(part.argmax(-1))
    device = logits.device
    row = torch.tensor([r for r, _ in pairs], device="cpu").to(device)
    token = torch.tensor([t for _, t in pairs], device="cpu").to(device)
    picked = logits[row, token].float() - torch.cat(norms)[row]
    greedy = torch.cat(best)[row] == token
    return picked.cpu().tolist(), greedy.cpu().tolist()

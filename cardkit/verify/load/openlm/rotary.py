"""Rotary position embeddings (Su et al. 2021, arXiv:2104.09864), base 10000.

`rotary` turns pairs (i, i + d/2) by the position; `head_rotary` is the same turned by the index of
the head, as early open_lm did; `llama_rotary` turns neighbours (2i, 2i + 1) by the position.
"""

from __future__ import annotations

import torch
from torch import nn

from cardkit.verify.load.openlm.architecture import Architecture

BASE = 10000.0


def frequencies(width: int, device: torch.device | None = None) -> torch.Tensor:
    """Return the angle per position of each of the width / 2 pairs, in float32."""
    exponents = torch.arange(0, width, 2, dtype=torch.float32, device=device) / width
    return 1.0 / BASE**exponents


class NoRotation(nn.Module):
    """Positions are not marked."""

    def forward(self, x: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
        """Return `x` as it is."""
        return x


class Rotary(nn.Module):
    """Turns halves of each head's vector against each other.

    `inv_freq` is a buffer that open_lm saves with each layer.
    """

    def __init__(self, width: int, *, by_head: bool) -> None:
        super().__init__()
        self.width = width
        self.by_head = by_head
        self.register_buffer("inv_freq", frequencies(width))

    def forward(self, x: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
        """Return `x` of shape (batch, heads, positions, width) turned.

        `positions` in float32 has shape (positions,) or, where rows differ, (batch, 1, positions).
        """
        if self.by_head:
            index = torch.arange(x.shape[1], dtype=torch.float32, device=x.device)[:, None]
        else:
            index = positions
        angles = index[..., None] * self._frequencies(x.device)
        cos, sin = (torch.cat((t, t), dim=-1) for t in (angles.cos(), angles.sin()))
        wide = x.float()
        first, second = wide.chunk(2, dim=-1)
        return (wide * cos + torch.cat((-second, first), dim=-1) * sin).to(x.dtype)

    def _frequencies(self, device: torch.device) -> torch.Tensor:
        """Return the checkpoint's own in float32; a rounded copy would be radians off later on."""
        if self.inv_freq.dtype == torch.float32:
            return self.inv_freq
        return frequencies(self.width, device)


class InterleavedRotary(nn.Module):
    """Turns neighbours in each head's vector against each other; has no tensors."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width

    def forward(self, x: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
        """Return `x` of shape (batch, heads, positions, width) turned; positions as `Rotary`."""
        angles = positions[..., None] * frequencies(self.width, x.device)
        cos, sin = angles.cos(), angles.sin()
        even, odd = x.float().unflatten(-1, (-1, 2)).unbind(-1)
        turned = torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1)
        return turned.flatten(-2).to(x.dtype)


def rotation(model: Architecture) -> nn.Module:
    """Return how the model marks positions in queries and keys."""
    kind = model.positional_embedding_type
    if kind == "none":
        return NoRotation()
    if kind == "llama_rotary":
        return InterleavedRotary(model.head_dim)
    return Rotary(model.head_dim, by_head=kind == "head_rotary")

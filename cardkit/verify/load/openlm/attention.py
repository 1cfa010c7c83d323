"""Causal self-attention of OpenLM: one projection in, norms on whole queries and keys, rotation."""

from __future__ import annotations

import torch
from torch import nn
from transformers.cache_utils import Cache

from cardkit.verify.load.openlm.architecture import Architecture
from cardkit.verify.load.openlm.norms import norm
from cardkit.verify.load.openlm.rotary import rotation


class Attention(nn.Module):
    """Attention with as many key heads as query heads. `layer` is its place in the cache."""

    def __init__(self, model: Architecture, layer: int) -> None:
        super().__init__()
        self.layer = layer
        self.heads = (model.n_heads, model.head_dim)
        self.in_proj = nn.Linear(model.dim, 3 * model.dim, bias=False)
        self.out_proj = nn.Linear(model.dim, model.dim, bias=False)
        self.pos_embed = rotation(model)
        self.q_norm = norm(model) if model.apply_qk_norm else nn.Identity()
        self.k_norm = norm(model) if model.apply_qk_norm else nn.Identity()

    def forward(
        self,
        x: torch.Tensor,
        mask: torch.Tensor | None,
        positions: torch.Tensor,
        cache: Cache | None,
    ) -> torch.Tensor:
        """Return what each position of `x` (batch, positions, dim) takes from those it may see.

        `mask` is as `visible_keys` makes it, `positions` as rotations take them.
        """
        q, k, v = self.in_proj(x).chunk(3, dim=-1)
        q, k, v = (self._split(t) for t in (self.q_norm(q), self.k_norm(k), v))
        q, k = self.pos_embed(q, positions), self.pos_embed(k, positions)
        if cache is not None:
            k, v = cache.update(k, v, self.layer)
        mixed = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.out_proj(mixed.transpose(1, 2).flatten(-2))

    def _split(self, x: torch.Tensor) -> torch.Tensor:
        return x.unflatten(-1, self.heads).transpose(1, 2)


def visible_keys(
    x: torch.Tensor, start: int, attention_mask: torch.Tensor | None
) -> torch.Tensor | None:
    """Return which keys each query may see, True for yes: (batch or 1, 1, queries, keys) or None.

    `attention_mask` (batch, keys) is 1 for tokens and 0 for padding; one of four dimensions is a
    mask made already, additive or of booleans, and taken as it is. A query in the padding before
    the first token, which may see nothing, sees everything, as in open_lm: softmax over nothing
    would be NaN, and nobody reads what comes out there.
    """
    queries = x.shape[1]
    if attention_mask is not None and attention_mask.dim() == 4:
        return attention_mask
    if attention_mask is None and queries == 1:
        return None
    keys = torch.arange(start + queries, device=x.device)
    causal = (keys <= keys[start:, None])[None, None]
    if attention_mask is None:
        return causal
    allowed = causal & attention_mask.to(x.device, torch.bool)[:, None, None, :]
    return allowed | ~allowed.any(-1, keepdim=True)

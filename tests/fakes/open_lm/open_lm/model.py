"""A small OpenLM for the stand-in: what the four golden checkpoints need, and tied embeddings."""

from dataclasses import dataclass, fields

import torch
import xformers.ops  # noqa: F401 - the real module imports it first and fails without it
from torch import nn
from torch.nn import functional


@dataclass
class Params:
    dim: int = 512
    n_layers: int = 8
    n_heads: int = 8
    vocab_size: int = -1
    norm_eps: float = 1e-5
    seq_len: int = 2048
    post_embed_norm: bool = False
    weight_tying: bool = False
    norm_type: str = "default_layer_norm"
    apply_qk_norm: bool = False
    ffn_type: str = "swiglu"

    @classmethod
    def of(cls, config):
        names = [f.name for f in fields(cls) if hasattr(config, f.name)]
        return cls(**{name: getattr(config, name) for name in names})


def norm(params):
    made = nn.LayerNorm(params.dim, eps=params.norm_eps)
    if params.norm_type.startswith("gain_only"):
        made.register_parameter("bias", None)
    return made


class SwiGLU(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.w12 = nn.Linear(dim, 2 * hidden, bias=False)
        self.w3 = nn.Linear(hidden, dim, bias=False)

    def forward(self, x):
        gate, value = self.w12(x).chunk(2, -1)
        return self.w3(functional.silu(gate) * value)


class Rotary(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.register_buffer("inv_freq", 1.0 / 10000 ** (torch.arange(0, width, 2) / width))

    def forward(self, x, start):
        """Turn x of shape (batch, positions, heads, width); its first position is `start`."""
        angles = torch.arange(start, start + x.shape[1], device=x.device)[:, None] * self.inv_freq
        turn = torch.polar(torch.ones_like(angles), angles)[:, None]
        left, right = x.float().chunk(2, -1)
        turned = torch.complex(left, right) * turn
        return torch.cat((turned.real, turned.imag), -1).to(x.dtype)


class Attention(nn.Module):
    def __init__(self, params):
        super().__init__()
        self.heads = params.n_heads
        self.in_proj = nn.Linear(params.dim, 3 * params.dim, bias=False)
        self.out_proj = nn.Linear(params.dim, params.dim, bias=False)
        self.pos_embed = Rotary(params.dim // params.n_heads)
        self.q_norm = norm(params) if params.apply_qk_norm else nn.Identity()
        self.k_norm = norm(params) if params.apply_qk_norm else nn.Identity()

    def forward(self, x, mask, past):
        q, k, v = self.in_proj(x).chunk(3, -1)
        q, k, v = (t.unflatten(-1, (self.heads, -1)) for t in (self.q_norm(q), self.k_norm(k), v))
        start = 0 if past is None else past[0].shape[1]
        q, k = self.pos_embed(q, start), self.pos_embed(k, start)
        if past is not None:
            k, v = torch.cat((past[0], k), 1), torch.cat((past[1], v), 1)
        mixed = functional.scaled_dot_product_attention(
            *(t.transpose(1, 2) for t in (q, k, v)), attn_mask=mask
        )
        return self.out_proj(mixed.transpose(1, 2).flatten(-2)), (k, v)


class Block(nn.Module):
    def __init__(self, params):
        super().__init__()
        self.attention = Attention(params)
        if params.ffn_type == "gelu":
            self._ff_w1 = nn.Linear(params.dim, 4 * params.dim, bias=False)
            self._ff_w2 = nn.Linear(4 * params.dim, params.dim, bias=False)
            self.feed_forward = nn.Sequential(self._ff_w1, nn.GELU(), self._ff_w2)
        else:
            self.feed_forward = SwiGLU(params.dim, 256 * -(-(8 * params.dim // 3) // 256))
        self.attention_norm = norm(params)
        self.ffn_norm = norm(params)

    def forward(self, x, mask, past):
        mixed, past = self.attention(self.attention_norm(x), mask, past)
        x = x + mixed
        return x + self.feed_forward(self.ffn_norm(x)), past


class Transformer(nn.Module):
    def __init__(self, params):
        super().__init__()
        self.tok_embeddings = nn.Embedding(params.vocab_size, params.dim)
        self.post_embed_norm = norm(params) if params.post_embed_norm else nn.Identity()
        self.layers = nn.ModuleList(Block(params) for _ in range(params.n_layers))
        self.norm = norm(params)
        self.output = nn.Linear(params.dim, params.vocab_size, bias=False)
        if params.weight_tying:
            self.tok_embeddings.weight = self.output.weight

    def forward(self, input_ids, attention_mask=None, past_key_values=None, use_cache=False):
        x = self.post_embed_norm(self.tok_embeddings(input_ids))
        pasts = past_key_values or [None] * len(self.layers)
        start = 0 if past_key_values is None else pasts[0][0].shape[1]
        keys = torch.arange(start + x.shape[1], device=x.device)
        mask = (keys <= keys[start:, None])[None, None]
        if attention_mask is not None:
            mask = mask & attention_mask.bool()[:, None, None, :]
            mask = mask | ~mask.any(-1, keepdim=True)
        held = []
        for layer, past in zip(self.layers, pasts, strict=True):
            x, kept = layer(x, mask, past)
            held.append(kept)
        return self.output(self.norm(x)), x, tuple(held) if use_cache else None

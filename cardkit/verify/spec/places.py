"""Which tensors have a place in a language model, by their names; the rest is padding or new."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(
    r"attn|attention|selfattention|encdecattention|att|attend|mixer|mamba|ssm|rwkv|qkv|q|k|"
    r"v|o|query|key|value|dense|out|proj|projection|projector|mlp|ffn|ff|feed|ffw|w1|w2|w3|"
    r"w12|fc|fc1|fc2|gate|gating|up|down|router|expert|experts|moe|exps|shexp|norm|norms|"
    r"ln|ln1|ln2|rmsnorm|layernorm|final|embed|embedding|embeddings|embd|emb|wte|wpe|"
    r"shared|tokens|head|output|lm|score|classifier|conv|conv1d|decay|bias|scale|relative|"
    r"visual|vision|audio|vit|resampler|merger|connector|adapter|lora|mtp|eh|enorm|hnorm"
)
"""Words of parts: attention and state space, feed-forward, norms, embeddings, towers."""
_STARTS = ("norm", "embed", "ln", "layernorm", "conv", "attn", "proj")
_ENDS = ("norm", "attn", "attention", "proj", "mlp", "experts")
_SPLIT = re.compile(r"[^A-Za-z0-9]+")


def has_place(name: str) -> bool:
    """Say whether a name has the word of a part that language models are made of.

    Coarse on purpose: new architectures find words of their own for a few tensors, not for all.
    """
    words = [w for w in _SPLIT.split(name.casefold()) if w]
    return any(_WORD.fullmatch(w) or w.startswith(_STARTS) or w.endswith(_ENDS) for w in words)


def without_place(sizes: Iterable[tuple[str, int]], hollow: frozenset[str]) -> tuple[int, str]:
    """Return how many parameters have no known place, and the largest such tensor's name.

    `sizes` has the parameters of each tensor; what hollow layers hold has no place either.
    """
    found = [(size, name) for name, size in sizes if name in hollow or not has_place(name)]
    return sum(size for size, _ in found), max(found, default=(0, ""))[1]

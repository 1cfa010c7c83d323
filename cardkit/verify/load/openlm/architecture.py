"""What an OpenLM model is made of, its exact parameter count, and what no checkpoint confirmed."""

from __future__ import annotations

from dataclasses import dataclass, fields

MODEL_TYPE = "openlm"

NORMS = (
    "default_layer_norm",
    "lp_layer_norm",
    "gain_only_layer_norm",
    "gain_only_lp_layer_norm",
    "no_wb_layer_norm",
    "rms_norm",
)
"""Layer norms with gain and bias, with gain only, with neither; root mean square. `lp` computes in
the dtype of the model instead of float32, which differs only under autocast."""

FEED_FORWARDS = ("swiglu", "swiglu_torch", "gelu", "gemma_geglu")
POSITIONS = ("rotary", "head_rotary", "llama_rotary", "none")
ATTENTIONS = ("auto", "xformers_attn", "torch_attn")
"""Three kernels of one formula. `custom_attn` is another formula and refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """Sizes and variants of one OpenLM model, checked.

    `assumed` names the keys that the config left out and open_lm's default stands for: what rests
    on them is no evidence.
    """

    dim: int
    n_layers: int
    n_heads: int
    vocab_size: int
    seq_len: int
    norm_type: str = "default_layer_norm"
    norm_eps: float = 1e-5
    apply_qk_norm: bool = False
    ffn_type: str = "swiglu"
    attn_name: str = "auto"
    positional_embedding_type: str = "rotary"
    post_embed_norm: bool = False
    weight_tying: bool = False
    assumed: tuple[str, ...] = ()

    @property
    def head_dim(self) -> int:
        """Return the width of one head."""
        return self.dim // self.n_heads

    @property
    def hidden_dim(self) -> int:
        """Return the inner width of the feed-forward: 4 dim; gated 8/3 dim, up to a full 256."""
        if self.ffn_type == "gelu":
            return 4 * self.dim
        return -(-(8 * self.dim // 3) // 256) * 256


KEYS = tuple(f.name for f in fields(Architecture) if f.name != "assumed")


def parameter_count(model: Architecture) -> int:
    """Return the exact number of trained parameters; tied embeddings count once, buffers never."""
    d = model.dim
    norm = _norm_size(model)
    matrices = 2 if model.ffn_type == "gelu" else 3
    layer = 4 * d * d + matrices * d * model.hidden_dim + (4 if model.apply_qk_norm else 2) * norm
    embeddings = (1 if model.weight_tying else 2) * model.vocab_size * d
    return model.n_layers * layer + embeddings + (2 if model.post_embed_norm else 1) * norm


def _norm_size(model: Architecture) -> int:
    if model.norm_type == "no_wb_layer_norm":
        return 0
    return model.dim * (2 if has_bias(model.norm_type) else 1)


def has_bias(norm_type: str) -> bool:
    """Return whether norms of this type add a bias."""
    return norm_type in ("default_layer_norm", "lp_layer_norm")


def unconfirmed(model: Architecture) -> tuple[str, ...]:
    """Return the variants of `model`, as `key=value`, that no checkpoint of open_lm confirmed."""
    used = {key: getattr(model, key) for key in _CONFIRMED}
    return tuple(f"{key}={used[key]}" for key in used if used[key] not in _CONFIRMED[key])


_CONFIRMED: dict[str, tuple[object, ...]] = {
    "norm_type": ("default_layer_norm", "lp_layer_norm", "gain_only_lp_layer_norm"),
    "ffn_type": ("swiglu", "swiglu_torch", "gelu"),
    "positional_embedding_type": ("rotary",),
    "weight_tying": (False,),
}
"""Values that occur in tests/fixtures/openlm, whose logits open_lm 0.0.34 itself computed."""

"""Where `config.json` states what: the keys of the families, in the order they are tried.

Read off the configuration classes of transformers 5.23 (`attribute_map`) and of open_lm
(`open_lm/utils/transformers/hf_config.py`); the test with eleven families holds them against
transformers' own answers.
"""

from __future__ import annotations

from collections.abc import Mapping

NESTED = ("text_config", "llm_config", "language_config", "params_args_dict", "ffn_config")
"""Objects that hold the language model's own keys; theirs count before the outer ones."""

COUNTS: Mapping[str, tuple[str, ...]] = {
    "layers": ("num_hidden_layers", "n_layer", "n_layers", "num_layers", "encoder_layers"),
    "hidden_size": ("hidden_size", "n_embd", "dim", "d_model", "hidden_dim"),
    "intermediate_size": (
        "intermediate_size",
        "n_inner",
        "ffn_hidden_size",
        "ffn_dim",
        "d_ff",
        "encoder_ffn_dim",
    ),
    "attention_heads": (
        "num_attention_heads",
        "n_head",
        "n_heads",
        "num_heads",
        "encoder_attention_heads",
    ),
    "kv_heads": ("num_key_value_heads", "num_kv_heads", "n_head_kv", "multi_query_group_num"),
    "head_dim": ("head_dim", "d_kv", "kv_channels"),
    "context_length": (
        "max_position_embeddings",
        "n_positions",
        "seq_len",
        "max_sequence_length",
        "max_seq_len",
        "n_ctx",
        "seq_length",
        "model_max_length",
    ),
    "vocabulary_size": ("vocab_size", "padded_vocab_size"),
    "experts": ("num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts"),
    "experts_per_token": (
        "num_experts_per_tok",
        "num_experts_per_token",
        "moe_top_k",
        "moe_topk",
        "moe_k",
    ),
    "nextn_layers": ("num_nextn_predict_layers",),
}

AHEAD = "nextn_layers"
"""Layers after the others that predict further tokens (MTP); `layers` does not count them."""

TIED = ("tie_word_embeddings", "weight_tying")
DTYPE = ("dtype", "torch_dtype")

FALCON = frozenset({"falcon", "RefinedWeb", "RefinedWebModel"})
"""Their config states `num_kv_heads` always; it counts with `new_decoder_architecture` alone."""

ONE_KEY_PER_QUERY = frozenset(
    {"gpt2", "gpt_neox", "gpt_neo", "gptj", "codegen", "opt", "bloom", "mpt", "openlm", "llama"}
    | {"olmo", "phi", "qwen", "baichuan"}
)
"""Families where no key for key-value heads means: as many as attention heads. Elsewhere the
classes have defaults of their own (Mistral 8), which are no evidence."""

LATENT = ("kv_lora_rank", "qk_nope_head_dim")
"""Keys of latent attention (MLA), which has no single head size."""

BOTH_HALVES = frozenset({"qwen"})
"""Qwen 1 states 22,016 for two matrices of 11,008 rows."""

HEAD_DIM_APART = ("gemma", "qwen3", "glm4", "mistral4")
"""Families whose head size is not hidden size / heads where the config leaves it out."""

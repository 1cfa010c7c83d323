"""What a model's config says that decides how sequences may be laid out."""

from __future__ import annotations

from typing import Any


def text_config(config: Any) -> Any:
    """Return the part of a config that describes the language model."""
    ask = getattr(config, "get_text_config", None)
    return config if ask is None else ask()


def window_of(config: Any) -> int | None:
    """Return how many tokens back (itself included) layers with a sliding window look, else None.

    Several models keep the key `sliding_window` and switch it off by another.
    """
    size = getattr(config, "sliding_window", None)
    if not isinstance(size, int) or size <= 0:
        return None
    types = layer_types(config)
    if types:
        return size if "sliding_attention" in types else None
    return size if getattr(config, "use_sliding_window", True) else None


def layer_types(config: Any) -> frozenset[str]:
    """Return the kinds of attention that the layers have, where the config tells."""
    types = getattr(config, "layer_types", None)
    return frozenset(types) if isinstance(types, list | tuple) else frozenset()


def longest_of(config: Any) -> int | None:
    """Return how many tokens the model can be fed, None where the config does not tell."""
    for name in ("max_position_embeddings", "n_positions", "max_seq_len", "seq_len"):
        size = getattr(config, name, None)
        if isinstance(size, int) and size > 0:
            return size
    return None


def switch_of(config: Any) -> int | None:
    """Return the length beyond which rotary frequencies change for a whole forward, else None.

    Models with dynamic or long rotary scaling take the longest sequence of a batch as measure, so
    a sequence beyond must not share a forward with others.
    """
    scaling = getattr(config, "rope_parameters", None) or getattr(config, "rope_scaling", None)
    if not isinstance(scaling, dict):
        return None
    kind = scaling.get("rope_type", scaling.get("type"))
    if kind not in ("dynamic", "longrope"):
        return None
    size = scaling.get("original_max_position_embeddings") or getattr(
        config, "original_max_position_embeddings", None
    )
    return size if isinstance(size, int) and size > 0 else longest_of(config)

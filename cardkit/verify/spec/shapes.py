"""What the names and shapes of tensors show of a model, as a witness beside its config."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from cardkit.verify.outcome import Observation
from cardkit.verify.spec.config import Config
from cardkit.verify.spec.config_keys import AHEAD
from cardkit.verify.spec.count import EMBEDDING, HEAD
from cardkit.verify.spec.dtypes import dtype_name
from cardkit.verify.spec.layers import Stack
from cardkit.verify.spec.quantization import is_packed
from cardkit.verify.spec.safetensors_header import Tensor

_QUERIES = re.compile(r"\.layers\.0\.self_attn\.q_proj\.weight$")
_KEYS = re.compile(r"\.layers\.0\.self_attn\.k_proj\.weight$")
_GATED = re.compile(r"[.]0\.(?:feed_forward\.w12|mlp\.gate_up_proj)\.weight$")
_FEED_FORWARD = re.compile(
    r"[.]0\.(?:mlp\.(?:gate_proj|up_proj|c_fc|dense_h_to_4h)|fc1|feed_forward\.0)\.weight$"
)
_ROTARY = re.compile(r"[.]0\.attention\.pos_embed\.inv_freq$")


def observe_shapes(
    tensors: Sequence[Tensor], found: Mapping[str, Stack], config: Config | None, where: str
) -> Iterator[Observation]:
    """Yield layers, sizes and dtype as the tensors have them; of packed ones layers, float8."""
    for field, value in _seen(tensors, found, config):
        if value is not None:
            yield Observation(field, value, "headers", where)


def _seen(
    tensors: Sequence[Tensor], found: Mapping[str, Stack], config: Config | None
) -> Iterator[tuple[str, int | str | bool | None]]:
    yield "layers", _layers(found, config)
    if config is not None and config.quantization is not None:
        # What is left whole (embeddings, norms) may be the larger part of a small model.
        dtype = _dtype([tensor for tensor in tensors if is_packed(tensor)])
        yield "dtype", dtype if dtype and dtype.startswith("float8") else None
        return
    yield "dtype", _dtype(tensors)
    embedding = _only(tensors, EMBEDDING)
    head_dim = config.count("head_dim") if config is not None else None
    hidden = None
    if embedding is not None and not any("project_in" in t.name for t in tensors):
        yield "vocabulary_size", embedding.shape[0]
        hidden = embedding.shape[1]
        yield "hidden_size", hidden
        untied = any(HEAD.search(tensor.name) for tensor in tensors)
        if config is None or config.value("tied_embeddings") is None:
            yield "tied_embeddings", not untied
    yield "intermediate_size", _intermediate(tensors, hidden)
    rotary = next((t for t in tensors if _ROTARY.search(t.name) and len(t.shape) == 1), None)
    if rotary is not None:
        head_dim = 2 * rotary.shape[0]
        yield "head_dim", head_dim
        yield "attention_heads", hidden // head_dim if hidden and head_dim else None
    yield "attention_heads", _rows(tensors, _QUERIES, head_dim)
    yield "kv_heads", _rows(tensors, _KEYS, head_dim)


def _layers(found: Mapping[str, Stack], config: Config | None) -> int | None:
    """Return the number of whole layers where one stack, numbered without a gap, holds them all.

    Those that predict further tokens are not among them where the config says how many they are.
    """
    if len(found) != 1:
        return None
    stack = next(iter(found.values()))
    if not stack.gapless:
        return None
    stated, ahead = (config.count(f) if config else None for f in ("layers", AHEAD))
    if stated is not None and ahead is not None and stack.count == stated + ahead:
        return stated
    return stack.count


def _dtype(tensors: Sequence[Tensor]) -> str | None:
    """Return the dtype that most elements have."""
    elements: dict[str, int] = defaultdict(int)
    for tensor in tensors:
        elements[tensor.dtype] += tensor.elements
    return dtype_name(max(elements, key=lambda d: elements[d])) if elements else None


def _only(tensors: Sequence[Tensor], pattern: re.Pattern[str]) -> Tensor | None:
    found = [t for t in tensors if pattern.search(t.name) and len(t.shape) == 2]
    return found[0] if len(found) == 1 else None


def _rows(tensors: Sequence[Tensor], pattern: re.Pattern[str], head_dim: int | None) -> int | None:
    found = _only(tensors, pattern)
    if found is None or not head_dim or found.shape[0] % head_dim:
        return None
    return found.shape[0] // head_dim


def _intermediate(tensors: Sequence[Tensor], hidden: int | None) -> int | None:
    gated = _only(tensors, _GATED)
    if gated is not None:
        return gated.shape[0] // 2
    # GPT-2's matrices lie transposed; gate and up have one shape, so the first will do.
    plain = next((t for t in tensors if _FEED_FORWARD.search(t.name) and len(t.shape) == 2), None)
    if plain is None or not hidden or hidden not in plain.shape:
        return None
    return plain.shape[1] if plain.shape[0] == hidden else plain.shape[0]

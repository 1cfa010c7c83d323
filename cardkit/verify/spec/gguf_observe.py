"""What a GGUF file says of its model: keys of its architecture, and its tensors counted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from cardkit.text import Text
from cardkit.verify.outcome import Observation, Remark
from cardkit.verify.spec.count import Count, count
from cardkit.verify.spec.files import ModelFile
from cardkit.verify.spec.gguf_file import Gguf
from cardkit.verify.spec.safetensors_header import Tensor

SUFFIX = ".gguf"
_SPLIT = re.compile(r"-\d{5}-of-\d{5}\.gguf$")
_KEYS: Mapping[str, str] = {
    "layers": "block_count",
    "hidden_size": "embedding_length",
    "intermediate_size": "feed_forward_length",
    "attention_heads": "attention.head_count",
    "kv_heads": "attention.head_count_kv",
    "head_dim": "attention.key_length",
    "context_length": "context_length",
    "vocabulary_size": "vocab_size",
    "experts": "expert_count",
    "experts_per_token": "expert_used_count",
}
_TOKENS = "tokenizer.ggml.tokens"
_KINDS: Mapping[int, str] = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 6: "Q5_0", 7: "Q5_1", 8: "Q8_0", 9: "Q8_1",
    10: "Q2_K", 11: "Q3_K", 12: "Q4_K", 13: "Q5_K", 14: "Q6_K", 15: "Q8_K", 16: "IQ2_XXS",
    17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S", 20: "IQ4_NL", 21: "IQ3_S", 22: "IQ2_S",
    23: "IQ4_XS", 29: "IQ1_M", 30: "BF16", 34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4", 40: "NVFP4",
    41: "Q1_0",
}  # fmt: skip
"""`ggml_type` of ggml.h, floating point and packed."""


def choose(files: Sequence[ModelFile], remarks: list[Remark]) -> ModelFile | None:
    """Return the GGUF file that is read: the only one, else the first by name, which is said."""
    found = [file for file in files if file.name.endswith(SUFFIX) and "/" not in file.name]
    if len(found) > 1:
        message = Text(
            en="of {count} GGUF files only `{name}` is read; --model FILE names another",
            zh="共有 {count} 个 GGUF 文件，仅读取 `{name}`；可用 --model 指定其他文件",
        )
        shown = message.format(count=len(found), name=found[0].name)
        remarks.append(Remark("gguf-several", "note", shown, found[0].name))
    return found[0] if found else None


def observe_gguf(gguf: Gguf, name: str) -> tuple[list[Observation], Count | None]:
    """Return what a GGUF file states, and the count of its weights; None of a part of a split."""
    observations = list(_stated(gguf, name))
    if _SPLIT.search(name):
        return observations, None
    known = {o.field: o.value for o in observations}
    experts, used = (known.get(key) for key in ("experts", "experts_per_token"))
    counted = count(
        [Tensor(t.name, "", t.shape, name) for t in gguf.tensors],
        experts=experts if type(experts) is int else None,
        experts_per_token=used if type(used) is int else None,
    )
    if counted.active is not None:
        observations.append(Observation("active_parameters", counted.active, "gguf", name))
    observations.append(Observation("parameters", counted.parameters, "gguf", name))
    return observations, counted


def _stated(gguf: Gguf, name: str) -> Iterator[Observation]:
    family = gguf.keys.get("general.architecture")
    for field, key in _KEYS.items():
        value = gguf.keys.get(f"{family}.{key}")
        if type(value) is int and value > 0:
            yield Observation(field, value, "gguf", f"{name}: {family}.{key}")
    if f"{family}.vocab_size" not in gguf.keys and gguf.lengths.get(_TOKENS):
        yield Observation("vocabulary_size", gguf.lengths[_TOKENS], "gguf", f"{name}: {_TOKENS}")
    tensors = {tensor.name for tensor in gguf.tensors}
    if "token_embd.weight" in tensors:
        yield Observation("tied_embeddings", "output.weight" not in tensors, "gguf", name)
    if isinstance(family, str):
        where = f"{name}: general.architecture"
        yield Observation("model_type", family, "gguf", where)
    template = "tokenizer.chat_template"
    where = f"{name}: {template}"
    yield Observation("chat_template", bool(gguf.keys.get(template)), "gguf", where)
    kind = _main_kind(gguf)
    if kind is not None:
        is_packed = kind not in ("F32", "F16", "BF16")
        field, value = ("quantization", kind) if is_packed else ("dtype", _DTYPES[kind])
        yield Observation(field, value, "gguf", name)


_DTYPES: Mapping[str, str] = {"F32": "float32", "F16": "float16", "BF16": "bfloat16"}


def _main_kind(gguf: Gguf) -> str | None:
    """Return the type that most weights have, None where it has no name here."""
    elements: dict[int, int] = defaultdict(int)
    for tensor in gguf.tensors:
        elements[tensor.kind] += tensor.elements
    return _KINDS.get(max(elements, key=lambda k: elements[k])) if elements else None

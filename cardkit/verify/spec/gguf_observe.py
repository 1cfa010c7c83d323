"""What a GGUF file says of its model: keys of its architecture, and its tensors counted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from cardkit.text import Text, listed
from cardkit.verify.outcome import Observation, Remark
from cardkit.verify.spec.count import Count, count
from cardkit.verify.spec.files import ModelFile, ModelFiles
from cardkit.verify.spec.gguf_file import Gguf, read_gguf
from cardkit.verify.spec.gguf_places import TYPES, unknown_types
from cardkit.verify.spec.layers import stacks
from cardkit.verify.spec.problem import Problem
from cardkit.verify.spec.remarks import hollow, unplaced
from cardkit.verify.spec.safetensors_header import Tensor
from cardkit.verify.spec.shards import numbered

SUFFIX = ".gguf"
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
_PROJECTOR = re.compile(r"(?:^|[-_.])mmproj", re.IGNORECASE)
"""The projector of a vision model lies beside it as a file of its own."""


def choose(files: Sequence[ModelFile], remarks: list[Remark]) -> tuple[ModelFile, ...]:
    """Return the GGUF files of one model: all parts of a set, the only file, else the first.

    Which of several is read is said, and what is missing of a set; a projector of images is no
    model beside one.
    """
    here = [file for file in files if file.name.endswith(SUFFIX) and "/" not in file.name]
    found = [file for file in here if not _PROJECTOR.search(file.name)] or here
    if not found:
        return ()
    parts, wrong = numbered(file.name for file in found)
    if len(parts) == len(found):
        if wrong is not None:
            remarks.append(wrong)
        return tuple(file for file in found if file.name in parts)
    whole = [file for file in found if file.name not in parts]
    if len(found) > 1:
        message = Text(
            en="of {count} GGUF files only `{name}` is read; --model FILE names another",
            zh="共有 {count} 个 GGUF 文件，仅读取 `{name}`；可用 --model 指定其他文件",
        )
        shown = message.format(count=len(found), name=whole[0].name)
        remarks.append(Remark("gguf-several", "note", shown, whole[0].name))
    return (whole[0],)


def read_parts(
    files: ModelFiles, chosen: Sequence[ModelFile], remarks: list[Remark]
) -> tuple[list[Observation], Count | None]:
    """Read the chosen files as one model; what is damaged or missing joins `remarks`.

    The first part has the keys. Of a set that is not whole nothing is counted.
    """
    whole = not any(remark.level == "error" for remark in remarks if remark.where == chosen[0].name)
    parts: list[Gguf] = []
    try:
        parts = [read_gguf(files, file.name, file.size) for file in chosen]
    except Problem as problem:
        remarks.append(problem.remark)
        return [], None
    tensors = tuple(tensor for part in parts for tensor in part.tensors)
    if len({tensor.name for tensor in tensors}) != len(tensors):
        remarks.append(Remark("tensor-twice", "error", _TWICE, chosen[0].name))
        return [], None
    unknown = unknown_types(tensors)
    if unknown:
        kinds = listed(str(kind) for kind in unknown[:5])
        shown = _UNKNOWN.format(name=chosen[0].name, kinds=kinds)
        remarks.append(Remark("gguf-type-unknown", "error", shown, chosen[0].name))
    joined = Gguf(parts[0].keys, parts[0].lengths, tensors)
    name = chosen[0].name if len(chosen) == 1 else f"{len(chosen)} GGUF"
    found, counted = observe_gguf(joined, name, countable=whole and not unknown, remarks=remarks)
    if whole:
        size = sum(file.size for file in chosen)
        found.append(Observation("size_on_disk", size, "files", name))
    return found, counted


_TWICE = Text(en="a tensor stands in two of the GGUF files", zh="有张量同时出现在两个 GGUF 文件中")
_UNKNOWN = Text(
    en="`{name}` has tensors of types unknown here ({kinds}); they are not counted",
    zh="`{name}` 含有类型未知的张量（{kinds}），未统计",
)


def observe_gguf(
    gguf: Gguf, name: str, *, countable: bool, remarks: list[Remark]
) -> tuple[list[Observation], Count | None]:
    """Return what a GGUF file states, and the count of its weights where it is `countable`."""
    observations = list(_stated(gguf, name))
    if not countable:
        return observations, None
    tensors = [Tensor(t.name, "", t.shape, name) for t in gguf.tensors]
    layers = stacks(tensors)
    remarks += hollow(layers, name)
    known = {o.field: o.value for o in observations}
    experts, used = (known.get(key) for key in ("experts", "experts_per_token"))
    counted = count(
        tensors,
        experts=experts if type(experts) is int else None,
        experts_per_token=used if type(used) is int else None,
        hollow=frozenset[str]().union(*(stack.hollow for stack in layers.values())),
    )
    remarks += unplaced(counted, name)
    if len(layers) == 1:
        (stack,) = layers.values()
        if stack.gapless:
            where = f"{name}: tensors"
            observations.append(Observation("layers", stack.count, "gguf", where))
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
    yield from _implied(gguf, family, name)
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


def _implied(gguf: Gguf, family: object, name: str) -> Iterator[Observation]:
    """Yield what the format says a key that is left out stands for (ggml's docs/gguf.md)."""
    heads = gguf.keys.get(f"{family}.attention.head_count")
    hidden = gguf.keys.get(f"{family}.embedding_length")
    if type(heads) is not int or heads <= 0:
        return
    where = f"{name}: {family}.attention.head_count"
    if f"{family}.attention.head_count_kv" not in gguf.keys:
        yield Observation("kv_heads", heads, "gguf", where)
    latent = f"{family}.attention.kv_lora_rank" in gguf.keys
    stated = f"{family}.attention.key_length" in gguf.keys
    if not stated and not latent and type(hidden) is int and hidden > 0 and hidden % heads == 0:
        where = f"{name}: {family}.embedding_length / {family}.attention.head_count"
        yield Observation("head_dim", hidden // heads, "gguf", where)


_DTYPES: Mapping[str, str] = {"F32": "float32", "F16": "float16", "BF16": "bfloat16"}


def _main_kind(gguf: Gguf) -> str | None:
    """Return the type that most weights have, None where it has no name here."""
    elements: dict[int, int] = defaultdict(int)
    for tensor in gguf.tensors:
        elements[tensor.kind] += tensor.elements
    found = max(elements, key=lambda k: elements[k], default=-1)
    return TYPES[found][0] if found in TYPES else None

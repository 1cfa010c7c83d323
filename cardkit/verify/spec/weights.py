"""Which safetensors files are the model's weights, and what their headers say together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cardkit.text import Text
from cardkit.verify.outcome import Remark
from cardkit.verify.spec import lfs
from cardkit.verify.spec.files import ModelFile, ModelFiles, is_inside
from cardkit.verify.spec.json_text import read_object
from cardkit.verify.spec.problem import Problem
from cardkit.verify.spec.safetensors_header import MAX_HEADER, Tensor, read_header
from cardkit.verify.spec.shards import numbered

INDEX = "model.safetensors.index.json"
SINGLE = "model.safetensors"
MAX_INDEX = 32 * 1024 * 1024
MAX_SHARDS = 2048
MAX_HEADERS = MAX_HEADER
"""Bytes of all headers together, and of the index; the 163 of DeepSeek-V3 have some eleven
megabytes, and a megabyte takes up to a second."""


@dataclass(frozen=True, slots=True)
class Weights:
    """All tensors of a model, and where that was read.

    `complete` says that every file was there and whole; `size` is the bytes of those files (an LFS
    pointer counts as the file it names); `index` is the shard index's own metadata. `files` are the
    files that were read, the index among them, `sha256` the digests that LFS pointers state.
    """

    tensors: tuple[Tensor, ...]
    where: str
    complete: bool
    size: int
    remarks: tuple[Remark, ...]
    index: Mapping[str, object]
    files: tuple[str, ...] = ()
    sha256: Mapping[str, str] = field(default_factory=dict)


def read_weights(files: ModelFiles, *, limit: int = MAX_HEADER) -> Weights | None:
    """Read the headers of a model's safetensors files, None where it has none. Never raises.

    `model.safetensors` counts first, as in transformers (`_get_resolved_checkpoint_files`), then
    the index; without both the files that are numbered as parts, else the only file. `limit` caps
    the bytes of all headers together.
    """
    known = {file.name: file for file in files.list()}
    remarks: list[Remark] = []
    beside: list[Remark] = []
    index: Mapping[str, object] = {}
    mapped: Mapping[str, str] = {}
    names: list[str] = []
    if INDEX in known:
        try:
            index, mapped = _read_index(files, min(MAX_INDEX, limit))
            names = _of_index(mapped, known, remarks)
        except Problem as problem:
            (beside if SINGLE in known else remarks).append(problem.remark)
    if SINGLE in known and names != [SINGLE]:
        if INDEX in known:
            beside.append(Remark("weights-twice", "error", _TWICE, SINGLE))
        names, index, mapped, remarks = [SINGLE], {}, {}, []
    elif INDEX not in known:
        names = _without_index(known, remarks, beside)
    if not names and not remarks:
        return None
    tensors: list[Tensor] = []
    size = 0
    digests: dict[str, str] = {}
    left = min(limit, MAX_HEADERS)
    for name in names:
        found, bytes_of, read = _one(files, known[name], remarks, left, digests)
        tensors += found
        size += bytes_of
        left -= read
    _check_names(tensors, mapped, remarks)
    complete = not any(remark.level == "error" for remark in remarks)
    where = names[0] if len(names) == 1 else f"{len(names)} safetensors"
    metadata = index.get("metadata")
    return Weights(
        tuple(tensors),
        where,
        complete,
        size,
        (*remarks, *beside),
        metadata if isinstance(metadata, dict) else {},
        (*names, *((INDEX,) if mapped else ())),
        digests,
    )


def _one(
    files: ModelFiles,
    file: ModelFile,
    remarks: list[Remark],
    limit: int,
    digests: dict[str, str],
) -> tuple[Sequence[Tensor], int, int]:
    """Return the tensors of one file, its size, the bytes read; what is wrong joins `remarks`."""
    try:
        pointer = lfs.pointer(files, file)
        if pointer is not None:
            remarks.append(lfs.remark(file.name, pointer))
            digests[file.name] = pointer.sha256
            return (), pointer.size, 0
        header = read_header(files, file.name, file.size, limit=limit)
    except Problem as problem:
        remarks.append(problem.remark)
        return (), file.size, 0
    return header.tensors, file.size, header.read


def _without_index(
    known: Mapping[str, ModelFile], remarks: list[Remark], beside: list[Remark]
) -> list[str]:
    """Return the parts of a numbered set, else the only file; several of neither kind are said."""
    here = [name for name in known if name.endswith(".safetensors") and "/" not in name]
    adapters = [name for name in here if name.startswith(_ADAPTER)]
    here = [name for name in here if name not in adapters]
    if adapters and not here:
        remarks.append(Remark("adapter-only", "error", _OF_ADAPTER, adapters[0]))
    parts, wrong = numbered(here)
    if wrong is not None:
        remarks.append(wrong)
    elif parts:
        beside.append(Remark("index-missing", "note", _NO_INDEX, parts[0]))
    elif len(here) > 1:
        message = _SEVERAL.format(count=len(here), name=here[0][:200])
        remarks.append(Remark("weights-several", "error", message, here[0]))
    return parts or (here if len(here) == 1 else [])


_ADAPTER = "adapter_"
_OF_ADAPTER = Text(
    en="the weights here are those of an adapter (LoRA); its base model is the model to check",
    zh="此处仅有适配器（LoRA）的权重；请核实其基座模型",
)
_TWICE = Text(
    en=f"`{SINGLE}` and `{INDEX}` name different weights; the single file is read, as"
    " transformers does",
    zh=f"`{SINGLE}` 与 `{INDEX}` 所指权重不同；读取单个文件，与 transformers 一致",
)
_NO_INDEX = Text(
    en=f"the numbered files have no `{INDEX}`; transformers does not load them without",
    zh=f"编号文件缺少 `{INDEX}`，transformers 无法加载",
)
_SEVERAL = Text(
    en="of {count} safetensors files none is known to be the model, such as `{name}`;"
    " --model FILE names one",
    zh="共有 {count} 个 safetensors 文件（例如 `{name}`），无法判断哪个是模型；"
    "可用 --model 指定文件",
)
_TOO_MANY = Text(
    en="`{index}` names {count} files; more than {limit} are refused",
    zh="`{index}` 列出 {count} 个文件，超过上限 {limit}，已拒绝",
)


def _read_index(files: ModelFiles, limit: int) -> tuple[Mapping[str, object], Mapping[str, str]]:
    index = read_object(files.text(INDEX, limit), INDEX)
    mapped = index.get("weight_map")
    if not isinstance(mapped, dict) or not all(isinstance(v, str) for v in mapped.values()):
        message = Text(
            en="`{index}` maps no tensors to files", zh="`{index}` 中没有张量到文件的映射"
        )
        raise Problem("index-invalid", message.format(index=INDEX), INDEX)
    return index, mapped


def _of_index(
    mapped: Mapping[str, str], known: Mapping[str, ModelFile], remarks: list[Remark]
) -> list[str]:
    """Return the shards that may be read; a missing one and a path that escapes join `remarks`."""
    names: list[str] = []
    listed = sorted(set(mapped.values()))
    if len(listed) > MAX_SHARDS:
        message = _TOO_MANY.format(index=INDEX, count=f"{len(listed):,}", limit=f"{MAX_SHARDS:,}")
        raise Problem("index-too-long", message, INDEX)
    for name in listed:
        if not is_inside(name) or not name.endswith(".safetensors"):
            message = Text(
                en="`{index}` names `{name}`, which is no weights file of this folder; it is not"
                " opened",
                zh="`{index}` 指向 `{name}`，它不是本目录中的权重文件，未打开",
            )
            shown = message.format(index=INDEX, name=name[:200])
            remarks.append(Remark("index-escapes", "error", shown, INDEX))
        elif name not in known:
            message = Text(
                en="`{index}` names the shard `{name}`, which is missing",
                zh="`{index}` 所列分片 `{name}` 缺失",
            )
            shown = message.format(index=INDEX, name=name[:200])
            remarks.append(Remark("shard-missing", "error", shown, INDEX))
        else:
            names.append(name)
    return names


def _check_names(
    tensors: Sequence[Tensor], mapped: Mapping[str, str], remarks: list[Remark]
) -> None:
    """Add what the files say against each other: a tensor in two shards, or not where mapped."""
    seen: dict[str, str] = {}
    for tensor in tensors:
        if tensor.name in seen:
            message = Text(
                en="the tensor `{name}` is in both `{first}` and `{second}`",
                zh="张量 `{name}` 同时出现在 `{first}` 和 `{second}` 中",
            )
            shown = message.format(
                name=tensor.name[:200], first=seen[tensor.name], second=tensor.file
            )
            remarks.append(Remark("tensor-twice", "error", shown, tensor.file))
            return
        seen[tensor.name] = tensor.file
    broken = {remark.where for remark in remarks if remark.level == "error"}
    if not mapped or broken:
        return
    differ = [n for n in {**mapped, **seen} if mapped.get(n) != seen.get(n)]
    if differ:
        message = Text(
            en="`{index}` and the shards disagree about {count} {count:tensor|tensors}, `{name}`"
            " among them",
            zh="`{index}` 与分片对 {count} 个张量的记载不一致，例如 `{name}`",
        )
        shown = message.format(index=INDEX, count=len(differ), name=sorted(differ)[0][:200])
        remarks.append(Remark("index-disagrees", "error", shown, INDEX))

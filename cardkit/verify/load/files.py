"""The files of a model's folder, looked at before a loader opens any: what is refused and why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cardkit.errors import CannotLoad
from cardkit.text import Text
from cardkit.verify.outcome import Remark
from cardkit.verify.spec.files import LocalFiles, rooms
from cardkit.verify.spec.lfs import PREFIX
from cardkit.verify.spec.problem import Problem
from cardkit.verify.spec.safetensors_header import read_header

MAX_JSON = 64 * 2**20
"""Bytes of a config or shard index; the largest real indexes are some MB."""

PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".msgpack", ".h5")
INDEX = "model.safetensors.index.json"
SINGLE = "model.safetensors"
ADAPTER = "adapter_config.json"
_CODE_KEYS = frozenset(
    {"attn_implementation", "_attn_implementation", "_attn_implementation_internal"}
)


@dataclass(frozen=True, slots=True)
class Weights:
    """Weight files of a folder and what their headers say.

    `elements` counts by the safetensors name of the dtype (`BF16`), `size` is bytes on disk.
    """

    folder: Path
    config: Mapping[str, Any]
    files: tuple[str, ...]
    elements: Mapping[str, int]
    size: int
    remarks: tuple[Remark, ...]

    @property
    def count(self) -> int:
        """Return the number of elements of all tensors, buffers included."""
        return sum(self.elements.values())


def inspect(folder: Path) -> Weights:
    """Look at a model's folder without loading a tensor and without running anything of it.

    Raises CannotLoad for what may not or cannot be loaded: `no-config`, `config-damaged`,
    `adapter-refused`, `pickle-refused`, `no-weights`, `shard-missing`, what
    `spec.safetensors_header` finds damaged, `lfs-pointer`, `link-refused`, `index-damaged`,
    `code-refused`, `weights-renamed`.
    """
    config = read_config(folder)
    names = _weight_files(folder)
    elements: dict[str, int] = {}
    size = 0
    for name in names:
        path = checked_path(folder, name)
        size += path.stat().st_size
        for dtype, count in _header(path):
            elements[dtype] = elements.get(dtype, 0) + count
    return Weights(folder, config, names, elements, size, tuple(_left_alone(folder, config)))


def read_config(folder: Path) -> Mapping[str, Any]:
    """Read config.json and refuse what would fetch or run code. Raises CannotLoad."""
    if not folder.is_dir():
        raise CannotLoad(
            "no-weights",
            Text(en="`{path}` is no folder", zh="`{path}` 不是目录").format(path=folder),
        )
    if (folder / ADAPTER).exists():
        raise is_adapter()
    config = _json(folder, "config.json", "no-config", "config-damaged")
    for key, value in _walk(config):
        if key in _CODE_KEYS and isinstance(value, str) and "/" in value:
            raise CannotLoad(
                "code-refused",
                Text(
                    en="config.json asks for kernels from the hub ({value}); code is never fetched",
                    zh="config.json 要求从 Hub 获取内核代码（{value}）；不会下载任何代码",
                ).format(value=value[:80]),
            )
    if config.get("transformers_weights") is not None:
        raise CannotLoad(
            "weights-renamed",
            Text(
                en="config.json names other weight files (transformers_weights); refused",
                zh="config.json 指定了其他权重文件（transformers_weights），已拒绝",
            ),
        )
    return config


def is_adapter() -> CannotLoad:
    """Return why an adapter is not loaded."""
    return CannotLoad(
        "adapter-refused",
        Text(
            en="the folder holds an adapter, which loads a base model from elsewhere; refused",
            zh="该目录是适配器，会从别处加载基座模型，已拒绝",
        ),
    )


def _json(folder: Path, name: str, missing: str, damaged: str) -> Mapping[str, Any]:
    path = folder / name
    if not path.is_file():
        raise CannotLoad(missing, Text(en="there is no {name}", zh="缺少 {name}").format(name=name))
    path = checked_path(folder, name)
    why: object
    try:
        if path.stat().st_size > MAX_JSON:
            raise ValueError(f"larger than {MAX_JSON // 2**20} MiB")
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
        why = "no object"
    except RecursionError:
        why = "nested too deep"
    except (OSError, ValueError) as error:
        why = error
    raise CannotLoad(
        damaged,
        Text(en="{name} cannot be read: {why}", zh="无法读取 {name}：{why}").format(
            name=name, why=str(why)[:200]
        ),
    )


def _walk(value: object) -> Iterator[tuple[str, object]]:
    """Yield each key and value of nested objects; a stack of its own bears any depth."""
    stack = [value]
    while stack:
        at = stack.pop()
        if isinstance(at, dict):
            for key, inner in at.items():
                yield str(key), inner
                stack.append(inner)
        elif isinstance(at, list):
            stack.extend(at)


def checked_name(name: str) -> None:
    """Raise CannotLoad where a name that an index gives is not one of a file of its folder."""
    if "/" in name or "\\" in name or name in ("", ".", ".."):
        raise CannotLoad(
            "index-damaged",
            Text(
                en="the index names `{name}`, which is no file of the folder",
                zh="索引中的 `{name}` 不是该目录下的文件",
            ).format(name=name[:120]),
        )


def checked_path(folder: Path, name: str) -> Path:
    """Return the path of a file named in the folder. Raises CannotLoad where it leads out of it.

    A snapshot in the hub's cache is made of links, which stay within the cache (`rooms`).
    """
    path = folder / name
    checked_name(name)
    real = path.resolve()
    if not any(real.is_relative_to(room) for room in rooms(folder)):
        raise CannotLoad(
            "link-refused",
            Text(
                en="`{name}` is a link out of the model's folder; refused",
                zh="`{name}` 是指向模型目录之外的链接，已拒绝",
            ).format(name=name),
        )
    return path


def _weight_files(folder: Path) -> tuple[str, ...]:
    if (folder / SINGLE).exists() or (folder / SINGLE).is_symlink():
        return (SINGLE,)
    if (folder / INDEX).exists():
        return _shards(folder)
    pickles = sorted(p.name for p in folder.iterdir() if p.suffix in PICKLES)
    if pickles:
        raise CannotLoad(
            "pickle-refused",
            Text(
                en="the weights are pickle ({name}), which can run code when opened; refused",
                zh="权重为 pickle 格式（{name}），打开时可能执行代码，已拒绝",
            ).format(name=pickles[0]),
            hint=Text(
                en="publish them as safetensors, or convert them in a sandbox",
                zh="请发布 safetensors 格式的权重，或在沙箱中转换",
            ),
        )
    raise CannotLoad(
        "no-weights",
        Text(en="the folder holds no safetensors weights", zh="该目录中没有 safetensors 权重"),
    )


def _shards(folder: Path) -> tuple[str, ...]:
    index = _json(folder, INDEX, "no-weights", "index-damaged")
    places = index.get("weight_map")
    if not isinstance(places, dict) or not all(isinstance(v, str) for v in places.values()):
        raise CannotLoad(
            "index-damaged",
            Text(en="{name} has no weight_map", zh="{name} 中没有 weight_map").format(name=INDEX),
        )
    names = tuple(sorted(set(places.values())))
    missing = [n for n in names if not checked_path(folder, n).is_file()]
    if missing:
        raise CannotLoad(
            "shard-missing",
            Text(
                en="{count} of {all} shards are missing, {name} first",
                zh="共 {all} 个分片，缺少 {count} 个，首个为 {name}",
            ).format(count=len(missing), all=len(names), name=missing[0]),
        )
    return names


def _header(path: Path) -> Iterator[tuple[str, int]]:
    """Yield dtype and number of elements of each tensor. Raises CannotLoad for a damaged file."""
    with path.open("rb") as stream:
        if stream.read(len(PREFIX)) == PREFIX:
            raise CannotLoad(
                "lfs-pointer",
                Text(
                    en="{name} is a Git LFS pointer, not the weights: run `git lfs pull`",
                    zh="{name} 是 Git LFS 指针文件，不是权重：请执行 `git lfs pull`",
                ).format(name=path.name),
            )
    try:
        header = read_header(LocalFiles(path), path.name, path.stat().st_size)
    except Problem as problem:
        raise CannotLoad(problem.remark.kind, problem.remark.message) from problem
    for tensor in header.tensors:
        yield tensor.dtype, tensor.elements


def _left_alone(folder: Path, config: Mapping[str, Any]) -> Iterator[Remark]:
    pickles = sorted(p.name for p in folder.iterdir() if p.suffix in PICKLES)
    if pickles:
        yield Remark(
            "pickle-refused",
            "note",
            Text(
                en="{count} pickle files beside the safetensors weights were not opened",
                zh="safetensors 权重旁有 {count} 个 pickle 文件，均未打开",
            ).format(count=len(pickles)),
            pickles[0],
        )
    if config.get("auto_map"):
        yield Remark(
            "code-unused",
            "note",
            Text(
                en="the repository brings code of its own (auto_map); none of it is run",
                zh="仓库自带代码（auto_map），均未执行",
            ),
            "config.json",
        )

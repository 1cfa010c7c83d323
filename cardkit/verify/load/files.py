"""The files of a model's folder, looked at before a loader opens any: what is refused and why.

Which files are weights, and what is wrong with them, the spec check tells: one rule for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from cardkit.errors import CannotLoad
from cardkit.text import Text
from cardkit.verify.outcome import Remark
from cardkit.verify.spec.config import CONFIG, MAX_CONFIG
from cardkit.verify.spec.files import LocalFiles, ModelFiles
from cardkit.verify.spec.json_text import read_object
from cardkit.verify.spec.pickle import pickles
from cardkit.verify.spec.problem import Problem
from cardkit.verify.spec.weights import INDEX, SINGLE, read_weights

ADAPTER = "adapter_config.json"
_CODE_KEYS = frozenset(
    {"attn_implementation", "_attn_implementation", "_attn_implementation_internal"}
)


@dataclass(frozen=True, slots=True)
class Weights:
    """Weight files of a folder and what their headers say.

    `elements` counts by the safetensors name of the dtype (`BF16`), `size` is bytes on disk,
    `places` names the file of each tensor, `shapes` its shape. All but `config` is
    empty for weights not here yet.
    """

    folder: Path
    config: Mapping[str, Any]
    files: tuple[str, ...] = ()
    elements: Mapping[str, int] | None = None
    size: int = 0
    places: Mapping[str, str] | None = None
    shapes: Mapping[str, tuple[int, ...]] | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def count(self) -> int:
        """Return the number of elements of all tensors, buffers included."""
        return sum((self.elements or {}).values())


def inspect(folder: Path) -> Weights:
    """Look at a model's folder without loading a tensor and without running anything of it.

    Raises CannotLoad for what may not or cannot be loaded: what `read_config` refuses,
    `pickle-refused`, `no-weights`, `index-missing`, `index-damaged`, and every error that the spec
    check has for config and weights.
    """
    files = listed(folder)
    config = _config(files)
    found = read_weights(files)
    for remark in (*files.remarks, *(found.remarks if found else ())):
        if remark.level == "error" and remark.where.endswith((".safetensors", INDEX)):
            refuse(remark)
    if found is None:
        raise _without(files)
    for remark in found.remarks:
        if remark.level == "error":
            refuse(remark)
    places = {tensor.name: tensor.file for tensor in found.tensors}
    names = tuple(sorted(set(places.values())))
    _check_names(files, names)
    elements: dict[str, int] = {}
    for tensor in found.tensors:
        elements[tensor.dtype] = elements.get(tensor.dtype, 0) + tensor.elements
    beside = tuple(pickles(files, other_weights=True))
    shapes = {tensor.name: tuple(tensor.shape) for tensor in found.tensors}
    return Weights(folder, config, names, elements, found.size, places, shapes, beside)


def listed(folder: Path) -> LocalFiles:
    """Return the plain files of a folder. Raises CannotLoad where it is none."""
    if not folder.is_dir():
        raise CannotLoad(
            "no-weights",
            Text(en="`{path}` is no folder", zh="`{path}` 不是目录").format(path=folder),
        )
    return LocalFiles(folder)


def refuse(remark: Remark) -> NoReturn:
    """Raise CannotLoad for an error of the spec check."""
    raise CannotLoad(remark.kind, remark.message, where=remark.where)


def read_config(folder: Path) -> Mapping[str, Any]:
    """Read config.json and refuse what would fetch or run code, or lead to other files.

    Raises CannotLoad: `no-config`, `adapter-refused`, `code-refused`, `weights-renamed`,
    `config-renamed`, and what the spec check says of a damaged one.
    """
    return _config(listed(folder))


def _config(files: LocalFiles) -> Mapping[str, Any]:
    names = {file.name for file in files.list()}
    refused = {remark.where: remark for remark in files.remarks}
    if ADAPTER in names or ADAPTER in refused:
        raise is_adapter()
    if CONFIG in refused:
        refuse(refused[CONFIG])
    if CONFIG not in names:
        raise CannotLoad("no-config", _NO_CONFIG.format(name=CONFIG))
    try:
        config = read_object(files.text(CONFIG, MAX_CONFIG), CONFIG)
    except Problem as problem:
        refuse(problem.remark)
    for key, value in _walk(config):
        if key in _CODE_KEYS and isinstance(value, str) and "/" in value:
            raise CannotLoad("code-refused", _KERNELS.format(value=value[:80]), where=CONFIG)
        if key == "transformers_weights" and value is not None:
            raise CannotLoad("weights-renamed", _RENAMED, where=CONFIG)
        if key == "configuration_files" and value is not None:
            raise CannotLoad("config-renamed", _ELSEWHERE, where=CONFIG)
    return config


_NO_CONFIG = Text(en="there is no {name}", zh="缺少 {name}")
_KERNELS = Text(
    en="config.json asks for kernels from the hub ({value}); code is never fetched",
    zh="config.json 要求从 Hub 获取内核代码（{value}）；不会下载任何代码",
)
_RENAMED = Text(
    en="config.json names other weight files (transformers_weights); refused",
    zh="config.json 指定了其他权重文件（transformers_weights），已拒绝",
)
_ELSEWHERE = Text(
    en="config.json has transformers read another config in its place (configuration_files);"
    " refused",
    zh="config.json 让 transformers 改读其他配置文件（configuration_files），已拒绝",
)


def is_adapter() -> CannotLoad:
    """Return why an adapter is not loaded."""
    return CannotLoad(
        "adapter-refused",
        Text(
            en="the folder holds an adapter, which loads a base model from elsewhere; refused",
            zh="该目录是适配器，会从别处加载基座模型，已拒绝",
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
            where=INDEX,
        )


def _check_names(files: ModelFiles, names: tuple[str, ...]) -> None:
    """Raise CannotLoad where transformers would not find the weights under these names."""
    for name in names:
        checked_name(name)
    if names in ((), (SINGLE,)) or any(file.name == INDEX for file in files.list()):
        return
    message = _NO_INDEX if len(names) > 1 else _OTHER_NAME
    shown = message.format(index=INDEX, single=SINGLE, name=names[0], count=len(names))
    raise CannotLoad("index-missing" if len(names) > 1 else "no-weights", shown, where=names[0])


def _without(files: ModelFiles) -> CannotLoad:
    """Say why a folder without safetensors cannot be loaded."""
    for remark in pickles(files, other_weights=False):
        if remark.level == "error":
            return CannotLoad(remark.kind, remark.message, hint=_CONVERT, where=remark.where)
    names = [f.name for f in files.list() if f.name.endswith(".safetensors")]
    if names:
        message = _SEVERAL.format(count=len(names), name=names[0], index=INDEX)
        return CannotLoad("index-missing", message, where=names[0])
    return CannotLoad("no-weights", _NONE)


_NO_INDEX = Text(
    en="the weights are {count} files and `{index}`, which says what each holds, is missing",
    zh="权重分为 {count} 个文件，但缺少说明各文件内容的 `{index}`",
)
_SEVERAL = Text(
    en="there are {count} safetensors files, `{name}` first, and no `{index}` that says which of"
    " them are the weights",
    zh="有 {count} 个 safetensors 文件（首个为 `{name}`），但缺少指明权重文件的 `{index}`",
)
_OTHER_NAME = Text(
    en="the weights are called `{name}`; transformers looks for `{single}`",
    zh="权重文件名为 `{name}`，而 transformers 只查找 `{single}`",
)
_NONE = Text(en="the folder holds no safetensors weights", zh="该目录中没有 safetensors 权重")
_CONVERT = Text(
    en="publish them as safetensors, or convert them in a sandbox",
    zh="请发布 safetensors 格式的权重，或在沙箱中转换",
)

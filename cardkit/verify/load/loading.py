"""Loading a model from a local folder: safetensors alone, no code of the repository, no network."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from cardkit.errors import CannotLoad, MissingExtra
from cardkit.text import Text
from cardkit.verify.load.devices import Device, backend, import_torch, memory
from cardkit.verify.load.memory import shown
from cardkit.verify.load.openlm import register
from cardkit.verify.load.versions import installed

Attention = Literal["eager", "sdpa"]

WIDTHS = {"float32": 4, "bfloat16": 2, "float16": 2}
"""Bytes of an element of each dtype that models are loaded in."""

OVERHEAD = 1.1
"""Room for activations, the cache of a short generation and the allocator, beside the weights."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model on its device, and the names of tensors that did not fit its architecture."""

    model: Any
    device: Device
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]


def import_transformers() -> Any:
    """Import transformers behind the guarded torch, with OpenLM registered. Raises MissingExtra."""
    import_torch()
    if not installed("transformers"):
        raise MissingExtra("transformers", "verify")
    transformers = importlib.import_module("transformers")
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    register()
    return transformers


def read_architecture(
    folder: Path, config: Mapping[str, Any], gguf: str | None = None, *, config_class: Any = None
) -> Any:
    """Return the config of the folder, or of a GGUF file in it, read by transformers.

    `config_class` reads it instead of AutoConfig.
    Raises CannotLoad: `code-refused` where only code of the repository knows the architecture,
    `unknown-architecture` where nothing does, `config-damaged` where its values cannot be.
    """
    transformers = import_transformers()
    if gguf is None:
        _check_known(transformers, config)
    try:
        return (config_class or transformers.AutoConfig).from_pretrained(
            str(folder),
            trust_remote_code=False,
            local_files_only=True,
            **({} if gguf is None else {"gguf_file": gguf}),
        )
    except CannotLoad:  # cardkit's OpenLM says itself what is wrong, in both languages
        raise
    except Exception as error:  # values of any kind reach transformers' checks
        raise CannotLoad("config-damaged", _cannot("config.json", error)) from error


def _check_known(transformers: Any, config: Mapping[str, Any]) -> None:
    name = config.get("model_type")
    if isinstance(name, str) and name in transformers.CONFIG_MAPPING:
        return
    if config.get("auto_map"):
        raise CannotLoad(
            "code-refused",
            Text(
                en="`{name}` is defined by code in the repository (auto_map), which is never run",
                zh="`{name}` 由仓库自带的代码定义（auto_map），这些代码一律不会执行",
            ).format(name=name),
            hint=Text(
                en="a transformers release that knows the architecture, or --spec-only, will do",
                zh="可改用支持该架构的 transformers 版本，或使用 --spec-only",
            ),
        )
    raise CannotLoad(
        "unknown-architecture",
        Text(
            en="transformers {version} does not know the architecture `{name}`",
            zh="transformers {version} 不支持 `{name}` 架构",
        ).format(version=transformers.__version__, name=str(name)[:80]),
    )


def build_on_meta(architecture: Any, *, model_class: Any = None) -> Any:
    """Return the model of a config without memory for its weights: shapes on torch's meta device.

    `model_class` builds it instead of AutoModelForCausalLM.
    Raises CannotLoad (`config-damaged`) where the config describes no causal language model.
    """
    transformers = import_transformers()
    torch = import_torch()
    try:
        with torch.device("meta"):
            if model_class is not None:
                return model_class(architecture)
            return transformers.AutoModelForCausalLM.from_config(
                architecture, trust_remote_code=False
            )
    except Exception as error:  # values of any kind reach the constructors
        raise CannotLoad("config-damaged", _cannot("config.json", error)) from error


def count_parameters(model: Any) -> int:
    """Return the number of parameters; a tied tensor counts once, buffers do not count."""
    return sum(int(p.numel()) for p in model.parameters())


def need(elements: int, dtype: str) -> int:
    """Return the bytes that a model of so many elements takes in `dtype`, working room included."""
    return int(elements * WIDTHS[dtype] * OVERHEAD)


def place(device: Device, asked: str, needed: int) -> dict[Any, Any] | None:
    """Return how the model is spread: None for one device, else the free bytes of each (0, 1, ...).

    Raises CannotLoad (`no-room`) where what is needed is more than what is free.
    """
    if device.free is None or needed <= device.free:
        return None
    free = device.free
    if device.kind != "cpu" and ":" not in asked:
        rooms = {i: memory(device.kind, i)[0] or 0 for i in range(backend(device.kind).count)}
        free = sum(rooms.values())
        if len(rooms) > 1 and needed <= free:
            _need_accelerate()
            return dict(rooms)
    raise CannotLoad(
        "no-room",
        Text(
            en="{device}: {need} needed in {dtype}, {free} free",
            zh="{device}：以 {dtype} 加载需要 {need}，可用 {free}",
        ).format(device=device, need=shown(needed), dtype=device.dtype, free=shown(free)),
        hint=Text(
            en="a smaller --dtype or another --device may do; --spec-only needs no memory",
            zh="可尝试更小的 --dtype 或其他 --device；--spec-only 不占用内存",
        ),
    )


def _need_accelerate() -> None:
    if importlib.util.find_spec("accelerate") is None:
        raise CannotLoad(
            "several-devices",
            Text(
                en="several devices are needed, which takes accelerate: pip install accelerate",
                zh="该模型需要多个设备，请先安装 accelerate：pip install accelerate",
            ),
        )


def load(
    folder: Path,
    device: Device,
    *,
    rooms: Mapping[Any, Any] | None = None,
    gguf: str | None = None,
    attention: Attention = "eager",
    model_class: Any = None,
) -> Loaded:
    """Load the model of `folder` onto `device`, or over the devices of `rooms`.

    A GGUF file in the folder is dequantised to dense weights. `attention` is transformers' own
    formula or torch's fused kernel, for architectures that take it; others stay eager.
    `model_class` loads instead of AutoModelForCausalLM. Raises CannotLoad.
    """
    transformers = import_transformers()
    settings = _settings(transformers, device, rooms, gguf, attention)
    try:
        loader = model_class or transformers.AutoModelForCausalLM
        model, told = _from_pretrained(loader, folder, settings)
        if "device_map" not in settings and device.kind != "cpu":
            model = model.to(str(device))
    except Exception as error:  # drivers, readers and constructors raise what they like
        raise explain(error, device) from error
    if any(p.device.type != device.kind for p in model.parameters()):
        raise CannotLoad("several-devices", _OFFLOADED.format(kind=device.kind))
    model.eval()
    wrong = [str(entry[0]) for entry in told.get("mismatched_keys", ())]
    missing = sorted({*told.get("missing_keys", ()), *wrong})
    return Loaded(model, device, tuple(missing), tuple(sorted(told.get("unexpected_keys", ()))))


_OFFLOADED = Text(
    en="the layers cannot be spread over the {kind} devices: some would stay outside of them",
    zh="各层无法全部分配到 {kind} 设备上：部分权重会留在设备之外",
)


def _from_pretrained(loader: Any, folder: Path, settings: dict[str, Any]) -> Any:
    """Load, eager where the architecture has no fused attention: it says so before it loads."""
    try:
        return loader.from_pretrained(str(folder), **settings)
    except ValueError as error:
        if "scaled_dot_product_attention" not in str(error):
            raise
    return loader.from_pretrained(str(folder), **{**settings, "attn_implementation": "eager"})


def _settings(
    transformers: Any,
    device: Device,
    rooms: Mapping[Any, Any] | None,
    gguf: str | None,
    attention: Attention,
) -> dict[str, Any]:
    dtype = getattr(import_torch(), device.dtype)
    settings: dict[str, Any] = {
        "trust_remote_code": False,
        "local_files_only": True,
        "output_loading_info": True,
        # The config may name kernels to fetch; a name given here takes its place.
        "attn_implementation": attention,
        _dtype_argument(transformers): dtype,
    }
    if gguf is None:
        settings["use_safetensors"] = True
    else:
        settings["gguf_file"] = gguf
        dense = getattr(transformers, "GgufConfig", None)
        if dense is not None:
            settings["quantization_config"] = dense(gguf_file=gguf, dequantize=True)
    if rooms is not None:
        settings["device_map"] = "auto"
        settings["max_memory"] = {**rooms, "cpu": 0}
    elif device.kind != "cpu" and importlib.util.find_spec("accelerate") is not None:
        settings["device_map"] = {"": str(device)}
    return settings


def _dtype_argument(transformers: Any) -> str:
    """Return what the release calls it: `torch_dtype` until 4.55, `dtype` from 4.56 on."""
    major, minor = (int(part) for part in transformers.__version__.split(".")[:2])
    return "dtype" if (major, minor) >= (4, 56) else "torch_dtype"


def explain(error: BaseException, device: Device) -> CannotLoad:
    """Turn what a library raised into one line: what went wrong, on which device."""
    if isinstance(error, CannotLoad):
        return error
    told = " ".join(str(error).split())
    for kind, signs, message in _KNOWN:
        if any(sign in told or sign == type(error).__name__ for sign in signs):
            return CannotLoad(kind, message.format(device=device, dtype=device.dtype))
    what = f"{type(error).__name__}: {told}" if told else type(error).__name__
    return CannotLoad(
        "load-failed",
        Text(en="{device}: {what}", zh="{device}：{what}").format(device=device, what=what[:300]),
    )


_KNOWN: tuple[tuple[str, tuple[str, ...], Text], ...] = (
    (
        "out-of-memory",
        ("out of memory", "can't allocate memory", "OutOfMemoryError", "MemoryError"),
        Text(
            en="out of memory on {device} in {dtype}; a smaller --dtype or another --device may do",
            zh="{device} 内存不足（{dtype}）；可尝试更小的 --dtype 或其他 --device",
        ),
    ),
    (
        "wrong-device",
        ("Expected all tensors to be on the same device",),
        Text(
            en="a tensor of the model stayed on the cpu while the rest is on {device}",
            zh="模型有张量留在 cpu 上，其余在 {device} 上",
        ),
    ),
    (
        "wrong-dtype",
        (
            "not implemented for 'Half'",
            "not implemented for 'BFloat16'",
            "must have the same dtype",
        ),
        Text(
            en="{device} cannot compute in {dtype}; try --dtype float32",
            zh="{device} 不支持以 {dtype} 计算；可尝试 --dtype float32",
        ),
    ),
    (
        "shard-damaged",
        ("SafetensorError", "HeaderTooLarge", "MetadataIncompleteBuffer"),
        Text(
            en="a weight file is damaged or only partly downloaded",
            zh="权重文件已损坏或未下载完整",
        ),
    ),
)
"""From the special to the general: kind, words or type names of the error, what is said."""


def _cannot(name: str, error: Exception) -> Text:
    told = f"{type(error).__name__}: {' '.join(str(error).split())}"[:240]
    return Text(
        en="{name} describes no model that transformers can build: {told}",
        zh="transformers 无法按 {name} 构建模型：{told}",
    ).format(name=name, told=told)

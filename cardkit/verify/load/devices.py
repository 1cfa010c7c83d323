"""Devices: which there are, which one is taken and why. No other module knows npu from cuda.

An installed torch_npu without CANN breaks `import torch` itself, and every model import of
transformers behind it, so torch is imported through `import_torch` alone.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal

from cardkit.errors import CannotLoad, MissingExtra, UsageError
from cardkit.text import Text, listed
from cardkit.verify.load.memory import host_memory
from cardkit.verify.load.versions import installed, npu_command

Kind = Literal["npu", "cuda", "cpu"]
KINDS: tuple[Kind, ...] = ("npu", "cuda", "cpu")
"""In the order in which `auto` takes them."""

DTYPES = ("auto", "float32", "bfloat16", "float16")

_AUTOLOAD = "TORCH_DEVICE_BACKEND_AUTOLOAD"

SET_ENV = Text(
    en="install CANN and run `source /usr/local/Ascend/ascend-toolkit/set_env.sh` (set_env.sh)",
    zh="请安装 CANN 并执行 `source /usr/local/Ascend/ascend-toolkit/set_env.sh`（set_env.sh）",
)


@dataclass(frozen=True, slots=True)
class Device:
    """A device to load on. `index` is None on the cpu; sizes of memory are bytes.

    `dtype` is what weights are loaded as, `why` says how the device was chosen.
    """

    kind: Kind
    index: int | None
    name: str
    dtype: str
    why: Text
    free: int | None
    total: int | None

    def __str__(self) -> str:
        return self.kind if self.index is None else f"{self.kind}:{self.index}"


@dataclass(frozen=True, slots=True)
class Backend:
    """What one kind of device says here: how many are visible, or why none is."""

    kind: Kind
    count: int
    missing: Text | None = None


def import_torch() -> Any:
    """Import torch so that a broken torch_npu cannot break it, and return it.

    torch loads installed backends by itself unless told not to; here torch_npu is imported
    afterwards and under guard. Where that fails, what is half loaded is dropped and the name is
    blocked, so that transformers finds no torch_npu instead of dying of it.

    Raises MissingExtra where torch is not installed.
    """
    if sys.modules.get("torch") is None:
        if not installed("torch"):
            raise MissingExtra("torch", "verify")
        before = os.environ.get(_AUTOLOAD)
        os.environ[_AUTOLOAD] = "0"
        try:
            importlib.import_module("torch")
        finally:
            _restore(before)
    _npu_failure()
    return sys.modules["torch"]


def _restore(before: str | None) -> None:
    if before is None:
        del os.environ[_AUTOLOAD]
    else:
        os.environ[_AUTOLOAD] = before


_failures: dict[str, Text | None] = {}


def _npu_failure() -> Text | None:
    """Import torch_npu under guard, once; return why there is none, None where it loads."""
    if "torch_npu" not in _failures:
        _failures["torch_npu"] = _import_npu()
    return _failures["torch_npu"]


def _import_npu() -> Text | None:
    if sys.modules.get("torch_npu") is not None:
        return None
    if "torch_npu" in sys.modules or importlib.util.find_spec("torch_npu") is None:
        return _NO_NPU
    try:
        importlib.import_module("torch_npu")
    except Exception as error:  # a driver may raise anything
        for name in [n for n in sys.modules if n == "torch_npu" or n.startswith("torch_npu.")]:
            del sys.modules[name]
        # None makes every later `import torch_npu` an ImportError, and find_spec a ValueError.
        sys.modules["torch_npu"] = None  # type: ignore[assignment]
        return broken_npu(error)
    return None


_NO_NPU = Text(en="torch_npu is not installed", zh="未安装 torch_npu")
_INSTALL = Text(en="install it: {command}", zh="请安装：{command}")
_APART = Text(
    en="torch here is a CUDA build, which torch_npu does not work beside: use another environment",
    zh="当前 torch 为 CUDA 版本，无法与 torch_npu 共存，请使用另一个环境",
)


def how_to_install_npu() -> Text:
    """Return what to do where torch_npu is wanted and absent."""
    command = npu_command()
    return _APART if command is None else _INSTALL.format(command=command)


def broken_npu(error: BaseException) -> Text:
    """Say why an installed torch_npu does not load, and what to do where CANN is missing."""
    told = " ".join(str(error).split())[:200] or type(error).__name__
    what = Text(
        en="torch_npu is installed but does not load: {told}",
        zh="已安装 torch_npu，但无法加载：{told}",
    ).format(told=told)
    if ".so" not in told:
        return what
    return Text(en=f"{what.en}; {SET_ENV.en}", zh=f"{what.zh}；{SET_ENV.zh}")


def backend(kind: Kind) -> Backend:
    """Return what one kind of device says; the cpu is always there. Imports torch."""
    torch = import_torch()
    if kind == "cpu":
        return Backend("cpu", 1)
    if kind == "npu" and (failure := _npu_failure()) is not None:
        return Backend("npu", 0, failure)
    try:
        module = getattr(torch, kind)
        count = int(module.device_count()) if module.is_available() else 0
    except Exception as error:  # a driver may raise anything
        return Backend(kind, 0, _unwell(kind, error))
    if count:
        return Backend(kind, count)
    return Backend(kind, 0, _NONE_VISIBLE[kind])


_NONE_VISIBLE: dict[Kind, Text] = {
    "npu": Text(
        en="torch_npu loads, but no NPU is visible (npu-smi info, ASCEND_RT_VISIBLE_DEVICES)",
        zh="torch_npu 可以加载，但没有可见的 NPU（请查看 npu-smi info、ASCEND_RT_VISIBLE_DEVICES）",
    ),
    "cuda": Text(en="torch sees no CUDA device", zh="torch 未检测到 CUDA 设备"),
}


def _unwell(kind: Kind, error: Exception) -> Text:
    told = " ".join(str(error).split())[:200] or type(error).__name__
    return Text(en="{kind} does not answer: {told}", zh="{kind} 无法使用：{told}").format(
        kind=kind, told=told
    )


def choose(device: str = "auto", dtype: str = "auto") -> Device:
    """Choose a device: `auto`, `npu`, `npu:1`, `cuda`, `cuda:0` or `cpu`, and a dtype for it.

    `auto` takes the first of npu, cuda, cpu that is there, and `why` names what was passed over.
    The dtype `auto` is bfloat16 on an accelerator that has it, else float16, and float32 on the
    cpu.

    Raises UsageError for a name, an index or a dtype that cannot be, CannotLoad (`no-device`)
    where the named device is not there, MissingExtra without torch.
    """
    if dtype not in DTYPES:
        raise UsageError(
            Text(en="`{dtype}` is no dtype to load in", zh="`{dtype}` 不是可用的 dtype").format(
                dtype=dtype
            ),
            hint=Text(en="choose from {all}", zh="可选值：{all}").format(all=listed(DTYPES)),
        )
    kind, index = _parse(device)
    if kind is not None:
        found = backend(kind)
        _check_there(found, index)
        return describe(found, index, dtype, _asked(device))
    passed: list[Text] = []
    for each in KINDS:
        found = backend(each)
        if found.count:
            return describe(found, None, dtype, _taken(each, passed))
        if found.missing is not None:
            passed.append(found.missing)
    raise AssertionError("the cpu is always there")


def _parse(device: str) -> tuple[Kind | None, int | None]:
    if device == "auto":
        return None, None
    name, colon, number = device.partition(":")
    for kind in KINDS:
        if name != kind:
            continue
        if not colon:
            return kind, None
        if kind != "cpu" and number.isascii() and number.isdecimal() and len(number) < 6:
            return kind, int(number)
    raise UsageError(
        Text(en="there is no device `{device}`", zh="没有 `{device}` 这种设备").format(
            device=device
        ),
        hint=Text(
            en="choose from auto, npu, npu:0, cuda, cuda:0, cpu",
            zh="可选值：auto、npu、npu:0、cuda、cuda:0、cpu",
        ),
    )


def _check_there(found: Backend, index: int | None) -> None:
    if found.missing is not None:
        hint = how_to_install_npu() if found.missing == _NO_NPU else None
        raise CannotLoad("no-device", found.missing, hint=hint)
    if index is not None and index >= found.count:
        raise UsageError(
            Text(
                en="there is no {kind}:{index}: {count} visible, counted from 0",
                zh="没有 {kind}:{index}：可见设备 {count} 个，从 0 开始编号",
            ).format(kind=found.kind, index=index, count=found.count)
        )


NO_REASON = Text(en="", zh="")


def _asked(device: str) -> Text:
    return Text(en="{device} was asked for", zh="按要求使用 {device}").format(device=device)


def _taken(kind: Kind, passed: list[Text]) -> Text:
    first = Text(
        en="auto takes the first of npu, cuda, cpu", zh="auto 依次选择 npu、cuda、cpu"
    ).format()
    if not passed:
        return first
    en = "; ".join(t.en for t in passed)
    zh = "；".join(t.zh for t in passed)
    return Text(en=f"{first.en}; {en}", zh=f"{first.zh}；{zh}")


def describe(
    found: Backend, index: int | None, dtype: str = "auto", why: Text = NO_REASON
) -> Device:
    """Return one device of a kind that is there, with its memory and the dtype to load in."""
    if found.kind == "cpu":
        free, total = host_memory()
        chosen = "float32" if dtype == "auto" else dtype
        return Device("cpu", None, "cpu", chosen, why, free, total)
    module = accelerator(found.kind)
    at = index or 0
    free, total = memory(found.kind, at)
    chosen = _best_dtype(module) if dtype == "auto" else dtype
    if chosen == "bfloat16" and dtype != "auto" and _best_dtype(module) != "bfloat16":
        raise CannotLoad(
            "wrong-dtype",
            Text(
                en="{kind}:{at} has no bfloat16; float16 or float32 will do",
                zh="{kind}:{at} 不支持 bfloat16，请使用 float16 或 float32",
            ).format(kind=found.kind, at=at),
        )
    try:
        name = str(module.get_device_name(at))
    except Exception:  # a sick driver must not end the run
        name = found.kind
    return Device(found.kind, at, name, chosen, why, free, total)


def _best_dtype(module: ModuleType) -> str:
    supported = getattr(module, "is_bf16_supported", None)
    try:
        return "bfloat16" if supported is not None and supported() else "float16"
    except Exception:  # a sick driver must not end the run
        return "float16"


def accelerator(kind: Kind) -> Any:
    """Return torch's module of a kind, `torch.npu` or `torch.cuda`."""
    return getattr(import_torch(), kind)


def memory(kind: Kind, index: int) -> tuple[int | None, int | None]:
    """Return free and total bytes of a device; None where it does not tell."""
    if kind == "cpu":
        return host_memory()
    try:
        free, total = accelerator(kind).mem_get_info(index)
    except Exception:  # an old driver without the call must not end the run
        return None, None
    return int(free), int(total)

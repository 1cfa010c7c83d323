"""What is installed here and which devices answer: what `cardkit env` shows."""

from __future__ import annotations

import ctypes
import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from cardkit.text import Text, listed
from cardkit.verify.load.devices import (
    KINDS,
    SET_ENV,
    Kind,
    backend,
    choose,
    describe,
)
from cardkit.verify.load.memory import host_memory
from cardkit.verify.load.versions import has_ascend, minor_of, npu_command

PACKAGES = (
    "torch",
    "torch_npu",
    "transformers",
    "accelerate",
    "safetensors",
    "gguf",
    "huggingface_hub",
)
"""Optional packages, in the order in which they matter."""

_EXTRAS = {
    "torch": "verify",
    "transformers": "verify",
    "safetensors": "verify",
    "torch_npu": "npu",
    "gguf": "gguf",
    "huggingface_hub": "hub",
}
_CANN = ("libhccl.so", "libascendcl.so")


@dataclass(frozen=True, slots=True)
class Package:
    """A package and its installed version, None where it is absent.

    `command` installs it; empty where it is of no use here, as torch_npu without an Ascend device.
    """

    name: str
    version: str | None
    command: str


@dataclass(frozen=True, slots=True)
class DeviceState:
    """A device that answers, or a kind that does not with the reason. Memory is bytes."""

    name: str
    title: str
    free: int | None
    total: int | None
    missing: Text | None = None


@dataclass(frozen=True, slots=True)
class Environment:
    """Versions, devices, memory of the host in bytes, and what to do about what is missing."""

    python: str
    system: str
    packages: tuple[Package, ...]
    devices: tuple[DeviceState, ...]
    chosen: str | None
    why: Text
    free: int | None
    total: int | None
    advice: tuple[Text, ...]


def look_around(load_library: Callable[[str], object] = ctypes.CDLL) -> Environment:
    """Return what is here. torch is imported only where it is installed, and under guard."""
    packages = tuple(_package(name) for name in PACKAGES)
    installed = {p.name for p in packages if p.version is not None}
    free, total = host_memory()
    if "torch" in installed:
        devices = tuple(state for kind in KINDS for state in _states(kind))
        taken = choose()
        chosen: str | None = str(taken)
        why = taken.why
    else:
        devices, chosen = (), None
        why = Text(
            en="devices are unknown without torch: pip install 'cardkit[verify]'",
            zh="未安装 torch，无法得知设备：pip install 'cardkit[verify]'",
        )
    return Environment(
        platform.python_version(),
        f"{platform.system()} {platform.machine()}",
        packages,
        devices,
        chosen,
        why,
        free,
        total,
        tuple(_advice(packages, devices, load_library)),
    )


def _package(name: str) -> Package:
    try:
        found: str | None = version(name)
    except PackageNotFoundError:
        found = None
    extra = _EXTRAS.get(name)
    command = f"pip install 'cardkit[{extra}]'" if extra else f"pip install {name}"
    if name == "torch_npu":
        pinned = npu_command()
        return Package(name, found, pinned if pinned is not None and has_ascend() else "")
    return Package(name, found, command)


def _states(kind: Kind) -> list[DeviceState]:
    found = backend(kind)
    if found.missing is not None:
        return [DeviceState(kind, "", None, None, found.missing)]
    states = []
    for index in range(found.count):
        device = describe(found, None if kind == "cpu" else index)
        states.append(DeviceState(str(device), device.name, device.free, device.total))
    return states


def _advice(
    packages: tuple[Package, ...],
    devices: tuple[DeviceState, ...],
    load_library: Callable[[str], object],
) -> list[Text]:
    """Say what keeps an NPU from working, cheaply: packages, CANN's libraries, the device files."""
    versions = {p.name: p.version for p in packages}
    torch, npu = versions["torch"], versions["torch_npu"]
    found: list[Text] = []
    cuda = torch is not None and "+cu" in torch
    if npu is not None and torch is not None and minor_of(npu) != minor_of(torch) and not cuda:
        found.append(_MISMATCH.format(npu=npu, torch=torch, minor=minor_of(torch)))
    if npu is not None and not any(d.name.startswith("npu:") for d in devices):
        absent = [name for name in _CANN if not _loads(name, load_library)]
        if absent:
            found.append(_NO_CANN.format(names=listed(absent), todo=SET_ENV))
        elif not os.environ.get("ASCEND_HOME_PATH"):
            found.append(_NO_HOME.format(todo=SET_ENV))
        if not has_ascend():
            found.append(_NO_FILE)
    if npu is not None and cuda:
        found.append(_TWO)
    if npu is None and has_ascend():
        command = npu_command()
        found.append(_NPU_APART if command is None else _NPU_UNUSED.format(command=command))
    return found


_MISMATCH = Text(
    en="torch_npu {npu} does not fit torch {torch}:"
    " pip install 'cardkit[npu]' 'torch_npu=={minor}.*'",
    zh="torch_npu {npu} 与 torch {torch} 不匹配：pip install 'cardkit[npu]' 'torch_npu=={minor}.*'",
)
_NO_CANN = Text(en="CANN does not load ({names}): {todo}", zh="无法加载 CANN（{names}）：{todo}")
_NO_HOME = Text(en="ASCEND_HOME_PATH is not set: {todo}", zh="未设置 ASCEND_HOME_PATH：{todo}")
_NO_FILE = Text(
    en="/dev/davinci0 is not there: no Ascend driver, or a container without the device",
    zh="没有 /dev/davinci0：未安装昇腾驱动，或容器未挂载该设备",
)
_TWO = Text(
    en="torch is a CUDA build, beside which torch_npu refuses to load: use two environments",
    zh="当前 torch 为 CUDA 版本，torch_npu 会拒绝与其共存；请分别安装到两个环境",
)
_NPU_UNUSED = Text(
    en="an Ascend device is here and torch_npu is not: {command}",
    zh="本机有昇腾设备，但未安装 torch_npu：{command}",
)
_NPU_APART = Text(
    en="an Ascend device is here and torch is a CUDA build: torch_npu takes another environment",
    zh="本机有昇腾设备，但 torch 为 CUDA 版本；torch_npu 请安装到另一个环境",
)


def _loads(name: str, load_library: Callable[[str], object]) -> bool:
    try:
        load_library(name)
    except OSError:
        return False
    return True

"""What is installed, and versions that belong together: torch_npu's minor is torch's."""

from __future__ import annotations

import importlib.util
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def installed(package: str) -> bool:
    """Return whether a package could be imported; nothing of it is run to find out."""
    if sys.modules.get(package) is not None:
        return True
    try:
        return importlib.util.find_spec(package) is not None
    except (ImportError, ValueError):  # blocked in sys.modules, or a module without a spec
        return False


def npu_command() -> str | None:
    """Return what installs torch_npu, pinned to the minor version of the torch that is here.

    None beside a CUDA build of torch, which it would break: that takes another environment.
    """
    try:
        release = version("torch")
    except PackageNotFoundError:
        return "pip install 'cardkit[npu]'"
    if "+cu" in release:
        return None
    return f"pip install 'cardkit[npu]' 'torch_npu=={minor_of(release)}.*'"


def has_ascend() -> bool:
    """Return whether this machine shows an Ascend device, `/dev/davinci0` or another."""
    return any(Path("/dev").glob("davinci[0-9]*"))


def minor_of(release: str) -> str:
    """Return `2.13` of `2.13.0+cpu`."""
    return ".".join(release.partition("+")[0].split(".")[:2])

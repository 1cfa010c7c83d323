"""What is installed, and versions that belong together: torch_npu's minor is torch's."""

from __future__ import annotations

import importlib.util
import sys
from importlib.metadata import PackageNotFoundError, version


def installed(package: str) -> bool:
    """Return whether a package could be imported; nothing of it is run to find out."""
    if sys.modules.get(package) is not None:
        return True
    try:
        return importlib.util.find_spec(package) is not None
    except (ImportError, ValueError):  # blocked in sys.modules, or a module without a spec
        return False


def npu_command() -> str:
    """Return what installs torch_npu; its minor version must be that of the torch beside it."""
    try:
        return f"pip install 'torch_npu=={minor_of(version('torch'))}.*'"
    except PackageNotFoundError:
        return "pip install 'cardkit[npu]'"


def minor_of(release: str) -> str:
    """Return `2.13` of `2.13.0+cpu`."""
    return ".".join(release.partition("+")[0].split(".")[:2])

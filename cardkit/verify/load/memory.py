"""Memory of the host: what is free, what a process took at most, and how sizes are written."""

from __future__ import annotations

import sys
from pathlib import Path

from cardkit.quantity.data_size import data_size


def host_memory() -> tuple[int | None, int | None]:
    """Return the host's available and total bytes, a container's limit respected (Linux)."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        found = dict(line.split(":", 1) for line in lines)
        total = int(found["MemTotal"].split()[0]) * 1024
        free = int(found["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError, IndexError):
        return None, None
    limit, used = _container()
    if limit is not None and limit < total:
        return max(0, min(free, limit - used)), limit
    return free, total


def _container() -> tuple[int | None, int]:
    folder = Path("/sys/fs/cgroup")
    try:
        limit = (folder / "memory.max").read_text(encoding="ascii").strip()
        used = (folder / "memory.current").read_text(encoding="ascii").strip()
        return (int(limit), int(used)) if limit.isdecimal() else (None, 0)
    except (OSError, ValueError):
        return None, 0


def peak_of_process() -> int | None:
    """Return the most bytes this process held so far, resident; None where it is not told."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


shown = data_size
"""Write bytes as people read them."""

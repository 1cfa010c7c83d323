"""Memory of the host: what is free, what a process took at most, and how sizes are written."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cardkit.quantity.data_size import data_size

ROOM = 4 * 2**30
"""Bytes for a tokenizer, or for an architecture without weights; real ones take some hundred MB."""


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


@contextmanager
def bounded(room: int = ROOM) -> Iterator[None]:
    """Within this context the process may take `room` bytes more than it holds now (Linux).

    Beyond, allocating fails: in Python with a MemoryError, in libraries it may end the process.
    Mappings of files and memory that a driver reserves do not count.
    """
    held = _data_held()
    if held is None:
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    bounds = [held + room, *(n for n in (soft, hard) if n != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_DATA, (min(bounds), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _data_held() -> int | None:
    """Return the bytes of data that this process holds, as RLIMIT_DATA counts them; Linux tells."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        found = dict(line.split(":", 1) for line in lines if ":" in line)
        return int(found["VmData"].split()[0]) * 1024
    except (OSError, KeyError, ValueError, IndexError):
        return None


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

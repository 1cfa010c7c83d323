"""How many threads torch may use: idle cores, and none that spin while they wait.

Two threads that spin on a busy machine make a matrix product 15 to 25 times slower (libgomp's
default). The policy is read once, when torch is imported, so it must be in the environment of the
process that imports it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cardkit.verify.load.devices import import_torch

COUNT, POLICY = "OMP_NUM_THREADS", "OMP_WAIT_POLICY"


@dataclass(frozen=True, slots=True)
class Threads:
    """The number of threads in use, and why: `OMP_NUM_THREADS` or `idle cores`."""

    count: int
    why: str
    passive: bool


def worker_environment(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return `environment` (the process's own) with what a scoring worker needs to start with.

    What the user set stays: the number of threads, and the policy.
    """
    given = dict(os.environ if environment is None else environment)
    return {COUNT: str(idle_cores()), POLICY: "PASSIVE", **given}


def idle_cores() -> int:
    """Return how many of the cores that this process may use nobody else keeps busy; at least 1."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    quota = _quota()
    if quota is not None:
        cores = min(cores, max(1, math.floor(quota)))
    try:
        busy = round(os.getloadavg()[0])
    except (AttributeError, OSError):  # Windows, or a system that does not tell
        busy = 0
    return max(1, cores - busy)


def _quota() -> float | None:
    """Return how many cores a container may use (Linux, cgroup 2), None where nothing bounds it."""
    try:
        most, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        return float(most) / float(period)
    except (OSError, ValueError, ZeroDivisionError):
        return None


def set_threads() -> Threads:
    """Set torch's threads to the idle cores, unless OMP_NUM_THREADS says how many."""
    torch = import_torch()
    passive = os.environ.get(POLICY, "").upper() == "PASSIVE"
    if os.environ.get(COUNT):
        return Threads(int(torch.get_num_threads()), COUNT, passive)
    torch.set_num_threads(idle_cores())
    return Threads(int(torch.get_num_threads()), "idle cores", passive)

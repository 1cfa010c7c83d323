"""Running out of memory: how it is told, and what is given back before the next try."""

from __future__ import annotations

import gc

from cardkit.verify.load.devices import accelerator

_SIGNS = ("out of memory", "can't allocate", "not enough memory", "_status_alloc_failed")
"""The last is what cuBLAS and cuDNN say where no room is left for their own buffers."""


def out_of_memory(error: BaseException) -> bool:
    """Say whether an error is memory that ran out, of the host or of a device."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    return isinstance(error, RuntimeError) and any(s in str(error).lower() for s in _SIGNS)


def release(kind: str) -> None:
    """Give back what a failed forward left behind in the allocator of a device."""
    gc.collect()
    if kind in ("npu", "cuda"):
        accelerator(kind).empty_cache()  # type: ignore[arg-type]

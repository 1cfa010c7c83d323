"""What copies of one card on two hubs may differ in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Substitutions(Protocol):
    """Libraries that may stand for each other, arguments that either copy may have alone."""

    @property
    def libraries(self) -> frozenset[str]:
        """Modules that may stand for each other in imports."""

    @property
    def arguments(self) -> frozenset[str]:
        """Keywords of calls that may be there in one copy alone, or with another value."""


@dataclass(frozen=True, slots=True)
class AnyHub:
    """What holds between any two hubs, where nobody says which they are."""

    libraries: frozenset[str] = frozenset(("transformers", "openmind", "modelscope"))
    arguments: frozenset[str] = frozenset(("device_map", "device"))


MOVES = frozenset(("to", "npu", "cuda", "cpu"))
"""Methods that put a model or tensors on a device: `.to(model.device)`, `.npu()`."""

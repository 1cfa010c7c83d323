"""The stack of layers as tensors have it: how many hold what a layer holds, and which are hollow.

A number in a name is cheap to write: a layer counts where it holds, in name and shape, part of what
another counted layer does, beginning with the first. So kinds of layers may alternate (dense and
routed, attention and state space), and a name that was added alone counts for nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cardkit.verify.spec.safetensors_header import Tensor

_LAYER = re.compile(r"(.{0,200}?\.|^)(?:layers|h|blocks|block|blk)\.(\d{1,6})\.(.*)", re.DOTALL)
_EXPERT = re.compile(r"\bexperts\.\d+\.")
_SHARED = 4
"""A layer shares at least a quarter of its tensors' names and shapes with another kind: in hybrids
as little as the norms."""
_LEAST = 200
"""And holds at least this part of the largest; a dense one of DeepSeek-V3 has a twentieth."""

_MAX_KINDS = 256
"""Beyond that no layer is like another, and only the first counts; models have a handful."""

Kind = frozenset[tuple[str, tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class Stack:
    """One numbered stack: of `numbers` layers `count` are whole; `hollow` names what others hold.

    `gapless` says that the numbers run from 0.
    """

    count: int
    numbers: int
    hollow: frozenset[str]
    gapless: bool


def layer_of(name: str) -> tuple[str, int, str] | None:
    """Return stack, number and the rest of a tensor's name, None where it is in no layer."""
    match = _LAYER.match(name)
    return (match[1], int(match[2]), match[3]) if match else None


def stacks(tensors: Sequence[Tensor]) -> dict[str, Stack]:
    """Return the stacks of layers by their prefix."""
    found: dict[str, dict[int, list[tuple[str, Tensor]]]] = defaultdict(lambda: defaultdict(list))
    for tensor in tensors:
        place = layer_of(tensor.name)
        if place is not None:
            stack, number, rest = place
            found[stack][number].append((_EXPERT.sub("experts.*.", rest), tensor))
    return {name: _stack(layers) for name, layers in found.items()}


def _stack(layers: Mapping[int, Sequence[tuple[str, Tensor]]]) -> Stack:
    kinds: dict[Kind, list[int]] = defaultdict(list)
    sizes: dict[int, int] = {}
    for number, held in layers.items():
        kinds[frozenset((rest, tensor.shape) for rest, tensor in held)].append(number)
        sizes[number] = sum(tensor.elements for _, tensor in held)
    known = _known(list(kinds), next(k for k, numbers in kinds.items() if min(layers) in numbers))
    least = max(sizes.values()) / _LEAST
    whole = {n for kind in known for n in kinds[kind] if sizes[n] >= least}
    hollow = [t.name for n, held in layers.items() if n not in whole for _, t in held]
    return Stack(len(whole), len(layers), frozenset(hollow), max(layers) == len(layers) - 1)


def _known(kinds: Sequence[Kind], first: Kind) -> set[Kind]:
    """Return the kinds that share enough with the first, or with one that does."""
    known, open_ = {first}, [first]
    if len(kinds) > _MAX_KINDS:
        kinds = ()
    while open_:
        here = open_.pop()
        for kind in kinds:
            if kind not in known and len(kind & here) * _SHARED >= min(len(kind), len(here)):
                known.add(kind)
                open_.append(kind)
    return known

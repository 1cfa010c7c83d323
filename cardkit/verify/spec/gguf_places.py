"""Where a GGUF file has the data of its tensors: types, their sizes, places held against the file.

The rules are those of `gguf_init_from_reader` in ggml (`ggml/src/gguf.cpp`): data follow each
other in the order of the tensors, each beginning at a multiple of the alignment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

from cardkit.text import Text
from cardkit.verify.spec.problem import Problem

ALIGNMENT = "general.alignment"
_DEFAULT = 32

TYPES: Mapping[int, tuple[str, int, int]] = {
    0: ("F32", 1, 4), 1: ("F16", 1, 2), 2: ("Q4_0", 32, 18), 3: ("Q4_1", 32, 20),
    6: ("Q5_0", 32, 22), 7: ("Q5_1", 32, 24), 8: ("Q8_0", 32, 34), 9: ("Q8_1", 32, 40),
    10: ("Q2_K", 256, 84), 11: ("Q3_K", 256, 110), 12: ("Q4_K", 256, 144),
    13: ("Q5_K", 256, 176), 14: ("Q6_K", 256, 210), 15: ("Q8_K", 256, 292),
    16: ("IQ2_XXS", 256, 66), 17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98),
    19: ("IQ1_S", 256, 50), 20: ("IQ4_NL", 32, 18), 21: ("IQ3_S", 256, 110),
    22: ("IQ2_S", 256, 82), 23: ("IQ4_XS", 256, 136), 24: ("I8", 1, 1), 25: ("I16", 1, 2),
    26: ("I32", 1, 4), 27: ("I64", 1, 8), 28: ("F64", 1, 8), 29: ("IQ1_M", 256, 56),
    30: ("BF16", 1, 2), 34: ("TQ1_0", 256, 54), 35: ("TQ2_0", 256, 66), 39: ("MXFP4", 32, 17),
    40: ("NVFP4", 64, 36), 41: ("Q1_0", 128, 18),
}  # fmt: skip
"""`ggml_type` of ggml.h: name, weights of a block, bytes of a block (`GGML_QUANT_SIZES`)."""


@dataclass(frozen=True, slots=True)
class GgufTensor:
    """One tensor; `elements` counts weights, packed ones unpacked, as GGUF states shapes.

    `offset` is where its data begin, in bytes from the beginning of all data.
    """

    name: str
    shape: tuple[int, ...]
    kind: int
    offset: int = 0

    @property
    def elements(self) -> int:
        """The number of weights."""
        return prod(self.shape)

    @property
    def size(self) -> int | None:
        """The bytes of its data, None for a type that is not known here."""
        known = TYPES.get(self.kind)
        return None if known is None else self.elements // known[1] * known[2]


def check_places(
    name: str, tensors: Sequence[GgufTensor], alignment: object, header: int, size: int
) -> None:
    """Raise Problem unless the data of `tensors` lie in a file of `size` bytes as they should.

    `header` is the number of bytes before them. Where the next one lies after a tensor of an
    unknown type cannot be known.
    """
    step = _DEFAULT if alignment is None else alignment
    if type(step) is not int or step <= 0 or step & (step - 1):
        raise _broken(name, _ALIGNMENT.format(step=str(step)[:20]))
    start = _aligned(header, step)
    at: int | None = 0
    end = 0
    for tensor in tensors:
        block = TYPES[tensor.kind][1] if tensor.kind in TYPES else 1
        if tensor.shape and tensor.shape[0] % block:
            raise _broken(name, _BLOCKS.format(tensor=tensor.name[:80], block=block))
        if tensor.offset % step or (at is not None and tensor.offset != at):
            raise _broken(name, _PLACE.format(tensor=tensor.name[:80]))
        end = max(end, tensor.offset + (tensor.size or 0))
        at = None if tensor.size is None else _aligned(end, step)
    if start + end > size and tensors:
        shown = _TRUNCATED.format(name=name, expected=f"{start + end:,}", there=f"{size:,}")
        raise Problem("file-truncated", shown, name)


def unknown_types(tensors: Sequence[GgufTensor]) -> list[int]:
    """Return the types among `tensors` that are not known here."""
    return sorted({tensor.kind for tensor in tensors} - TYPES.keys())


def _aligned(at: int, step: int) -> int:
    return -(-at // step) * step


def _broken(name: str, message: Text) -> Problem:
    shown = Text(en="`{name}`: {message}", zh="`{name}`：{message}")
    return Problem("gguf-broken", shown.format(name=name, message=message), name)


_ALIGNMENT = Text(en="an alignment of {step}", zh="对齐值为 {step}")
_BLOCKS = Text(
    en="the rows of the tensor `{tensor}` are no whole blocks of {block}",
    zh="张量 `{tensor}` 的行长不是块大小 {block} 的整数倍",
)
_PLACE = Text(
    en="the data of the tensor `{tensor}` do not follow those before it",
    zh="张量 `{tensor}` 的数据未紧接前一个张量",
)
_TRUNCATED = Text(
    en="`{name}` should have {expected} bytes or more by its header; {there} are there",
    zh="按文件头，`{name}` 至少应有 {expected} 字节，实际为 {there} 字节",
)

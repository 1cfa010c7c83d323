"""Packed weights: how many parameters the stored elements of a quantised tensor stand for.

The rules are those of huggingface.js (`packages/hub/src/lib/parse-safetensors-metadata.ts`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cardkit.verify.spec.safetensors_header import Tensor

_WORD = 32
_SIDE = (
    ".qzeros",
    ".scales",
    ".g_idx",
    ".weight_scale",
    ".weight_scale_inv",
    ".weight_zero_point",
    ".weight_shape",
    ".weight_g_idx",
    ".input_scale",
    ".output_scale",
    ".absmax",
    ".quant_map",
    ".nested_absmax",
    ".nested_quant_map",
    ".SCB",
    ".weight_format",
    ".weight_global_scale",
    ".input_global_scale",
    ".k_scale",
    ".v_scale",
    "_scales",
)
"""What quantisation stores beside the weights: scales, zero points, orders; no parameters."""
_STATE = ".quant_state."
_PACKED_WORDS = (".qweight", ".weight_packed")
_HALVES = ("_blocks",)
_BITS: Mapping[str, frozenset[int]] = {
    "gptq": frozenset({2, 3, 4, 8}),
    "awq": frozenset({4}),
    "compressed-tensors": frozenset({2, 3, 4, 8}),
    "bitsandbytes": frozenset({4, 8}),
}
"""Bits that a method can have: any other number would multiply the count at will."""
_NEEDS_BITS = frozenset({"gptq", "awq", "compressed-tensors"})
_KNOWN = frozenset({*_BITS, "mxfp4", "fp8", "fbgemm_fp8", "modelopt fp8"})
_FEW_BITS = ("I32", "U32", "U8", "I8", "F4", "F6_E2M3", "F6_E3M2")


@dataclass(frozen=True, slots=True)
class Quantization:
    """A quantisation method and the bits of a weight; `bits` is None where nothing says them.

    `kind` is `int` or `float` where that is said.
    """

    method: str
    bits: int | None
    kind: str | None = None

    @property
    def name(self) -> str:
        """Method, bits and kind: `gptq 4-bit`, `compressed-tensors 8-bit float`."""
        bits = None if self.bits is None else f"{self.bits}-bit"
        return " ".join(part for part in (self.method, bits, self.kind) if part)

    @property
    def is_known(self) -> bool:
        """Say whether there is a rule to count its weights by."""
        if self.bits is None:
            return self.method in _KNOWN - _NEEDS_BITS
        return self.method in _KNOWN and self.bits in _BITS.get(self.method, {self.bits})


def quantization(config: object) -> Quantization | None:
    """Return what a `quantization_config` says, None where it is none."""
    if not isinstance(config, dict):
        return None
    method = config.get("quant_method")
    if not isinstance(method, str):
        is_bnb = any(isinstance(config.get(f"load_in_{n}bit"), bool) for n in (4, 8))
        method = "bitsandbytes" if is_bnb else "unknown"
    weights = _weights(config)
    kind = weights.get("type") if weights else None
    algorithm = config.get("quant_algo")
    if isinstance(algorithm, str):  # modelopt: FP8, NVFP4, W4A16_AWQ
        method = f"{method} {algorithm}"
    return Quantization(
        method.casefold()[:40], _bits(config), kind if kind in ("int", "float") else None
    )


def _weights(config: Mapping[str, object]) -> Mapping[str, object]:
    """Return how compressed-tensors says the weights of its first group are stored."""
    groups = config.get("config_groups")
    for group in groups.values() if isinstance(groups, dict) else ():
        weights = group.get("weights") if isinstance(group, dict) else None
        if isinstance(weights, dict):
            return weights
    return {}


def _bits(config: Mapping[str, object]) -> int | None:
    for key in ("bits", "w_bit", "num_bits"):
        value = config.get(key)
        if type(value) is int and 0 < value <= _WORD:
            return value
    for bits in (4, 8):
        if config.get(f"load_in_{bits}bit") is True:
            return bits
    value = _weights(config).get("num_bits")
    return value if type(value) is int and 0 < value <= _WORD else None


def fits(tensors: Sequence[Tensor], quantized: Quantization) -> bool:
    """Say whether the bits a config states are those of the weights, where their sides show it.

    GPTQ keeps an order of the rows (`g_idx`), AWQ scales of the columns.
    """
    shapes = {tensor.name: tensor.shape for tensor in tensors}
    if quantized.bits is None or quantized.method not in ("gptq", "awq"):
        return True
    side, axis = (".g_idx", 0) if quantized.method == "gptq" else (".scales", -1)
    for name, shape in shapes.items():
        other = shapes.get(name.removesuffix(".qweight") + side)
        if not name.endswith(".qweight") or not shape or not other:
            continue
        if shape[axis] * _WORD // quantized.bits != other[axis]:
            return False
    return True


def is_packed(tensor: Tensor) -> bool:
    """Say whether a tensor holds quantised weights: packed into words, or of few bits."""
    few = tensor.dtype in _FEW_BITS or tensor.dtype.startswith("F8")
    return few and len(tensor.shape) > 1


def needs_settings(tensor: Tensor) -> bool:
    """Say whether a tensor cannot be counted without what a `quantization_config` says."""
    packed = tensor.name.endswith(_PACKED_WORDS) and is_packed(tensor)
    return packed or _STATE in tensor.name


def parameters(tensor: Tensor, quantized: Quantization | None) -> int:
    """Return the parameters a stored tensor stands for; 0 for scales and their like."""
    if quantized is None:
        return tensor.elements
    if tensor.name.endswith(_SIDE) or _STATE in tensor.name:
        return 0
    if tensor.name.endswith(_PACKED_WORDS) and tensor.dtype in ("I32", "U32") and quantized.bits:
        return tensor.elements * _WORD // quantized.bits
    if tensor.name.endswith((*_HALVES, ".weight_packed")) and tensor.dtype == "U8":
        return tensor.elements * 2
    if quantized.method == "bitsandbytes" and quantized.bits == 4 and tensor.dtype == "U8":
        return tensor.elements * 2
    return tensor.elements

"""Names of dtypes, as cards, configs and headers write them, in one form: torch's."""

from __future__ import annotations

from collections.abc import Mapping

_NAMES: Mapping[str, str] = {
    "bf16": "bfloat16",
    "fp16": "float16",
    "f16": "float16",
    "half": "float16",
    "fp32": "float32",
    "f32": "float32",
    "float": "float32",
    "fp64": "float64",
    "f64": "float64",
    "double": "float64",
    "i8": "int8",
    "u8": "uint8",
    "f8_e4m3": "float8_e4m3fn",
    "fp8": "float8_e4m3fn",
    "f8_e5m2": "float8_e5m2",
    "i32": "int32",
    "i16": "int16",
    "i64": "int64",
    "bool": "bool",
}


def dtype_name(written: str) -> str:
    """Return torch's name of a dtype: `BF16`, `torch.bfloat16`, `bfloat16` are one."""
    name = written.strip().casefold().removeprefix("torch.")[:40]
    return _NAMES.get(name, name)


def is_dtype(written: str) -> bool:
    """Say whether a text names one dtype, and nothing else."""
    return dtype_name(written) in _KNOWN


_KNOWN = frozenset(_NAMES.values()) | {"uint16", "uint32", "uint64", "float8_e4m3fnuz"}

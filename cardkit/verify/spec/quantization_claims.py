"""A quantisation as a name claims it (`-FP8`, `-GPTQ-Int4`) against what a model's files say."""

from __future__ import annotations

import re

from cardkit.text import Text
from cardkit.verify.outcome import Claim, Observation
from cardkit.verify.spec.opinion import Opinion

DENSE = "none"
"""What headers show where no weight is packed or of few bits."""
_METHOD = re.compile(r"(?:^|[-_ ])(GPTQ|AWQ|FP8)(?=$|[-_ .])", re.IGNORECASE)
_BITS = re.compile(
    r"(?:^|[-_ ])(?:int([248])|w([248])a\d{1,2}|([248])[- ]?bits?)(?=$|[-_ .])", re.I
)
_SEEN_BITS = re.compile(r"\b(\d{1,2})-bit\b")
_ALGORITHM = Text(
    en="compressed-tensors does not say by which algorithm the weights were quantised",
    zh="compressed-tensors 未说明权重所用的量化算法",
)
_UNSAID = Text(
    en="the files do not say the bits or the kind of the weights", zh="文件未说明权重的位数或类型"
)


def named(name: str) -> tuple[str, str] | None:
    """Return the quantisation in a model's name, method and bits, and how it is printed."""
    method = _METHOD.search(name)
    if method is None:
        return None
    bits = _BITS.search(name)
    if bits is None or method[1].casefold() == "fp8":
        return method[1].lower(), method[1]
    count = next(group for group in bits.groups() if group)
    return f"{method[1].lower()} {count}-bit", f"{method[1]} {bits[0].strip('-_ ')}"


def opinion(claim: Claim, observation: Observation) -> Opinion:
    """Hold a claimed method against an observed one: method, bits and kind must be the same."""
    claimed, seen = str(claim.value).casefold(), str(observation.value).casefold()
    bits, seen_bits = _SEEN_BITS.search(claimed), _SEEN_BITS.search(seen)
    if bits and seen_bits and bits[1] != seen_bits[1]:
        return Opinion(observation, "contradicted")
    method, held = claimed.split()[0], seen.startswith("compressed-tensors")
    if method == "fp8" and held:
        if seen_bits is None or not seen.endswith(("int", "float")):
            return Opinion(observation, "inconclusive", _UNSAID)
        is_fp8 = seen_bits[1] == "8" and seen.endswith("float")
        return Opinion(observation, "verified" if is_fp8 else "contradicted")
    if held and method in ("gptq", "awq") and not seen.endswith("float"):
        return Opinion(observation, "consistent", _ALGORITHM)
    if method not in seen:
        return Opinion(observation, "contradicted")
    if bits and not seen_bits:
        return Opinion(observation, "inconclusive", _UNSAID)
    return Opinion(observation, "verified")

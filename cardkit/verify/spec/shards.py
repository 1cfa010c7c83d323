"""Files that are parts of one set by their names: `model-00001-of-00002.safetensors`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from cardkit.text import Text
from cardkit.verify.outcome import Remark

_PART = re.compile(r"([\w.-]{1,200}?)-(\d{5})-of-(\d{5})\.(?:safetensors|gguf)")
_MIXED = Text(
    en="numbered files of {count} sets lie here, such as `{name}`; none says which is the model",
    zh="此处有 {count} 组编号文件，例如 `{name}`，无法判断哪一组属于该模型",
)
_MISSING = Text(
    en="{there} of {wanted} numbered files of `{name}` are there",
    zh="`{name}` 的 {wanted} 个编号文件只有 {there} 个",
)


def is_part(name: str) -> bool:
    """Say whether a file's name says that it is a part."""
    return _PART.fullmatch(name) is not None


def numbered(names: Iterable[str]) -> tuple[list[str], Remark | None]:
    """Return the parts among `names` in their order, and what keeps them from being one whole set.

    A set has one name and one total, and every number from 1 to the total once.
    """
    sets: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
    for name in names:
        match = _PART.fullmatch(name)
        if match:
            sets[match[1], int(match[3])][int(match[2])] = name
    parts = [held[n] for _, held in sorted(sets.items()) for n in sorted(held)]
    if len(sets) > 1:
        message = _MIXED.format(count=len(sets), name=parts[0])
        return parts, Remark("shards-mixed", "error", message, parts[0])
    for (name, total), held in sets.items():
        there = len(held.keys() & set(range(1, total + 1)))
        if there != total or there != len(held):
            message = _MISSING.format(there=there, wanted=total, name=name)
            return parts, Remark("shard-missing", "error", message, parts[0])
    return parts, None

"""Licences: the Hub's 83 ids, their SPDX and ModelScope names, and how people write them."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache

from cardkit.catalog.tables import parts, read_table
from cardkit.quantity import fold_width, split_remark
from cardkit.quantity.patterns import compiled

_WORD = r"[a-z]+|[0-9]+(?:\.[0-9]+)*[a-z]?(?![a-z])|\+{1,2}|[\u3400-\u9fff]+"
_NOISE = frozenset(
    [
        *("the", "license", "licence", "licensed", "version", "v", "agreement"),
        *(
            "许可证",
            "许可",
            "许可协议",
            "协议",
            "开源协议",
            "开源许可证",
            "开源许可",
            "开源许可协议",
        ),
    ]
)


@dataclass(frozen=True, slots=True)
class License:
    """One licence; `spdx` and `modelscope` are None where that list has no name for it."""

    id: str
    name: str
    spdx: str | None
    modelscope: str | None
    aliases: tuple[str, ...]


@cache
def licenses() -> dict[str, License]:
    """Return all known licences by Hub id, in the Hub's order."""
    return {
        row["id"]: License(
            id=row["id"],
            name=row["name"],
            spdx=row["spdx"] or None,
            modelscope=row["modelscope"] or None,
            aliases=parts(row["aliases"]),
        )
        for row in read_table("licenses.tsv")
    }


def license_by_id(license_id: str) -> License | None:
    """Return the licence with exactly this Hub id (`apache-2.0`); ids are lower case."""
    return licenses().get(license_id)


def license_key(text: str) -> str:
    """Return the spelling licences are matched by: words and versions without the noise."""
    words = compiled(_WORD).findall(fold_width(text).lower()[:200])
    return " ".join(word for word in words if word not in _NOISE)


@cache
def _by_key() -> dict[str, str]:
    keys: dict[str, str] = {}
    for entry in licenses().values():
        names = (entry.id, entry.name, entry.spdx or "", entry.modelscope or "", *entry.aliases)
        for name in names:
            key = license_key(name)
            if key:
                keys.setdefault(key, entry.id)
    return keys


def find_license(text: str) -> License | None:
    """Return the licence that `text` names in full, or None.

    A model's own licence (《…模型社区许可协议》) and a family without its version (`CC BY-NC`) are
    None. With a remark, `Creative Commons Attribution 4.0 International (CC BY 4.0)`, both halves
    must not disagree.
    """
    whole = _by_key().get(license_key(text))
    if whole is not None:
        return licenses()[whole]
    head, remark = split_remark(text)
    if remark is None:
        return None
    found = {_by_key().get(license_key(head)), _by_key().get(license_key(remark))}
    named = found - {None}
    if len(named) != 1 or _by_key().get(license_key(head)) is None:
        return None
    return licenses()[named.pop() or ""]


def closest_license(text: str, limit: int = 3) -> list[str]:
    """Return up to `limit` Hub ids that `text` may mean, the likeliest first; empty when none."""
    found = find_license(text)
    first = [found.id] if found else []
    keys = difflib.get_close_matches(license_key(text), list(_by_key()), n=3 * limit, cutoff=0.72)
    similar = [_by_key()[key] for key in keys]
    return list(dict.fromkeys([*first, *similar]))[:limit]

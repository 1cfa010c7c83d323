"""Front matter keys per hub, the values some of them take, and slips of the pen."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache

from cardkit.catalog.tables import read_lines, read_table

_CUTOFF = 0.88
"""Similarity from which an unknown key is taken for a slip; below it, keys are people's own."""


@dataclass(frozen=True, slots=True)
class FrontMatterKey:
    """A known key: accepted YAML shapes, the hubs that read it, and what its value must be."""

    key: str
    type: str
    hubs: tuple[str, ...]
    constraint: str
    note: str


@cache
def front_matter_keys() -> dict[str, FrontMatterKey]:
    """Return all known keys by name, over all hubs."""
    return {
        row["key"]: FrontMatterKey(
            key=row["key"],
            type=row["type"],
            hubs=tuple(row["hubs"].split()),
            constraint=row["constraint"],
            note=row["note"],
        )
        for row in read_table("front_matter_keys.tsv")
    }


@cache
def _slips() -> dict[str, str]:
    return {row["written"]: row["meant"] for row in read_table("front_matter_typos.tsv")}


def closest_key(key: str, hub: str | None = None) -> str | None:
    """Return the known key that an unknown one was probably meant to be, or None.

    Known keys (de-facto ones such as `model_name` included) give None, and so does everything that
    is merely similar: people's own keys are legal. Without `hub`, the keys of mindspore-hub are
    not proposed; its block has a form of its own.
    """
    if key in front_matter_keys() or not key or len(key) > 60:
        return None
    listed = _slips().get(key)
    if listed is not None:
        return listed
    folded = key.lower().replace("-", "_").replace(" ", "_")
    candidates = [
        entry.key
        for entry in front_matter_keys().values()
        if (hub in entry.hubs if hub else entry.hubs != ("mindspore-hub",))
    ]
    for name in candidates:
        if name.replace("-", "_") == folded:
            return name
    if len(folded) < 6:
        return None
    for name in candidates:
        if sorted(name) == sorted(folded):
            return name
    close = difflib.get_close_matches(folded, candidates, n=1, cutoff=_CUTOFF)
    return close[0] if close else None


@cache
def pipeline_tags() -> frozenset[str]:
    """Return the 53 task names the Hugging Face Hub knows."""
    return frozenset(line for line in read_lines("pipeline_tags.txt") if line)


@cache
def library_names() -> frozenset[str]:
    """Return the 238 library names the Hugging Face Hub shows snippets for."""
    return frozenset(line for line in read_lines("library_names.txt") if line)

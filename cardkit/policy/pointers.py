"""JSON pointers into a record (RFC 6901), as waivers take them and JSON says them."""

from __future__ import annotations

import re

from cardkit.policy.keys import POINTER
from cardkit.rules.finding import Finding
from cardkit.source.span import Path


def places(found: Finding) -> list[Path]:
    """Return the places that a pointer has to name for a waiver to cover the finding."""
    return [path for path, _ in found.members if path] or [found.path]


def points_at(pointer: str, path: Path) -> bool:
    """Say whether a pointer names `path`; `*` stands for any number."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    if len(parts) != len(path):
        return False
    return all(
        part == str(at) or (part == "*" and isinstance(at, int))
        for part, at in zip(parts, path, strict=True)
    )


def pointer_of(found: Finding) -> str | None:
    """Return the pointer by which a waiver covers a finding and nothing beside it.

    None where there is none and the fingerprint has to do: for a finding about the whole card,
    about several places or between two cards, and where a key is nothing that a waiver may hold.
    """
    named = dict.fromkeys(places(found))
    if len(named) != 1 or found.elsewhere:
        return None
    pointer = "".join(f"/{_escaped(str(part))}" for part in next(iter(named)))
    return pointer if re.fullmatch(POINTER, pointer) and "*" not in pointer else None


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")

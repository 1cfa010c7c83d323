"""Sizes of files and memory."""

from __future__ import annotations


def data_size(count: int) -> str:
    """Write bytes as people read them: `13.8 GB`, powers of ten."""
    for unit, power in (("TB", 12), ("GB", 9), ("MB", 6), ("kB", 3)):
        if count >= 10**power:
            return f"{count / 10**power:.1f} {unit}"
    return f"{count} B"

"""The marks that stand beside verified claims in a card: what is written, and what is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from cardkit.quantity import fold_width
from cardkit.text import Text

MarkStatus = Literal["verified", "consistent", "contradicted", "stale"]

MARKS: Mapping[MarkStatus, Text] = {
    "verified": Text(en="✅ verified", zh="✅ 已核实"),
    "consistent": Text(en="≈ consistent", zh="≈ 相符"),
    "contradicted": Text(en="❌ contradicted", zh="❌ 矛盾"),
    "stale": Text(en="⌛ stale", zh="⌛ 已失效"),
}
"""How a mark begins; figures may follow. A claim that is not verified has none."""
UNMARKED = "—"
"""What stands in the place of a mark where there is none."""
DIGEST = re.compile(r"(?<![0-9a-z])sha256:([0-9a-f]{64})(?![0-9a-f])", re.IGNORECASE)
"""By which a card names the statement that its marks are taken from."""

_TICKS = frozenset("✅✓✔☑")
_SIGNS = _TICKS | frozenset("≈❌✗✘⌛")
_WORDS: tuple[tuple[str, MarkStatus], ...] = (
    ("verified", "verified"),
    ("已核实", "verified"),
    ("已验证", "verified"),
    ("consistent", "consistent"),
    ("相符", "consistent"),
    ("contradicted", "contradicted"),
    ("矛盾", "contradicted"),
    ("stale", "stale"),
    ("已失效", "stale"),
)


def read_mark(text: str) -> MarkStatus | None:
    """Return what a mark says, None for other text: a word without a sign may be anybody's.

    A tick before any such word is read as verified: that is what people see.
    """
    bare = fold_width(text[:200]).strip().casefold()
    at = 0
    while at < len(bare) and not bare[at].isalnum():
        at += 1
    if _SIGNS.isdisjoint(bare[:at]):
        return None
    status = next((found for word, found in _WORDS if bare.startswith(word, at)), None)
    return "verified" if status and not _TICKS.isdisjoint(bare[:at]) else status

"""What of a record a hub's format, or a card in one language, cannot say."""

from __future__ import annotations

from dataclasses import dataclass

from cardkit.source.span import Path
from cardkit.text import Text


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing the record says and a card in this language and dialect cannot."""

    path: Path
    reason: Text

"""How a silenced finding is marked: by a comment, a waiver, the baseline."""

from __future__ import annotations

from collections.abc import Mapping

from cardkit.rules.finding import Suppression
from cardkit.text import Language, Text

_WORDS: Mapping[str, Text] = {
    "comment": Text(en="suppressed", zh="已忽略"),
    "waiver": Text(en="waived", zh="已豁免"),
    "baseline": Text(en="in the baseline", zh="在基线中"),
}


def silenced_by(suppression: Suppression | None, language: Language) -> str:
    """Return the word for what silenced a finding, empty where nothing did."""
    return _WORDS[suppression.kind].get(language) if suppression else ""

"""cardkit: read a model card, check its claims, compare models, render the card in zh and en.

Names load on first use, so that `import cardkit` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from cardkit.version import __version__

_HOMES = {
    "Card": "cardkit.api",
    "CardRecord": "cardkit.record.card",
    "CardkitError": "cardkit.errors",
    "Diff": "cardkit.diff.outcome",
    "Finding": "cardkit.rules.finding",
    "Report": "cardkit.rules.report",
    "Severity": "cardkit.rules.finding",
    "VerifyReport": "cardkit.verify.report",
    "compare": "cardkit.api",
    "load": "cardkit.api",
    "loads": "cardkit.api",
}

__all__ = [
    "Card",
    "CardRecord",
    "CardkitError",
    "Diff",
    "Finding",
    "Report",
    "Severity",
    "VerifyReport",
    "__version__",
    "compare",
    "load",
    "loads",
]

if TYPE_CHECKING:
    from cardkit.api import Card, compare, load, loads
    from cardkit.diff.outcome import Diff
    from cardkit.errors import CardkitError
    from cardkit.record.card import CardRecord
    from cardkit.rules.finding import Finding, Severity
    from cardkit.rules.report import Report
    from cardkit.verify.report import VerifyReport


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'cardkit' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__

"""cardkit: read a model card, check its claims, compare models, render the card in zh and en.

Names load on first use, so that `import cardkit` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

_HOMES = {
    "Card": "cardkit.api",
    "CardRecord": "cardkit.record.card",
    "CardkitError": "cardkit.errors",
    "Finding": "cardkit.rules.finding",
    "Report": "cardkit.rules.report",
    "Severity": "cardkit.rules.finding",
    "compare": "cardkit.api",
    "load": "cardkit.api",
    "loads": "cardkit.api",
}

__all__ = [
    "Card",
    "CardRecord",
    "CardkitError",
    "Finding",
    "Report",
    "Severity",
    "__version__",
    "compare",
    "load",
    "loads",
]

if TYPE_CHECKING:
    from cardkit.api import Card, compare, load, loads
    from cardkit.errors import CardkitError
    from cardkit.record.card import CardRecord
    from cardkit.rules.finding import Finding, Severity
    from cardkit.rules.report import Report


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'cardkit' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__

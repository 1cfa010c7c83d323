"""The catalogue and the number reader, remembering: tables ask the same of the same few texts."""

from __future__ import annotations

from functools import lru_cache

from cardkit.catalog import labels, metrics
from cardkit.catalog.labels import LabelKind
from cardkit.catalog.metrics import Metric
from cardkit.quantity import Number, is_missing, parse_number

MAX_LENGTH = 160
"""Longer texts are no label and no number, and are not remembered."""

_label = lru_cache(maxsize=8192)(labels.find_label)
_metric = lru_cache(maxsize=2048)(metrics.find_metric)
_number = lru_cache(maxsize=8192)(parse_number)
_gap = lru_cache(maxsize=2048)(is_missing)


def find_label(kind: LabelKind, text: str, context: str | None = None) -> str | None:
    """Return the id of the label that `text` is, or None; as the catalogue answers."""
    return _label(kind, text, context) if len(text) <= MAX_LENGTH else None


def find_metric(text: str) -> Metric | None:
    """Return the metric that `text` names, or None; as the catalogue answers."""
    return _metric(text) if len(text) <= MAX_LENGTH else None


def number_of(text: str) -> Number | None:
    """Return the one number that `text` is, or None."""
    if len(text) > MAX_LENGTH or not any(map(str.isdigit, text)):
        return None
    return _number(text)


def is_gap(text: str) -> bool:
    """Say whether a cell states that there is no value: `?`, `—`, `N/A`, blank."""
    return len(text) <= MAX_LENGTH and _gap(text)

"""Which facts stand in which list of a card, in which order and under which catalog label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["quantity", "count", "measure", "text", "prose", "date", "licence", "link"]


@dataclass(frozen=True, slots=True)
class Row:
    """A field of a record part, the catalog label it stands under, and how its value is written."""

    name: str
    label: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Part:
    """The facts of one record part that stand in one place; `section` is the heading above."""

    name: str
    section: str
    rows: tuple[Row, ...]


def _rows(*rows: tuple[str, str, Kind]) -> tuple[Row, ...]:
    return tuple(Row(*row) for row in rows)


SPEC = Part(
    "details",
    "model_details",
    _rows(
        ("size", "size", "quantity"),
        ("training_tokens", "training_tokens", "quantity"),
        ("layers", "layers", "count"),
        ("hidden_size", "hidden_size", "count"),
        ("attention_heads", "attention_heads", "count"),
        ("context_length", "context_length", "quantity"),
    ),
)
"""The table under *Model Details*: what readers compare first."""

DETAILS = Part(
    "details",
    "model_details",
    _rows(
        ("version", "version", "text"),
        ("parameters", "parameters", "count"),
        ("active_parameters", "active_parameters", "quantity"),
        ("intermediate_size", "intermediate_size", "count"),
        ("kv_heads", "kv_heads", "count"),
        ("head_dim", "head_dim", "count"),
        ("vocabulary_size", "vocabulary_size", "quantity"),
        ("dtype", "precision", "text"),
    ),
)
"""The list below that table."""

DESCRIPTION = Part(
    "description",
    "model_description",
    _rows(
        ("developers", "developers", "prose"),
        ("funded_by", "funded_by", "prose"),
        ("shared_by", "shared_by", "prose"),
        ("model_type", "model_type", "prose"),
        ("license", "license", "licence"),
        ("contact", "contact", "text"),
        ("date", "date", "date"),
    ),
)

SOURCES = Part(
    "sources",
    "model_sources",
    _rows(
        ("repository", "repository", "link"),
        ("paper", "paper", "link"),
        ("dataset", "dataset", "link"),
        ("demo", "demo", "link"),
        ("homepage", "homepage", "link"),
    ),
)

TRAINING = Part(
    "training",
    "training_details",
    _rows(
        ("architecture", "architecture", "prose"),
        ("framework", "framework", "prose"),
        ("optimizer", "optimizer", "prose"),
        ("peak_learning_rate", "learning_rate", "measure"),
        ("learning_rate", "learning_rate", "measure"),
        ("weight_decay", "weight_decay", "measure"),
        ("batch_size", "batch_size", "quantity"),
        ("sequence_length", "sequence_length", "quantity"),
        ("steps", "steps", "quantity"),
        ("total_tokens", "total_training_tokens", "quantity"),
        ("precision", "precision", "prose"),
        ("hardware", "hardware", "prose"),
    ),
)
PARTS = (SPEC, DETAILS, DESCRIPTION, SOURCES, TRAINING)

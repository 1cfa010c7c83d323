"""How a harness asks a task: definitions that cardkit brings, and those that files of tasks add."""

from __future__ import annotations

from cardkit.catalog.definition import HARNESSES, Definition, Harness
from cardkit.catalog.definition_tables import shipped_definitions
from cardkit.catalog.task_registry import added_definitions


def definition_of(task: str, harness: Harness) -> Definition | None:
    """Return how `harness` asks a task of the registry, or None where nobody has said it here."""
    return shipped_definitions().get((task, harness)) or added_definitions().get((task, harness))


def definitions_of(task: str) -> tuple[Definition, ...]:
    """Return how a task is asked, by each harness that is known to ask it."""
    return tuple(d for harness in HARNESSES if (d := definition_of(task, harness)) is not None)

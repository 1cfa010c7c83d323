"""From bound values to the record: each model is built once."""

from __future__ import annotations

from collections.abc import Mapping

from cardkit.bind.draft import Draft
from cardkit.record.base import RecordModel
from cardkit.record.card import CardRecord, Citation, IntendedUse, Limitations
from cardkit.record.description import Description, Sources
from cardkit.record.details import ModelDetails
from cardkit.record.evaluation import EvaluationSetup
from cardkit.record.training import Training

_PARTS: Mapping[str, type[RecordModel]] = {
    "details": ModelDetails,
    "description": Description,
    "sources": Sources,
    "intended_use": IntendedUse,
    "training": Training,
    "evaluation_setup": EvaluationSetup,
    "limitations": Limitations,
    "citation": Citation,
}


def assemble(draft: Draft) -> CardRecord:
    """Build the record from what the draft holds."""
    root: dict[str, object] = {}
    parts: dict[str, dict[str, object]] = {}
    bound = {**draft.values, **{path: tuple(items) for path, items in draft.lists.items()}}
    for path, value in bound.items():
        if len(path) == 1:
            root[str(path[0])] = value
        else:
            parts.setdefault(str(path[0]), {})[str(path[1])] = value
    for name, fields in parts.items():
        root[name] = _PARTS[name].model_validate(fields)
    return CardRecord.model_validate(root)

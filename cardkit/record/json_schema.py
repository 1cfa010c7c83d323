"""The JSON Schema of a record, for editors: short forms included, described in both languages."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import BaseModel

from cardkit.record.base import both
from cardkit.record.card import SCHEMA_VERSION, CardRecord
from cardkit.record.comparison import Comparison
from cardkit.record.task_file import TaskFile

SchemaKind = Literal["card", "comparison", "tasks"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ABOUT = {
    "card": both("A language model's card (*.card.yaml)", "语言模型的模型卡片（*.card.yaml）"),
    "comparison": both("A comparison of language models", "语言模型对比表"),
    "tasks": both("Evaluation tasks to add to cardkit's registry", "新增到 cardkit 目录的评测任务"),
}
_MODELS: dict[SchemaKind, type[BaseModel]] = {
    "card": CardRecord,
    "comparison": Comparison,
    "tasks": TaskFile,
}


def schema(kind: SchemaKind) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a card, of a comparison or of a file of tasks.

    `$id` carries the version of the format and changes with it.
    """
    body = tidy(_MODELS[kind].model_json_schema(mode="validation"))
    return {
        "$schema": _DIALECT,
        "$id": f"urn:cardkit:schema:{kind}:{SCHEMA_VERSION}",
        **body,
        "title": f"cardkit {kind} {SCHEMA_VERSION}",
        "description": _ABOUT[kind],
    }


def schema_text(kind: SchemaKind) -> str:
    """Return the schema as the text of a file."""
    return json.dumps(schema(kind), ensure_ascii=False, indent=2) + "\n"


def tidy(node: Any) -> Any:  # noqa: ANN401 - JSON
    """Drop what helps nobody in an editor: titles made of field names, null as a default.

    A description in one language is a docstring for programmers and is dropped too.
    """
    if isinstance(node, list):
        return [tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {}
    for key, value in node.items():
        if key in _NAMED:
            kept[key] = {name: tidy(item) for name, item in value.items()}
        elif not _is_noise(key, value):
            kept[key] = value if key in _DATA else tidy(value)
    return kept


_NAMED = frozenset({"properties", "$defs"})
"""Keywords whose keys are names, not keywords: a property may itself be called `title`."""

_DATA = frozenset({"default", "enum", "const", "required"})


def _is_noise(keyword: str, value: object) -> bool:
    if keyword == "title":
        return True
    if keyword == "description":
        return isinstance(value, str) and value.isascii()
    return keyword == "default" and value in (None, [], {}, "")

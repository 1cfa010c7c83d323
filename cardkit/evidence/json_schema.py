"""The JSON Schema of a verification statement, for programs that read or write one."""

from __future__ import annotations

import json
from typing import Any

from cardkit import resources
from cardkit.evidence.statement import PREDICATE, Statement
from cardkit.record.base import both
from cardkit.record.json_schema import tidy

PATH = resources.evidence_file("statement.schema.json")


def statement_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of `verification.json`.

    Fields that are not known are allowed, as in-toto asks of who reads. What a schema cannot say
    (digests that fit, names below the model's folder) `read_statement` checks.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:cardkit:schema:statement:v0.1",
        **tidy(Statement.model_json_schema(by_alias=True, mode="validation")),
        "title": f"in-toto Statement v1 with {PREDICATE}",
        "description": both(
            "Verdicts of `cardkit verify`, bound to digests (verification.json)",
            "`cardkit verify` 的结论及其绑定的摘要（verification.json）",
        ),
    }


def statement_schema_text() -> str:
    """Return the schema as the text of a file."""
    return json.dumps(statement_schema(), ensure_ascii=False, indent=2) + "\n"

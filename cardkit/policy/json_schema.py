"""The JSON Schema of the configuration, for editors and for validate-pyproject."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cardkit import resources
from cardkit.policy import keys
from cardkit.policy.keys import Key
from cardkit.rules.registry import all_rules
from cardkit.text import Text

_DRAFT = "http://json-schema.org/draft-07/schema#"
"""The draft that validate-pyproject reads."""
_ABOUT = Text(en="What an organisation asks of its model cards", zh="组织对模型卡片的要求")
_LEVEL = {"enum": [*keys.LEVELS]}


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of `[tool.cardkit]`, which is that of `cardkit.toml` too."""
    body = _table(keys.ROOT)
    inside = body["properties"]
    inside["profile"] |= {
        "propertyNames": {"pattern": keys.NAME, "not": {"enum": [*keys.SHIPPED]}},
        "additionalProperties": _profile(),
    }
    inside["evidence"] |= _table(keys.EVIDENCE)
    inside["evidence"]["properties"]["trusted-keys"]["items"] = {
        "oneOf": [{"type": "string", "minLength": 1}, _table(keys.TRUSTED_KEY)]
    }
    waiver = _table(keys.WAIVER)
    waiver["anyOf"] = [{"required": ["pointer"]}, {"required": ["fingerprint"]}]
    inside["waiver"]["items"] = waiver
    inside["baseline"] |= _table(keys.BASELINE)
    return {
        "$schema": _DRAFT,
        "$id": "urn:cardkit:schema:config:1",
        "title": "cardkit",
        "description": _both(_ABOUT),
        **body,
    }


def schema_text() -> str:
    """Return the schema as the text of a file."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def tool_schema(tool: str = "cardkit") -> dict[str, Any]:
    """Return the shipped schema: the entry point `validate_pyproject.tool_schema`."""
    text = resources.config_schema_file().read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _profile() -> dict[str, Any]:
    options: dict[str, Any] = {}
    for rule in all_rules():
        for name, option in rule.options.items():
            allowed = {"enum": [*option.allowed]} if option.allowed else {}
            options[name] = {
                "type": "array",
                "items": {"type": "string", **allowed},
                "description": _both(option.about),
            }
    entry = {
        "type": "object",
        "properties": {"severity": _LEVEL, **options},
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"extends": _value(keys.EXTENDS)},
        "propertyNames": {"pattern": keys.CODE},
        "additionalProperties": {"oneOf": [_LEVEL, entry]},
    }


def _table(known: Sequence[Key]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "object",
        "properties": {key.name: _value(key) for key in known},
        "additionalProperties": False,
    }
    required = [key.name for key in known if key.required]
    return found | ({"required": required} if required else {})


def _value(key: Key) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string", "minLength": 1}
    if key.choices:
        text = {"enum": [*key.choices]}
    elif key.pattern:
        text = {"type": "string", "pattern": key.pattern}
    kinds: dict[str, dict[str, Any]] = {
        "text": text,
        "texts": {"type": "array", "items": text},
        "flag": {"type": "boolean"},
        # A date of TOML reaches a schema as a date, which JSON does not have.
        "date": {"format": "date"},
        "days": {"type": "integer", "minimum": 1},
        "table": {"type": "object"},
        "tables": {"type": "array"},
        "keys": {"type": "array"},
    }
    return {**kinds[key.kind], "description": _both(key.about)}


def _both(text: Text) -> str:
    return f"{text.en} / {text.zh}"

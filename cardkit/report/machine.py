"""JSON as the reports write it: no stream, no log and no runner acts on what a card says."""

from __future__ import annotations

import json

from cardkit.text import json_without_commands


def json_text(data: object) -> str:
    """Return `data` as JSON, two blanks a level; all but ASCII is escaped, and `##` is too."""
    return json_without_commands(json.dumps(data, ensure_ascii=True, indent=2)) + "\n"

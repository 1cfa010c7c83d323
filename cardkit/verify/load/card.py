"""What of a card the load checks need: its code, and the ids that are its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardkit.source.span import breadcrumb
from cardkit.verify.load.snippet import Snippet

if TYPE_CHECKING:
    from cardkit.record.card import CardRecord

_PYTHON = frozenset({"python", "py", "python3", "pycon"})


def snippets_of(record: CardRecord) -> tuple[Snippet, ...]:
    """Return the card's Python code, each piece with its place in the card."""
    found: list[Snippet] = []
    for i, usage in enumerate(record.usage):
        for j, step in enumerate(usage.steps):
            code = step.code or ""
            unnamed = not step.language and "import " in code
            if code and (step.language.casefold() in _PYTHON or unnamed):
                where = breadcrumb(("usage", i, "steps", j, "code"))
                found.append(Snippet(code, where))
    return tuple(found)


def ids_of(record: CardRecord) -> tuple[str, ...]:
    """Return the ids under which the card's own model is published, as far as it says."""
    hubs = record.details.hub_ids if record.details else None
    stated = [] if hubs is None else [str(v) for v in hubs.model_dump().values() if v]
    if record.name and "/" in record.name:
        stated.append(record.name)
    return tuple(dict.fromkeys(stated))

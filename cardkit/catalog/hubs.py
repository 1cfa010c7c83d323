"""What a web address says: the model on a hub, the evaluation harness of a repository."""

from __future__ import annotations

import re
from functools import cache

from cardkit.catalog.tables import parts, read_table

_NAME = r"[\w.-]{1,96}"


@cache
def _model_page() -> tuple[re.Pattern[str], frozenset[str]]:
    rows = read_table("hubs.tsv")
    places = "|".join(re.escape(row["models_at"]) for row in rows)
    pages = frozenset(name for row in rows for name in parts(row["not_owners"]))
    return re.compile(rf"https?://(?:{places})/(({_NAME})/{_NAME})/?"), pages


def hub_id(url: str) -> str | None:
    """Return the id of the model a link leads to on a hub; None for any other page."""
    pattern, pages = _model_page()
    match = pattern.fullmatch(url)
    return match[1] if match and match[2] not in pages else None


@cache
def harnesses() -> dict[str, str]:
    """Return the names of evaluation harnesses by GitHub repository, `owner/name` in lower case."""
    return {row["repository"]: row["name"] for row in read_table("harnesses.tsv")}

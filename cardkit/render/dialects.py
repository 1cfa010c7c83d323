"""Hubs a card can be written for: the front matter keys each reads, and whose snippet it shows.

A new hub is one more entry of `DIALECTS`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cardkit.errors import UsageError
from cardkit.record.description import UsageSnippet
from cardkit.text import Text


@dataclass(frozen=True, slots=True)
class Dialect:
    """One hub: `keys` are front matter keys in the order they are written.

    `library` is the hub's own library: a card whose code imports it names it as `library_name`.
    """

    name: str
    title: Text
    keys: tuple[str, ...]
    library: str | None = None


_COMMON = ("license", "license_name", "license_link", "language")
_LINEAGE = ("base_model", "base_model_relation", "new_version")

DIALECTS: dict[str, Dialect] = {
    d.name: d
    for d in (
        Dialect(
            "huggingface",
            Text(en="Hugging Face", zh="Hugging Face"),
            (*_COMMON, "pipeline_tag", "library_name", "tags", "datasets", "metrics", *_LINEAGE),
        ),
        Dialect(
            "modelers",
            Text(en="modelers.cn", zh="魔乐社区（modelers.cn）"),
            (
                *_COMMON,
                "pipeline_tag",
                "library_name",
                "frameworks",
                "hardwares",
                "tags",
                "datasets",
                "metrics",
                *_LINEAGE,
            ),
            library="openmind",
        ),
    )
}


def dialect(name: str) -> Dialect:
    """Return the dialect called `name`. Raises UsageError for an unknown one."""
    found = DIALECTS.get(name)
    if found is None:
        known = ", ".join(DIALECTS)
        raise UsageError(
            Text(en="unknown dialect `{name}`", zh="未知的平台格式 `{name}`").format(name=name),
            hint=Text(en=f"one of: {known}", zh=f"可选：{known}"),
        )
    return found


def snippets_for(snippets: Iterable[UsageSnippet], name: str) -> tuple[UsageSnippet, ...]:
    """Return the snippets a card of dialect `name` shows: those for it and those for every hub."""
    return tuple(s for s in snippets if not s.dialects or name in s.dialects)

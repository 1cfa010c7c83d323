"""What a template is given: the parts of a viewed card as finished, escaped pieces of Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cardkit.record.base import Prose
from cardkit.record.card import CardRecord
from cardkit.render.escape import Markdown
from cardkit.render.front_matter import dump_front_matter
from cardkit.render.labels import Phrases
from cardkit.render.write import Entry, Writer
from cardkit.text import Language


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: header texts, which columns are right-aligned, and finished cells."""

    headers: tuple[str, ...]
    right: tuple[bool, ...]
    rows: tuple[tuple[Markdown, ...], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence and the code it introduces."""

    text: Markdown
    language: str
    code: str | None

"""What was read from one file: the record, a span for each fact, and what was not understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Literal, TypeVar

from cardkit.record.card import CardRecord, Unrecognised
from cardkit.record.comparison import Comparison
from cardkit.source.blocks import CodeBlock, Link
from cardkit.source.document import Document
from cardkit.source.span import Path, Span
from cardkit.source.yaml_nodes import YamlMapping
from cardkit.text import Language

ReadingKind = Literal["markdown", "record", "comparison"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A section as rules see it.

    `id` is the canonical id of the catalog (None where the heading is unknown). `path` is
    `("sections", i)` in a Markdown card, the record path (`("limitations",)`) in a YAML record.
    `empty` says that neither it nor a section below it says anything.
    """

    path: Path
    id: str | None
    title: str
    level: int
    empty: bool
    text: str = ""
    """The prose under the heading, without code and tables."""


@dataclass(frozen=True, slots=True)
class SchemaIssue:
    """A place where a YAML record does not fit the schema: pydantic's error, with its path.

    `path` is the file's; `at`, where it differs, is the same place in the order of the record,
    which `Reading.span` knows.
    """

    path: Path
    kind: str
    args: Mapping[str, object]
    at: Path | None = None

    @property
    def place(self) -> Path:
        """The path that `Reading.span` and `Found.at` take."""
        return self.path if self.at is None else self.at


@dataclass(frozen=True)
class Reading:
    """All that rules may look at. Rules answer with paths; `span` turns a path into a place.

    Paths beside the record's own: `("metadata", key, ...)` for front matter as written (root
    `metadata` below), `("sections", i)`, `("code", i)`, `("links", i)`, `("page_rows", i)` for the
    rows of a page text that are bound to nothing. `key_spans` holds the span of the key where a
    mapping in the file has one.
    """

    document: Document
    kind: ReadingKind
    language: Language | None
    """The language a Markdown card is written in; None for YAML, which holds both."""
    record: CardRecord
    comparison: Comparison | None
    """The table of a comparison file, or the one a card states; references are resolved."""
    spans: Mapping[Path, Span]
    key_spans: Mapping[Path, Span] = field(default_factory=dict)
    outline: tuple[OutlineEntry, ...] = ()
    metadata: YamlMapping | None = None
    code: tuple[CodeBlock, ...] = ()
    links: tuple[Link, ...] = ()
    bibtex: tuple[Span, ...] = ()
    """Spans of BibTeX text; path `("bibtex", i)`."""
    unrecognised: tuple[Unrecognised, ...] = ()
    schema_issues: tuple[SchemaIssue, ...] = ()
    moved: Mapping[Path, tuple[int, ...]] = field(default_factory=dict)
    """List of a YAML record that lost items → the indices its items have in the file."""
    memo: dict[object, object] = field(default_factory=dict, compare=False, repr=False)
    """What `remembered` functions have answered; nothing else writes here."""

    @property
    def comparison_stands_here(self) -> bool:
        """Say whether the comparison stands in this file, and not behind a reference."""
        return self.kind == "comparison" or self.comparison == self.record.comparison

    def file_path(self, path: Path) -> Path:
        """Return the path in the file of what lies at `path` in the record.

        They differ where an item of a list did not fit: the record has those behind it one
        earlier, and the item itself last.
        """
        if not self.moved:
            return path
        found: list[str | int] = []
        for i, part in enumerate(path):
            order = self.moved.get(path[:i], ())
            known = isinstance(part, int) and 0 <= part < len(order)
            found.append(order[part] if known and isinstance(part, int) else part)
        return tuple(found)

    def span(self, path: Path) -> Span:
        """Return the span of `path`, else of its nearest known parent, else the file's start."""
        for end in range(len(path), 0, -1):
            found = self.spans.get(path[:end])
            if found is not None:
                return found
        return Span(0, 0)


def remembered(function: Callable[[Reading], T]) -> Callable[[Reading], T]:
    """Make a function of a reading answer once: several rules ask the same of one card."""

    @wraps(function)
    def answer(reading: Reading) -> T:
        if function not in reading.memo:
            reading.memo[function] = function(reading)
        return reading.memo[function]  # type: ignore[return-value]  # this function's own answer

    return answer

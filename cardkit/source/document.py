"""A document: its text, its front matter as a tree, its body as sections. Reading loses nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from cardkit.source.blocks import Body
from cardkit.source.issue import SourceIssue
from cardkit.source.source import Source
from cardkit.source.span import Span, TextEdit, apply_edits
from cardkit.source.yaml_nodes import YamlMapping

DEFAULT_MAX_FRONT_MATTER = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The metadata block. `span` runs from the first `---` to the last, `yaml_span` is between.

    `root` is None when the block is hostile or broken: it then stays text and `Document.issues`
    says why. `after_heading` marks the MindSpore Hub form, where the block follows the H1.
    """

    span: Span
    yaml_span: Span
    root: YamlMapping | None
    after_heading: bool = False


@dataclass(frozen=True)
class Document:
    """A card as text plus trees of spans. Build it with `loads`; it never raises on content."""

    source: Source
    front_matter: FrontMatter | None
    issues: tuple[SourceIssue, ...]

    @property
    def text(self) -> str:
        """The whole text, exactly as read."""
        return self.source.text

    @cached_property
    def body(self) -> Body:
        """Sections, tables, code and links, parsed when first asked for."""
        raise NotImplementedError

    def dumps(self) -> str:
        """Return the text: `loads(text).dumps() == text` for every text."""
        return self.source.text

    def edit(self, edits: Iterable[TextEdit]) -> Document:
        """Return a new document with `edits` applied; nothing outside their spans changes."""
        return loads(apply_edits(self.text, edits), name=self.source.name)


def loads(
    text: str,
    *,
    name: str = "<text>",
    max_front_matter: int = DEFAULT_MAX_FRONT_MATTER,
) -> Document:
    """Read a Markdown card. Never raises on content; what is wrong stands in `Document.issues`."""
    raise NotImplementedError

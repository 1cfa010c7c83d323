"""What the reader noticed in the text itself; the rule family SRC gives each kind its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cardkit.source.span import Span

IssueKind = Literal[
    "not-utf8",  # args: byte_offset
    "hidden-character",  # args: name, codepoint, count; one issue per run of such characters
    "front-matter-open",  # a `---` at the start that no `---` closes
    "front-matter-too-large",  # args: size, limit (bytes)
    "yaml-too-large",  # the same of a whole YAML file
    "front-matter-not-mapping",  # args: kind (scalar or sequence)
    "yaml-syntax",  # args: problem, context (both in PyYAML's words)
    # args: what (anchor, alias, merge key, tag, depth, several documents, non-scalar key)
    "yaml-refused",
    "yaml-duplicate-key",  # args: key, first_line, second_line; `related` is the first key
]


@dataclass(frozen=True, slots=True)
class SourceIssue:
    """One thing noticed while reading: its kind, where, and the facts a message needs."""

    kind: IssueKind
    span: Span
    args: Mapping[str, object] = field(default_factory=dict)
    related: Span | None = None

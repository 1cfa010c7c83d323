"""The metadata block of a card, found line by line: no pattern here looks back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cardkit.source.issue import SourceIssue
from cardkit.source.source import Source
from cardkit.source.span import Span
from cardkit.source.yaml_nodes import YamlMapping, YamlNode, YamlScalar, YamlSequence
from cardkit.source.yaml_reader import read_yaml

_LEADING = re.compile(r"[\s\ufeff]*")
_FENCE = re.compile(r"---[ \t]*(?:\r\n|\r|\n|\Z)")
_CLOSING_FENCE = re.compile(rf"(?<=[\r\n]){_FENCE.pattern}")
_LINE = re.compile(r"[^\r\n]*")
_HEADING = re.compile(r"#[ \t][^\r\n]*")
_KEY = re.compile(r"""["']?[A-Za-z_][\w .-]*["']?[ \t]*:(?=[ \t\r\n]|\Z)""")
_HUB_KEY = re.compile(r"[a-z][a-z0-9_-]*:(?=[ \t\r\n]|\Z)")


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


def read_front_matter(
    source: Source, max_bytes: int
) -> tuple[FrontMatter | None, list[SourceIssue]]:
    """Find and read the metadata block of `source`; a block over `max_bytes` of UTF-8 stays text.

    The Hub's form: white space may come first, then a line `---`, the YAML, and a line `---`. The
    MindSpore Hub's form: the same after a first heading, taken only where at least two keys stand
    in it and nothing but keys stands at the start of its lines.
    """
    text = source.text
    start = _LEADING.match(text).end()  # type: ignore[union-attr] # it matches the empty text
    after_heading = False
    if heading := _HEADING.match(text, start):
        start = _LEADING.match(text, heading.end()).end()  # type: ignore[union-attr] # as above
        after_heading = True
    opening = _FENCE.match(text, start)
    if opening is None:
        return None, []
    inner = Span(opening.end(), _closing_fence(text, opening.end()))
    if after_heading and (inner.end < 0 or not _looks_like_hub_keys(text, inner)):
        return None, []
    if inner.end < 0:
        return None, _unclosed(text, opening)
    span = Span(start, inner.end + 3)
    root, issues = _read_mapping(source, inner, span, max_bytes)
    return FrontMatter(span, inner, root, after_heading), issues


def _closing_fence(text: str, at: int) -> int:
    """Return where the next line `---` begins, or -1."""
    match = _CLOSING_FENCE.search(text, at)
    return match.start() if match else -1


def _unclosed(text: str, opening: re.Match[str]) -> list[SourceIssue]:
    """Report an opening fence that keys follow; alone it is a thematic break."""
    following = _LEADING.match(text, opening.end()).end()  # type: ignore[union-attr] # as above
    if not _KEY.match(text, following):
        return []
    return [SourceIssue("front-matter-open", Span(opening.start(), opening.start() + 3))]


def _looks_like_hub_keys(text: str, inner: Span) -> bool:
    keys = 0
    at = inner.start
    while at < inner.end:
        end = _LINE.match(text, at).end()  # type: ignore[union-attr] # as above
        if _HUB_KEY.match(text, at):
            keys += 1
        elif end > at and text[at] not in " \t-":
            return False
        at = end + 1
    return keys > 1


def _read_mapping(
    source: Source, inner: Span, span: Span, max_bytes: int
) -> tuple[YamlMapping | None, list[SourceIssue]]:
    size = len(source.slice(inner).encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        args: dict[str, object] = {"size": size, "limit": max_bytes}
        return None, [SourceIssue("front-matter-too-large", span, args)]
    node, issues = read_yaml(source, inner)
    if node is None or isinstance(node, YamlMapping):
        return node, issues
    if isinstance(node, YamlScalar) and node.plain and not node.text:
        return YamlMapping(Span(inner.start, inner.start)), issues
    issue = SourceIssue("front-matter-not-mapping", node.span, {"kind": _kind(node)})
    return None, [*issues, issue]


def _kind(node: YamlNode) -> str:
    return "sequence" if isinstance(node, YamlSequence) else "scalar"

"""Comments in YAML, which parser events leave out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardkit.source.source import Source
from cardkit.source.span import Span
from cardkit.source.yaml_nodes import YamlMapping, YamlNode, YamlScalar

_COMMENT = re.compile(r"(?<![^ \t\r\n\ufeff])#[^\r\n]*")


def yaml_comments(source: Source, span: Span, root: YamlNode) -> Iterator[Span]:
    """Yield the comments in `span`, which was read as `root`, each from its `#` to its last mark.

    A comment behind the `|` or `>` of a block scalar counts as part of the scalar.
    """
    at = span.start
    for start, end in (*_scalar_spans(root), Span(span.end, span.end)):
        for match in _COMMENT.finditer(source.text, at, start):
            yield Span(match.start(), match.start() + len(match[0].rstrip()))
        at = end


def _scalar_spans(node: YamlNode) -> Iterator[Span]:
    if isinstance(node, YamlScalar):
        yield node.span
    elif isinstance(node, YamlMapping):
        for key, value in node.entries:
            yield key.span
            yield from _scalar_spans(value)
    else:
        for item in node.items:
            yield from _scalar_spans(item)

"""The record while it is being read: values by path, their spans, and what was not understood."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Literal

from cardkit.bind.mark import Attestation, Mark, SaidLine
from cardkit.record.base import Prose
from cardkit.record.card import Unrecognised
from cardkit.source.blocks import Block, Link
from cardkit.source.document import Document
from cardkit.source.span import Path, Span
from cardkit.text import Language

UnrecognisedKind = Literal["section", "table", "field", "score", "metadata", "code", "paragraph"]


def without(blocks: Iterable[Block], taken: Iterable[Block]) -> list[Block]:
    """Return the blocks that are none of `taken`, in order."""
    ids = {id(block) for block in taken}
    return [block for block in blocks if id(block) not in ids]


class Draft:
    """Collects facts by record path; the models are built once, at the end.

    The first statement of a fact counts: `put` refuses a second one, and the caller lists it.
    """

    def __init__(self, document: Document, language: Language) -> None:
        self.document = document
        self.language = language
        self.values: dict[Path, object] = {}
        self.lists: dict[Path, list[object]] = {}
        self.spans: dict[Path, Span] = {}
        self.key_spans: dict[Path, Span] = {}
        self.taken: set[Span] = set()
        """Table cells that are held, in a fact or in a list, without a path of their own."""
        self.listed: set[Span] = set()
        """What is listed word for word."""
        self.marks: list[Mark] = []
        self.attestation: Attestation | None = None
        self.said_lines: list[SaidLine] = []
        self._unrecognised: list[tuple[int, Unrecognised]] = []

    def put(self, path: Path, value: object, span: Span, key: Span | None = None) -> bool:
        """Bind `value` to `path`; False when the path is bound already."""
        if path in self.values:
            return False
        self.values[path] = value
        self.mark(path, span, key)
        return True

    def append(self, path: Path, value: object, span: Span, key: Span | None = None) -> Path:
        """Append `value` to the list at `path`; returns the path of the new item."""
        items = self.lists.setdefault(path, [])
        item = (*path, len(items))
        items.append(value)
        self.mark(item, span, key)
        return item

    def mark(self, path: Path, span: Span, key: Span | None = None) -> None:
        """Say where `path` stands, without a value of its own."""
        self.spans[path] = span
        if key is not None:
            self.key_spans[path] = key

    def put_prose(
        self, path: Path, blocks: Sequence[Block], key: Span | None = None
    ) -> list[Block]:
        """Bind the blocks, as written, as the prose at `path`; returns them when it is taken.

        One section fills a field: what a later one says keeps its own heading as another section.
        """
        if not blocks:
            return []
        span = Span(blocks[0].span.start, blocks[-1].span.end)
        if not self.put(path, self.markdown(block.span for block in blocks), span, key):
            return list(blocks)
        return []

    def markdown(self, spans: Iterable[Span]) -> Prose:
        """Return the source of some blocks, joined by blank lines, as prose of this language."""
        return self.prose("\n\n".join(filter(None, (self.source(span) for span in spans))))

    def source(self, span: Span) -> str:
        r"""Return what `span` covers, trimmed, with `\n` line ends."""
        text = self.document.text[span.start : span.end].strip()
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    def prose(self, text: str) -> Prose:
        """Return `text` as prose of the card's language."""
        return Prose(zh=text) if self.language == "zh" else Prose(en=text)

    def list_unrecognised(
        self, kind: UnrecognisedKind, span: Span, text: str | None = None
    ) -> None:
        """Keep what `span` covers word for word; nothing is kept of blank text."""
        shown = self.source(span) if text is None else text
        if shown:
            (self.listed if text is None else self.taken).add(span)
            line = self.document.source.position(span.start).line
            entry = Unrecognised(kind=kind, line=line, text=shown)
            self._unrecognised.append((span.start, entry))

    @property
    def unrecognised(self) -> tuple[Unrecognised, ...]:
        """All that was listed, in the order of the file."""
        ordered = sorted(self._unrecognised, key=lambda pair: pair[0])
        return tuple(entry for _, entry in ordered)

    def links_in(self, span: Span) -> list[Link]:
        """Return the links and images that begin inside `span`."""
        first = bisect.bisect_left(self._link_starts, span.start)
        last = bisect.bisect_left(self._link_starts, span.end)
        return list(self._links[first:last])

    @cached_property
    def _links(self) -> list[Link]:
        return sorted(self.document.body.links, key=lambda link: link.span)

    @cached_property
    def _link_starts(self) -> list[int]:
        return [link.span.start for link in self._links]

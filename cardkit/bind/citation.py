"""Citation: BibTeX as written, what introduces it, and citations in plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cardkit.bind.draft import Draft, without
from cardkit.source.blocks import Block, CodeBlock, HtmlBlock, Paragraph
from cardkit.source.span import Path, Span

_ENTRY = re.compile(r"\s*@[A-Za-z]{3,20}\s*[{(]")


def is_bibtex(text: str, block: Block) -> bool:
    """Say whether a block is BibTeX: fenced as such, or beginning with an entry."""
    if isinstance(block, CodeBlock):
        return block.language in ("bibtex", "bib") or _ENTRY.match(block.code) is not None
    return isinstance(block, Paragraph) and bool(
        _ENTRY.match(text, block.span.start, block.span.end)
    )


def bibtex_span(block: Block) -> Span:
    """Return the span of the BibTeX itself."""
    return block.code_span if isinstance(block, CodeBlock) else block.span


def bind_citation(draft: Draft, blocks: Sequence[Block], key: Span | None) -> list[Block]:
    """Bind a citation section: what stands before the BibTeX introduces it, what follows is text.

    Returns the blocks that were not understood; all of them where the citation stands already.
    """
    if ("citation", "bibtex") in draft.values or ("citation", "text") in draft.values:
        return list(blocks)
    text = draft.document.text
    entries = [block for block in blocks if is_bibtex(text, block)]
    others = without(blocks, entries)
    left: list[Block] = [block for block in others if isinstance(block, (CodeBlock, HtmlBlock))]
    rest = without(others, left)
    if entries:
        _put_text(draft, ("citation", "bibtex"), [bibtex_span(b) for b in entries], key)
        before = [block for block in rest if block.span.start < entries[0].span.start]
        left += draft.put_prose(("citation", "intro"), before, key)
        rest = rest[len(before) :]
    if rest:
        _put_text(draft, ("citation", "text"), [block.span for block in rest], key)
    return sorted(left, key=lambda block: block.span)


def _put_text(draft: Draft, path: Path, spans: list[Span], key: Span | None) -> None:
    parts = [draft.source(span) for span in spans]
    draft.put(path, "\n\n".join(parts), Span(spans[0].start, spans[-1].end), key)

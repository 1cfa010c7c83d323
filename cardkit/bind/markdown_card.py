"""A Markdown card, in Chinese or English, read into a record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cardkit.bind.assemble import assemble
from cardkit.bind.draft import Draft, UnrecognisedKind
from cardkit.bind.flattened.document import FlattenedDocument
from cardkit.bind.language import card_language
from cardkit.bind.marks import attestation_read, marks_read
from cardkit.bind.marks_elsewhere import marks_elsewhere
from cardkit.bind.metadata import bind_metadata, model_names
from cardkit.bind.mindspore import bind_hub_block
from cardkit.bind.parts import FIELD_SECTIONS, HANDLERS, fields_only, key_span
from cardkit.bind.reading import Reading
from cardkit.bind.scores import EVALUATION, ScoreRoom
from cardkit.bind.sections import (
    TITLE,
    CardSection,
    card_sections,
    is_comment,
    model_name,
    name_key,
    outline_of,
)
from cardkit.record.card import OtherSection
from cardkit.record.comparison import Comparison
from cardkit.source.blocks import Block, CodeBlock, HtmlBlock, Table, walk
from cardkit.source.document import Document
from cardkit.source.span import Span
from cardkit.text import Language


def bind(document: Document, language: Language | None = None) -> Reading:
    """Read a Markdown card: the record, the span of every fact, and what was not understood.

    Without `language` the prose decides which language the card is written in.

    Never raises on content. Facts are bound only where heading, label or column say plainly what
    they are; all else is kept word for word in `record.other_sections` or `Reading.unrecognised`.
    """
    body = document.body
    draft = Draft(document, language or card_language(body))
    front_matter = document.front_matter
    if front_matter is not None:
        bind_metadata(draft, front_matter)
    sections = card_sections(body)
    own = _bind_title(draft, sections)
    if front_matter is not None and front_matter.after_heading:
        bind_hub_block(draft, front_matter)
    room = ScoreRoom(draft, sections, own)
    for entry in sections:
        _bind_section(draft, room, entry)
    room.finish()
    if isinstance(document, FlattenedDocument):
        _list_unread(draft, document)
    code = _code(draft, sections)
    links = tuple(body.links)
    bibtex = _bibtex(draft)
    for i, link in enumerate(links):
        draft.mark(("links", i), link.span)
    record = assemble(draft)
    marks = marks_read(draft)
    return Reading(
        document=document,
        kind="markdown",
        language=draft.language,
        record=record,
        comparison=record.comparison if isinstance(record.comparison, Comparison) else None,
        spans=draft.spans,
        key_spans=draft.key_spans,
        outline=outline_of(document.text, sections),
        metadata=front_matter.root if front_matter else None,
        code=code,
        links=links,
        bibtex=bibtex,
        unrecognised=draft.unrecognised,
        marks=(*marks, *marks_elsewhere(draft, sections, marks)),
        attestation=attestation_read(draft),
    )


def _list_unread(draft: Draft, document: FlattenedDocument) -> None:
    """List the rows of a page text that do not have one reading, with what each may be."""
    for i, row in enumerate(document.unread):
        draft.mark(("page_rows", i), row.span)
        draft.list_unrecognised("table", row.span, row.said())


def _bind_title(draft: Draft, sections: Sequence[CardSection]) -> set[str]:
    """Bind title and name; returns the keys of all names the card's own model goes by."""
    front_matter = draft.document.front_matter
    own = {name_key(name) for name in model_names(front_matter.root if front_matter else None)}
    entry = next((entry for entry in sections if entry.id == TITLE), None)
    if entry is not None and entry.section.heading is not None and entry.title:
        span = entry.section.heading.title.span
        draft.put(("title",), draft.prose(entry.title), span)
        name = model_name(entry.title, own)
        own.add(name_key(entry.title))
        if name is not None:
            draft.put(("name",), name, span)
            own.add(name_key(name))
    own.discard("")
    return own


def _bind_section(draft: Draft, room: ScoreRoom, entry: CardSection) -> None:
    """Bind one section, then keep what it says that no part of the record holds."""
    draft.mark(entry.path, entry.section.span, key_span(entry))
    blocks = [block for block in entry.section.blocks if not _is_silent(draft, block)]
    around = next((id_ for id_ in reversed(entry.ancestors) if id_ is not None), None)
    handler = HANDLERS.get(entry.id or "")
    if entry.section.heading is None:
        left: Iterable[Block] = blocks
    elif handler is not None:
        left = handler(draft, entry, blocks)
    elif entry.id in EVALUATION or (entry.id is None and around in EVALUATION):
        left = room.evaluation(entry, blocks)
    elif entry.id == "comparison":
        left = room.comparison(entry, blocks)
    elif entry.id in FIELD_SECTIONS:
        left = fields_only(draft, entry, blocks)
    else:
        left = blocks
    if entry.id is None or entry.id == TITLE:
        left = room.loose(entry, list(left))
    _keep(draft, entry, blocks, list(left))


def _keep(draft: Draft, entry: CardSection, blocks: Sequence[Block], left: Sequence[Block]) -> None:
    """Keep what no part of the record holds under its own heading, word for word.

    What stands before the first heading, or beside the summary, has no heading to keep it under
    and is listed.
    """
    section = entry.section
    if section.heading is None or entry.id == TITLE:
        for block in left:
            draft.list_unrecognised(_kind(block), block.span)
        return
    if not left and (entry.id is not None or blocks):
        if entry.id is None:
            draft.list_unrecognised("section", section.heading.span)
        return
    untouched = len(left) == len(section.blocks)
    body = Span(section.heading.span.end, section.span.end)
    spans = [body] if untouched else [block.span for block in left]
    other = OtherSection(
        title=draft.prose(entry.title),
        level=max(section.level, 1),
        text=draft.markdown(spans) if left else None,
    )
    draft.append(("other_sections",), other, section.span, key_span(entry))


def _kind(block: Block) -> UnrecognisedKind:
    if isinstance(block, Table):
        return "table"
    return "code" if isinstance(block, CodeBlock) else "paragraph"


def _is_silent(draft: Draft, block: Block) -> bool:
    """Say whether a block shows nothing: comments, or tags like `</div>` around other blocks."""
    if not isinstance(block, HtmlBlock):
        return False
    if is_comment(draft.document.text, block.span):
        return True
    return not block.text.strip() and not draft.links_in(block.span)


def _code(draft: Draft, sections: Sequence[CardSection]) -> tuple[CodeBlock, ...]:
    """Return every code block, also those inside lists and quotes."""
    code = [
        block
        for entry in sections
        for block in walk(entry.section.blocks)
        if isinstance(block, CodeBlock)
    ]
    for i, block in enumerate(code):
        draft.mark(("code", i), block.code_span)
    return tuple(code)


def _bibtex(draft: Draft) -> tuple[Span, ...]:
    spans = draft.document.bibtex
    for i, span in enumerate(spans):
        draft.mark(("bibtex", i), span)
    return spans

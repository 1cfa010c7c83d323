"""What each kind of section says, and which part of the record holds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cardkit.bind.citation import bind_citation
from cardkit.bind.draft import Draft, without
from cardkit.bind.grid import grid_of
from cardkit.bind.lines import bind_field_table, bind_list, bind_paragraph, bind_spec_table
from cardkit.bind.lookup import find_label
from cardkit.bind.sections import CardSection
from cardkit.bind.usage import bind_usage
from cardkit.bind.values import tokens_fact
from cardkit.record.training import DataMix, DataSource
from cardkit.source.blocks import Block, CodeBlock, Link, ListBlock, Paragraph, Quote, Table
from cardkit.source.span import Path, Span

Left = list[Block]
"""The blocks of a section that were not understood."""

Handler = Callable[[Draft, CardSection, Sequence[Block]], Left]


def key_span(entry: CardSection) -> Span | None:
    """Return the span of a section's heading text."""
    heading = entry.section.heading
    return heading.title.span if heading else None


def is_prose(draft: Draft, block: Block) -> bool:
    """Say whether a block is running text: a paragraph with words, a list or a quote."""
    if isinstance(block, Paragraph):
        return not _is_images(draft.links_in(block.span), block.content.text)
    return isinstance(block, (ListBlock, Quote))


def _is_images(links: Sequence[Link], text: str) -> bool:
    """Say whether images and badges are all there is."""
    if not any(link.image for link in links):
        return False
    for link in links:
        if link.text:
            text = text.replace(link.text, "", 1)
    return not any(c.isalnum() for c in text)


def facts(draft: Draft, entry: CardSection, blocks: Sequence[Block]) -> Left:
    """Bind lists and tables of fields; the first paragraphs may be the summary."""
    left = _bind_fields(draft, entry, blocks, known=1)
    if entry.id in ("introduction", "model_description") and ("summary",) not in draft.values:
        return _summary(draft, entry, left)
    return left


def title(draft: Draft, entry: CardSection, blocks: Sequence[Block]) -> Left:
    """Bind what follows the heading that names the model: fields, then the summary."""
    left = _bind_fields(draft, entry, blocks, known=2)
    if ("summary",) in draft.values:
        return left
    return _summary(draft, entry, left)


def _summary(draft: Draft, entry: CardSection, blocks: Sequence[Block]) -> Left:
    contents = _contents(draft, blocks)
    prose = [
        block
        for block in without(blocks, contents)
        if is_prose(draft, block) and not isinstance(block, Quote)
    ]
    if not any(isinstance(block, Paragraph) for block in prose):
        return list(blocks)
    draft.put_prose(("summary",), prose, key_span(entry))
    return without(blocks, prose)


def _contents(draft: Draft, blocks: Sequence[Block]) -> Left:
    """Return the lists of links into this very page, each with the line that introduces it."""
    found: Left = []
    for i, block in enumerate(blocks):
        if not isinstance(block, ListBlock):
            continue
        links = draft.links_in(block.span)
        if len(links) >= len(block.items) and all(link.url.startswith("#") for link in links):
            found.append(block)
            before = blocks[i - 1] if i else None
            if isinstance(before, Paragraph) and before.content.text.endswith((":", "：")):
                found.append(before)
    return found


def _bind_fields(draft: Draft, entry: CardSection, blocks: Sequence[Block], *, known: int) -> Left:
    left: Left = []
    for block in blocks:
        if not _bind_field_block(draft, entry, block, known):
            left.append(block)
    return left


def _bind_field_block(draft: Draft, entry: CardSection, block: Block, known: int) -> bool:
    section = entry.id
    if isinstance(block, ListBlock):
        return bind_list(draft, block, section, known=known)
    if isinstance(block, Table):
        grid = grid_of(block)
        return grid is not None and (
            bind_spec_table(draft, grid, section) or bind_field_table(draft, grid, section)
        )
    return isinstance(block, Paragraph) and bind_paragraph(draft, block, section)


def training(draft: Draft, entry: CardSection, blocks: Sequence[Block]) -> Left:
    """Bind the list of the set-up, the data table, and the prose before and after them."""
    before: list[Block] = []
    after: list[Block] = []
    left: Left = []
    bound = False
    for block in blocks:
        if _data_table(draft, block) or _bind_field_block(draft, entry, block, 1):
            bound = True
        elif is_prose(draft, block):
            (after if bound else before).append(block)
        else:
            left.append(block)
    key = key_span(entry)
    if bound:
        before = draft.put_prose(("training", "intro"), before, key)
    after = draft.put_prose(("training", "notes"), before + after, key)
    return sorted(left + after, key=lambda block: block.span)


def _data_table(draft: Draft, block: Block) -> bool:
    """Bind a table of data sets with their tokens as the data mix."""
    grid = grid_of(block) if isinstance(block, Table) else None
    if grid is None or ("training", "data") in draft.values:
        return False
    roles = [find_label("column", header) for header in grid.headers]
    if roles.count("tokens") != 1 or roles[0] not in ("dataset", "source") or grid.width != 2:
        return False
    parts: list[DataSource] = []
    for row in range(len(grid.rows)):
        name, tokens = grid.cells[row][0], tokens_fact(grid.text(row, roles.index("tokens")))
        if name is None or not name.text.strip() or tokens is None:
            return False
        links = [link for link in draft.links_in(name.content.span) if not link.image]
        url = links[0].url if len(links) == 1 else None
        parts.append(DataSource(name=name.text.strip(), url=url, tokens=tokens))
    draft.put(("training", "data"), DataMix(parts=tuple(parts)), block.span)
    for row, line in enumerate(grid.rows):
        draft.mark(("training", "data", "parts", row), line.span)
    return True


def usage(draft: Draft, entry: CardSection, blocks: Sequence[Block]) -> Left:
    """Bind sentences and code as one snippet."""
    bind_usage(draft, blocks, key_span(entry))
    return []


def limitations(draft: Draft, entry: CardSection, blocks: Sequence[Block]) -> Left:
    """Bind the introduction and the items of the first list."""
    path: Path = ("limitations", "items")
    lists = [block for block in blocks if isinstance(block, ListBlock)]
    first = lists[0] if lists else None
    before = [b for b in blocks if isinstance(b, Paragraph) and (not first or b.span < first.span)]
    if path in draft.lists or ("limitations", "intro") in draft.values:
        return list(blocks)
    draft.put_prose(("limitations", "intro"), before, key_span(entry))
    if first is not None:
        for item in first.items:
            span = _item_body(draft, item.span)
            draft.append(path, draft.prose(_dedent(draft.source(span))), span)
    return without(blocks, [*before, *lists[:1]])


def _item_body(draft: Draft, span: Span) -> Span:
    """Return an item's span without its bullet or number."""
    text = draft.document.text
    at = span.start
    while at < span.end and text[at] in " \t0123456789":
        at += 1
    if at < span.end and text[at] in "-*+.)•·●▪":
        at += 1
    else:
        at = span.start
    while at < span.end and text[at] in " \t":
        at += 1
    return Span(at, span.end)


def _dedent(text: str) -> str:
    lines = text.split("\n")
    rest = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    cut = min(rest, default=0)
    return "\n".join([lines[0], *(line[cut:] for line in lines[1:])])


def prose_into(*path: str) -> Handler:
    """Make a handler that keeps a whole section, word for word, as the prose at `path`."""

    def bind(draft: Draft, entry: CardSection, blocks: Sequence[Block]) -> Left:
        return draft.put_prose(path, blocks, key_span(entry))

    return bind


def uses(draft: Draft, entry: CardSection, blocks: Sequence[Block]) -> Left:
    """Bind intended use; a section of that name that shows code is about how to use the model."""
    if any(isinstance(block, CodeBlock) for block in blocks):
        return usage(draft, entry, blocks)
    return prose_into("intended_use", "primary")(draft, entry, blocks)


def citation(draft: Draft, entry: CardSection, blocks: Sequence[Block]) -> Left:
    """Bind BibTeX, its introduction and plain citations."""
    return bind_citation(draft, blocks, key_span(entry))


HANDLERS: dict[str, Handler] = {
    "model_card": title,
    "introduction": facts,
    "model_details": facts,
    "model_description": facts,
    "model_sources": facts,
    "uses": uses,
    "intended_use": uses,
    "direct_use": uses,
    "downstream_use": uses,
    "out_of_scope_use": prose_into("intended_use", "out_of_scope"),
    "usage": usage,
    "quickstart": usage,
    "installation": usage,
    "inference": usage,
    "training_details": training,
    "training_data": training,
    "training_procedure": training,
    "training_hyperparameters": training,
    "pretraining": training,
    "preprocessing": training,
    "speeds_sizes_times": training,
    "limitations": limitations,
    "bias": limitations,
    "recommendations": prose_into("limitations", "recommendations"),
    "ethical_considerations": prose_into("ethical_considerations"),
    "citation": citation,
}
"""By section id; evaluation and comparison, which need the whole card, have rooms of their own."""

FIELD_SECTIONS = frozenset(
    (
        *("technical_specifications", "model_architecture", "tokenizer", "environmental_impact"),
        *("compute_infrastructure", "hardware", "software"),
        *("license", "contact", "model_card_contact"),
    )
)
"""Sections without a part of the record whose lists and tables may still state fields of one."""


def fields_only(draft: Draft, entry: CardSection, blocks: Sequence[Block]) -> Left:
    """Bind what states a field; the rest of the section is kept whole."""
    return _bind_fields(draft, entry, blocks, known=1)

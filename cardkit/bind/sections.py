"""The sections of a card: their canonical ids, the heading that names the model, the outline."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cardkit.bind.language import block_prose
from cardkit.bind.lookup import find_label
from cardkit.bind.reading import OutlineEntry
from cardkit.source.blocks import Block, Body, HtmlBlock, Section
from cardkit.source.span import Path, Span

TITLE = "model_card"
_CARD_WORDS = re.compile(
    r"^(?:model\s?card\s?(?:for\s|of\s|[-:：–—|]))|(?:[-:：–—|]?\s?model\s?card|的?\s?模型卡片?)$",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(r"(?=.*[A-Za-z])([\x21-\x7e][\x20-\x7e]{0,99}?)\s?(?:模型)?介绍")
"""ModelScope's template: `# <model name>介绍`."""
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\W_]+(?=\d)")
_NAME = re.compile(r"(?=\S*[A-Za-z])(?=\S*[0-9_/.-])[\w.+:/-]{2,80}", re.ASCII)
"""One word of Latin letters that is no plain word: a family (`Whisper`) may not be the model."""


@dataclass(frozen=True, slots=True)
class CardSection:
    """A section, its place in `Body.sections`, its id, and the ids of the sections around it."""

    index: int
    section: Section
    id: str | None
    ancestors: tuple[str | None, ...]

    @property
    def path(self) -> Path:
        """The path rules know the section by."""
        return ("sections", self.index)

    @property
    def title(self) -> str:
        """The heading as a reader sees it."""
        heading = self.section.heading
        return heading.title.text.strip() if heading else ""


def card_sections(body: Body) -> list[CardSection]:
    """Give every section its id; the heading that names the model gets `model_card`."""
    ids = [
        find_label("section", s.heading.title.text) if s.heading else None for s in body.sections
    ]
    title = _title_index(body, ids)
    ids = [TITLE if i == title else (None if id_ == TITLE else id_) for i, id_ in enumerate(ids)]
    around: list[tuple[str | None, ...]] = []
    for section in body.sections:
        parent = section.parent
        around.append(() if parent is None else (*around[parent], ids[parent]))
    return [CardSection(i, s, ids[i], around[i]) for i, s in enumerate(body.sections)]


def _title_index(body: Body, ids: list[str | None]) -> int | None:
    """Return the section whose heading names the model: the first heading, unless it is known."""
    headed = [i for i, section in enumerate(body.sections) if section.heading]
    if not headed:
        return None
    named = next((i for i in headed if ids[i] == TITLE and body.sections[i].level <= 2), None)
    if named is not None:
        return named
    first = headed[0]
    return first if ids[first] is None and body.sections[first].level <= 2 else None


def model_name(title: str, known: set[str]) -> str | None:
    """Return the model's name where the title plainly is one.

    `Model Card for X`, `X 模型卡片` and `X 介绍` name X; otherwise a title of one word is a name,
    and so is one that the front matter gives as the name (`known`, as `name_key` writes them).
    """
    bare = _CARD_WORDS.sub("", title).strip()
    if bare and bare != title and len(bare) <= 100:
        return bare
    introduced = _INTRODUCED.fullmatch(title)
    if introduced is not None and find_label("section", title) is None:
        return introduced[1]
    if name_key(title) in known:
        return title
    common = find_label("section", title) or find_label("field", title)
    return title if common is None and _NAME.fullmatch(title) else None


def name_key(name: str) -> str:
    """Return the spelling model names are compared by: letters and digits in one case.

    What parts two digits counts: `Fir-3 8B` and `fir3-8b` are one, `Fir-3.1-8B` and `Fir-31-8B`
    are two; between letters it does not (`FirPine`, `fir-pine`).
    """
    parts = _BETWEEN_DIGITS.split(name.casefold())
    return "-".join("".join(c for c in part if c.isalnum()) for part in parts)


def outline_of(text: str, sections: list[CardSection]) -> tuple[OutlineEntry, ...]:
    """Return the outline: every section with a heading, whether it says anything, and its prose."""
    says = [_says_something(text, entry.section.blocks) for entry in sections]
    for entry in reversed(sections):
        parent = entry.section.parent
        if parent is not None and says[entry.index]:
            says[parent] = True
    return tuple(
        OutlineEntry(
            path=entry.path,
            id=entry.id,
            title=entry.title,
            level=entry.section.level,
            empty=not says[entry.index],
            text="\n\n".join(
                part for block in entry.section.blocks for part in block_prose(block) if part
            ),
        )
        for entry in sections
        if entry.section.heading is not None
    )


def _says_something(text: str, blocks: tuple[Block, ...]) -> bool:
    return any(
        not (isinstance(block, HtmlBlock) and is_comment(text, block.span)) for block in blocks
    )


def is_comment(text: str, span: Span) -> bool:
    """Say whether `span` holds HTML comments and nothing else."""
    at, end = span
    while True:
        while at < end and text[at].isspace():
            at += 1
        if at >= end:
            return True
        if not text.startswith("<!--", at):
            return False
        close = text.find("-->", at + 4, end)
        if close < 0:
            return True
        at = close + 3

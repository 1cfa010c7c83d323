"""Parts of a card that are neither facts nor prose: title, usage, sections of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from cardkit.bind.matrix import TaskFinder, task_finder
from cardkit.catalog.labels import find_label
from cardkit.catalog.tasks import detect_suite
from cardkit.dialects.snippets import snippets_for
from cardkit.record.base import Prose
from cardkit.record.card import CardRecord, OtherSection
from cardkit.record.comparison import Comparison
from cardkit.record.description import UsageSnippet, UsageStep
from cardkit.record.details import HubIds
from cardkit.record.evaluation import Evaluation
from cardkit.render import escape, free_prose, proof, prose
from cardkit.render.escape import Markdown, plain
from cardkit.render.facts import UNREADABLE
from cardkit.render.lens import NOT_PRINTED, OTHER_HUB, Lens
from cardkit.render.page import OtherPage, Snippet, Step
from cardkit.render.scores import score_name
from cardkit.render.write import Writer
from cardkit.source.span import Path
from cardkit.text import Text

_TITLE = "model_card"
OTHERS_HEADING = Text(
    en="it would be read as another part of the card",
    zh="会被识别为卡片的其他部分",
)


def state_title(
    lens: Lens, writer: Writer, record: CardRecord, front_matter: str
) -> tuple[str, str | None]:
    """Return the heading of the card and the model's name as a reader takes it from there."""
    phrase = writer.phrases.phrase
    own = record.title.get(lens.language) if record.title else None
    name = plain(record.name or "")
    title = plain(own or "")
    if not _is_title(title):
        if own is not None:
            lens.lose(("title",), OTHERS_HEADING)
        forms = (writer.headings.get(_TITLE), phrase["title"])
        titles = (form.format(name) for form in forms if form and name)
        title = next(filter(_is_title, titles), phrase["untitled"])
    read = proof.read_card(f"{front_matter}\n# {escape.heading(title)}\n", lens.language).name
    if record.name is not None and read != record.name:
        lens.lose(("name",), NOT_PRINTED)
    return title, read


def _is_title(title: str) -> bool:
    return bool(title) and find_label("section", title) in (None, _TITLE)


def state_usage(
    lens: Lens, writer: Writer, usage: Sequence[UsageSnippet], ids: HubIds | None = None
) -> tuple[tuple[UsageSnippet, ...], list[Snippet]]:
    """Return the snippets for this hub as a reader finds them, and what is printed for them."""
    shown = snippets_for(usage, lens.dialect, ids)
    for i in range(len(usage)):
        if i not in shown:
            lens.lose(("usage", i), OTHER_HUB)
    found: list[UsageSnippet] = []
    pages: list[Snippet] = []
    for i, snippet in shown.items():
        page = Snippet(_heading(writer, snippet, len(found), len(shown)), _steps(lens, i, snippet))
        read = proof.read_card(_usage_text(page), lens.language).usage
        if len(read) != 1:
            if snippet.steps:
                lens.lose(("usage", i), UNREADABLE)
            continue
        _compare(lens, ("usage", i), snippet, read[0])
        found.append(read[0])
        pages.append(page)
    return tuple(found), pages


def _heading(writer: Writer, snippet: UsageSnippet, place: int, count: int) -> str:
    """Return the heading; where there are several snippets, it names the library or a number."""
    words = writer.label("section", "usage")
    if count < 2:
        return words
    remark = plain(snippet.libraries[0]) if snippet.libraries else str(place + 1)
    heading = words + writer.phrases.mark["remark"].format(remark)
    return heading if find_label("section", heading) == "usage" else words


def _steps(lens: Lens, i: int, snippet: UsageSnippet) -> list[Step]:
    steps = []
    for k, step in enumerate(snippet.steps):
        text = lens.prose(("usage", i, "steps", k, "text"), step.text, prose.paragraphs)
        code = step.code
        steps.append(
            Step(
                text=Markdown((text.get(lens.language) or "") if text else ""),
                language=escape.fence_language(step.language),
                code=None if code is None else escape.drop_controls(code).rstrip("\n"),
            )
        )
    return steps


def _usage_text(page: Snippet) -> str:
    pieces = [f"## {escape.heading(page.heading)}"]
    for step in page.steps:
        pieces += [step.text] if step.text else []
        pieces += [escape.fence(step.code, step.language)] if step.code is not None else []
    return "\n\n".join(pieces) + "\n"


def _compare(lens: Lens, path: Path, wanted: UsageSnippet, read: UsageSnippet) -> None:
    for name in ("dialects", "libraries", "device"):
        value = getattr(wanted, name)
        found = getattr(read, name)
        same = value == found if isinstance(value, str) else set(value or ()) == set(found or ())
        if value and not same:
            lens.lose((*path, name), NOT_PRINTED)
    printed = [_code(step) for step in wanted.steps if step.code is not None]
    if printed != [_code(step) for step in read.steps if step.code is not None]:
        lens.lose((*path, "steps"), UNREADABLE)


def _code(step: UsageStep) -> str:
    return escape.drop_controls(step.code or "").rstrip("\n")


def finder(
    lens: Lens, evaluations: Sequence[Evaluation], comparison: Comparison | None
) -> TaskFinder:
    """Return the look-up of task names: in the words of a suite where the tables follow one."""
    names = [name for e in evaluations if (name := score_name(lens.language, e))]
    if comparison is not None:
        names += [plain(row.label) for group in comparison.groups for row in group.rows]
    return task_finder(detect_suite(names))


@dataclass(frozen=True, slots=True)
class OtherPiece:
    """A section without a field: its place in the record, what it states, how it is printed.

    `alone` says that it reads back whatever else the card holds. Another section of a known part
    (a second *Limitations*) does so only behind the first, and has to be tried in its card.
    """

    index: int
    section: OtherSection
    text: str
    alone: bool


def other_pieces(
    lens: Lens, writer: Writer, others: Sequence[OtherSection], card_title: str
) -> list[OtherPiece]:
    """Return the sections that have no field, as far as they say anything in this language."""
    pieces: list[OtherPiece] = []
    for i, other in enumerate(others):
        path: Path = ("other_sections", i)
        title = lens.prose((*path, "title"), other.title, plain)
        text = lens.prose((*path, "text"), other.text, free_prose.blocks)
        if title is None:
            continue
        before = f"# {escape.heading(card_title)}\n\n## {escape.heading(writer.say(title))}\n\n"
        words = writer.say(text)
        settled = proof.settle(words, partial(_read_other, lens, before, title))
        shown = words if settled is None else settled
        section = OtherSection(
            title=title, level=other.level, text=lens.say(shown) if shown else None
        )
        pieces.append(OtherPiece(i, section, shown, settled is not None))
    return pieces


def place_others(
    writer: Writer, pieces: Sequence[OtherPiece]
) -> tuple[tuple[OtherSection, ...], list[OtherPage]]:
    """Return the sections with the levels they get, and their pages."""
    sections: list[OtherSection] = []
    pages: list[OtherPage] = []
    for piece in pieces:
        # The first such section must not hang below the last known one.
        level = min(max(piece.section.level, 2), 6) if sections else 2
        sections.append(piece.section.model_copy(update={"level": level}))
        title = writer.say(piece.section.title)
        pages.append(OtherPage(Markdown("#" * level), title, Markdown(piece.text)))
    return tuple(sections), pages


def _read_other(lens: Lens, before: str, title: Prose | None, text: str) -> str | None:
    """Return the text of the one section without a field that is found; empty for none in it."""
    found = proof.read_card(f"{before}{text}\n", lens.language).other_sections
    if len(found) != 1 or found[0].title != title:
        return None
    stated = found[0].text
    return (stated.get(lens.language) or "") if stated else ""

"""The author's prose: put in its place, read back there, and kept where it reads back unchanged.

Prose that its place would turn into something else (a paragraph `**License:** MIT` under the
heading of the model is a fact, not a summary) is left out and listed among the losses.
"""

from __future__ import annotations

from collections.abc import Callable

from cardkit.record.base import Prose
from cardkit.record.card import CardRecord, Citation, IntendedUse, Limitations
from cardkit.record.evaluation import EvaluationSetup
from cardkit.record.training import Training
from cardkit.render import escape, proof
from cardkit.render.escape import Markdown
from cardkit.render.facts import UNREADABLE
from cardkit.render.free_prose import blocks
from cardkit.render.lens import NOT_PRINTED, Lens
from cardkit.render.page import CitationPage, EvaluationPage, LimitationsPage, UsesPage
from cardkit.render.prose import one_line, paragraphs
from cardkit.render.write import Writer
from cardkit.source.span import Path

_SCORES = "| Task | Score |\n| --- | --- |\n| MMLU | 0.5 |\n\n"
_NOTHING = Markdown("")

Form = Callable[[str], str]


class ProseRoom:
    """Places prose in the sections of a card of one language."""

    def __init__(self, lens: Lens, writer: Writer) -> None:
        self.lens, self.writer = lens, writer

    def summary(self, prose: Prose | None) -> Markdown:
        """State what the model is, under the card's heading."""
        return self._place(("summary",), prose, paragraphs, "# Model Card for X\n\n", "")

    def training(self, training: Training, has_list: bool) -> tuple[Markdown, Markdown]:
        """State the prose before and after the list; without a list all of it stands after."""
        heading = self._heading("training_details")
        probe = f"- **{self.writer.label('field', 'optimizer')}**: AdamW\n\n"
        intro = self._place(
            ("training", "intro"), training.intro, paragraphs, heading, f"\n\n{probe}"
        )
        notes = self._place(("training", "notes"), training.notes, paragraphs, heading + probe, "")
        if has_list or not intro:
            return intro, notes
        return _NOTHING, Markdown("\n\n".join(filter(None, (intro, notes))))

    def evaluation(
        self, setup: EvaluationSetup | None, page: EvaluationPage
    ) -> EvaluationSetup | None:
        """State the prose around the scores; harness and unit are what a reader takes from it."""
        if setup is None:
            return None
        heading = self._heading("evaluation")
        path: Path = ("evaluation_setup",)
        page.intro = self._place((*path, "intro"), setup.intro, paragraphs, heading, "")
        note = self._place((*path, "note"), setup.note, paragraphs, heading + _SCORES, "")
        if page.grid is not None:
            page.note = note
        else:
            page.intro = Markdown("\n\n".join(filter(None, (page.intro, note))))
        scores = f"\n\n{_SCORES}" if page.grid is not None else ""
        text = f"{heading}{page.intro}{scores}{page.note}\n"
        read = proof.read_card(text, self.lens.language).evaluation_setup
        for name in ("harness", "unit", "measured_by", "source"):
            value = getattr(setup, name)
            if value is not None and value != getattr(read, name, None):
                self.lens.lose((*path, name), NOT_PRINTED)
        return read

    def comparison(self, prose: Prose | None) -> Markdown:
        """State the introduction of the comparison."""
        heading = self._heading("comparison")
        after = f"\n\n{proof.MODELS}"
        return self._place(("comparison", "intro"), prose, paragraphs, heading, after)

    def uses(self, uses: IntendedUse | None, page: UsesPage) -> IntendedUse | None:
        """State what the model is for and what it is not for."""
        if uses is None:
            return None
        primary = self._heading("intended_use")
        beyond = self._heading("out_of_scope_use")
        path: Path = ("intended_use",)
        page.primary = self._place((*path, "primary"), uses.primary, blocks, primary, "")
        page.out_of_scope = self._place(
            (*path, "out_of_scope"), uses.out_of_scope, blocks, beyond, ""
        )
        values = self._values(primary=page.primary, out_of_scope=page.out_of_scope)
        return IntendedUse.model_validate(values) if values else None

    def limitations(
        self, limitations: Limitations | None, page: LimitationsPage
    ) -> Limitations | None:
        """State limitations: prose, items, recommendations."""
        if limitations is None:
            return None
        heading = self._heading("limitations")
        path: Path = ("limitations",)
        page.intro = self._place((*path, "intro"), limitations.intro, paragraphs, heading, "")
        for i, item in enumerate(limitations.items):
            text = self._place((*path, "items", i), item, one_line, f"{heading}1. ", "")
            page.items += [text] if text else []
        page.recommendations = self._place(
            (*path, "recommendations"),
            limitations.recommendations,
            blocks,
            self._heading("recommendations"),
            "",
        )
        values = self._values(intro=page.intro, recommendations=page.recommendations)
        if page.items:
            values["items"] = tuple(map(self.lens.say, page.items))
        return Limitations.model_validate(values) if values else None

    def ethics(self, prose: Prose | None) -> Markdown:
        """State ethical considerations."""
        heading = self._heading("ethical_considerations")
        return self._place(("ethical_considerations",), prose, blocks, heading, "")

    def citation(self, citation: Citation | None, page: CitationPage) -> Citation | None:
        """State how to cite. BibTeX without an entry would be read as text, and is left out."""
        if citation is None:
            return None
        heading = self._heading("citation")
        path: Path = ("citation",)
        bibtex = escape.drop_controls(citation.bibtex or "").strip()
        if bibtex and not self._reads((*path, "bibtex"), bibtex, heading, _fenced(bibtex)):
            self.lens.lose((*path, "bibtex"), UNREADABLE)
            bibtex = ""
        probe = _fenced("@misc{x,\n}")
        if bibtex:
            page.bibtex = bibtex
            page.intro = self._place(
                (*path, "intro"), citation.intro, paragraphs, heading, f"\n\n{probe}"
            )
        elif citation.intro is not None:
            self.lens.lose((*path, "intro"), UNREADABLE)
        text = paragraphs(citation.text or "")
        if text and self._reads((*path, "text"), text, f"{heading}{probe}\n\n", text):
            page.text = Markdown(text)
        elif text:
            self.lens.lose((*path, "text"), UNREADABLE)
        values = self._values(intro=page.intro)
        values |= {"bibtex": bibtex} if bibtex else {}
        values |= {"text": text} if page.text else {}
        return Citation.model_validate(values) if values else None

    def _values(self, **texts: Markdown) -> dict[str, object]:
        return {name: self.lens.say(text) for name, text in texts.items() if text}

    def _heading(self, section: str) -> str:
        return f"## {escape.heading(self.writer.label('section', section))}\n\n"

    def _place(
        self, path: Path, prose: Prose | None, form: Form, before: str, after: str
    ) -> Markdown:
        """Return the normal form of the prose, nothing where its place would not keep it."""
        shown = self.lens.prose(path, prose, form)
        if shown is None:
            return _NOTHING
        text = self.writer.say(shown)
        if form is blocks:
            settled = proof.settle(text, lambda t: self._read(path, before, t))
            if settled is not None:
                return Markdown(settled)
        elif self._reads(path, shown, before, text, after):
            return Markdown(text)
        self.lens.lose(path, UNREADABLE)
        return _NOTHING

    def _read(self, path: Path, before: str, text: str) -> str | None:
        record = proof.read_card(f"{before}{text}\n", self.lens.language)
        found = _at(record, path)
        return found.get(self.lens.language) if isinstance(found, Prose) else None

    def _reads(self, path: Path, wanted: object, before: str, text: str, after: str = "") -> bool:
        """Say whether a reader finds `wanted` at `path` in this piece of a card."""
        record = proof.read_card(f"{before}{text}{after}\n", self.lens.language)
        return _at(record, path) == wanted


def _fenced(bibtex: str) -> str:
    return escape.fence(bibtex, "bibtex")


def _at(record: CardRecord, path: Path) -> object:
    """Return what a record holds at `path`; of a list of one item, that item."""
    value: object = record
    for part in path:
        if isinstance(part, int):
            value = value[0] if isinstance(value, tuple) and len(value) == 1 else None
        else:
            value = getattr(value, part, None)
    return value

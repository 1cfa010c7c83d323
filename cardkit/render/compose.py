"""Composing a card: the page to print, the record it states, and the list of what it cannot say.

The three are made together so that they cannot disagree: a fact goes into the view exactly when a
piece of the page states it, and into the losses when none does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath

from cardkit import resources
from cardkit.dialects.front_matter import dump_front_matter
from cardkit.dialects.loss import Loss
from cardkit.dialects.profile import profile_to_write
from cardkit.dialects.read import read_metadata
from cardkit.dialects.write import without_scores, write_metadata
from cardkit.record.card import CardRecord
from cardkit.record.comparison import Comparison, ComparisonReference
from cardkit.record.description import Description, HubMetadata, Sources, UsageSnippet
from cardkit.record.details import ModelDetails
from cardkit.record.files import load_comparison
from cardkit.record.training import OtherFact, Training
from cardkit.render import facts, proof, sections
from cardkit.render.escape import Markdown, plain, safe_url
from cardkit.render.facts import state_part
from cardkit.render.labels import load_phrases
from cardkit.render.lens import OTHER_HUB, STATUS, Lens
from cardkit.render.models import state_comparison
from cardkit.render.page import Page
from cardkit.render.proses import ProseRoom
from cardkit.render.rows import DESCRIPTION, DETAILS, SOURCES, SPEC, TRAINING, Part
from cardkit.render.scores import state_scores
from cardkit.render.sections import OtherPiece
from cardkit.render.spec import spec_grid
from cardkit.render.write import Writer
from cardkit.render.write_card import write_card
from cardkit.source.document import loads
from cardkit.source.span import Path
from cardkit.text import Language

_MAX_TRIES = 40
"""Whole cards read to place sections of known parts; each takes some ten milliseconds."""
_LONG_BLOCK = 20_000
_UNPRINTED_DETAILS = ("hub_ids", "tied_embeddings")


@dataclass
class Composition:
    """A card of one language and dialect: what is printed, what that states, what is missing."""

    page: Page
    view: CardRecord
    losses: list[Loss] = field(default_factory=list)


def compose(
    record: CardRecord,
    language: Language,
    dialect: str = "huggingface",
    *,
    base: FilePath | None = None,
    templates: FilePath | None = None,
) -> Composition:
    """Compose the card. `base` is the folder that a comparison file is looked for in.

    Raises UsageError for a dialect that is unknown or only read, and what `load_comparison` raises.
    """
    folder = templates or resources.templates_dir()
    phrases = load_phrases(folder, language)
    lens = Lens(language, profile_to_write(dialect))
    writer = Writer(language, phrases, lens.dialect.headings(language))
    return _Composer(record, lens, writer, base, folder).compose()


class _Composer:
    def __init__(
        self,
        record: CardRecord,
        lens: Lens,
        writer: Writer,
        base: FilePath | None,
        templates: FilePath,
    ) -> None:
        self.record, self.lens, self.writer = record, lens, writer
        self.base, self.templates = base, templates
        self.prose = ProseRoom(lens, writer)
        self.values: dict[str, object] = {}
        self.usage: tuple[UsageSnippet, ...] = ()
        self.brief = ""
        """The front matter without its scores, where they are many: parts are proved with it."""
        self.page = Page(title="", headings=writer.headings)

    def compose(self) -> Composition:
        self._usage()
        self._metadata()
        self._title()
        self._summary()
        self._details()
        self._description()
        self._sources()
        self._training()
        self._scores()
        self._uses()
        self._limitations()
        self._ethics()
        self._citation()
        self._other_sections()
        self.lens.lose_set((), self.record, "unrecognised", "disclosure")
        return Composition(self.page, self._view(), self.lens.losses)

    def _put(self, name: str, value: object) -> None:
        if value is not None:
            self.values[name] = value

    def _title(self) -> None:
        title, name = sections.state_title(
            self.lens, self.writer, self.record, self.brief or self.page.front_matter
        )
        self.page.title = title
        self._put("title", self.lens.say(title))
        self._put("name", name)

    def _metadata(self) -> None:
        """Write the front matter, and state of it what its reader finds."""
        metadata = self._hub_metadata()
        described = self.record.description and self.record.description.license
        link = safe_url(described.value.link) if described and described.value.link else None
        name = plain(self.record.name or "") or None
        written = write_metadata(metadata, self.lens.dialect, name, link)
        self.lens.losses += written.losses
        if metadata.derived:
            self.lens.lose(("metadata", "derived"), STATUS)
        block = dump_front_matter(written.values)
        self.page.front_matter = Markdown(block)
        if len(block) > _LONG_BLOCK:
            self.brief = dump_front_matter(without_scores(written.values))
        if not block:
            return
        found = loads(block, max_front_matter=len(block) * 4).front_matter
        read = read_metadata(found.root).metadata if found and found.root else None
        self._put("metadata", read)
        stated = written.values.get("language")
        if read is not None and stated is not None and stated != list(read.language):
            self.lens.lose(("metadata", "language"), facts.UNREADABLE)

    def _hub_metadata(self) -> HubMetadata:
        """The record's metadata; hubs look for the licence there, so a described one is added.

        The library is the hub's own where the printed code imports it.
        """
        metadata = self.record.metadata or HubMetadata()
        update: dict[str, object] = {}
        described = self.record.description and self.record.description.license
        if not metadata.license and described and described.value.id is not None:
            update["license"] = described.value.id
        own, stated = self.lens.dialect.library, metadata.library_name
        if own is not None and own != stated and own in self._imported():
            update["library_name"] = own
            if stated is not None:
                self.lens.lose(("metadata", "library_name"), OTHER_HUB)
        return metadata.model_copy(update=update)

    def _imported(self) -> set[str]:
        return {name for snippet in self.usage for name in snippet.libraries}

    def _summary(self) -> None:
        text = self.prose.summary(self.record.summary)
        if text:
            self.page.summary = text
            self._put("summary", self.lens.say(text))

    def _details(self) -> None:
        details = self.record.details
        if details is None:
            return
        self.lens.lose_set(("details",), details, *_UNPRINTED_DETAILS)
        spec = state_part(self.lens, self.writer, SPEC, details)
        rest = state_part(self.lens, self.writer, DETAILS, details)
        self.page.spec = spec_grid(spec)
        self.page.details = rest.entries if self.page.spec else [*spec.entries, *rest.entries]
        values = {**spec.values, **rest.values}
        self._put("details", ModelDetails.model_validate(values) if values else None)

    def _description(self) -> None:
        found = facts.Facts()
        if self.record.description is not None:
            found = state_part(self.lens, self.writer, DESCRIPTION, self.record.description)
            facts.state_languages(self.lens, self.writer, self.record.description, found)
            facts.state_base_models(self.lens, self.writer, self.record.description, found)
        self._put("description", Description.model_validate(found.values) if found.values else None)
        others = self._others(("other_facts",), DESCRIPTION, found)
        self._put("other_facts", others)
        self.page.description = found.entries

    def _others(self, path: Path, part: Part, found: facts.Facts) -> tuple[OtherFact, ...]:
        """State lines without a field behind those of known fields: alone they would be prose."""
        others = self.record.other_facts
        if part is TRAINING:
            others = self.record.training.other if self.record.training else ()
        if not found.entries:
            for i in range(len(others)):
                self.lens.lose((*path, i), facts.UNREADABLE)
            return ()
        kept, entries = facts.state_others(self.lens, self.writer, path, part.section, others)
        found.entries += entries
        return kept

    def _sources(self) -> None:
        found = state_part(self.lens, self.writer, SOURCES, self.record.sources)
        self.page.sources = found.entries
        self._put("sources", Sources.model_validate(found.values) if found.values else None)

    def _usage(self) -> None:
        details = self.record.details
        self.usage, self.page.usage = sections.state_usage(
            self.lens, self.writer, self.record.usage, details.hub_ids if details else None
        )
        self._put("usage", self.usage)

    def _training(self) -> None:
        training = self.record.training
        if training is None:
            return
        found = state_part(self.lens, self.writer, TRAINING, training)
        kept = self._others(("training", "other"), TRAINING, found)
        mix = facts.state_data_mix(self.lens, self.writer, training, found)
        values: dict[str, object] = {**found.values}
        if kept or mix:
            values["other"] = (*kept, *mix)
        intro, notes = self.prose.training(training, bool(found.entries))
        self.page.training.intro, self.page.training.notes = intro, notes
        self.page.training.entries = found.entries
        values |= {k: self.lens.say(v) for k, v in (("intro", intro), ("notes", notes)) if v}
        self._put("training", Training.model_validate(values) if values else None)

    def _scores(self) -> None:
        comparison = self._comparison()
        find = sections.finder(self.lens, self.record.evaluations, comparison)
        evaluations, grid = state_scores(self.lens, self.writer, find, self.record.evaluations)
        self.page.evaluation.grid = grid
        self._put("evaluations", evaluations)
        setup = self.prose.evaluation(self.record.evaluation_setup, self.page.evaluation)
        self._put("evaluation_setup", setup)
        if comparison is not None:
            own = getattr(self.record.comparison, "row", None)
            stated = state_comparison(self.lens, self.writer, find, comparison, own)
            if stated is not None:
                self.page.comparison = stated.page
                self._put("comparison", stated.view)

    def _comparison(self) -> Comparison | None:
        stated = self.record.comparison
        if isinstance(stated, ComparisonReference):
            return load_comparison(stated.file, base=self.base)
        return stated

    def _uses(self) -> None:
        uses = self.prose.uses(self.record.intended_use, self.page.intended_use)
        self._put("intended_use", uses)

    def _limitations(self) -> None:
        found = self.prose.limitations(self.record.limitations, self.page.limitations)
        self._put("limitations", found)

    def _ethics(self) -> None:
        text = self.prose.ethics(self.record.ethical_considerations)
        if text:
            self.page.ethical_considerations = text
            self._put("ethical_considerations", self.lens.say(text))

    def _citation(self) -> None:
        citation = self.prose.citation(self.record.citation, self.page.citation)
        self._put("citation", citation)

    def _other_sections(self) -> None:
        """Place the sections without a field; those that need the whole card are tried in it."""
        pieces = sections.other_pieces(
            self.lens, self.writer, self.record.other_sections, self.page.title
        )
        kept = [piece for piece in pieces if piece.alone]
        self._place_others(kept)
        tries = _MAX_TRIES
        for piece in pieces:
            if piece.alone:
                continue
            trial = sorted((*kept, piece), key=lambda p: p.index)
            self._place_others(trial)
            tries -= 1
            if tries >= 0 and self._reads_back():
                kept = trial
            else:
                self.lens.lose(("other_sections", piece.index), sections.OTHERS_HEADING)
        self._place_others(kept)

    def _place_others(self, pieces: Sequence[OtherPiece]) -> None:
        self.values["other_sections"], self.page.other = sections.place_others(self.writer, pieces)

    def _view(self) -> CardRecord:
        return CardRecord.model_validate({k: v for k, v in self.values.items() if v})

    def _reads_back(self) -> bool:
        page, wanted = self.page, self._view()
        if self.brief:
            page = replace(page, front_matter=Markdown(self.brief))
        text = write_card(page, self.lens.language, self.templates)
        found = proof.read_card(text, self.lens.language)
        read = found.metadata if self.brief else wanted.metadata
        wanted = wanted.model_copy(update={"metadata": read})
        return found.model_copy(update={"unrecognised": ()}) == wanted

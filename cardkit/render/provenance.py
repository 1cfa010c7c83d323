"""What stands below a comparison: how old it is, where its numbers come from, remarks."""

from __future__ import annotations

from dataclasses import dataclass, field

from cardkit import quantity
from cardkit.record.base import Prose
from cardkit.record.comparison import Comparison, ComparisonSource
from cardkit.record.scalars import Date
from cardkit.render import escape, proof
from cardkit.render.escape import Markdown, plain
from cardkit.render.facts import UNREADABLE
from cardkit.render.lens import NOT_PRINTED, UNTRANSLATED, Lens
from cardkit.render.write import Entry, Writer
from cardkit.source.span import Path
from cardkit.text import Text

UNCITED = Text(en="no number of the printed table comes from it", zh="表中没有数值出自该来源")


@dataclass
class Provenance:
    """The date, the sources and the remarks a card states, and the lines that state them."""

    as_of: Date | None = None
    sources: dict[str, ComparisonSource] = field(default_factory=dict)
    notes: tuple[Prose, ...] = ()
    entries: list[Entry] = field(default_factory=list)


def state_provenance(lens: Lens, writer: Writer, comparison: Comparison) -> Provenance:
    """State the date and the sources; a card numbers its sources, whatever their keys were."""
    found = Provenance()
    if comparison.as_of is not None:
        found.as_of = comparison.as_of
        text = writer.text(comparison.as_of)
        found.entries.append(Entry(writer.label("field", "as_of"), Markdown(escape.inline(text))))
    cited = _cited(comparison)
    for key, source in comparison.sources.items():
        path: Path = ("comparison", "sources", key)
        if cited and key not in cited:
            lens.lose(path, UNCITED)
            continue
        lens.lose_set(path, source, "note", "accessed")
        title = plain(source.title)
        url = escape.safe_url(source.url) if source.url else None
        if source.url and url is None:
            lens.lose((*path, "url"), NOT_PRINTED)
        if not title:
            lens.lose(path, NOT_PRINTED)
            continue
        stated = ComparisonSource(title=title, url=url, date=source.date)
        entry = _entry(writer, stated)
        read = _read(lens, writer, entry)
        if read is None or read.sources.get("source_1") != stated:
            lens.lose(path, UNREADABLE)
            continue
        found.sources[f"source_{len(found.sources) + 1}"] = stated
        found.entries.append(entry)
    _state_notes(lens, writer, comparison, found)
    return found


def _state_notes(lens: Lens, writer: Writer, comparison: Comparison, found: Provenance) -> None:
    """State the remarks on the table, and what a row's source says against the row."""
    noted: list[tuple[Path, Prose]] = [
        (("comparison", "notes", i), note) for i, note in enumerate(comparison.notes)
    ]
    for g, group in enumerate(comparison.groups):
        for r, row in enumerate(group.rows):
            if row.identity is not None and row.identity.note is not None:
                path: Path = ("comparison", "groups", g, "rows", r, "identity", "note")
                noted.append((path, row.identity.note))
    for path, note in noted:
        text = plain(writer.say(note))
        if not text:
            lens.lose(path, UNTRANSLATED)
            continue
        entry = Entry(writer.label("field", "table_note"), Markdown(escape.inline(text)))
        read = _read(lens, writer, entry)
        if read is None or read.notes != (lens.say(text),):
            lens.lose(path, UNREADABLE)
            continue
        found.notes = (*found.notes, *read.notes)
        found.entries.append(entry)


def _read(lens: Lens, writer: Writer, entry: Entry) -> Comparison | None:
    """Return what a reader finds in the line, under a table of two models."""
    heading = f"## {escape.heading(writer.label('section', 'comparison'))}\n\n"
    read = proof.read_card(heading + proof.MODELS + writer.line(entry), lens.language).comparison
    return read if isinstance(read, Comparison) else None


def _cited(comparison: Comparison) -> set[str]:
    """Return the keys of the sources that the printed numbers come from."""
    scores = (s for group in comparison.groups for row in group.rows for s in row.scores.values())
    return {score.source for score in scores if score is not None and score.source is not None}


def _entry(writer: Writer, source: ComparisonSource) -> Entry:
    value = escape.link(source.url, source.title) if source.url else escape.inline(source.title)
    if source.date is not None:
        date = quantity.PartialDate(source.date.year, source.date.month, source.date.day)
        value += writer.remark(quantity.format_date(date, writer.language))
    return Entry(writer.label("field", "source"), Markdown(value))

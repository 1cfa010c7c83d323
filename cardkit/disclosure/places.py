"""Where a card says something: facts and labelled lines with their record path and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from cardkit.bind.reading import OutlineEntry, Reading
from cardkit.catalog.labels import LabelKind, find_label, label_key
from cardkit.evidence.check import EvidenceReport
from cardkit.evidence.status import Status
from cardkit.record.base import Prose
from cardkit.record.leaves import Leaf, leaves
from cardkit.record.training import OtherFact
from cardkit.rules.addresses import opens
from cardkit.rules.placeholders import says_nothing
from cardkit.source.span import Path, breadcrumb
from cardkit.text import Text

_ABOUT_A_FACT = ("status", "source", "note", "language")
"""Steps that say how a fact is known, or in which language a snippet is, and nothing of its own."""
_ADDRESSES = ("url", "link")
_LINK = re.compile(r"\[([^\[\]]*)\]\(\s*<?([^()<>\s]*(?:\([^()\s]*\)[^()<>\s]*)*)>?[^()]*\)")
_NOT_OF_THE_CARD = ("schema_version", "kind", "unrecognised", "translations", "disclosure")
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a card: the record path, the line of the file (from 1), how it begins.

    `measured` says that the record gives the value as measured, which is its own statement;
    `evidence` how the claim there stands by a statement of evidence that is about it.
    """

    path: Path
    line: int | None
    excerpt: str
    measured: bool = False
    evidence: Status | None = None

    @property
    def breadcrumb(self) -> str:
        """The path as people write it."""
        return breadcrumb(self.path)


@dataclass(frozen=True, slots=True)
class Line:
    """A heading or a `label: value` line that the record has no field for."""

    path: Path
    label: str
    kinds: frozenset[str]
    """`section:ID`, `field:ID` where the label table knows the words."""
    text: str


@dataclass(frozen=True)
class Places:
    """The facts of one card by path, none that is merely assumed, and its lines without a field.

    `evidence` is how its claims stand, where somebody looked.
    """

    reading: Reading
    evidence: EvidenceReport | None = None

    @cached_property
    def _held(self) -> dict[Path, Status]:
        """How the claims stand that evidence is about, by path."""
        found = self.evidence.statuses.values() if self.evidence is not None else ()
        return {each.path: each.status for each in found if each.evidence is not None}

    @cached_property
    def facts(self) -> dict[Path, Leaf]:
        """The facts that stand in the card itself.

        A placeholder (`TODO`) is none, an address that leads nowhere neither, nor its title.
        """
        found = [
            x
            for x in leaves(self.reading.record)
            if not x.assumed and x.path[0] not in _NOT_OF_THE_CARD and not says_nothing(x.text)
        ]
        dead = {x.path for x in found if x.path[-1] in _ADDRESSES and not opens(x.text)}
        links = {path[:-1] for path in dead if path[0] == "sources"}
        return {
            x.path: x
            for x in found
            if x.path not in dead and not any(x.path[:n] in links for n in range(len(x.path)))
        }

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The sections and lines that the record has no field for and that say something."""
        return (*self._sections(), *self._facts())

    @cached_property
    def labelled(self) -> tuple[Line, ...]:
        """What a label may find: those lines, and every heading of a Markdown card.

        A section that is bound to a field (`Preprocessing` is a note on the training) is found by
        its heading as well.
        """
        if self.reading.kind != "markdown":
            return self.lines
        return (*self._headings(), *self._facts())

    def _headings(self) -> Iterator[Line]:
        outline = self.reading.outline
        for i, entry in enumerate(outline):
            if not entry.empty and self._says_something(outline[i:]):
                keys = {label_key(entry.title)} | ({f"section:{entry.id}"} if entry.id else set())
                yield Line(entry.path, excerpt(entry.title), frozenset(keys), entry.text)

    def _sections(self) -> Iterator[Line]:
        for i, section in enumerate(self.reading.record.other_sections):
            if (text := telling(section.text)) is not None:
                at: Path = ("other_sections", i)
                yield _line(at, section.title, text, "section")

    def _facts(self) -> Iterator[Line]:
        record = self.reading.record
        others = record.training.other if record.training is not None else ()
        roots: tuple[tuple[Path, tuple[OtherFact, ...]], ...] = (
            (("other_facts",), record.other_facts),
            (("training", "other"), others),
        )
        for root, facts in roots:
            for i, fact in enumerate(facts):
                if (text := telling(fact.value)) is not None:
                    yield _line((*root, i), fact.label, text, "field")

    def under(self, pattern: tuple[str, ...]) -> Place | None:
        """Return the first fact at or below a path; `*` is any item of a list."""
        for path, leaf in self.facts.items():
            if _matches(path, pattern) and path[-1] not in _ABOUT_A_FACT:
                return self.at(path, leaf.text)
        return None

    def at(self, path: Path, text: str) -> Place:
        """Return the place of a record path, with the line of its nearest known part."""
        status = self.facts.get((*path, "status"))
        measured = status is not None and status.text == "measured"
        held = self._held.get(path)
        return Place(path, self._line_of(path, text), excerpt(text), measured, held)

    def of_line(self, line: Line) -> Place:
        """Return the place of a line without a field."""
        return self.at(line.path, line.text)

    def _line_of(self, path: Path, text: str) -> int | None:
        """Return the line of a path; of one without a place, where its words stand in its part."""
        spans, source = self.reading.spans, self.reading.document.source
        known = next((path[:n] for n in range(len(path), 0, -1) if path[:n] in spans), None)
        if known is None:
            return None
        start = spans[known].start
        if known != path and text:
            at = source.slice(spans[known]).find(text)
            start += max(at, 0)
        return source.position(start).line

    def _says_something(self, outline: tuple[OutlineEntry, ...]) -> bool:
        """Say whether the first section has words, a table or code, itself or in those below it."""
        first, *rest = outline
        if first.text.strip():
            return not says_nothing(self._live(first))
        below = list(takewhile(lambda entry: entry.level > first.level, rest))
        return not below or any(x.text.strip() and not says_nothing(self._live(x)) for x in below)

    def _live(self, entry: OutlineEntry) -> str:
        """Return the words of a section without those of links that lead nowhere."""
        text = entry.text
        span = self.reading.spans.get(entry.path)
        for link in self.reading.links if span is not None else ():
            if span is not None and span.contains(link.span) and not opens(link.url):
                text = text.replace(link.text, "", 1)
        return text


def _line(path: Path, label: Prose, text: str, kind: LabelKind) -> Line:
    words = [word for word in (label.en, label.zh) if word]
    ids = {find_label(kind, word) for word in words} - {None}
    keys = {f"{kind}:{label_id}" for label_id in ids} | {label_key(word) for word in words}
    return Line(path, excerpt(words[0]) if words else "", frozenset(keys), text)


def matches_label(line: Line, wanted: tuple[str, ...]) -> bool:
    """Say whether a line is one of the labels: an id of the table, or the very words."""
    return any((word if ":" in word else label_key(word)) in line.kinds for word in wanted)


def _matches(path: Path, pattern: tuple[str, ...]) -> bool:
    if len(path) < len(pattern):
        return False
    return all(
        step in (part, "*") and (step != "*" or isinstance(part, int))
        for part, step in zip(path, pattern, strict=False)
    )


def telling(prose: Prose | None) -> str | None:
    """Return the first of the languages that says something, None where neither does.

    Placeholders say nothing, and links that lead nowhere do not either.
    """
    for text in (prose.en, prose.zh) if prose is not None else ():
        if text and not says_nothing(_LINK.sub(_live_link, text)):
            return text
    return None


def _live_link(match: re.Match[str]) -> str:
    return match[0] if opens(match[2]) else ""


def excerpt(text: str) -> str:
    """Return how a text begins, on one line of at most a hundred characters."""
    line = " ".join(text[: 4 * _LONGEST].split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def prose_text(prose: Prose | None) -> Text | None:
    """Return prose as a text in both languages, the one it is written in standing for the other."""
    if prose is None:
        return None
    return Text(en=prose.en or prose.zh or "", zh=prose.zh or prose.en or "")

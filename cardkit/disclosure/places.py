"""Where a card says something: facts and labelled lines with their record path and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from cardkit.bind.reading import OutlineEntry, Reading
from cardkit.catalog.labels import LabelKind, find_label, label_key
from cardkit.record.base import Prose
from cardkit.record.leaves import Leaf, leaves
from cardkit.record.training import OtherFact
from cardkit.rules.placeholders import says_nothing
from cardkit.source.span import Path, breadcrumb
from cardkit.text import Text

_ABOUT_A_FACT = ("status", "source", "note")
_NOT_OF_THE_CARD = ("schema_version", "kind", "unrecognised", "translations", "disclosure")
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a card: the record path, the line of the file (from 1), how it begins.

    `measured` says that the record gives the value as measured, which is its own statement.
    """

    path: Path
    line: int | None
    excerpt: str
    measured: bool = False

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
    """The facts of one card by path, none that is merely assumed, and its lines without a field."""

    reading: Reading

    @cached_property
    def facts(self) -> dict[Path, Leaf]:
        """The facts that stand in the card itself; a placeholder (`TODO`) is none."""
        found = leaves(self.reading.record)
        return {
            x.path: x
            for x in found
            if not x.assumed and x.path[0] not in _NOT_OF_THE_CARD and not says_nothing(x.text)
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
            if not entry.empty and _says_something(outline[i:]):
                keys = {label_key(entry.title)} | ({f"section:{entry.id}"} if entry.id else set())
                yield Line(entry.path, excerpt(entry.title), frozenset(keys), entry.text)

    def _sections(self) -> Iterator[Line]:
        for i, section in enumerate(self.reading.record.other_sections):
            text = section.text
            if text is not None and not says_nothing(text.en or text.zh or ""):
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
                if not says_nothing(fact.value.en or fact.value.zh or ""):
                    yield _line((*root, i), fact.label, fact.value, "field")

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
        return Place(path, self._line_of(path), excerpt(text), measured)

    def of_line(self, line: Line) -> Place:
        """Return the place of a line without a field."""
        return self.at(line.path, line.text)

    def _line_of(self, path: Path) -> int | None:
        known = any(path[:end] in self.reading.spans for end in range(len(path), 0, -1))
        if not known:
            return None
        return self.reading.document.source.position(self.reading.span(path).start).line


def _says_something(outline: tuple[OutlineEntry, ...]) -> bool:
    """Say whether the first section has words, a table or code, itself or in those below it."""
    first, *rest = outline
    if first.text.strip():
        return not says_nothing(first.text)
    below = list(takewhile(lambda entry: entry.level > first.level, rest))
    return not below or any(x.text.strip() and not says_nothing(x.text) for x in below)


def _line(path: Path, label: Prose, text: Prose, kind: LabelKind) -> Line:
    words = [word for word in (label.en, label.zh) if word]
    ids = {find_label(kind, word) for word in words} - {None}
    keys = {f"{kind}:{label_id}" for label_id in ids} | {label_key(word) for word in words}
    return Line(path, excerpt(words[0]) if words else "", frozenset(keys), text.en or text.zh or "")


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


def excerpt(text: str) -> str:
    """Return how a text begins, on one line of at most a hundred characters."""
    line = " ".join(text[: 4 * _LONGEST].split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def prose_text(prose: Prose | None) -> Text | None:
    """Return prose as a text in both languages, the one it is written in standing for the other."""
    if prose is None:
        return None
    return Text(en=prose.en or prose.zh or "", zh=prose.zh or prose.en or "")

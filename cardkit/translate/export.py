"""What goes to the translator: texts that lack a language, or whose source has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cardkit.catalog.glossary import Term, find_terms
from cardkit.record.card import CardRecord
from cardkit.source.yaml_document import YamlDocument
from cardkit.source.yaml_nodes import YamlNode
from cardkit.text import Language, visible
from cardkit.translate.exchange import Format, Outgoing, Sheet
from cardkit.translate.facts import words_of
from cardkit.translate.fields import ProseField, prose_fields
from cardkit.translate.memory import OTHER, Memory, Standing
from cardkit.translate.po import write_po
from cardkit.translate.xliff import cannot_carry, write_xliff

_MAX_TERMS = 12
_GLOSSARY = {"en": "glossary", "zh": "术语"}


@dataclass(frozen=True, slots=True)
class Work:
    """One text and how its translation stands."""

    field: ProseField
    line: int
    standing: Standing
    source: str
    target: str | None

    @property
    def is_due(self) -> bool:
        """Say whether it goes out without being asked for."""
        return self.standing.state not in ("unknown", "current")


def all_work(document: YamlDocument, record: CardRecord, to: Language) -> tuple[Work, ...]:
    """Return every text of `record`, read from `document`, that has the other language."""
    root = document.root
    return () if root is None else tuple(_all_work(document, root, record, to))


def _all_work(
    document: YamlDocument, root: YamlNode, record: CardRecord, to: Language
) -> Iterator[Work]:
    memory = Memory(record.translations)
    for field in prose_fields(record, root):
        standing = memory.standing(field, to)
        source = field.prose.get(OTHER[to])
        if standing is None or source is None:
            continue
        line = document.source.position(field.node.span.start).line
        yield Work(field, line, standing, source, field.prose.get(to))


@dataclass(frozen=True, slots=True)
class Exported:
    """A file for the translator: its text, what it holds, and what its format cannot carry."""

    text: str
    sent: tuple[Work, ...]
    left_out: tuple[Work, ...]


def export(work: Iterable[Work], record: str, to: Language, form: Format) -> Exported:
    """Write `work` as PO or XLIFF. Raises MissingExtra where polib is not installed."""
    sent: list[Work] = []
    left_out: list[Work] = []
    for piece in work:
        fits = form == "po" or not any(map(cannot_carry, _texts(piece)))
        (sent if fits else left_out).append(piece)
    entries = tuple(_outgoing(piece, to) for piece in sent)
    sheet = Sheet(record, OTHER[to], to, entries)
    text = write_po(sheet) if form == "po" else write_xliff(sheet)
    return Exported(text, tuple(sent), tuple(left_out))


def _texts(piece: Work) -> tuple[str, ...]:
    return piece.field.name, piece.source, piece.target or ""


def _outgoing(piece: Work, to: Language) -> Outgoing:
    remarks = (*_changes(piece.standing), *_terms(piece.source, to))
    target = None if piece.standing.state == "missing" else piece.target
    return Outgoing(piece.field.name, piece.line, piece.source, target, remarks)


def _changes(standing: Standing) -> Iterator[str]:
    """Say what speaks against the translation there is, in both languages: who reads it is open."""
    if standing.state == "text-changed":
        yield "the source was reworded since / 原文措辞已改"
    if standing.gone:
        yield "no longer in the source / 原文已无：" + _values(standing.gone)
    if standing.new:
        yield "new in the source / 原文新增：" + _values(standing.new)
    if standing.mismatch is not None:
        missing = tuple(fact.shown for fact in standing.mismatch.missing)
        added = tuple(fact.shown for fact in standing.mismatch.added)
        if missing:
            yield "missing in the translation / 译文缺少：" + _values(missing)
        if added:
            yield "only in the translation / 仅译文有：" + _values(added)


def _values(values: Iterable[str]) -> str:
    return "; ".join(visible(value) for value in values)


def _terms(source: str, to: Language) -> Iterator[str]:
    """Name the glossary's words for the terms that occur, each on a line of its own.

    Words of quantities are left out: who reads `billion → 十亿` may write 7 十亿 for 70 亿. What
    labels and headings say in passing (数据 for Dataset) is not the word for it in a text.
    """
    told: dict[str, None] = {}
    for place in find_terms(words_of(source), OTHER[to]):
        written = source[place.start : place.end]
        terms = [t for t in place.terms if _is_hint(t, written, OTHER[to])]
        words = dict.fromkeys(t.preferred(to) for t in terms)
        if words:
            told[f"{_GLOSSARY[to]}: {written.lower()} → {' / '.join(words)}"] = None
        if len(told) >= _MAX_TERMS:
            break
    yield from told


def _is_hint(term: Term, written: str, language: Language) -> bool:
    if term.kind in ("field", "section"):
        return written.casefold() == term.preferred(language).casefold()
    return term.kind != "words"

"""Values of a viewed record as Markdown: the lines of lists and the cells of tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cardkit import quantity
from cardkit.catalog.labels import LabelKind, label
from cardkit.catalog.languages import languages
from cardkit.record.base import Fact, Prose
from cardkit.record.scalars import Date, Direction, License, Link, Measure, Quantity, SpokenLanguage
from cardkit.record.training import DataMix, DataSource
from cardkit.render import escape
from cardkit.render.escape import Markdown
from cardkit.render.labels import Phrases
from cardkit.render.rows import Row
from cardkit.text import Language

_SEPARATE_THOUSANDS_FROM = 10_000
_ARROWS = {"↑", "↓"}


def with_arrow(label: str, direction: Direction | None) -> str:
    """Return a label that says when lower is better; that higher is, readers take for granted."""
    return f"{label} ↓" if direction == "lower" and not _ARROWS & set(label) else label


@dataclass(frozen=True, slots=True)
class Entry:
    """A `label: value` line; the value is finished Markdown."""

    label: str
    value: Markdown


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes values for readers of one language."""

    language: Language
    phrases: Phrases
    headings: Mapping[str, str] = field(default_factory=dict)
    """Headings the hub recommends, by section."""

    def label(self, kind: LabelKind, label_id: str) -> str:
        """Return the word for a section, field, column or group: the hub's, else the catalog's."""
        own = self.headings.get(label_id) if kind == "section" else None
        return own or label(kind, label_id, self.language)

    def say(self, prose: Prose | None) -> str:
        """Return the text of this language; empty for none."""
        return (prose.get(self.language) or "") if prose is not None else ""

    def entry(self, row: Row, fact: Fact[object]) -> Entry:
        """Write one fact as a line."""
        value = self._value(row, fact.value)
        if row.name == "peak_learning_rate":
            value += self.remark(self.phrases.phrase["peak"])
        elif fact.note is not None:
            value += self.remark(self.say(fact.note))
        return Entry(self.label("field", row.label), Markdown(value))

    def line(self, entry: Entry) -> str:
        """Return the line of an entry as the template writes it."""
        bold = f"- **{escape.inline(entry.label)}**"
        return f"{bold}{self.phrases.mark['colon']}{entry.value}\n"

    def remark(self, text: str) -> str:
        """Return a remark in parentheses, as it follows a value."""
        return self.phrases.mark["remark"].format(escape.inline(text))

    def _value(self, row: Row, value: object) -> str:
        if isinstance(value, Link):
            return escape.link(value.url, self.say(value.title) or None)
        if isinstance(value, License):
            name = self.say(value.name) or value.id or ""
            return escape.link(value.link, name) if value.link else escape.inline(name)
        return escape.inline(self.text(value))

    def text(self, value: object) -> str:
        """Return a plain value as this language's readers expect it."""
        if isinstance(value, Prose):
            return self.say(value)
        if isinstance(value, (Quantity, Measure)):
            return value.printed
        if isinstance(value, Date):
            date = quantity.PartialDate(value.year, value.month, value.day)
            return quantity.format_date(date, self.language)
        if isinstance(value, int):
            return f"{value:,}" if value >= _SEPARATE_THOUSANDS_FROM else str(value)
        return str(value)

    def spoken(self, spoken: Sequence[SpokenLanguage]) -> Entry:
        """Write the languages a model works in: `English (primarily)`, `英语（主要）`."""
        known = languages()
        parts = []
        for one in spoken:
            named = known.get(one.code)
            name = escape.inline(named.name(self.language) if named else one.code)
            parts.append(name + (self.remark(self.say(one.remark)) if one.remark else ""))
        return self.list_entry("languages", parts)

    def list_entry(self, label_id: str, parts: Iterable[str]) -> Entry:
        """Write several values, each escaped already, as one line."""
        joined = self.phrases.mark["comma"].join(parts)
        return Entry(self.label("field", label_id), Markdown(joined))

    def data_mix(self, mix: DataMix) -> Entry:
        """Write the data mix: parts with their tokens, then the whole."""
        text = self.phrases.mark["comma"].join(
            self._part(part) for part in mix.parts if escape.plain(part.name)
        )
        if mix.total_tokens is not None:
            whole = self.phrases.phrase["in_total"].format(
                escape.inline(self._tokens(mix.total_tokens))
            )
            text = f"{text}{self.phrases.mark['semicolon']}{whole}" if text else whole
        return Entry(self.label("field", "training_data"), Markdown(text))

    def _part(self, part: DataSource) -> str:
        url = escape.safe_url(part.url) if part.url else None
        name = escape.link(url, part.name) if url else escape.inline(part.name)
        return name + (self.remark(self._tokens(part.tokens)) if part.tokens else "")

    def _tokens(self, fact: Fact[Quantity]) -> str:
        value = fact.value
        want = quantity.Quantity(value.amount, value.unit or "tokens", value.approximate)
        return quantity.format_quantity(want, self.language, "prose")

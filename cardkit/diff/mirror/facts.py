"""The facts of the record that stand in lines and tables: dropped, other, or no longer readable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from cardkit.bind.lookup import find_label
from cardkit.bind.pairs import read_pair
from cardkit.bind.reading import Reading
from cardkit.catalog.labels import labels
from cardkit.diff.change import Part
from cardkit.diff.mirror import words
from cardkit.diff.mirror.drift import Log
from cardkit.diff.mirror.features import Features
from cardkit.diff.urls import canonical_url
from cardkit.record.base import Fact, Prose, RecordModel
from cardkit.record.scalars import Date, License, Link, Measure, Quantity, SpokenLanguage
from cardkit.record.training import DataMix
from cardkit.source.blocks import ListBlock, ListItem, walk
from cardkit.source.span import Path, Span
from cardkit.text import Text

ROOTS: dict[str, Part] = {
    "details": "details",
    "description": "details",
    "sources": "details",
    "training": "training",
}
"""Parts of the record that hold values, and the part of the card each is."""

_PROSE = frozenset(("intro", "notes", "other"))
"""Fields of those parts that are running text, compared as such."""
_FIELDS = {"peak_learning_rate": "learning_rate", "total_tokens": "total_training_tokens"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One fact: its path, value, and place."""

    path: Path
    value: object
    span: Span

    @property
    def part(self) -> Part:
        """The part of the card it belongs to."""
        return ROOTS[str(self.path[0])]


def leaves(reading: Reading) -> dict[Path, Leaf]:
    """Return the facts of a card by path."""
    found: dict[Path, Leaf] = {}
    for root in ROOTS:
        model = getattr(reading.record, root)
        if not isinstance(model, RecordModel):
            continue
        for name in type(model).model_fields:
            value = getattr(model, name)
            if value is None or value == () or name in _PROSE:
                continue
            path: Path = (root, name)
            inner = value.value if isinstance(value, Fact) else value
            found[path] = Leaf(path, inner, reading.span(path))
    return found


def compare_facts(log: Log) -> None:
    """Compare the facts of both records by path, as values and not as words."""
    old, new = leaves(log.upstream), leaves(log.copy)
    lines = field_lines(log.copy)
    for path, leaf in old.items():
        other = new.get(path)
        if other is not None:
            _compare(log, leaf, other)
        elif not log.is_told(leaf.span):
            _without(log, leaf, lines)
    for path, leaf in new.items():
        if path not in old and not log.is_told_new(leaf.span):
            said = (None, _written(log.copy, leaf))
            log.add("fact", _label(path), leaf.part, "stale", said, (None, leaf.span), path=path)


def _compare(log: Log, a: Leaf, b: Leaf) -> None:
    if _same(a.value, b.value, translated=log.in_two_languages):
        return
    said = (_written(log.upstream, a), _written(log.copy, b))
    spans = (a.span, b.span)
    log.add("fact", _label(a.path), a.part, "contradiction", said, spans, path=a.path)


def _without(log: Log, leaf: Leaf, lines: dict[str, Span]) -> None:
    """Tell of a fact that the copy's record lacks: dropped, or a line whose link is gone."""
    line = lines.get(_field(leaf.path))
    said = _written(log.upstream, leaf)
    if line is None:
        log.add(
            "fact",
            _label(leaf.path),
            leaf.part,
            "missing",
            (said, None),
            (leaf.span, None),
            path=leaf.path,
        )
    elif not isinstance(leaf.value, Link):
        after = log.copy.document.source.slice(line)
        log.add(
            "fact",
            _label(leaf.path),
            leaf.part,
            "missing",
            (said, after),
            (leaf.span, line),
            path=leaf.path,
            note=words.UNREADABLE,
        )
    # A link whose words stay is told with the links.


def field_lines(reading: Reading) -> dict[str, Span]:
    """Return the lines `label: value` of a card by the field their label names."""
    found: dict[str, Span] = {}
    for item in _items(reading):
        pair = read_pair(reading.document.text, item.content)
        field = find_label("field", pair.label.text) if pair is not None else None
        if field is not None and pair is not None:
            found.setdefault(field, pair.value.span)
    return found


def _items(reading: Reading) -> Iterator[ListItem]:
    for section in reading.document.body.sections:
        for block in walk(section.blocks):
            if isinstance(block, ListBlock):
                yield from block.items


def _same(a: object, b: object, *, translated: bool) -> bool:
    """Say whether two values are one; of words in two languages only the numbers count."""
    if isinstance(a, Prose) and isinstance(b, Prose):
        old, new = Features(a.en or a.zh or ""), Features(b.en or b.zh or "")
        return old.numbers == new.numbers and (translated or old.words == new.words)
    return _key(a) == _key(b)


def _key(value: object) -> object:
    """Return what a value is compared by."""
    if isinstance(value, tuple):
        return sorted(str(_key(item)) for item in value)
    for kind, key in _KEYS.items():
        if isinstance(value, kind):
            return key(value)
    return value


def _licence_key(value: License) -> object:
    return value.id or (value.name and (value.name.en or value.name.zh))


def _mix_key(mix: DataMix) -> object:
    return sorted(
        (p.name.casefold(), p.tokens.value.amount if p.tokens else None) for p in mix.parts
    )


_KEYS: dict[type, Callable[..., object]] = {
    Quantity: lambda value: value.amount,
    Measure: lambda value: Decimal(value.printed),
    Date: lambda value: value.iso,
    License: _licence_key,
    Link: lambda value: canonical_url(value.url),
    SpokenLanguage: lambda value: value.code,
    DataMix: _mix_key,
}


def _written(reading: Reading, leaf: Leaf) -> str:
    return reading.document.source.slice(leaf.span)


def _field(path: Path) -> str:
    name = str(path[-1])
    return _FIELDS.get(name, name)


def _label(path: Path) -> Text:
    """Return what cards call the field."""
    entry = labels().get(("field", _field(path)))
    name = str(path[-1])
    return Text(en=entry.en, zh=entry.zh) if entry else Text(en=name, zh=name)

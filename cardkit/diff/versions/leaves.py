"""The single facts of a record, each with a key that both versions share, whatever their order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from cardkit.catalog.labels import labels
from cardkit.catalog.licenses import find_license
from cardkit.diff.change import Part
from cardkit.diff.tables.values import Value, read_value
from cardkit.diff.urls import canonical_url
from cardkit.record.base import Fact, Prose, RecordModel
from cardkit.record.card import CardRecord, OtherSection
from cardkit.record.description import UsageSnippet
from cardkit.record.scalars import Date, License, Link, Measure, Quantity, SpokenLanguage
from cardkit.record.training import DataSource, OtherFact
from cardkit.source.span import Path
from cardkit.text import LANGUAGES, Language, Text

Key = tuple[str, ...]

PARTS: dict[str, Part] = {
    "name": "details",
    "title": "text",
    "summary": "text",
    "details": "details",
    "description": "details",
    "sources": "details",
    "usage": "code",
    "intended_use": "text",
    "training": "training",
    "evaluation_setup": "evaluations",
    "limitations": "text",
    "ethical_considerations": "text",
    "citation": "citation",
    "other_facts": "details",
    "other_sections": "text",
}
"""Root of a path → part of the card; evaluations, comparison and metadata are compared apart."""

_LANGUAGES: dict[Language, Text] = {
    "en": Text(en="English", zh="英文"),
    "zh": Text(en="Chinese", zh="中文"),
}
_IN_LANGUAGE = Text(en="{label} ({language})", zh="{label}（{language}）")
_OF_ITEM = Text(en="{label} of {item}", zh="{item} 的{label}")
_REMARK = Text(en="remark on {label}", zh="{label}的备注")
_LINK = Text(en="link of {label}", zh="{label}的链接")
_STATUS = Text(en="how {label} is known", zh="{label}的来历")
_SOURCE = Text(en="source of {label}", zh="{label}的出处")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One fact. `prose` says that it is running text, of which only numbers are compared."""

    path: Path
    label: Text
    part: Part
    value: Value
    printed: str
    prose: bool = False


def leaves(record: CardRecord, languages: Sequence[Language] = LANGUAGES) -> dict[Key, Leaf]:
    """Return the facts of a record; of prose only what is written in `languages`.

    Items of lists are known by what they are (a data set by its name), not by their place.
    """
    found: dict[Key, Leaf] = {}
    for root, part in PARTS.items():
        value = getattr(record, root)
        label = _label(CardRecord, root)
        for key, leaf in _walk(value, (root,), (root,), label, part, languages):
            found[key] = leaf
    return found


def _walk(
    value: object, key: Key, path: Path, label: Text, part: Part, languages: Sequence[Language]
) -> Iterator[tuple[Key, Leaf]]:
    if value is None:
        return
    if isinstance(value, Fact):
        yield from _fact(value, key, path, label, part, languages)
    elif isinstance(value, Prose):
        yield from _prose(value, key, path, label, part, languages)
    elif isinstance(value, License):
        said = value.id or _text_of(value.name, languages)
        yield key, _leaf(path, label, part, said, _licence_key(value, said))
        if value.link is not None:
            told = _LINK.format(label=label)
            yield (*key, "link"), _leaf((*path, "link"), told, part, value.link)
    elif isinstance(value, tuple):
        yield from _items(value, key, path, label, part, languages)
    elif isinstance(value, RecordModel) and not isinstance(value, _SCALARS):
        for name in type(value).model_fields:
            inner = getattr(value, name)
            told = _label(type(value), name)
            yield from _walk(inner, (*key, name), (*path, name), told, part, languages)
    else:
        yield key, _scalar(value, path, label, part)


_SCALARS = (Measure, Quantity, Date, Link, SpokenLanguage)


def _fact(
    fact: Fact[object],
    key: Key,
    path: Path,
    label: Text,
    part: Part,
    languages: Sequence[Language],
) -> Iterator[tuple[Key, Leaf]]:
    for inner, leaf in _walk(fact.value, key, path, label, part, languages):
        yield inner, leaf if not leaf.prose else _short(leaf)
    if fact.note is not None:
        told = _REMARK.format(label=label)
        noted = _prose(fact.note, (*key, "note"), (*path, "note"), told, part, languages)
        yield from ((inner, _short(leaf)) for inner, leaf in noted)
    if fact.status != "stated":
        told = _STATUS.format(label=label)
        yield (*key, "status"), _leaf((*path, "status"), told, part, fact.status)
    if fact.source is not None:
        told = _SOURCE.format(label=label)
        yield (*key, "source"), _leaf((*path, "source"), told, part, fact.source)


def _short(leaf: Leaf) -> Leaf:
    """Return a value in words as a value: `Decoder-only Transformer` is compared as a whole."""
    return Leaf(leaf.path, leaf.label, leaf.part, leaf.value, leaf.printed)


def _prose(
    prose: Prose, key: Key, path: Path, label: Text, part: Part, languages: Sequence[Language]
) -> Iterator[tuple[Key, Leaf]]:
    for language in languages:
        text = prose.get(language)
        if text is None:
            continue
        told = label
        if len(languages) > 1:
            told = _IN_LANGUAGE.format(label=label, language=_LANGUAGES[language])
        value = Value("text", " ".join(text.split()), text)
        yield (*key, language), Leaf((*path, language), told, part, value, text, prose=True)


def _items(
    items: Sequence[object],
    key: Key,
    path: Path,
    label: Text,
    part: Part,
    languages: Sequence[Language],
) -> Iterator[tuple[Key, Leaf]]:
    seen: Counter[str] = Counter()
    for i, item in enumerate(items):
        name = _identity(item, languages)
        seen[name] += 1
        inner: Key = (*key, name, str(seen[name]))
        if isinstance(item, (str, SpokenLanguage)):
            text = item if isinstance(item, str) else item.code
            yield inner, _leaf((*path, i), label, part, text)
        elif isinstance(item, OtherFact):
            told = Text(en=name, zh=name)
            yield from (
                (k, _short(leaf))
                for k, leaf in _prose(
                    item.value, inner, (*path, i, "value"), told, part, languages[:1]
                )
            )
        elif isinstance(item, Prose):
            yield from _prose(item, inner, (*path, i), label, part, languages)
        else:
            for k, leaf in _walk(item, inner, (*path, i), label, part, languages):
                told = _OF_ITEM.format(label=leaf.label, item=f"`{name}`") if name else leaf.label
                yield k, Leaf(leaf.path, told, leaf.part, leaf.value, leaf.printed, leaf.prose)


def _identity(item: object, languages: Sequence[Language]) -> str:
    if isinstance(item, str):
        return item
    if isinstance(item, SpokenLanguage):
        return item.code
    if isinstance(item, DataSource):
        return item.name
    if isinstance(item, OtherFact):
        return _text_of(item.label, languages)
    if isinstance(item, OtherSection):
        return _text_of(item.title, languages)
    if isinstance(item, UsageSnippet):
        return ", ".join(item.dialects)
    return ""


def _text_of(prose: Prose | None, languages: Sequence[Language]) -> str:
    if prose is None:
        return ""
    return next((t for language in languages if (t := prose.get(language))), "") or (
        prose.en or prose.zh or ""
    )


def _licence_key(licence: License, said: str) -> str:
    known = find_license(said)
    return known.id if known is not None else " ".join(said.split())


def _leaf(path: Path, label: Text, part: Part, printed: str, key: str | None = None) -> Leaf:
    text = " ".join(printed.split()) if key is None else key
    return Leaf(path, label, part, Value("text", text, printed), printed)


def _scalar(value: object, path: Path, label: Text, part: Part) -> Leaf:
    if isinstance(value, Quantity):
        amount = value.amount
        number = Value(
            "number", "", value.printed, amount, unit=value.unit, readings=frozenset((amount,))
        )
        return Leaf(path, label, part, number, value.printed)
    if isinstance(value, Measure):
        return Leaf(path, label, part, _number(value.printed), value.printed)
    if isinstance(value, Date):
        return _leaf(path, label, part, value.iso)
    if isinstance(value, Link):
        return _leaf(path, label, part, value.url, canonical_url(value.url))
    if isinstance(value, bool):
        return _leaf(path, label, part, "yes" if value else "no")
    if isinstance(value, int):
        return Leaf(path, label, part, _number(str(value)), str(value))
    if isinstance(value, str):
        return _leaf(path, label, part, value)
    return _leaf(path, label, part, json.dumps(value, default=str, sort_keys=True))


def _number(printed: str) -> Value:
    read = read_value(printed)
    return read if read.kind == "number" else Value("text", printed, printed)


@cache
def _label(model: type[RecordModel], name: str) -> Text:
    """Return what a field is called: as cards write it, else as the schema describes it."""
    known = labels().get(("field", name))
    if known is not None:
        return Text(en=known.en, zh=known.zh)
    en, _, zh = (model.model_fields[name].description or name).partition("\n")
    return Text(en=en, zh=zh or en)

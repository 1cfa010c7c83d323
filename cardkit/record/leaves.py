"""The single facts of a record, each with its path: what an export can cite, or must report lost.

A path is the one people write in a file: the step to the value of a fact is left out, so the layers
are `details.layers`, and how they are known is `details.layers.status`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from pydantic import BaseModel

from cardkit.record.base import Fact, Prose
from cardkit.record.evaluation import Evaluation
from cardkit.record.scalars import Date, Measure, Quantity
from cardkit.source.span import Path
from cardkit.source.yaml_nodes import SourceFloat


@dataclass(frozen=True, slots=True)
class Leaf:
    """One fact: its path, its text as the record prints it, and whether it is merely assumed."""

    path: Path
    text: str
    assumed: bool
    value: object
    """What the text was made of: a str, int, bool, Quantity, Measure, Date or plain data."""


def leaves(record: BaseModel, whole: Collection[Path] = ()) -> Iterator[Leaf]:
    """Yield the facts of `record` in the order of its models; empty texts say nothing.

    A part at a path of `whole` (`("usage", "*")`, where `*` is any item) is one leaf, its text
    empty. Prose that is the same in both languages is one leaf, else one for each language.
    """
    yield from _walk(record, (), frozenset(whole), assumed=False)


def _walk(value: object, path: Path, whole: frozenset[Path], *, assumed: bool) -> Iterator[Leaf]:
    if value is None or value in ((), "", {}):
        return
    if _pattern(path) in whole:
        yield Leaf(path, "", assumed, value)
    elif isinstance(value, Fact):
        yield from _fact(value, path, whole, assumed=assumed)
    elif isinstance(value, Prose):
        yield from _prose(value, path, assumed=assumed)
    elif isinstance(value, (Measure, Quantity)):
        yield Leaf(path, value.printed, assumed, value)
    elif isinstance(value, Date):
        yield Leaf(path, value.iso, assumed, value)
    elif isinstance(value, BaseModel):
        yield from _model(value, path, whole, assumed=assumed)
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _walk(item, (*path, i), whole, assumed=assumed)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(item, (*path, str(key)), whole, assumed=assumed)
    else:
        yield Leaf(path, _text(value), assumed, value)


def _model(
    value: BaseModel, path: Path, whole: frozenset[Path], *, assumed: bool
) -> Iterator[Leaf]:
    own = isinstance(value, Evaluation)
    assumed = assumed or (own and getattr(value, "status", None) == "assumed")
    for name in type(value).model_fields:
        part = getattr(value, name)
        if own and name == "status" and part == "stated":
            continue
        yield from _walk(part, (*path, name), whole, assumed=assumed)


def _fact(
    fact: Fact[object], path: Path, whole: frozenset[Path], *, assumed: bool
) -> Iterator[Leaf]:
    assumed = assumed or fact.status == "assumed"
    yield from _walk(fact.value, path, whole, assumed=assumed)
    if fact.status != "stated":
        yield Leaf((*path, "status"), fact.status, assumed, fact.status)
    if fact.source:
        yield Leaf((*path, "source"), fact.source, assumed, fact.source)
    yield from _walk(fact.note, (*path, "note"), whole, assumed=assumed)


def _prose(prose: Prose, path: Path, *, assumed: bool) -> Iterator[Leaf]:
    if prose.en is not None and prose.en == prose.zh:
        if prose.en:
            yield Leaf(path, prose.en, assumed, prose)
        return
    for language, text in (("en", prose.en), ("zh", prose.zh)):
        if text:
            yield Leaf((*path, language), text, assumed, prose)


def _pattern(path: Path) -> Path:
    return tuple("*" if isinstance(part, int) else part for part in path)


def _text(value: object) -> str:
    """Return plain data as text; a number keeps the digits it was written with."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, SourceFloat)):
        return json.dumps(_digits(value), ensure_ascii=False, sort_keys=True, default=str)
    return value.text if isinstance(value, SourceFloat) else format(Decimal(value), "f")


def _digits(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return [_digits(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _digits(item) for key, item in value.items()}
    return value.text if isinstance(value, SourceFloat) else value

"""What a reader expects a record to state, as data: parts, and the important facts of each.

A part without facts is stated as a whole. A fact counts as stated where any of its fields says
something, so that a size given as an exact count, or a licence given to the hubs, is enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cardkit.catalog.labels import LabelKind, label
from cardkit.source.span import Path, breadcrumb
from cardkit.text import Text, listed

if TYPE_CHECKING:
    from cardkit.record.card import CardRecord

LabelKey = tuple[LabelKind, str]


@dataclass(frozen=True, slots=True)
class Fact:
    """An important fact: its label in the catalog, and the fields that can state it."""

    label: LabelKey
    fields: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the record, its label in the catalog, and its important facts."""

    field: Path
    label: LabelKey
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A part that does not state all that is expected.

    `facts` are the names of what is missing, empty for a part without facts; `fields` are theirs,
    and `lacking` are the fields one by one.
    """

    part: Part
    name: Text
    facts: Text
    fields: Text
    lacking: tuple[Path, ...]


def _fact(name: str, *fields: Path, kind: LabelKind = "field") -> Fact:
    return Fact((kind, name), fields)


EXPECTED = (
    Part(("name",), ("field", "name")),
    Part(("summary",), ("section", "introduction")),
    Part(
        ("details",),
        ("section", "model_details"),
        (
            _fact("size", ("details", "size"), ("details", "parameters")),
            _fact("layers", ("details", "layers")),
            _fact("hidden_size", ("details", "hidden_size")),
            _fact("attention_heads", ("details", "attention_heads")),
            _fact("context_length", ("details", "context_length")),
        ),
    ),
    Part(
        ("description",),
        ("section", "model_description"),
        (
            _fact("developers", ("description", "developers")),
            _fact("model_type", ("description", "model_type")),
            _fact("languages", ("description", "languages"), ("metadata", "language")),
            _fact("license", ("description", "license"), ("metadata", "license")),
            _fact("contact", ("description", "contact")),
            _fact("date", ("description", "date")),
        ),
    ),
    Part(
        ("sources",),
        ("section", "model_sources"),
        (
            _fact("repository", ("sources", "repository")),
            _fact("paper", ("sources", "paper")),
        ),
    ),
    Part(("usage",), ("section", "usage")),
    Part(("intended_use",), ("section", "intended_use")),
    Part(
        ("training",),
        ("section", "training_details"),
        (
            _fact("architecture", ("training", "architecture")),
            _fact("optimizer", ("training", "optimizer")),
            _fact(
                "learning_rate", ("training", "peak_learning_rate"), ("training", "learning_rate")
            ),
            _fact("batch_size", ("training", "batch_size")),
            _fact(
                "total_training_tokens",
                ("training", "total_tokens"),
                ("details", "training_tokens"),
            ),
            _fact("training_data", ("training", "data"), ("metadata", "datasets")),
        ),
    ),
    Part(("evaluations",), ("section", "evaluation")),
    Part(("limitations",), ("section", "limitations")),
    Part(("ethical_considerations",), ("section", "ethical_considerations")),
    Part(("citation",), ("section", "citation")),
)


def unsaid(record: CardRecord) -> Iterator[Unsaid]:
    """Yield the parts of `EXPECTED` that `record` does not state in full, in their order."""
    for part in EXPECTED:
        if not part.facts and not _says(record, part.field):
            whole = listed([f"`{breadcrumb(part.field)}`"])
            yield Unsaid(part, _name(part.label), Text(en="", zh=""), whole, (part.field,))
        missing = [f for f in part.facts if not any(_says(record, path) for path in f.fields)]
        if missing:
            names = [_name(fact.label) for fact in missing]
            told = Text(
                en=", ".join(n.en.lower() for n in names), zh="、".join(n.zh for n in names)
            )
            fields = listed(f"`{breadcrumb(fact.fields[0])}`" for fact in missing)
            lacking = tuple(fact.fields[0] for fact in missing)
            yield Unsaid(part, _name(part.label), told, fields, lacking)


def place_in_words(path: Path, file_path: Path) -> Text:
    """Return a place of a record as people read it: “Contact” (`description.contact`).

    `path` finds the words, of the nearest field that `EXPECTED` names; `file_path` is shown.
    """
    at = f"`{breadcrumb(file_path)}`"
    for end in range(len(path), 0, -1):
        key = _LABELS.get(path[:end])
        if key is not None:
            name = _name(key)
            return Text(en=f"“{name.en}” ({at})", zh=f"“{name.zh}”（{at}）")
    return Text(en=at, zh=f"{at} ")


_LABELS = {part.field: part.label for part in EXPECTED} | {
    path: fact.label for part in EXPECTED for fact in part.facts for path in fact.fields
}


def _says(record: CardRecord, path: Path) -> bool:
    from cardkit.bind.yaml_parts import says_something

    value: object = record
    for step in path:
        value = getattr(value, str(step), None)
    return says_something(value)


def _name(key: LabelKey) -> Text:
    return Text(en=label(*key, "en"), zh=label(*key, "zh"))


def facts() -> dict[str, tuple[Path, ...]]:
    """Return the facts a policy can ask for by name, with the fields that can state each."""
    found: dict[str, tuple[Path, ...]] = {}
    for part in EXPECTED:
        if not part.facts:
            found[_spelt(part.label)] = (part.field,)
        found.update({_spelt(fact.label): fact.fields for fact in part.facts})
    return found


def fact_name(path: Path) -> Text:
    """Return the printed name of the fact that the field `path` states."""
    return _name(_LABELS[path])


def states(record: CardRecord, fields: tuple[Path, ...]) -> bool:
    """Say whether any of `fields` says something in `record`."""
    return any(_says(record, path) for path in fields)


def _spelt(key: LabelKey) -> str:
    return key[1].replace("_", "-")

"""Disclosure forms as data: items of the EU form, components and licences of the MOF."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cardkit.catalog.tables import parts, read_table
from cardkit.text import Text


@dataclass(frozen=True, slots=True)
class FormItemRow:
    """One item of the EU Model Documentation Form, and what of a record documents it."""

    id: str
    section: str
    audience: frozenset[str]
    """Of `aio`, `nca`, `downstream`: to whom the form gives the item."""
    label: Text
    paths: tuple[tuple[str, ...], ...]
    """Record paths; `*` stands for any item of a list."""
    labels: tuple[str, ...]
    """Headings and line labels: `section:ID`, `field:ID` of the label table, or words of a card."""


@dataclass(frozen=True, slots=True)
class OpenComponent:
    """One component of the Model Openness Framework; `level`: the class that first asks for it."""

    id: str
    level: int
    types: tuple[str, ...]
    required: bool
    instead: str | None
    label: Text


@dataclass(frozen=True, slots=True)
class OpenLicense:
    """A licence that the Model Openness Tool takes as open: on which lists, for which types."""

    id: str
    lists: tuple[str, ...]
    types: tuple[str, ...]


@cache
def form_items() -> tuple[FormItemRow, ...]:
    """Return the items of the form, in its order."""
    return tuple(
        FormItemRow(
            id=row["id"],
            section=row["section"],
            audience=frozenset(parts(row["audience"])),
            label=Text(en=row["en"], zh=row["zh"]),
            paths=tuple(tuple(path.split(".")) for path in parts(row["paths"])),
            labels=parts(row["labels"]),
        )
        for row in read_table("form_items.tsv")
    )


@cache
def open_components() -> tuple[OpenComponent, ...]:
    """Return the components of the MOF: those of Class III first, then II, then I."""
    return tuple(
        OpenComponent(
            id=row["id"],
            level=int(row["class"]),
            types=parts(row["types"]),
            required=row["required"] == "yes",
            instead=row["instead"] or None,
            label=Text(en=row["en"], zh=row["zh"]),
        )
        for row in read_table("open_components.tsv")
    )


@cache
def open_licenses() -> dict[str, OpenLicense]:
    """Return the open licences by Hub id; a licence that is missing is on none of the lists."""
    return {
        row["id"]: OpenLicense(row["id"], parts(row["lists"]), parts(row["types"]))
        for row in read_table("open_licenses.tsv")
    }

"""Documents whose every leaf knows where it comes from: a record path, the standard, an option."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from cardkit.source.span import Path

Origin = Literal["record", "digest", "standard", "cardkit", "option", "evidence"]
"""Where a leaf comes from. `record`: the record, at `paths`. `digest`: computed from the record's
SHA-256 and the options. `standard`: the format asks for this constant. `cardkit`: this program's
name and version. `option`: the command line. `evidence`: the file of evidence."""


@dataclass(frozen=True, slots=True)
class Said:
    """One leaf of a document, and where it comes from; only `record` has paths, and always."""

    value: str | int
    paths: tuple[Path, ...] = ()
    origin: Origin = "record"

    def and_from(self, other: Said) -> Said:
        """Return this leaf, said by `other`'s places as well."""
        return Said(self.value, (*self.paths, *other.paths), self.origin)


Tree: TypeAlias = "Said | list[Tree] | dict[str, Tree]"


@dataclass(frozen=True, slots=True)
class Trace:
    """Where one field of a document comes from; `field` is a JSON pointer into it."""

    field: str
    origin: Origin
    paths: tuple[Path, ...]


def standard(value: str | int) -> Said:
    """Return a leaf that the format itself asks for."""
    return Said(value, (), "standard")


def compact(fields: Mapping[str, Tree | None]) -> dict[str, Tree]:
    """Return the fields that hold something: none of what the record does not say is written."""
    return {key: value for key, value in fields.items() if value not in (None, [], {})}


def present(items: Iterable[Said | None]) -> list[Tree]:
    """Return the items that are said."""
    return [item for item in items if item is not None]


def plain(tree: Tree) -> object:
    """Return the document itself."""
    if isinstance(tree, Said):
        return tree.value
    if isinstance(tree, list):
        return [plain(item) for item in tree]
    return {key: plain(item) for key, item in tree.items()}


def traces(tree: Tree, at: str = "") -> Iterator[Trace]:
    """Yield one trace for each leaf of the document, in its order."""
    if isinstance(tree, Said):
        yield Trace(at, tree.origin, tree.paths)
        return
    parts = enumerate(tree) if isinstance(tree, list) else tree.items()
    for key, item in parts:
        step = str(key).replace("~", "~0").replace("/", "~1")
        yield from traces(item, f"{at}/{step}")

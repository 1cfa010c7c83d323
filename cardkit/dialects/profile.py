"""Profiles of the hubs: keys in order, spellings, places of scores, headings, snippets. All data.

A new hub is a line of `dialects.tsv` and its lines of `dialect_keys.tsv`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from cardkit.catalog.tables import parts, read_table
from cardkit.errors import UsageError
from cardkit.text import Language, Text, listed

LicenseSpelling = Literal["id", "checked-id", "display"]
Scores = Literal["model-index", "indexing", "none"]
Shape = Literal["one", "list", "roles", "scores"]

DEFAULT = "huggingface"


@dataclass(frozen=True, slots=True)
class Key:
    """One front matter key: the fields of `HubMetadata` it states, its shape and its spelling.

    Of `fields` the first that says something is written; those of `joined` are added to the list.
    """

    name: str
    fields: tuple[str, ...]
    joined: tuple[str, ...]
    shape: Shape
    spelling: str


@dataclass(frozen=True, slots=True)
class Profile:
    """One hub.

    `library` is the hub's own library: a card whose code imports it names it as `library_name`.
    `borrows` names hubs whose snippets a card shows that has none of this hub. `libraries` and
    `arguments` are what code may differ in between copies of one card on two hubs.
    """

    name: str
    title: Text
    keys: tuple[Key, ...]
    is_writable: bool
    license: LicenseSpelling
    scores: Scores
    has_eval_results: bool
    library: str | None
    device: str | None
    branch: str
    site: str | None
    borrows: tuple[str, ...]
    libraries: tuple[str, ...]
    arguments: tuple[str, ...]

    @property
    def has_front_matter(self) -> bool:
        """Say whether a card of this hub begins with metadata."""
        return bool(self.keys)

    def headings(self, language: Language) -> Mapping[str, str]:
        """Return the headings the hub recommends, by section; where it is silent any will do.

        That of `model_card` is the title, with `{}` for the model's name.
        """
        return _headings().get((self.name, language), {})


@cache
def profiles() -> dict[str, Profile]:
    """Return all hubs by name, `huggingface` first."""
    return {row["name"]: _profile(row) for row in read_table("dialects.tsv")}


def writable() -> tuple[str, ...]:
    """Return the names of the hubs a card can be written for."""
    return tuple(p.name for p in profiles().values() if p.is_writable)


def profile(name: str) -> Profile:
    """Return the hub called `name`. Raises UsageError for an unknown one."""
    found = profiles().get(name)
    if found is None:
        raise UsageError(
            Text(en="unknown dialect `{name}`", zh="未知的平台格式 `{name}`").format(name=name),
            hint=Text(en="one of: {known}", zh="可选：{known}").format(known=listed(writable())),
        )
    return found


def profile_to_write(name: str) -> Profile:
    """Return the hub called `name`. Raises UsageError for one that is unknown or only read."""
    found = profile(name)
    if not found.is_writable:
        raise UsageError(
            Text(
                en="cards of {hub} are read, not written", zh="{hub} 的卡片只支持读取，不支持写入"
            ).format(hub=found.title),
            hint=Text(en="write for one of: {known}", zh="可写入的平台：{known}").format(
                known=listed(writable())
            ),
        )
    return found


def _profile(row: dict[str, str]) -> Profile:
    return Profile(
        name=row["name"],
        title=Text(en=row["en"], zh=row["zh"]),
        keys=_keys().get(row["name"], ()),
        is_writable=row["writable"] == "1",
        license=cast("LicenseSpelling", row["license"]),
        scores=cast("Scores", row["scores"]),
        has_eval_results=row["files"] == ".eval_results",
        library=row["library"] or None,
        device=row["device"] or None,
        branch=row["branch"],
        site=row["site"] or None,
        borrows=parts(row["borrows"]),
        libraries=parts(row["libraries"]),
        arguments=parts(row["arguments"]),
    )


@cache
def _keys() -> dict[str, tuple[Key, ...]]:
    found: dict[str, tuple[Key, ...]] = {}
    for row in read_table("dialect_keys.tsv"):
        fields = parts(row["fields"])
        key = Key(
            name=row["id"],
            fields=tuple(f for f in fields if not f.startswith("+")),
            joined=tuple(f[1:] for f in fields if f.startswith("+")),
            shape=cast("Shape", row["shape"]),
            spelling=row["spelling"],
        )
        found[row["dialect"]] = (*found.get(row["dialect"], ()), key)
    return found


@cache
def _headings() -> dict[tuple[str, str], dict[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in read_table("dialect_headings.tsv"):
        found.setdefault((row["dialect"], row["language"]), {})[row["id"]] = row["heading"]
    return found

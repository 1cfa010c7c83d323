"""Headings, field names, table columns and group rows: what is read and what is written.

One table (`data/labels.tsv`) serves both directions: `find_label` binds a card's own words to an
id, `label` gives the words a rendered card uses. Ambiguous words are resolved by kind: `参数` as
a field is the parameter count, as a column too, as a section it is nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from cardkit.catalog.tables import parts, read_table
from cardkit.quantity import fold_width, split_remark
from cardkit.quantity.patterns import compiled
from cardkit.text import Language

LabelKind = Literal["section", "field", "column", "group"]

_MAX_LENGTH = 160
_IMAGE_OR_TAG = r"!\[[^\[\]]*\]\([^()]*\)|<[^<>]{0,300}>|\{#[^{}]{0,100}\}"
_LINK = r"\[([^\[\]]*)\]\([^()]*\)"
_OPTIONAL = r"\[(?:optional|可选)\]"
_NUMBERING = (
    r"[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}(?:[.、:)]\s*|\s+)"
    r"|[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．:\s]\s*|[(（][一二三四五六七八九十0-9]{1,2}[)）]\s*"
)
_NOT_A_REMARK = (
    r"(?<![a-z])(?:[kmgt]i?b(?![a-z])|memory|int|str|bool|float|list|dict|optional\[)|显存|内存"
)
"""Remarks that change the meaning: a size in bytes is no parameter count, `seed (int)` is code."""


@dataclass(frozen=True, slots=True)
class Label:
    """One row of the table; `parent` and `covers` are for sections only."""

    kind: LabelKind
    id: str
    en: str
    zh: str
    aliases: tuple[str, ...]
    parent: str | None
    covers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Index:
    exact: dict[str, str] = field(default_factory=dict)
    in_context: dict[tuple[str, str], str] = field(default_factory=dict)
    prefixes: list[tuple[str, str]] = field(default_factory=list)
    suffixes: list[tuple[str, str]] = field(default_factory=list)


@cache
def labels() -> dict[tuple[LabelKind, str], Label]:
    """Return every label by kind and id, in the order of the file (a card's usual order)."""
    rows = read_table("labels.tsv")
    return {(entry.kind, entry.id): entry for entry in map(_label, rows)}


def _label(row: dict[str, str]) -> Label:
    kinds: dict[str, LabelKind] = {k: k for k in ("section", "field", "column", "group")}
    return Label(
        kind=kinds[row["kind"]],
        id=row["id"],
        en=row["en"],
        zh=row["zh"],
        aliases=parts(row["aliases"]),
        parent=row["parent"] or None,
        covers=tuple(row["covers"].split()),
    )


def label(kind: LabelKind, label_id: str, language: Language) -> str:
    """Return the words a card in `language` uses; KeyError for an id the table does not have."""
    entry = labels()[kind, label_id]
    return entry.zh if language == "zh" else entry.en


def section_covers(section: str) -> frozenset[str]:
    """Return every section a heading stands for: itself, what it combines, and their parents.

    `Intended uses & limitations` covers intended_use, uses and limitations.
    """
    found: set[str] = set()
    waiting = [section]
    while waiting:
        current = waiting.pop()
        if current in found:
            continue
        found.add(current)
        entry = labels().get(("section", current))
        if entry is not None:
            waiting += [*entry.covers, *([entry.parent] if entry.parent else [])]
    return frozenset(found)


def label_key(text: str) -> str:
    """Return the spelling labels are matched by: letters, digits and Han, lower case, unspaced.

    Markup, anchors, emoji, a leading number (`2.1`, `一、`) and `[optional]` are dropped.
    """
    bare = fold_width(text[: 4 * _MAX_LENGTH])
    if "[" in bare or "<" in bare or "{" in bare:
        bare = _without_markup(bare)
    bare = _without_decoration(bare)
    numbering = compiled(_NUMBERING).match(bare)
    if numbering:
        bare = bare[numbering.end() :]
    key = bare.casefold().replace("&", "and").replace("(s)", "s")
    return "".join(c for c in key if c.isalnum())


def _without_markup(text: str) -> str:
    bare = compiled(_OPTIONAL).sub("", compiled(_IMAGE_OR_TAG).sub("", text))
    return compiled(_LINK).sub(r"\1", bare)


def _without_decoration(text: str) -> str:
    """Drop leading emoji, bullets and emphasis, so that the numbering behind them is seen."""
    start = 0
    while start < len(text) and not (text[start].isalnum() or text[start] in "(#"):
        start += 1
    return text[start:].lstrip("# ")


@cache
def _index(kind: LabelKind) -> _Index:
    index = _Index()
    for (entry_kind, label_id), entry in labels().items():
        if entry_kind != kind:
            continue
        for alias in (entry.en, entry.zh, *entry.aliases):
            name, _, section = alias.partition("@")
            if section:
                index.in_context[section, label_key(name)] = label_id
            elif name.endswith("*"):
                index.prefixes.append((label_key(name[:-1].replace("*", "")), label_id))
            elif name.startswith("*"):
                index.suffixes.append((label_key(name[1:]), label_id))
            else:
                index.exact.setdefault(label_key(name), label_id)
    return index


def find_label(kind: LabelKind, text: str, context: str | None = None) -> str | None:
    """Return the id of the label that `text` is, or None.

    `context` is the id of the section the label stands in; it decides words like `Data`. A remark
    is ignored when the whole is unknown (`Learning Rate (peak)`), unless it changes the meaning
    (`Size (memory)`); a command-line option is no label; and a bilingual heading
    (`模型信息 Model Information`) counts only when both halves say the same.
    """
    if not text or len(text) > _MAX_LENGTH or text.startswith("--"):
        return None
    found = _lookup(kind, text, context)
    if found is not None:
        return found
    head, remark = split_remark(text.strip().rstrip(":： "))
    if remark is not None and not compiled(_NOT_A_REMARK).search(remark):
        found = find_label(kind, head, context)
        if found is not None:
            return found
    return _both_halves(kind, text, context)


def _lookup(kind: LabelKind, text: str, context: str | None) -> str | None:
    key = label_key(text)
    if not key:
        return None
    index = _index(kind)
    if context is not None:
        found = index.in_context.get((context, key))
        if found is not None:
            return found
    found = index.exact.get(key)
    if found is not None:
        return found
    for prefix, label_id in index.prefixes:
        if key.startswith(prefix) and len(key) > len(prefix):
            return label_id
    for suffix, label_id in index.suffixes:
        if key.endswith(suffix) and len(key) > len(suffix):
            return label_id
    return None


def _both_halves(kind: LabelKind, text: str, context: str | None) -> str | None:
    """Look up both halves of a bilingual label: `模型信息 Model Information`, `Citation / 引用`."""
    edge = _script_edge(text)
    if edge is None:
        return None
    halves = {_lookup(kind, half, context) for half in (text[:edge], text[edge:])}
    return halves.pop() if len(halves) == 1 else None


def _script_edge(text: str) -> int | None:
    """Return where the first letter of the other script (Han, Latin) stands, if there is one."""
    first: bool | None = None
    for i, c in enumerate(text):
        if c.isalpha():
            is_han = not c.isascii()
            if first is None:
                first = is_han
            elif is_han != first:
                return i
    return None

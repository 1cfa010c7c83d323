"""Language tags: which are right, what a wrong one was meant to be, and names in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cardkit.catalog.tables import parts, read_lines, read_table
from cardkit.quantity import fold_width, split_remark
from cardkit.text import Language as InterfaceLanguage

SPECIAL_LANGUAGES = frozenset({"code", "multilingual"})
"""Values the Hub accepts beside ISO 639 codes."""

_MAX_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Language:
    """A language with its tag and its names."""

    code: str
    en: str
    zh: str
    aliases: tuple[str, ...] = ()

    def name(self, language: InterfaceLanguage) -> str:
        """Return the language's name in the given interface language."""
        return self.zh if language == "zh" else self.en


@cache
def languages() -> dict[str, Language]:
    """Return the named languages by tag: all two-letter codes and the commonest others."""
    return {
        row["code"]: Language(row["code"], row["en"], row["zh"], parts(row["aliases"]))
        for row in read_table("languages.tsv")
    }


@cache
def _subtags() -> dict[str, frozenset[str]]:
    """Return subtags in force by kind; `alpha3` and `deprecated` keep only what stands before =."""
    found: dict[str, frozenset[str]] = {}
    for line in read_lines("language_subtags.tsv"):
        kind, _, tags = line.partition("\t")
        found[kind] = frozenset(subtag.partition("=")[0] for subtag in tags.split())
    return found


@cache
def _successors() -> dict[str, str]:
    """Return the shorter or newer code of three-letter and deprecated codes (`eng` to `en`)."""
    found: dict[str, str] = {}
    for line in read_lines("language_subtags.tsv"):
        kind, _, tags = line.partition("\t")
        if kind in {"alpha3", "deprecated"}:
            pairs = (pair.partition("=") for pair in tags.split())
            found.update({old: new for old, _, new in pairs if new})
    return found


def is_language_code(text: str) -> bool:
    """Say whether `text` is an ISO 639-1, -2 or -3 code, a BCP 47 tag, `code` or `multilingual`.

    Every subtag of `zh-Hans-CN` is looked up; letter case is free, as BCP 47 has it. Deprecated
    codes (`iw`) are not codes any more. `cn` and `chinese` are none.
    """
    if text in SPECIAL_LANGUAGES:
        return True
    if not text.isascii() or len(text) > 35:
        return False
    primary, *rest = text.split("-")
    low = primary.lower()
    if low not in _subtags()["languages"] and low not in _subtags()["alpha3"]:
        return False
    return _subtags_in_order([subtag.lower() for subtag in rest])


def _subtags_in_order(rest: list[str]) -> bool:
    """Check the subtags after the language: extlang, script, region, variants, private use."""
    known = _subtags()
    for kind, spell in (("extlangs", str.lower), ("scripts", str.title), ("regions", str.upper)):
        if rest and spell(rest[0]) in known[kind]:
            rest = rest[1:]
    while rest and rest[0] in known["variants"]:
        rest = rest[1:]
    if rest and rest[0] == "x":
        return len(rest) > 1 and all(1 <= len(s) <= 8 and s.isalnum() for s in rest[1:])
    return not rest


def _key(text: str) -> str:
    return "".join(c for c in fold_width(text[:_MAX_LENGTH]).casefold() if c.isalnum())


@cache
def _by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in languages().values():
        for name in (entry.en, entry.zh, *entry.aliases):
            found.setdefault(_key(name), entry.code)
    return found


@cache
def _mistakes() -> dict[str, tuple[str, bool]]:
    rows = read_table("language_mistakes.tsv")
    return {row["written"]: (row["meant"], row["valid"] == "1") for row in rows}


def find_language(text: str) -> Language | None:
    """Return the language that `text` names: `English (primarily)`, `英语`, or its own tag `en`."""
    if len(text) > _MAX_LENGTH:
        return None
    head, remark = split_remark(text)
    code = _by_name().get(_key(text)) or (_by_name().get(_key(head)) if remark else None)
    if code is None and is_language_code(text.strip()):
        code = _successors().get(text.strip().lower(), text.strip())
    return languages().get(code or "")


def suggest_language(text: str) -> str | None:
    """Return the tag that `text` was probably meant to be, or None.

    Answers for wrong codes (`cn`, `jp`, `zh_CN`), names (`chinese`), deprecated codes (`iw`) and
    for two right ones that are nearly always a slip (`ch`, `kr`).
    """
    written = text.strip().lower()
    if written in _mistakes():
        return _mistakes()[written][0]
    if is_language_code(text.strip()):
        return None
    if len(text) <= _MAX_LENGTH and written in _successors():
        return _successors()[written]
    named = _by_name().get(_key(text))
    if named is not None:
        return named
    hyphenated = text.strip().replace("_", "-")
    return canonical_tag(hyphenated) if is_language_code(hyphenated) else None


def is_suspicious_language(text: str) -> bool:
    """Say whether a right code is nearly always a slip: `ch` (Chamorro), `kr` (Kanuri)."""
    return _mistakes().get(text.strip().lower(), ("", False))[1]


def canonical_tag(tag: str) -> str:
    """Return a tag in the usual letter case: `ZH-hans-cn` becomes `zh-Hans-CN`."""
    first, *rest = tag.split("-")
    cased = [s.title() if len(s) == 4 else s.upper() if len(s) == 2 else s.lower() for s in rest]
    return "-".join([first.lower(), *cased])

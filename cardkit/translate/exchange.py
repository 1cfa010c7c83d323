"""What PO and XLIFF files hold: texts going out with remarks, texts coming back with lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from cardkit.errors import CardkitError
from cardkit.text import Language, Text

Format = Literal["po", "xliff"]

_UNDECODED = re.compile("[\ud800-\udfff]")

LANGUAGE_TAGS: dict[Language, str] = {"en": "en", "zh": "zh-CN"}
"""The cards of the hubs are in simplified Chinese; many tools take no bare `zh`."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One text for the translator.

    `target` is the translation there is, which has to be looked at again; None where there is none.
    """

    name: str
    line: int
    source: str
    target: str | None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that goes out: of which record, from and into which language."""

    record: str
    source: Language
    target: Language
    entries: tuple[Outgoing, ...]


@dataclass(frozen=True, slots=True)
class Incoming:
    """One entry of a file that came back.

    `line` is where it begins. `unfinished` says in the file's own words why the translation does
    not count yet (`fuzzy`, `needs-review-translation`); `fault` says what makes it unusable.
    """

    name: str
    line: int
    source: str
    target: str
    unfinished: str | None = None
    fault: Text | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """A file that came back; None where it does not say its languages."""

    source: Language | None
    target: Language | None
    entries: tuple[Incoming, ...]


class NotAnExchangeFile(CardkitError):
    """The file is no PO or XLIFF, or holds what none of ours may hold."""


def refuse(name: str, line: int, problem: Text, *, hint: Text | None = None) -> NotAnExchangeFile:
    """Return the error for a file that cannot be read at `line`."""
    message = Text(en="`{file}` line {line}: {problem}", zh="`{file}` 第 {line} 行：{problem}")
    return NotAnExchangeFile(message.format(file=name, line=line, problem=problem), hint=hint)


def language_of(tag: str | None) -> Language | None:
    """Return the language of a tag (`zh-CN`, `zh_CN.UTF-8`, `en`); None for any other."""
    primary = (tag or "").replace("_", "-").partition("-")[0].strip().lower()
    return "zh" if primary == "zh" else "en" if primary == "en" else None


def undecoded_line(text: str) -> int | None:
    """Return the line of the first byte that is no UTF-8, None where all are."""
    found = _UNDECODED.search(text)
    return None if found is None else text.count("\n", 0, found.start()) + 1


def longest_run(lines: Iterable[str], starts: str) -> tuple[int, int]:
    """Return the length and the last line of the longest run of lines that begin with `starts`."""
    best, best_line, run = 0, 0, 0
    for number, line in enumerate(lines, 1):
        run = run + 1 if line.lstrip()[:1] in starts and line.strip() else 0
        if run > best:
            best, best_line = run, number
    return best, best_line

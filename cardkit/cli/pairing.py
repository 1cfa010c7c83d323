"""The cards of one folder, a Chinese and an English one of a model held against each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cardkit.cli import console
from cardkit.errors import CardkitError
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.bind.reading import Reading
    from cardkit.rules.registry import RuleSettings
    from cardkit.rules.report import Report
    from cardkit.source.document import Document

MAX_NEIGHBOURS = 20
"""Other READMEs of a folder that are looked at for a partner."""

MAX_TOGETHER = 40
"""Cards of a folder that are compared each with each; of more, those that share a name."""

_README = re.compile(r"readme[\w.-]{0,40}\.(?:md|markdown)", re.IGNORECASE)
_LANGUAGE_MARK = re.compile(
    r"[._-](?:zh|cn|en|ch|chs|chinese|english|zh[-_](?:cn|hans))(?=\.)", re.IGNORECASE
)
_UNLIKE = Text(
    en="{a} and {b} were not held against each other: too little of the one stands in the other",
    zh="未比对 {a} 与 {b}：两者的共同内容太少",
)


def groups(paths: Iterable[str]) -> list[list[str]]:
    """Return the paths in groups within which partners are looked for, in their order.

    That is a folder; in one of more than `MAX_TOGETHER` cards, files of one name but for a mark of
    their language (`a.md`, `a_zh.md`).
    """
    folders: dict[str, list[str]] = {}
    for path in paths:
        folders.setdefault(path if path == "-" else str(Path(path).parent), []).append(path)
    found: list[list[str]] = []
    for folder in folders.values():
        if len(folder) <= MAX_TOGETHER:
            found.append(folder)
            continue
        by_name: dict[str, list[str]] = {}
        for path in folder:
            by_name.setdefault(_plain_name(path), []).append(path)
        found += by_name.values()
    return found


def _plain_name(path: str) -> str:
    return _LANGUAGE_MARK.sub("", Path(path).name).lower()


def check_together(
    documents: Sequence[Document],
    *,
    select: Sequence[str],
    ignore: Sequence[str],
    limit: int,
    settings: RuleSettings | None = None,
) -> list[Report]:
    """Check the cards of one folder, partners together; `limit` is `--max-bytes`.

    `settings` is what a policy says of rules.

    A card whose partner lies beside it, unnamed, is held against it too: of the partner only what
    the two disagree on is reported. Raises ConfigError for an unknown selector.
    """
    from cardkit.bind.read import read

    named = [read(document) for document in documents]
    return check_readings(named, select=select, ignore=ignore, limit=limit, settings=settings)


def check_readings(
    named: Sequence[Reading],
    *,
    select: Sequence[str],
    ignore: Sequence[str],
    limit: int,
    settings: RuleSettings | None = None,
) -> list[Report]:
    """Do as `check_together` with cards that have been read."""
    from cardkit.diff.pair import CardPair
    from cardkit.diff.partner import pair_up
    from cardkit.rules.engine import validate, validate_pair
    from cardkit.rules.registry import PLAIN

    settings = settings or PLAIN
    beside = list(_neighbours(named, limit))
    readings = [*named, *beside]
    reports: dict[int, Report] = {}
    for match in pair_up(readings):
        first, second = match.first, match.second
        if first >= len(named):
            continue
        if not match.partners:
            _say_unlike(readings[first], readings[second])
            continue
        pair = CardPair(readings[first], readings[second])
        one, two = validate_pair(pair, select=select, ignore=ignore, settings=settings)
        both = one.languages + two.languages
        one, two = replace(one, languages=both), replace(two, languages=both)
        reports[first] = one
        if second < len(named) or (two := _between(two)).findings:
            reports[second] = two
    for i, reading in enumerate(named):
        if i not in reports:
            reports[i] = validate(reading, select=select, ignore=ignore, settings=settings)
    return [reports[i] for i in sorted(reports)]


def _between(report: Report) -> Report:
    """Return only what was found between this card and its partner."""
    return replace(
        report,
        findings=tuple(f for f in report.findings if f.elsewhere),
        suppressed=tuple(f for f in report.suppressed if f.elsewhere),
    )


def _neighbours(named: Sequence[Reading], limit: int) -> Iterator[Reading]:
    """Yield the other READMEs of the folder, where a named card may want a partner among them."""
    files = {
        r.document.source.file for r in named if r.kind == "markdown" and r.document.source.file
    }
    cards = [file for file in files if _README.fullmatch(file.name)]
    languages = {r.language for r in named if r.document.source.file in cards}
    if len(languages) != 1 or len({file.parent for file in cards}) != 1:
        return
    from cardkit.bind.read import open_document, read
    from cardkit.source.source import read_source

    folder = cards[0].parent
    others = sorted(p for p in folder.iterdir() if _README.fullmatch(p.name) and p not in files)
    for path in others[:MAX_NEIGHBOURS]:
        try:
            reading = read(open_document(read_source(path, max_bytes=limit)))
        except CardkitError:
            continue  # nobody asked for this file
        if reading.language not in languages:
            yield reading


def _say_unlike(a: Reading, b: Reading) -> None:
    """Say that two cards were not compared, where their names promise that they belong together."""
    names = [r.document.source.name for r in (a, b)]
    if len({_plain_name(name) for name in names}) == 1:
        text = _UNLIKE.format(a=names[0], b=names[1])
        console.hint(text.get(console.language()))

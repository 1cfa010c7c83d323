"""Reading and judging small cards, for the tests of rules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cardkit.bind.read import open_document as document_of
from cardkit.bind.read import read
from cardkit.bind.reading import Reading
from cardkit.diff.pair import CardPair
from cardkit.report import concise
from cardkit.rules.engine import validate, validate_pair
from cardkit.rules.report import Report
from cardkit.source.source import Source, decode

CARDS = Path(__file__).parents[1] / "cards"


def reading(text: str, name: str = "README.md") -> Reading:
    return read(document_of(Source(text, name)))


def check(text: str, *select: str, name: str = "README.md") -> Report:
    return validate(reading(text, name), select=select)


def check_files(path: Path, *select: str) -> list[Report]:
    """Check a card, the README.md of a folder with files beside it, or a pair of languages."""
    chinese = path / "README_zh.md"
    if chinese.is_file():
        pair = CardPair(_read(path / "README.md"), _read(chinese))
        return [*validate_pair(pair, select=select)]
    return [validate(_read(path / "README.md" if path.is_dir() else path), select=select)]


def _read(file: Path) -> Reading:
    return read(document_of(replace(decode(file.read_bytes(), file.name), file=file)))


def front(yaml: str, body: str = "# M-7B\n\nText.\n") -> str:
    return f"---\n{yaml}---\n\n{body}"


def expected_file(card: Path) -> Path:
    return card.with_name(card.name.split(".")[0] + ".expected.txt")


def shown(reports: list[Report]) -> str:
    return concise.write(reports, "en")

"""Cards to report on, from files and from text."""

from pathlib import Path

from cardkit.bind.read import open_document, read
from cardkit.source.source import Source, read_source

TESTS = Path(__file__).parents[1]
FULL = TESTS / "fixtures" / "full.card.yaml"


def reading(path):
    return read(open_document(read_source(path)))


def record(text, name="x.card.yaml"):
    return read(open_document(Source(f"schema_version: 1\nkind: card\nname: X\n{text}", name)))


def markdown(text, name="README.md"):
    return read(open_document(Source(text, name)))


def by_id(report):
    return {item.item.id: item for item in report.items}

"""Two versions of a card side by side: typed facts first, then tables, then the text around."""

from __future__ import annotations

from collections.abc import Iterator

from cardkit.bind.reading import Reading
from cardkit.diff.change import Change
from cardkit.diff.notes import notes_on
from cardkit.diff.outcome import Diff, Side, ordered
from cardkit.diff.versions.citations import compare_citations
from cardkit.diff.versions.code import compare_code
from cardkit.diff.versions.comparisons import compare_comparisons
from cardkit.diff.versions.draft import Draft
from cardkit.diff.versions.facts import compare_facts
from cardkit.diff.versions.grids import compare_tables
from cardkit.diff.versions.links import compare_links
from cardkit.diff.versions.metadata import compare_metadata
from cardkit.diff.versions.prose import compare_prose
from cardkit.diff.versions.scores import add_one_sided, compare_scores
from cardkit.diff.versions.words import MIXED
from cardkit.text import Text


def compare_versions(a: Reading, b: Reading) -> Diff:
    """Return what changed from `a` to `b`: Markdown cards, YAML records or comparison files.

    Layout, order, emphasis and the spelling of a number are no change. Whatever way round two files
    are given, the differences are the same, seen from the other side: one order is computed, the
    other is its mirror.
    """
    forward = (a.kind, a.document.text) <= (b.kind, b.document.text)
    changes = _changes(a, b) if forward else [c.mirrored() for c in _changes(b, a, turned=True)]
    return Diff("versions", Side.of(a), Side.of(b), ordered(changes), tuple(_notes(a, b)))


def _changes(a: Reading, b: Reading, *, turned: bool = False) -> list[Change]:
    draft = Draft(a, b, turned)
    markdown = a.kind == b.kind == "markdown"
    compare_metadata(draft)
    compare_facts(draft)
    old, new = compare_scores(draft)
    if markdown:
        old, new = compare_tables(draft, old, new)
    else:
        compare_comparisons(draft)
    add_one_sided(draft, old, new)
    if markdown:
        compare_prose(draft)
        compare_code(draft)
        compare_links(draft)
        compare_citations(draft)
    return draft.changes


def _notes(a: Reading, b: Reading) -> Iterator[Text]:
    if a.kind != b.kind:
        yield MIXED
    for reading in (a, b):
        yield from notes_on(reading)

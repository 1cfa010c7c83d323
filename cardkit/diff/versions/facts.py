"""Facts of the record that changed: sizes, training, sources, and the prose of a YAML record."""

from __future__ import annotations

from cardkit.bind.reading import Reading
from cardkit.diff.change import ChangeKind
from cardkit.diff.tables.values import relation
from cardkit.diff.versions.draft import Draft, exact_span
from cardkit.diff.versions.leaves import Leaf, leaves
from cardkit.diff.versions.numbers import changed_numbers
from cardkit.source.span import Span
from cardkit.text import LANGUAGES, Language

_IN_TEXT = ("usage", "other_sections", "citation")
"""Of a Markdown card compared as code, prose and BibTeX, word for word."""


def compare_facts(draft: Draft) -> None:
    """Compare the records fact by fact; prose only where a file is YAML."""
    languages = _languages(draft)
    old, new = leaves(draft.a.record, languages), leaves(draft.b.record, languages)
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if not _is_asked(draft, before or after):
            continue
        if before is not None and after is not None:
            _both(draft, before, after)
        elif not draft.alike:
            continue  # neither form can state all that the other does
        elif before is not None:
            _add(draft, "removed", before, None)
        elif after is not None:
            _add(draft, "added", None, after)


def _languages(draft: Draft) -> tuple[Language, ...]:
    """Return the languages that both files can state."""
    stated = {r.language for r in (draft.a, draft.b) if r.language is not None}
    return tuple(stated) if len(stated) == 1 else LANGUAGES


def _is_asked(draft: Draft, leaf: Leaf | None) -> bool:
    if leaf is None:
        return False
    if draft.a.kind == draft.b.kind == "markdown":
        return not leaf.prose and leaf.path[0] not in _IN_TEXT
    return draft.alike or leaf.path[0] not in ("usage", "other_sections")


def _both(draft: Draft, before: Leaf, after: Leaf) -> None:
    found = relation(before.value, after.value)
    span_a, span_b = _span(draft.a, before), _span(draft.b, after)
    draft.settle(span_a, span_b)
    if found == "same" or _in_front_matter(draft.b, span_b):
        return
    if before.prose:
        numbers = changed_numbers(before.printed, after.printed)
        shown = draft.newer(before, after)
        draft.add(
            "changed",
            shown.label,
            shown.part,
            (numbers.before, numbers.after),
            (span_a, span_b),
            shown.path,
            numbers.note,
        )
    else:
        _add(draft, "rounded" if found == "rounded" else "changed", before, after)


def _add(draft: Draft, kind: ChangeKind, before: Leaf | None, after: Leaf | None) -> None:
    shown = draft.newer(before, after) or before or after
    if shown is None:
        return
    span_a = _span(draft.a, before) if before else None
    span_b = _span(draft.b, after) if after else None
    if (before is None or after is None) and _stands_on_both_sides(draft, before, span_a or span_b):
        return
    draft.settle(span_a, span_b)
    if _in_front_matter(draft.a, span_a) or _in_front_matter(draft.b, span_b):
        return
    printed = (before.printed if before else None, after.printed if after else None)
    draft.add(kind, shown.label, shown.part, printed, (span_a, span_b), shown.path)


def _stands_on_both_sides(draft: Draft, before: Leaf | None, span: Span | None) -> bool:
    """Say whether a fact of one record stands in a line that the other card has word for word.

    Then nothing changed there but what stands around it, by which a line is read as a fact or not.
    """
    reading, lines = (draft.a, draft.lines[1]) if before else (draft.b, draft.lines[0])
    if not draft.alike or reading.kind != "markdown" or span is None:
        return False
    source = reading.document.source
    line = source.line_span(source.position(span.start).line)
    return source.slice(line).strip() in lines


def _span(reading: Reading, leaf: Leaf) -> Span | None:
    """Return where a fact stands: its own place, else that of the item or field it is of."""
    for end in range(len(leaf.path), 1, -1):
        span = exact_span(reading, leaf.path[:end])
        if span is not None:
            return span
    return exact_span(reading, leaf.path) if len(leaf.path) == 1 else None


def _in_front_matter(reading: Reading, span: Span | None) -> bool:
    """Say whether a fact is read from the front matter, which is compared key by key."""
    block = reading.document.front_matter
    return block is not None and span is not None and block.span.contains(span)

"""The lines below a comparison: how old its numbers are, where they were read, remarks."""

from __future__ import annotations

from cardkit.bind.draft import Draft
from cardkit.bind.lookup import find_label
from cardkit.bind.pairs import Pair, read_pair
from cardkit.quantity import parse_date, split_remark
from cardkit.record.base import Prose
from cardkit.record.comparison import Comparison, ComparisonSource
from cardkit.record.scalars import Date
from cardkit.source.blocks import ListBlock
from cardkit.source.span import Path, Span

_ROOT: Path = ("comparison",)


def bind_provenance(draft: Draft, block: ListBlock) -> bool:
    """Bind a list of `as of`, `source` and note lines alone; False when it is no such list."""
    comparison = draft.values.get(_ROOT)
    if not isinstance(comparison, Comparison):
        return False
    if comparison.sources or comparison.as_of or comparison.notes:
        return False
    as_of: Date | None = None
    sources: dict[str, ComparisonSource] = {}
    notes: list[Prose] = []
    spans: dict[Path, Span] = {}  # marked once the whole list is known to be provenance
    for item in block.items:
        pair = None if item.children else read_pair(draft.document.text, item.content)
        kind = find_label("field", pair.label.text) if pair else None
        if pair is not None and kind == "source" and pair.value.text:
            key = f"source_{len(sources) + 1}"
            sources[key] = _source(draft, pair)
            spans[(*_ROOT, "sources", key)] = pair.value.span
        elif pair is not None and kind == "table_note" and pair.value.text:
            spans[(*_ROOT, "notes", len(notes))] = pair.value.span
            notes.append(draft.prose(pair.value.text))
        elif pair is not None and kind == "as_of" and as_of is None:
            as_of = _date(pair.value.text)
            spans[(*_ROOT, "as_of")] = pair.value.span
            if as_of is None:
                return False
        else:
            return False
    for path, span in spans.items():
        draft.mark(path, span)
    draft.values[_ROOT] = comparison.model_copy(
        update={"as_of": as_of, "sources": sources, "notes": tuple(notes)}
    )
    return True


def _date(text: str) -> Date | None:
    read = parse_date(text)
    return Date(year=read.year, month=read.month, day=read.day) if read else None


def _source(draft: Draft, pair: Pair) -> ComparisonSource:
    """Read `[title](url) (date)`; a remark that is no date belongs to the title.

    An address that stands there bare is the title: the source has no other.
    """
    head, remark = split_remark(pair.value.text)
    date = _date(remark) if remark else None
    links = [link for link in draft.links_in(pair.value.span) if not link.image]
    bare = len(links) == 1 and links[0].span == links[0].url_span
    url = links[0].url if len(links) == 1 and not bare else None
    return ComparisonSource(title=head if date else pair.value.text, url=url, date=date)

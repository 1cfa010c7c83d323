"""Links and images: where they lead, not how they are written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from cardkit.bind.reading import Reading
from cardkit.diff.urls import canonical_url
from cardkit.diff.versions.draft import Draft, Places
from cardkit.diff.versions.words import BARE_LINK, IMAGE, LINK
from cardkit.source.blocks import Link
from cardkit.source.span import Path
from cardkit.text import Text

_Found = tuple[int, Link]


def compare_links(draft: Draft) -> None:
    """Compare the targets of links; one of the same text that leads elsewhere has changed.

    Anchors in the page are none; what a typed fact states (the repository) is that fact's, and what
    stands in a paragraph or row that is reported is not reported again.
    """
    old, new = _targets(draft.a), _targets(draft.b)
    gone = _only(old, new, draft.settled_a, draft.told_a)
    come = _only(new, old, draft.settled_b, draft.told_b)
    by_text: dict[tuple[str, bool], list[_Found]] = defaultdict(list)
    for found in come:
        by_text[_name(found[1])].append(found)
    for found in gone:
        waiting = by_text[_name(found[1])]
        if waiting and _name(found[1])[0]:
            other = waiting.pop(0)
            come.remove(other)
            spans = (found[1].url_span, other[1].url_span)
            shown = draft.newer(found, other)
            label, path = _label(shown[1]), _path(shown)
            draft.add("changed", label, "links", (found[1].url, other[1].url), spans, path)
        else:
            span = found[1].url_span
            label, path = _label(found[1]), _path(found)
            draft.alone("removed", label, "links", found[1].url, span, path)
    for found in come:
        span = found[1].url_span
        label, path = _label(found[1]), _path(found)
        draft.alone("added", label, "links", found[1].url, span, path)


def _targets(reading: Reading) -> dict[str, _Found]:
    found: dict[str, _Found] = {}
    for i, link in enumerate(reading.links):
        if link.url and not link.url.startswith("#"):
            found.setdefault(canonical_url(link.url), (i, link))
    return found


def _only(
    links: Mapping[str, _Found], others: Mapping[str, _Found], settled: Places, told: Places
) -> list[_Found]:
    return [
        found
        for url, found in links.items()
        if url not in others and not (settled.holds(found[1].span) or told.holds(found[1].span))
    ]


def _name(link: Link) -> tuple[str, bool]:
    return " ".join(link.text.split()), link.image


def _label(link: Link) -> Text:
    text = " ".join(link.text.split())
    if link.image:
        return IMAGE
    return LINK.format(text=text) if text and text != link.url else BARE_LINK


def _path(found: _Found) -> Path:
    return ("links", found[0])

"""Links and images: targets that the copy lost, and those it has alone."""

from __future__ import annotations

import re

from cardkit.bind.reading import Reading
from cardkit.diff.mirror import words
from cardkit.diff.mirror.drift import Log
from cardkit.diff.urls import canonical_url
from cardkit.source.blocks import Link
from cardkit.source.span import Span
from cardkit.text import Text

_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf)/([0-9]{4}\.[0-9]{4,5})", re.IGNORECASE)
_MIN_TEXT = 4


def compare_links(log: Log) -> None:
    """Compare where links lead; those inside what is told as dropped are told with it."""
    targets = {canonical_url(link.url) for link in log.copy.links}
    told: set[str] = set()
    for i, link in enumerate(log.upstream.links):
        target = canonical_url(link.url)
        if target in targets or target in told or log.is_told(link.span) or _is_inner(link):
            continue
        if _in_code_or_bibtex(log.upstream, link.span):
            continue
        told.add(target)
        if link.image:
            said = (link.url, None)
            log.add(
                "image",
                _label(link),
                "links",
                "missing",
                said,
                (link.span, None),
                path=("links", i),
            )
        else:
            _lost(log, i, link)
    stated = {canonical_url(link.url) for link in log.upstream.links}
    for i, link in enumerate(log.copy.links):
        if canonical_url(link.url) in stated or log.is_told_new(link.span) or _is_inner(link):
            continue
        if not _in_code_or_bibtex(log.copy, link.span):
            stated.add(canonical_url(link.url))
            log.add(
                "image" if link.image else "link",
                _label(link),
                "links",
                "stale",
                (None, link.url),
                (_text_in(log.upstream, link.text), link.span),
                change="added",
                path=("links", i),
            )


def _is_inner(link: Link) -> bool:
    """Say whether a link leads to a place in the same card or file tree."""
    return _SCHEME.match(link.url) is None and not link.image


def _in_code_or_bibtex(reading: Reading, span: Span) -> bool:
    spans = [block.span for block in reading.code] + list(reading.bibtex)
    return any(outer.contains(span) for outer in spans)


def _lost(log: Log, i: int, link: Link) -> None:
    """Tell of a target that is gone; its words may still stand in the copy."""
    place = _text_in(log.copy, link.text)
    note = _arxiv_note(log.copy, link.url)
    if note is None and place is not None:
        note = words.TEXT_STAYS
    log.add(
        "link",
        _label(link),
        "links",
        "missing",
        (link.url, None),
        (link.span, place),
        change="removed",
        path=("links", i),
        note=note,
    )


def _label(link: Link) -> Text:
    if link.image:
        return words.IMAGE_OF.format(text=link.text) if link.text else words.IMAGE
    if not link.text or link.text == link.url:
        return words.BARE_LINK
    return words.LINK.format(text=link.text)


def _text_in(reading: Reading, text: str) -> Span | None:
    if len(text) < _MIN_TEXT:
        return None
    at = reading.document.text.find(text)
    return Span(at, at + len(text)) if at >= 0 else None


def _arxiv_note(reading: Reading, url: str) -> Text | None:
    match = _ARXIV.search(url)
    at = reading.document.text.find(match[1]) if match else -1
    if match is None or at < 0:
        return None
    line = reading.document.source.position(at).line
    return words.ARXIV_STAYS.format(id=match[1], line=line)

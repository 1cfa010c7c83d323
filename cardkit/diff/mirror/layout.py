"""Form alone: bold, separators of tables, levels of headings, line ends."""

from __future__ import annotations

from collections.abc import Iterator

from cardkit.bind.flattened.document import FlattenedDocument
from cardkit.bind.pairs import read_pair
from cardkit.bind.reading import Reading
from cardkit.diff.mirror import words
from cardkit.diff.mirror.drift import Log
from cardkit.diff.mirror.names import tables
from cardkit.diff.mirror.scores import axes, cells_of, evaluations
from cardkit.source.blocks import Heading, Inline, ListBlock, walk
from cardkit.source.span import Span
from cardkit.text import Text, listed

_FLAT_LEVEL = 2
_SHOWN = 20


def compare_layout(log: Log) -> None:
    """Compare what shows how a card is set and not what it says."""
    _emphasis(log)
    if isinstance(log.copy.document, FlattenedDocument) and not isinstance(
        log.upstream.document, FlattenedDocument
    ):
        _separators(log)
        _levels(log)
    _line_ends(log)


def _emphasis(log: Log) -> None:
    """Tell of what is bold upstream and stands in the copy, but is bold no longer."""
    old, new = set(_strong(log.upstream)), set(_strong(log.copy))
    lost: list[Text] = []
    spans: list[tuple[Span, Span]] = []
    for entries in (evaluations, axes, cells_of):
        copies = entries(log.copy)
        for key, entry in entries(log.upstream).items():
            a = log.upstream.spans.get(entry.path)
            other = copies.get(key)
            b = log.copy.spans.get(other.path) if other is not None else None
            if a is None or (a, b) in spans:
                continue  # a score of the model itself may be one of a comparison too
            if a in old and b is not None and b not in new:
                lost.append(entry.label)
                spans.append((a, b))
    labels = [span for span in _bold_labels(log.upstream) if not log.is_told(span)]
    if any(_bold_labels(log.copy)):
        labels = []
    if not lost and not labels:
        return
    told = lost[:_SHOWN]
    if len(lost) > _SHOWN:
        told.append(Text(en="…", zh="…"))
    if labels:
        told.append(words.LABELS_BOLD.format(count=len(labels)))
    first = spans[0] if spans else (labels[0], None)
    note = words.EMPHASIS_NOTE.format(cells=_joined(told))
    log.add(
        "emphasis",
        words.EMPHASIS,
        "text",
        "style",
        (str(len(lost) + len(labels)), None),
        first,
        change="removed",
        note=note,
    )


def _joined(items: list[Text]) -> Text:
    """Return items that may hold commas in a row."""
    return Text(en="; ".join(item.en for item in items), zh="；".join(item.zh for item in items))


def _strong(reading: Reading) -> Iterator[Span]:
    for table in tables(reading):
        for row in (*table.header, *table.rows):
            for cell in row.cells:
                if cell.content.strong:
                    yield cell.content.span


def _bold_labels(reading: Reading) -> Iterator[Span]:
    for content in _contents(reading):
        pair = read_pair(reading.document.text, content)
        if pair is not None and pair.strong:
            yield pair.label.span


def _contents(reading: Reading) -> Iterator[Inline]:
    for section in reading.document.body.sections:
        for block in walk(section.blocks):
            for item in block.items if isinstance(block, ListBlock) else ():
                yield item.content


def _separators(log: Log) -> None:
    found = list(tables(log.copy)), list(tables(log.upstream))
    if found[0] and found[1]:
        note = words.SEPARATORS_NOTE.format(count=len(found[0]))
        spans = found[1][0].span, found[0][0].span
        log.add(
            "table-separators",
            words.SEPARATORS,
            "tables",
            "style",
            (None, None),
            spans,
            change="changed",
            note=note,
        )


def _levels(log: Log) -> None:
    deep = [heading for heading in _headings(log.upstream) if heading.level > _FLAT_LEVEL]
    if not deep:
        return
    first = next(_headings(log.copy), None)
    note = words.LEVELS_NOTE.format(titles=listed([heading.title.text for heading in deep]))
    spans = deep[0].title.span, first.title.span if first else None
    log.add(
        "heading-levels",
        words.LEVELS,
        "text",
        "style",
        (None, None),
        spans,
        change="changed",
        note=note,
    )


def _headings(reading: Reading) -> Iterator[Heading]:
    return (s.heading for s in reading.document.body.sections if s.heading is not None)


def _line_ends(log: Log) -> None:
    ends = [_line_end(reading.document.text) for reading in (log.upstream, log.copy)]
    if ends[0] != ends[1] and None not in ends:
        log.add(
            "line-ends",
            words.LINE_ENDS,
            "text",
            "style",
            (ends[0], ends[1]),
            (Span(0, 0), Span(0, 0)),
            change="changed",
        )


def _line_end(text: str) -> str | None:
    """Return the line end of a text; None for one without or with both."""
    crlf = text.count("\r\n")
    lone = text.count("\n") - crlf
    if crlf and not lone:
        return "CRLF"
    return "LF" if lone and not crlf else None

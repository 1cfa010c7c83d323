"""Code blocks: which are new, which are gone, which lines of the others changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cardkit.bind.reading import Reading
from cardkit.diff.align import overlap
from cardkit.diff.versions.draft import Draft, take_pairs
from cardkit.diff.versions.sections import where
from cardkit.diff.versions.words import CODE, CODE_LINES
from cardkit.source.blocks import CodeBlock, walk
from cardkit.source.span import Path, Span
from cardkit.text import Text

SAME_BLOCK = 0.3
"""Share of lines, or of the letters of a short one, from which a block is the old one edited."""
MAX_TRIES = 40_000
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class _Block:
    path: Path
    block: CodeBlock
    lines: tuple[str, ...]
    place: Text


def compare_code(draft: Draft) -> None:
    """Compare the code blocks of two Markdown cards; blank lines and last blanks do not count."""
    old, new = _blocks(draft.a), _blocks(draft.b)
    left, right = _without_equal(old, new)

    def likeness(i: int, j: int) -> float:
        return _likeness(left[i], right[j])

    pairs = take_pairs(len(left), len(right), likeness, SAME_BLOCK, MAX_TRIES)
    for i, j in pairs:
        _edited(draft, left[i], right[j])
    for i, block in enumerate(left):
        if i not in {i for i, _ in pairs} and not draft.told_a.holds(block.block.span):
            label = CODE.format(where=block.place)
            said = _shown(block.lines)
            draft.alone("removed", label, "code", said, block.block.span, block.path)
    for j, block in enumerate(right):
        if j not in {j for _, j in pairs} and not draft.told_b.holds(block.block.span):
            label = CODE.format(where=block.place)
            said = _shown(block.lines)
            draft.alone("added", label, "code", said, block.block.span, block.path)


def _blocks(reading: Reading) -> list[_Block]:
    if reading.kind != "markdown":
        return []
    places = {
        block.span: where(section)
        for section in reading.document.body.sections
        for block in walk(section.blocks)
        if isinstance(block, CodeBlock)
    }
    found = []
    for i, block in enumerate(reading.code):
        if any(block.span.contains(span) for span in reading.bibtex):
            continue
        lines = tuple(line.rstrip() for line in block.code.splitlines() if line.strip())
        if lines and block.span in places:
            found.append(_Block(("code", i), block, lines, places[block.span]))
    return found


def _without_equal(
    old: Sequence[_Block], new: Sequence[_Block]
) -> tuple[list[_Block], list[_Block]]:
    common = Counter(block.lines for block in old) & Counter(block.lines for block in new)
    rest = []
    for blocks in (old, new):
        left = common.copy()
        kept = []
        for block in blocks:
            if left[block.lines]:
                left[block.lines] -= 1
            else:
                kept.append(block)
        rest.append(kept)
    return rest[0], rest[1]


def _likeness(a: _Block, b: _Block) -> float:
    lines = overlap(Counter(a.lines), Counter(b.lines))
    if min(len(a.lines), len(b.lines)) > _SHOWN:
        return lines
    words = [Counter(word for line in block.lines for word in line.split()) for block in (a, b)]
    return max(lines, overlap(*words))


def _edited(draft: Draft, before: _Block, after: _Block) -> None:
    gone = list((Counter(before.lines) - Counter(after.lines)).elements())
    come = list((Counter(after.lines) - Counter(before.lines)).elements())
    shown = draft.newer(before, after)
    label = CODE.format(where=shown.place)
    spans = (_line_span(draft.a, before, gone), _line_span(draft.b, after, come))
    if not gone and not come:
        draft.add("moved", label, "code", (None, None), spans, shown.path)
        return
    counts = (len(come), len(gone)) if draft.turned else (len(gone), len(come))
    note = CODE_LINES.format(gone=counts[0], come=counts[1])
    draft.add("changed", label, "code", (_shown(gone), _shown(come)), spans, shown.path, note)


def _line_span(reading: Reading, block: _Block, lines: Sequence[str]) -> Span:
    """Return where the first of `lines` stands, else the whole block."""
    text, inside = reading.document.text, block.block.code_span
    for line in lines[:1]:
        at = text.find(line.strip(), inside.start, inside.end)
        if at >= 0:
            return Span(at, at + len(line.strip()))
    return block.block.span


def _shown(lines: Sequence[str]) -> str | None:
    if not lines:
        return None
    more = ["…"] if len(lines) > _SHOWN else []
    return "\n".join([*(line.strip() for line in lines[:_SHOWN]), *more])

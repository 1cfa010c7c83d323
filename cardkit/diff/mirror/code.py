"""Code of a copy: another library, another id, a device of its own hub, or anything else."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cardkit.bind.reading import Reading
from cardkit.bind.sections import name_key
from cardkit.diff.align import overlap, pairs_in_order
from cardkit.diff.change import ChangeClass
from cardkit.diff.mirror import words
from cardkit.diff.mirror.allowed import Substitutions
from cardkit.diff.mirror.drift import DriftKind, Log, side_class
from cardkit.diff.mirror.python import Found, Program, is_name, names, read_program
from cardkit.source.blocks import CodeBlock
from cardkit.source.span import Path, Span
from cardkit.text import Text

_SAME_BLOCK = 0.3
_PYTHON = frozenset(("python", "py", "python3", ""))
_SHOWN = 300
_HAN = re.compile(r"[\u3400-\u9fff]")
_MAX_STATEMENTS = 1000
"""Longer blocks are told as a whole: to pair their lines would take too long."""


@dataclass(frozen=True)
class Block:
    """A code block and where it stands."""

    path: Path
    block: CodeBlock
    program: Program | None
    lines: tuple[str, ...]
    tokens: Counter[str]


def compare_code(log: Log, allowed: Substitutions) -> None:
    """Pair the blocks in their order; blank lines, quotes and layout of Python do not count."""
    old, new = _blocks(log.upstream, allowed), _blocks(log.copy, allowed)
    pairs = pairs_in_order(old, new, _likeness, _SAME_BLOCK)
    for i, j in pairs:
        _compare(log, old[i], new[j])
    for i, block in enumerate(old):
        if i not in {i for i, _ in pairs} and not log.is_told(block.block.span):
            said, spans = (_shown(block.lines), None), (block.block.code_span, None)
            log.add("code", words.CODE_BLOCK, "code", "missing", said, spans, path=block.path)
    for j, block in enumerate(new):
        if j not in {j for _, j in pairs} and not log.is_told_new(block.block.span):
            came, place = (None, _shown(block.lines)), (None, block.block.code_span)
            log.add("code", words.CODE_BLOCK, "code", "stale", came, place, path=block.path)


def _blocks(reading: Reading, allowed: Substitutions) -> list[Block]:
    found: list[Block] = []
    for i, block in enumerate(reading.code):
        if any(block.span.contains(span) for span in reading.bibtex):
            continue
        program = read_program(block.code, allowed) if block.language in _PYTHON else None
        lines = tuple(" ".join(line.split()) for line in block.code.splitlines() if line.strip())
        if program is not None and not program.statements:  # comments alone
            program = None
        bare = [s.text for s in program.statements] if program else list(lines)
        tokens = Counter(word for line in bare for word in line.replace("(", " ").split())
        if lines:
            found.append(Block(("code", i), block, program, lines, tokens))
    return found


def _likeness(a: Block, b: Block) -> float:
    return overlap(a.tokens, b.tokens)


def _compare(log: Log, a: Block, b: Block) -> None:
    if a.program is None or b.program is None:
        _lines(log, a, b)
        return
    _named(log, a, b, "library", words.LIBRARY, a.program.libraries, b.program.libraries)
    _named(log, a, b, "model-id", words.MODEL_ID, a.program.ids, b.program.ids)
    _devices(log, a, b)
    old, new = a.program.statements, b.program.statements
    for i, i2, j, j2 in _differing([s.text for s in old], [s.text for s in new]):
        before = _region(log.upstream, a.block, [s.place for s in old[i:i2]])
        after = _region(log.copy, b.block, [s.place for s in new[j:j2]])
        if not (log.in_two_languages and _is_translated(old[i:i2], new[j:j2])):
            _changed(log, a, (before, after))


def _is_translated(a: Sequence[Found], b: Sequence[Found]) -> bool:
    """Say whether statements differ in the words of strings alone, and one side's are Chinese."""
    if [s.bare for s in a] != [s.bare for s in b]:
        return False
    strings = [
        pair for x, y in zip(a, b, strict=True) for pair in zip(x.strings, y.strings, strict=True)
    ]
    han = any(_HAN.search(one + other) for one, other in strings)
    return han and all(_is_translation(one, other) for one, other in strings)


def _is_translation(a: str, b: str) -> bool:
    return a == b or bool(_HAN.search(a + b)) or not (is_name(a) or is_name(b))


def _lines(log: Log, a: Block, b: Block) -> None:
    if a.lines == b.lines:
        return
    for i, i2, j, j2 in _differing(a.lines, b.lines):
        said = _shown(a.lines[i:i2]), _shown(b.lines[j:j2])
        spans = a.block.code_span, b.block.code_span
        log.add("code", words.CODE, "code", side_class(said), said, spans, path=a.path)


def _differing(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Return the ranges of lines that differ: from, to, from, to."""
    if len(a) + len(b) > _MAX_STATEMENTS:
        return [] if list(a) == list(b) else [(0, len(a), 0, len(b))]
    codes = difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return [(i, i2, j, j2) for tag, i, i2, j, j2 in codes if tag != "equal"]


def _changed(log: Log, a: Block, spans: tuple[Span | None, Span | None]) -> None:
    sides = (log.upstream, log.copy)
    said = tuple(
        _shown([reading.document.source.slice(span)]) if span else None
        for reading, span in zip(sides, spans, strict=True)
    )
    told = said[0], said[1]
    log.add("code", words.CODE, "code", side_class(told), told, spans, path=a.path)


def _named(
    log: Log,
    a: Block,
    b: Block,
    kind: DriftKind,
    label: Text,
    old: list[Found],
    new: list[Found],
) -> None:
    """Tell of names that differ, place by place; a name that is told is not told again."""
    told: set[tuple[str, str]] = set()
    if len(old) != len(new):
        return  # the statements differ too, and are told
    for before, after in zip(old, new, strict=True):
        said = (before.text, after.text)
        if before.text == after.text or said in told:
            continue
        told.add(said)
        same = kind == "library" or _last(before.text) == _last(after.text)
        spans = (
            _region(log.upstream, a.block, [before.place]),
            _region(log.copy, b.block, [after.place]),
        )
        note = None if same else words.OTHER_NAME
        klass: ChangeClass = "allowed" if same else "contradiction"
        log.add(kind, label, "code", klass, said, spans, path=a.path, note=note)


def _last(id_: str) -> str:
    return name_key(id_.rpartition("/")[2])


def _devices(log: Log, a: Block, b: Block) -> None:
    old = list(names(a.program.devices)) if a.program else []
    new = list(names(b.program.devices)) if b.program else []
    if old == new or a.program is None or b.program is None:
        return
    spans = (
        _region(log.upstream, a.block, [found.place for found in a.program.devices]),
        _region(log.copy, b.block, [found.place for found in b.program.devices]),
    )
    said = (", ".join(old) or None, ", ".join(new) or None)
    log.add("device", words.DEVICE, "code", "allowed", said, spans, path=a.path)


def _region(
    reading: Reading, block: CodeBlock, places: Sequence[tuple[int, int, int, int]]
) -> Span | None:
    """Return the span from the first place to the last; the block where its marks lie between."""
    if not places:
        return None
    written = reading.document.source.slice(block.code_span)
    if written.rstrip() != block.code.rstrip():
        return block.code_span
    lines = written.splitlines(keepends=True)
    first, last = min(places)[:2], max(place[2:] for place in places)
    start, end = _offset(lines, *first), _offset(lines, *last)
    return Span(block.code_span.start + start, block.code_span.start + end)


def _offset(lines: Sequence[str], line: int, column: int) -> int:
    before = sum(map(len, lines[: line - 1]))
    return before + len(lines[line - 1].encode()[:column].decode(errors="ignore"))


def _shown(lines: Sequence[str]) -> str | None:
    text = "\n".join(lines)
    return None if not text else text if len(text) <= _SHOWN else text[:_SHOWN] + "…"

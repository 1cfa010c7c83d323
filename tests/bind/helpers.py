from __future__ import annotations

import re
from pathlib import Path

import pytest

from cardkit.bind import Reading, bind
from cardkit.source.document import loads

FIXTURES = Path(__file__).parent.parent / "fixtures"
_BESIDE = Path(__file__).parents[3] / "shared"
_ABOVE_WORKTREES = Path(__file__).parents[4] / "shared"
SHARED = _BESIDE if _BESIDE.is_dir() else _ABOVE_WORKTREES
_RULE = re.compile(r"[\s|:-]+")


def read(text: str) -> Reading:
    return bind(loads(text))


def fixture(name: str) -> Reading:
    return read((FIXTURES / name).read_text(encoding="utf-8"))


def shared(*parts: str) -> Path:
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip("the shared reference folder is absent")
    return path


def source(reading: Reading, *path: str | int) -> str:
    """What the span of `path` covers; fails where the path has no span of its own."""
    span = reading.spans[path]
    return reading.document.text[span.start : span.end]


def key(reading: Reading, *path: str | int) -> str:
    span = reading.key_spans[path]
    return reading.document.text[span.start : span.end]


def left(reading: Reading) -> list[tuple[str, str]]:
    return [(entry.kind, entry.text) for entry in reading.unrecognised]


def uncovered_lines(reading: Reading) -> list[str]:
    """Lines that are no part of a bound span, of its label, or of what was listed."""
    document = reading.document
    covered = [False] * (len(document.source.line_starts) + 2)
    spans = [
        span
        for path, span in reading.spans.items()
        if path[0] not in ("sections", "links", "code", "bibtex") and path != ("evaluations",)
    ]
    spans += list(reading.key_spans.values())
    for span in spans:
        first = document.source.position(span.start).line
        last = document.source.position(max(span.end - 1, span.start)).line
        covered[first : last + 1] = [True] * (last + 1 - first)
    for entry in reading.unrecognised:
        count = entry.text.count("\n") + 1
        covered[entry.line : entry.line + count] = [True] * count
    return [
        line
        for number, line in enumerate(document.text.splitlines(), 1)
        if not covered[number] and not _RULE.fullmatch(line + " ") and not line.startswith("```")
    ]

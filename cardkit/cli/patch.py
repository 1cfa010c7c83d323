"""What `--diff` shows: a patch that other programs apply."""

from __future__ import annotations

import difflib
import io
from pathlib import Path

from cardkit.source.document import Document
from cardkit.source.source import Source
from cardkit.text import visible

_NO_NEWLINE = "\\ No newline at end of file"


def patch(source: Source, mended: Document) -> str:
    """Return a patch that `git apply` and `patch -p1` take, with what cannot be seen shown.

    Lines end at newlines and nowhere else, as those programs count them.
    """
    name = visible(_in_patch(source.name)) + ("\t" if " " in source.name else "")
    before, after = (io.StringIO(t, newline="\n") for t in (source.text, mended.dumps()))
    lines = difflib.unified_diff([*before], [*after], f"a/{name}", f"b/{name}")
    return "".join(map(_shown, lines))


def _shown(line: str) -> str:
    end = "\r\n" if line.endswith("\r\n") else "\n" if line.endswith("\n") else ""
    return visible(line.removesuffix(end), keep="\t") + (end or f"\n{_NO_NEWLINE}\n")


def _in_patch(name: str) -> str:
    """Return a file's name as a patch holds it: below the working folder, else below the root."""
    path = Path(name)
    if not path.is_absolute():
        return path.as_posix()
    here = Path.cwd()
    below = path.relative_to(here) if path.is_relative_to(here) else path.relative_to(path.anchor)
    return below.as_posix()

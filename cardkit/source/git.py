"""git as the one program that reads its own files: no shell, no pager, no filter, no network."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import Popen

TIMEOUT = 30.0
"""Seconds; a file of a local repository takes hundredths."""
_MAX_SAID = 4096
_COMMAND = ("git", "--literal-pathspecs", "--no-pager", "-c", "core.fsmonitor=false")
_ENVIRONMENT: Mapping[str, str] = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
}
_LEADS = ("GIT_DIR", "GIT_WORK_TREE")
"""What leads git to a repository other than that of a folder."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What git wrote, no more than the limit and one byte of it; whether it took too long."""

    code: int
    data: bytes
    said: bytes
    late: bool = False


def ask(words: Sequence[str], *, folder: Path | None = None, limit: int | None = None) -> Answer:
    """Run git with these words and return its answer; it is stopped at `limit` bytes of output.

    In `folder` it is asked of the repository of that folder, whatever a hook's environment says;
    without one, of the repository that people mean where they are. Raises OSError where there is
    no git, ValueError for words that no program can be given.
    """
    import subprocess  # most runs ask nothing

    kept = {k: v for k, v in os.environ.items() if folder is None or k not in _LEADS}
    process = subprocess.Popen(
        [*_COMMAND, *words],
        cwd=folder,
        env=kept | dict(_ENVIRONMENT),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(TIMEOUT, stop)
    timer.start()
    try:
        data, said = _read(process, limit)
    finally:
        timer.cancel()
    return Answer(process.returncode, data, said, late.is_set())


def _read(process: Popen[bytes], limit: int | None) -> tuple[bytes, bytes]:
    with process:
        if process.stdout is None or process.stderr is None:
            return b"", b""
        data = process.stdout.read(-1 if limit is None else limit + 1)
        if limit is not None and len(data) > limit:
            process.kill()
        return data, process.stderr.read(_MAX_SAID)

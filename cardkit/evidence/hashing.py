"""SHA-256 of large files, several at once; each is read once, from front to end."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PIECE = 2**21
"""Bytes read at a time; larger ones leave the cache of the processor before they are hashed."""
THREADS = 4

Advance = Callable[[int], object]
"""Hears how many more bytes were hashed; from several threads."""


def nobody(_count: int) -> None:
    """Hear of progress and do nothing."""


def sha256_of(paths: Sequence[Path], advance: Advance = nobody) -> list[str]:
    """Return the SHA-256 of plain files in their order, in hexadecimal, `THREADS` at a time.

    hashlib leaves the interpreter to others meanwhile. No link is followed at the last step: who
    calls has resolved it. Raises OSError.
    """
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda path: _sha256(path, advance), paths))


def _sha256(path: Path, advance: Advance) -> str:
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0)
    flags |= getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    found = hashlib.sha256()
    buffer = bytearray(PIECE)
    view = memoryview(buffer)
    with os.fdopen(os.open(path, flags), "rb", buffering=0) as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(f"{path} is no plain file")
        while count := stream.readinto(buffer):
            found.update(view[:count])
            advance(count)
    return found.hexdigest()

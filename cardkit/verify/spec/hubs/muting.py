"""Keeping a client's bars and warnings off the screen while it fetches."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO


class _Muted:
    """A stream on which only some threads are heard; once `over`, all are.

    A client may keep it (a handler of a logger), so that it must outlive its use.
    """

    def __init__(self, stream: TextIO, heard: frozenset[int | None]) -> None:
        self._stream = stream
        self._heard = heard
        self.over = False

    def write(self, text: str) -> int:
        if self.over or threading.get_ident() in self._heard:
            return self._stream.write(text)
        return len(text)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream has
        return getattr(self._stream, name)


@contextmanager
def muted() -> Iterator[None]:
    """Drop what this thread, and threads that start meanwhile, write to stderr.

    Bars are named by the server, which may put anything there, and some clients draw them into log
    files too. Threads that run already are heard as before.
    """
    stream = sys.stderr
    if stream is None:  # pythonw
        yield
        return
    others = {thread.ident for thread in threading.enumerate()} - {threading.get_ident()}
    muffled = _Muted(stream, frozenset(others))
    sys.stderr = muffled
    try:
        yield
    finally:
        muffled.over = True
        if sys.stderr is muffled:
            sys.stderr = stream

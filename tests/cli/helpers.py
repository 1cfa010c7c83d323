"""Runs of the whole command line in this process."""

import contextvars
import io
import sys
from typing import NamedTuple

import pytest

from cardkit.cli import console
from cardkit.cli.main import main


class Done(NamedTuple):
    code: int
    out: str
    err: str


def _fresh():
    console.set_language(None)  # what another test has chosen does not count
    main()


def run(*words, language="en", columns=80, encoding="utf-8", data=b"", cwd=None):
    """Run `cardkit WORDS` as a shell would: its streams, its exit code."""
    streams = [io.TextIOWrapper(io.BytesIO(data), encoding)]
    streams += [io.TextIOWrapper(io.BytesIO(), encoding) for _ in "oe"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CARDKIT_LANG", language)
        patch.setenv("COLUMNS", str(columns))
        if cwd is not None:
            patch.chdir(cwd)
        patch.setattr(sys, "argv", ["cardkit", *map(str, words)])
        for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            patch.setattr(sys, name, stream)
        with pytest.raises(SystemExit) as left:
            contextvars.copy_context().run(_fresh)
    out, err = (stream.buffer.getvalue().decode(encoding) for stream in streams[1:])
    return Done(int(left.value.code or 0), out, err)

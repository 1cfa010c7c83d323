"""File names as relative URI references, as code scanning wants them."""

from __future__ import annotations

from pathlib import PurePath
from urllib.parse import quote


def address(name: str) -> str:
    """Return `name` as a URI reference: percent-encoded, with `/` between folders.

    An absolute path is a `file:` address. What is no UTF-8 in a name is encoded byte by byte.
    """
    path = PurePath(name)
    encoded = quote(path.as_posix().encode("utf-8", "surrogateescape"), safe="/-._~")
    return f"file://{encoded}" if path.is_absolute() else encoded

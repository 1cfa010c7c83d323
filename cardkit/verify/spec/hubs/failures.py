"""What an exception of a client means that stopped a fetch: a problem in words of our own."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

from cardkit.errors import reason
from cardkit.text import Text
from cardkit.verify.spec.files import ModelFile
from cardkit.verify.spec.hubs import refusals
from cardkit.verify.spec.hubs.answer import refused
from cardkit.verify.spec.problem import Problem

_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.EFBIG}
_DOWN = {"TransportError", "ConnectionError", "Timeout", "TimeoutException", "NetworkError"}
_BROKEN = {"RemoteProtocolError", "ChunkedEncodingError", "IncompleteRead", "ProtocolError"}
_DIFFERS = {"FileIntegrityError"}


def not_fetched(error: Exception, file: ModelFile, folder: Path) -> Problem:
    """Return why the fetch of `file` into `folder` stopped, in none of the client's words."""
    name = file.name
    kinds: set[str] = set()
    for each in _chain(error):
        if isinstance(each, OSError) and each.errno in _DISK:
            shown = _UNWRITABLE.format(folder=folder, why=reason(each))
            return Problem("cache-unwritable", shown, str(folder))
        status = getattr(getattr(each, "response", None), "status_code", None)
        if isinstance(status, int) and status >= 400:
            return refused(status, name)
        kinds |= {c.__name__ for c in type(each).__mro__}
    if kinds & _BROKEN or "Consistency check failed" in str(error):
        return refusals.broken_off(name)
    if kinds & _DIFFERS:
        return Problem("fetched-differs", _OTHER.format(name=name), name)
    # huggingface_hub 1 closes its client after a refused connection, and says so at the next try.
    if kinds & _DOWN or "client has been closed" in str(error):
        return refusals.part_unreachable(name, kinds)
    return refusals.part_unusable(name)


_UNWRITABLE = Text(en="cannot write into {folder}: {why}", zh="无法写入 {folder}：{why}")
_OTHER = Text(
    en="the hub sends a `{name}` that is not what it lists: another size or SHA-256",
    zh="平台发送的 `{name}` 与其列出的大小或 SHA-256 不符",
)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and those that it was raised from."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        yield error
        error = error.__cause__ or error.__context__

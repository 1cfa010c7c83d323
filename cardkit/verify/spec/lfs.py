"""Pointers of Git LFS: what a clone without `git lfs pull` has in place of the weights."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cardkit.text import Text
from cardkit.verify.outcome import Remark

if TYPE_CHECKING:
    from cardkit.verify.spec.files import ModelFile, ModelFiles

PREFIX = b"version https://git-lfs.github.com/spec/v1"
MAX_POINTER = 1024
"""Bytes; the specification says a pointer has less,
<https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md>."""
_OID = re.compile(rb"^oid sha256:([0-9a-f]{64})$", re.MULTILINE)
_SIZE = re.compile(rb"^size ([0-9]{1,18})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pointer:
    """The file a pointer stands for: its digest and its size in bytes."""

    sha256: str
    size: int


def pointer(files: ModelFiles, file: ModelFile) -> Pointer | None:
    """Return what a file points to, None where it is no pointer. Raises Problem as `read` does."""
    if file.size >= MAX_POINTER or file.size < len(PREFIX):
        return None
    return pointer_in(files.read(file.name, 0, MAX_POINTER))


def pointer_in(data: bytes) -> Pointer | None:
    """Return what the content of a file points to, None where it is no pointer."""
    oid, size = _OID.search(data), _SIZE.search(data)
    if not data.startswith(PREFIX) or oid is None or size is None:
        return None
    return Pointer(oid[1].decode("ascii"), int(size[1]))


def remark(name: str, found: Pointer) -> Remark:
    """Say that a file is only a pointer, and how to get the file itself."""
    message = Text(
        en="`{name}` is a Git LFS pointer to a file of {size} bytes, not the file itself;"
        " `git lfs pull` fetches it",
        zh="`{name}` 是 Git LFS 指针，指向 {size} 字节的文件，并非文件本身；"
        "请运行 `git lfs pull` 获取",
    )
    return Remark("lfs-pointer", "error", message.format(name=name, size=f"{found.size:,}"), name)

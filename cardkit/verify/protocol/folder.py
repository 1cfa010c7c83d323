"""Finding a task's file in a folder of data, and opening nothing that lies outside of it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import IO

from cardkit.errors import reason
from cardkit.text import Text, listed
from cardkit.verify.protocol.item import refused

MAX_BYTES = 1024 * 1024 * 1024
_BLOCK = 1024 * 1024
_ENDINGS = (".jsonl", ".parquet")


def find(folder: Path, path: str, *, origin: Text | None = None) -> Path:
    """Return where in `folder` the file `path` of llm-foundry's layout lies.

    `local_data/world_knowledge/arc_easy.jsonl` may lie there, without its first folders, or alone.
    `origin` says where such a file comes from. Raises Problem: `items-missing`; `items-ambiguous`
    where two different files could be meant; what `inside` raises.
    """
    names = list(_candidates(path))
    found = [folder / name for name in names if os.path.lexists(folder / name)]
    if not found:
        raise refused(
            "items-missing",
            _MISSING,
            PurePosixPath(path).name,
            folder=folder,
            names=listed(names),
            origin=origin or Text("", ""),
        )
    safe = [inside(folder, file) for file in found]
    if len(safe) > 1 and len({_digest(file) for file in safe}) > 1:
        shown = listed([str(file.relative_to(folder)) for file in found])
        raise refused("items-ambiguous", _AMBIGUOUS, PurePosixPath(path).name, names=shown)
    return safe[0]


def find_named(folder: Path, names: Sequence[str]) -> Path | None:
    """Return the first file in `folder` with one of the names, .jsonl or .parquet behind it.

    None where there is none. Raises Problem: `items-ambiguous` where a name has both endings; what
    `inside` raises.
    """
    for name in names:
        found = [f for ending in _ENDINGS if os.path.lexists(f := folder / f"{name}{ending}")]
        if len(found) > 1:
            shown = listed([file.name for file in found])
            raise refused("items-ambiguous", _TWICE, name, names=shown)
        if found:
            return inside(folder, found[0])
    return None


def _candidates(path: str) -> Iterator[str]:
    """Yield the names a file may have: all of its folders, fewer, none; the first and none else."""
    parts = PurePosixPath(path).parts
    names = ["/".join(parts[i:]) for i in range(len(parts))]
    if len(parts) > 2:
        names.insert(-1, f"{parts[0]}/{parts[-1]}")
    yield from dict.fromkeys(names)


def inside(folder: Path, file: Path) -> Path:
    """Return the plain file that `file` leads to.

    Links must not lead out of `folder`, but for those of a snapshot in huggingface_hub's cache
    into the `blobs` beside it. Raises Problem: `link-outside`, `not-a-plain-file`,
    `file-too-large`, `file-unreadable`.
    """
    name = file.name
    try:
        target = file.resolve(strict=True)
        if not any(target.is_relative_to(root) for root in _allowed(folder)):
            raise refused("link-outside", _OUTSIDE, name)
        found = target.stat()
    except (OSError, RuntimeError) as error:  # a link to nothing; a ring of links
        raise refused("file-unreadable", _UNREADABLE, name, why=reason(error)) from error
    if not stat.S_ISREG(found.st_mode):
        raise refused("not-a-plain-file", _NOT_PLAIN, name)
    if found.st_size > MAX_BYTES:
        raise refused("file-too-large", _LARGE, name, limit=MAX_BYTES)
    return target


def open_plain(file: Path) -> IO[bytes]:
    """Open a plain file to read; what has become a pipe since is not waited for. Raises Problem."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        stream = os.fdopen(os.open(file, flags), "rb")
    except OSError as error:
        raise refused("file-unreadable", _UNREADABLE, file.name, why=reason(error)) from error
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise refused("not-a-plain-file", _NOT_PLAIN, file.name)
    return stream


def _allowed(folder: Path) -> tuple[Path, ...]:
    root = folder.resolve()
    cache = root.parent.parent
    if root.parent.name == "snapshots" and cache.name.startswith("datasets--"):
        return root, cache / "blobs"
    return (root,)


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with open_plain(file) as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


_MISSING = Text(
    en="`{where}` is not in `{folder}` (looked for {names}){origin}",
    zh="`{folder}` 中没有 `{where}`（已查找 {names}）{origin}",
)
_AMBIGUOUS = Text(
    en="`{where}` lies there several times, and the files differ: {names}",
    zh="存在多个内容不同的 `{where}`：{names}",
)
_TWICE = Text(
    en="`{where}` lies there twice: {names}; keep one of them",
    zh="存在两个 `{where}`：{names}，请只保留一个",
)
_OUTSIDE = Text(
    en="`{where}` is a link that leaves the folder of the data; it is not followed",
    zh="`{where}` 是指向数据目录之外的链接，未跟随",
)
_UNREADABLE = Text(en="cannot read `{where}`: {why}", zh="无法读取 `{where}`：{why}")
_NOT_PLAIN = Text(
    en="`{where}` is no plain file and is not opened", zh="`{where}` 不是普通文件，未打开"
)
_LARGE = Text(
    en="`{where}` is larger than {limit} bytes and is left unread",
    zh="`{where}` 超过 {limit} 字节，未读取",
)

"""A model as a set of named files, read in pieces: a folder here, a repository behind a hub."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal, Protocol

from cardkit.errors import UnreadableFile, reason
from cardkit.text import Text
from cardkit.verify.outcome import Remark
from cardkit.verify.spec import lfs
from cardkit.verify.spec.problem import Problem

MAX_FILES = 10_000
"""Names of one model that are looked at; the largest repositories have some hundreds."""
MAX_DEPTH = 3
_SHARED = ".huggingface-shared-blobs"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file: its name from the model's root, parts joined by `/`, and its size in bytes."""

    name: str
    size: int


class ModelFiles(Protocol):
    """What the spec check needs of a model, wherever it lies; nothing of it runs or writes."""

    @property
    def name(self) -> str:
        """What people call it, its revision included where it has one."""
        ...

    @property
    def remarks(self) -> Sequence[Remark]:
        """What was refused while the files were listed."""
        ...

    def list(self) -> Sequence[ModelFile]:
        """Return the files that may be read, in the order of their names."""
        ...

    def read(self, name: str, start: int, length: int) -> bytes:
        """Return bytes of a file of `list`, fewer than `length` only at its end.

        Raises Problem where it cannot be read.
        """
        ...

    def text(self, name: str, limit: int) -> str:
        """Return a whole file as UTF-8. Raises Problem; larger than `limit` bytes is one."""
        ...


def whole_text(files: ModelFiles, name: str, limit: int) -> str:
    """Return a file of `files` as text, by `read`: what `ModelFiles.text` does."""
    data = files.read(name, 0, limit + 1)
    if len(data) > limit:
        message = Text(
            en="`{name}` is larger than {limit} bytes and is left unread",
            zh="`{name}` 超过 {limit} 字节，未读取",
        )
        raise Problem("file-too-large", message.format(name=name, limit=limit), name)
    pointer = lfs.pointer_in(data) if len(data) < lfs.MAX_POINTER else None
    if pointer is not None:
        raise Problem("lfs-pointer", lfs.remark(name, pointer).message, name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = Text(en="`{name}` is not UTF-8 text", zh="`{name}` 不是 UTF-8 文本")
        raise Problem("not-utf8", message.format(name=name), name) from None


class LocalFiles:
    """The files of a folder, or one file alone; links must not lead out of the folder.

    A snapshot in the cache of huggingface_hub is made of links, which lead to its own `rooms`.
    """

    def __init__(self, path: Path | str, *, depth: int = MAX_DEPTH) -> None:
        """Look at what lies at `path`, and in folders below it to `depth`.

        Raises UnreadableFile when there is no such thing.
        """
        self.path = Path(path)
        self.remarks: list[Remark] = []
        self.skipped: list[str] = []
        """Folders that were not entered: hidden, too deep, links; Git's own aside."""
        try:
            alone = not self.path.is_dir()
            if alone and not self.path.is_file():
                raise _no_model(self.path)
            self._folder = self.path.parent if alone else self.path
            self._allowed = rooms(self._folder)
            self._targets: dict[str, Path] = {}
            found = [self.path.name] if alone else list(_names(self._folder, depth, self.skipped))
            if len(found) > MAX_FILES:
                self.remarks.append(_cut(self.path.name))
                found = found[:MAX_FILES]
            self._sizes = dict(self._plain(name, named=alone) for name in found)
        except OSError as error:
            message = Text(en="cannot read `{path}`: {why}", zh="无法读取 `{path}`：{why}")
            raise UnreadableFile(message.format(path=self.path, why=reason(error))) from error
        self._sizes.pop("", None)

    @property
    def name(self) -> str:
        """The path as it was given."""
        return str(self.path)

    def list(self) -> Sequence[ModelFile]:
        """Return the plain files, in the order of their names."""
        return [ModelFile(name, self._sizes[name]) for name in sorted(self._sizes)]

    def local(self, name: str) -> Path:
        """Return where a file of `list` lies."""
        return self._folder / name

    def read(self, name: str, start: int, length: int) -> bytes:
        """Return bytes of a file; raises Problem where it cannot be read."""
        if name not in self._sizes:
            message = Text(en="there is no file `{name}`", zh="没有文件 `{name}`")
            raise Problem("file-missing", message.format(name=name), name)
        # What was listed may have become a link or a pipe since: no link is followed now, and a
        # pipe must not block.
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0)
        flags |= getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
        try:
            with os.fdopen(os.open(self._targets[name], flags), "rb") as stream:
                if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                    raise _not_plain(name)
                stream.seek(start)
                return stream.read(length)
        except OSError as error:
            message = Text(en="cannot read `{name}`: {why}", zh="无法读取 `{name}`：{why}")
            shown = message.format(name=name, why=reason(error))
            raise Problem("file-unreadable", shown, name) from error

    def text(self, name: str, limit: int) -> str:
        """Return a whole file as UTF-8; raises Problem."""
        return whole_text(self, name, limit)

    def _plain(self, name: str, *, named: bool) -> tuple[str, int]:
        """Return name and size of a plain file inside the folder; an empty name for any other."""
        path = self._folder / name
        try:
            target = path.resolve(strict=True)
            if not named and not any(target.is_relative_to(root) for root in self._allowed):
                raise _leaves(name)
            found = target.stat()
            if not stat.S_ISREG(found.st_mode):
                raise _not_plain(name)
        except Problem as problem:
            self.remarks.append(problem.remark)
            return "", 0
        except (OSError, RuntimeError) as error:  # a link to nothing; a ring of links (3.10-3.12)
            message = Text(en="cannot read `{name}`: {why}", zh="无法读取 `{name}`：{why}")
            why = reason(error)
            shown = message.format(name=name, why=why)
            self.remarks.append(Remark("file-unreadable", "warning", shown, name))
            return "", 0
        self._targets[name] = target
        return name, found.st_size


def is_inside(name: str) -> bool:
    """Say whether a name that a file gives is one of a file below the model's own folder."""
    path = PurePosixPath(name)
    plain = bool(name) and "\\" not in name and "\0" not in name and ":" not in name
    return plain and not path.is_absolute() and ".." not in path.parts


def rooms(folder: Path) -> tuple[Path, ...]:
    """Return where the files of a model's folder may lie: in it, or where a hub's cache has them.

    A snapshot (`models--*/snapshots/*`) in the cache of huggingface_hub links into the `blobs`
    beside it, and from huggingface_hub 2 on those of files that came by Xet link into `blobs` of
    the whole cache, which bears a mark.
    """
    root = folder.resolve()
    model = root.parent.parent
    if root.parent.name != "snapshots" or not model.name.startswith("models--"):
        return (root,)
    shared = model.parent / "blobs"
    marked = (shared / _SHARED).is_file()
    return (root, model / "blobs", *((shared,) if marked else ()))


def _names(folder: Path, depth: int, skipped: list[str]) -> Iterator[str]:
    """Yield names below `folder`, without hidden folders; folders that are links are not entered.

    Those that leave the model are yielded, so that it is said. One name more than MAX_FILES says
    that there are more. The folders that are not entered are noted in `skipped`.
    """
    count = 0
    for at, folders, names in os.walk(folder):
        inside = Path(at).relative_to(folder)
        links = [f for f in folders if Path(at, f).is_symlink()]
        open_ones = sorted(f for f in folders if not f.startswith(".") and f not in links)
        entered = open_ones if len(inside.parts) < depth else []
        skipped += [(inside / f).as_posix() for f in folders if f not in {*entered, ".git"}]
        folders[:] = entered
        outside = [f for f in links if not Path(at, f).resolve().is_relative_to(folder.resolve())]
        for name in (*sorted(names), *sorted(outside)):
            count += 1
            yield (inside / name).as_posix()
            if count > MAX_FILES:
                return


def _cut(where: str) -> Remark:
    message = Text(
        en="only the first {limit} files are looked at; there are more",
        zh="仅查看前 {limit} 个文件，其余未查看",
    )
    return Remark("files-cut", "error", message.format(limit=f"{MAX_FILES:,}"), where)


def _no_model(path: Path) -> UnreadableFile:
    if path.exists():
        message = Text(
            en="`{path}` is neither a folder nor a plain file", zh="`{path}` 既非目录，也非普通文件"
        )
    else:
        message = Text(en="`{path}` does not exist", zh="`{path}` 不存在")
    return UnreadableFile(message.format(path=path))


def _leaves(name: str) -> Problem:
    message = Text(
        en="`{name}` is a link that leaves the model's folder; it is not followed",
        zh="`{name}` 是指向模型目录之外的链接，未跟随",
    )
    return Problem("link-outside", message.format(name=name), name, level=_level(name))


def _not_plain(name: str) -> Problem:
    message = Text(
        en="`{name}` is no plain file and is not opened", zh="`{name}` 不是普通文件，未打开"
    )
    return Problem("not-a-plain-file", message.format(name=name), name, level=_level(name))


def _level(name: str) -> Literal["error", "warning"]:
    """Return how much a refused file matters: without what may be the model's, all is in doubt."""
    return "error" if name.endswith((".json", ".safetensors", ".gguf")) else "warning"

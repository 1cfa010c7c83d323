"""The files of a repository at one commit as `ModelFiles`: listed, counted, read in parts."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cardkit.errors import UnreadableFile
from cardkit.text import Text
from cardkit.verify.outcome import Remark
from cardkit.verify.spec.files import MAX_FILES, LocalFiles, ModelFile, is_inside, whole_text
from cardkit.verify.spec.hubs import refusals
from cardkit.verify.spec.hubs.answer import Part
from cardkit.verify.spec.hubs.refs import Ref
from cardkit.verify.spec.problem import Problem

HEAD = 64 * 1024
"""Bytes asked for where the start of a file is read: length and header of most safetensors files
come in one round trip, and small files whole."""
_HEADS = 8
_MAX_SIZE = 1 << 62


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as a hub lists it: nothing of it is trusted yet. `sha256` is that of its content."""

    name: object
    size: object
    sha256: object = None


class Fetch(Protocol):
    """The way a hub gives a part of a file; raises Problem."""

    def __call__(self, part: Part) -> bytes:
        """Return the bytes of `part`, all of them."""
        ...


class Store(Protocol):
    """Where a hub's client keeps the files of one commit on this machine, and fetches more."""

    @property
    def folder(self) -> Path:
        """Where the files lie, each under its own name."""
        ...

    @property
    def root(self) -> Path:
        """Where all lies that the client keeps of the model."""
        ...

    @property
    def setting(self) -> str:
        """The variable that leads the client elsewhere."""
        ...

    def fetch(self, files: Sequence[ModelFile], *, again: bool) -> None:
        """Fetch whole files into `folder`, those that lie there anew where `again`.

        Raises Problem.
        """
        ...


class HubFiles:
    """The files of a repository; `commit` is what its revision stood for when it was opened.

    `requests` and `bytes_read` count what was asked of the hub and what came back of file content.
    Files that `store` has are read there.
    """

    def __init__(
        self,
        ref: Ref,
        commit: str,
        listed: Iterable[Listed],
        fetch: Fetch | None,
        store: Store,
    ) -> None:
        self.ref = ref
        self.commit = commit
        self.store = store
        self.requests = 0
        self.bytes_read = 0
        self.remarks: list[Remark] = []
        self.sha256: dict[str, str] = {}
        self._fetch = fetch
        self._cache = kept(store.folder)
        self._cached = {f.name: f.size for f in self._cache.list()} if self._cache else {}
        self._sizes: dict[str, int] = {}
        self._heads: OrderedDict[str, bytes] = OrderedDict()
        self._down: Problem | None = None
        self._cut = False
        for file in listed:
            self._add(file)

    @property
    def name(self) -> str:
        """`hf:owner/name@commit`."""
        return f"{self.ref.hub}:{self.ref.name}@{self.commit}"

    def list(self) -> Sequence[ModelFile]:
        """Return the files that may be read, in the order of their names."""
        return [ModelFile(name, self._sizes[name]) for name in sorted(self._sizes)]

    def read(self, name: str, start: int, length: int) -> bytes:
        """Return bytes of a file, fewer than `length` only at its end; raises Problem."""
        size = self._sizes.get(name)
        if size is None:
            message = Text(en="there is no file `{name}`", zh="没有文件 `{name}`")
            raise Problem("file-missing", message.format(name=name), name)
        end = min(start + length, size)
        if start >= end:
            return b""
        if self._cache is not None and self._cached.get(name) == size:
            return self._cache.read(name, start, end - start)
        if start >= HEAD:
            return self._get(Part(name, start, end - start, size))
        head = self._head(name, size)
        if end <= len(head):
            return head[start:end]
        return head[start:] + self._get(Part(name, len(head), end - len(head), size))

    def text(self, name: str, limit: int) -> str:
        """Return a whole file as UTF-8; raises Problem."""
        return whole_text(self, name, limit)

    def _head(self, name: str, size: int) -> bytes:
        if name not in self._heads:
            self._heads[name] = self._get(Part(name, 0, min(HEAD, size), size))
            if len(self._heads) > _HEADS:
                self._heads.popitem(last=False)
        return self._heads[name]

    def _get(self, part: Part) -> bytes:
        if self._fetch is None:
            raise refusals.part_offline(part.name)
        if self._down is not None:  # no waiting again for each of two hundred shards
            raise self._down
        self.requests += 1
        try:
            data = self._fetch(part)
        except Problem as problem:
            if problem.remark.kind == "hub-unreachable":
                self._down = problem
            raise
        self.bytes_read += len(data)
        return data

    def _add(self, file: Listed) -> None:
        name, size = file.name, file.size
        if not isinstance(name, str) or not is_inside(name):
            self._refuse("name-outside", _OUTSIDE, str(name))
        elif isinstance(size, bool) or not isinstance(size, int) or not 0 <= size <= _MAX_SIZE:
            self._refuse("size-unusable", _NO_SIZE, name)
        elif name in self._sizes:
            self._refuse("name-twice", _TWICE, name)
        elif len(self._sizes) >= MAX_FILES:
            if not self._cut:
                self._refuse("too-many-files", _TOO_MANY, name)
            self._cut = True
        else:
            self._sizes[name] = size
            if _is_sha256(file.sha256):
                self.sha256[name] = str(file.sha256)

    def _refuse(self, kind: str, message: Text, name: str) -> None:
        cut = kind == "too-many-files"
        if len(self.remarks) < 100 or cut:  # a hostile list must not fill the report
            shown = message.format(name=name[:200], limit=MAX_FILES)
            self.remarks.append(Remark(kind, "error" if cut else "warning", shown, name[:200]))


def kept(folder: Path) -> LocalFiles | None:
    """Return the files in a folder of a client's cache, None where there is no such folder."""
    try:
        return LocalFiles(folder) if folder.is_dir() else None
    except UnreadableFile:
        return None


def _is_sha256(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")


_OUTSIDE = Text(
    en="the hub lists `{name}`, a name outside the model's folder; it is left out",
    zh="平台列出的 `{name}` 位于模型目录之外，已忽略",
)
_NO_SIZE = Text(
    en="the hub gives no usable size for `{name}`; the file is left out",
    zh="平台未给出 `{name}` 的可用大小，已忽略该文件",
)
_TWICE = Text(en="the hub lists `{name}` twice", zh="平台重复列出 `{name}`")
_TOO_MANY = Text(
    en="the hub lists more than {limit} files; from `{name}` on they are left out",
    zh="平台列出的文件超过 {limit} 个，自 `{name}` 起已忽略",
)

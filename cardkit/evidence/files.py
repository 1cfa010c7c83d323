"""The files of a model as evidence knows them: name, size and SHA-256 of those in a group.

A digest is taken from where it already is: a Git LFS pointer, a hub's list, the name of a blob in
the cache of huggingface_hub. Only the rest is read.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cardkit.errors import UnreadableFile, reason
from cardkit.evidence.canonical import digest
from cardkit.evidence.groups import Group, group_of
from cardkit.evidence.hashing import Advance, nobody, sha256_of
from cardkit.evidence.places import Places
from cardkit.text import Text
from cardkit.verify.spec import lfs
from cardkit.verify.spec.files import LocalFiles, ModelFile, ModelFiles, is_inside, rooms
from cardkit.verify.spec.problem import Problem

MAX_FETCHED = 64 * 1024 * 1024
"""Bytes of a file behind a hub that is read for its digest; what is larger is listed with one."""
_NO_FILES = ("link-outside", "not-a-plain-file", "file-unreadable")
"""Remarks on names that could not be looked at."""
_PIECE = 4 * 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")

_Digest: TypeAlias = "tuple[int, str | None] | None"
"""Size and SHA-256 of a file, None where it must be read for it."""


@dataclass(frozen=True, slots=True)
class FileDigest:
    """A file: its name from the model's root, size in bytes, SHA-256, and what it is.

    `sha256` is None where the file was not read (`digest_files`, `most`).
    """

    name: str
    size: int
    sha256: str | None
    group: Group


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a model that claims depend on, in the order of their names.

    `unbound` names the others that are no documents, and the folders that were not entered, with a
    slash: what depends on them is not known.
    """

    entries: tuple[FileDigest, ...]
    unbound: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    """Names of a group that are no plain file inside the model: links that leave it, pipes."""
    apart: tuple[FileDigest, ...] = ()
    """Files in folders that nothing is read from: no claim rests on one but where it did before."""

    def of(self, group: Group) -> tuple[FileDigest, ...]:
        """Return the files of one group."""
        return tuple(each for each in self.entries if each.group == group)

    def group(self, name: str) -> Group | None:
        """Return the group of the file `name`, None where it is not here."""
        return next((each.group for each in self.entries if each.name == name), None)


def model_digest(files: Iterable[FileDigest]) -> str:
    """Return the SHA-256 of the canonical `[[name, size, sha256], ...]`, sorted by name.

    It binds names: the root that model signing takes over digests alone is the same when two files
    change places. Raises ValueError for a file without a digest.
    """
    rows: list[list[str | int]] = []
    for each in sorted(files, key=lambda file: file.name):
        if each.sha256 is None:
            raise ValueError(f"{each.name} was not read")
        rows.append([each.name, each.size, each.sha256])
    return digest(rows)


def digest_files(
    files: ModelFiles,
    *,
    known: Mapping[str, str] | None = None,
    rehash: bool = False,
    most: int | None = None,
    advance: Advance = nobody,
) -> Files:
    """Return the digests of a model's files that are in a group; large ones are read in parallel.

    `known` holds digests that were taken of whole files in this run. With `rehash` the name of a
    blob in a hub's cache is not believed. No more than `most` bytes are read, the smallest files
    first: what is left over has no digest. `advance` hears how many bytes were read.

    Raises UnreadableFile for a file that cannot be read, or that changes meanwhile.
    """
    there = files.list()
    remarked = {remark.where for remark in files.remarks if remark.kind in _NO_FILES}
    refused = sorted(name for name in remarked if name and group_of(name) is not None)
    places = Places(files, refused)
    listed = [(f, g) for f in there if (g := group_of(f.name)) is not None]
    found: dict[str, _Digest] = {
        f.name: _stated(files, f, known or {}, rehash=rehash) for f, _ in listed
    }
    unread = [f for f, _ in listed if found[f.name] is None]
    found |= _read(files, unread if most is None else _within(unread, most), advance)
    entries = []
    for file, group in sorted(listed, key=lambda each: each[0].name):
        size, sha256 = found[file.name] or (file.size, None)
        entries.append(FileDigest(file.name, size, sha256, group))
    names = [*(f.name for f in there), *(f"{name}/" for name in getattr(files, "skipped", ()))]
    return Files(
        tuple(each for each in entries if not places.is_apart(each.name)),
        tuple(sorted(set(places.unbound(names)))),
        tuple(name for name in refused if not places.is_apart(name)),
        tuple(each for each in entries if places.is_apart(each.name)),
    )


def _within(files: Iterable[ModelFile], most: int) -> list[ModelFile]:
    """Return as many of the smallest files as have `most` bytes together: code before weights."""
    found: list[ModelFile] = []
    for file in sorted(files, key=lambda each: (each.size, each.name)):
        most -= file.size
        if most < 0:
            break
        found.append(file)
    return found


def bytes_to_read(files: ModelFiles, *, known: Mapping[str, str] | None = None) -> int:
    """Return how many bytes `digest_files` will read, for a bar that shows progress."""
    return sum(
        file.size
        for file in files.list()
        if group_of(file.name) is not None
        and _stated(files, file, known or {}, rehash=False) is None
    )


def _stated(
    files: ModelFiles, file: ModelFile, known: Mapping[str, str], *, rehash: bool
) -> _Digest:
    """Return size and digest where they are stated and need no reading."""
    if not is_inside(file.name):  # no list of ours holds such; another's might
        raise _unreadable(file.name, _OUTSIDE)
    listed: Mapping[str, str] = getattr(files, "sha256", {})
    if file.name in listed:
        return file.size, listed[file.name]
    if not isinstance(files, LocalFiles):
        return None
    try:
        pointer = lfs.pointer(files, file)
    except Problem as problem:
        raise UnreadableFile(problem.remark.message) from None
    if pointer is not None:
        return pointer.size, pointer.sha256
    if file.name in known:
        return file.size, known[file.name]
    blob = None if rehash else _blob(files.local(file.name), files.local(""))
    return None if blob is None else (file.size, blob)


def _blob(path: Path, folder: Path) -> str | None:
    """Return the digest that a link in a hub's cache leads to: the name of its blob, for LFS files.

    Others are named by Git's own digest, of forty digits. Only the cache itself names its blobs: in
    a folder that is no snapshot, or in a repository, link and name are the author's own.
    """
    if not path.is_symlink():
        return None
    target, root = path.resolve(), folder.resolve()
    blobs = rooms(root)[1:]
    if target.parent not in blobs or not _SHA256.fullmatch(target.name):
        return None
    return None if any((up / ".git").exists() for up in root.parents) else target.name


def _read(files: ModelFiles, unread: Sequence[ModelFile], advance: Advance) -> dict[str, _Digest]:
    if not isinstance(files, LocalFiles):
        return {file.name: (file.size, _fetched(files, file, advance)) for file in unread}
    paths = [files.local(file.name).resolve() for file in unread]
    try:
        sums = sha256_of(paths, advance)
        sizes = [os.stat(path).st_size for path in paths]  # noqa: PTH116 - as hashing opens it
    except OSError as error:
        message = Text(en="cannot read `{path}`: {why}", zh="无法读取 `{path}`：{why}")
        name = error.filename or files.name
        raise UnreadableFile(message.format(path=name, why=reason(error))) from error
    for file, size in zip(unread, sizes, strict=True):
        if size != file.size:
            raise _unreadable(file.name, _CHANGED)
    return {f.name: (f.size, found) for f, found in zip(unread, sums, strict=True)}


def _fetched(files: ModelFiles, file: ModelFile, advance: Advance) -> str | None:
    """Return the digest of a file behind a hub, None where it is too large to be read for it."""
    if file.size > MAX_FETCHED:
        return None
    found, at = hashlib.sha256(), 0
    try:
        while at < file.size:
            piece = files.read(file.name, at, _PIECE)
            if not piece:
                raise _unreadable(file.name, _CHANGED)
            found.update(piece)
            advance(len(piece))
            at += len(piece)
    except Problem as problem:
        raise UnreadableFile(problem.remark.message) from None
    return found.hexdigest()


def _unreadable(name: str, message: Text) -> UnreadableFile:
    return UnreadableFile(message.format(name=name))


_OUTSIDE = Text(
    en="`{name}` is no name of a file below the model's folder",
    zh="`{name}` 不是模型目录内的文件名",
)
_CHANGED = Text(en="`{name}` changed while it was read", zh="`{name}` 在读取过程中发生变化")

"""Files of a repository brought onto this machine: counted, given room, fetched, compared."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path

from cardkit.quantity.data_size import data_size
from cardkit.text import Text
from cardkit.verify.spec.files import ModelFile
from cardkit.verify.spec.hubs.muting import muted
from cardkit.verify.spec.hubs.repository import HubFiles, Store
from cardkit.verify.spec.problem import Problem

EVERY = 5.0
"""Seconds between two lines of progress."""
_BLOCK = 1024 * 1024
_LONG = 256 * 1024 * 1024
"""Bytes whose digests take long enough to say so."""


def fetch(files: HubFiles, names: Sequence[str], say: Callable[[Text], None]) -> Path:
    """Return the folder with the files `names` of a repository, each as the hub lists it.

    What lies there already stays; the rest is fetched by the hub's client into its own cache. Every
    file has the size that the hub lists and, where it lists one, the SHA-256. `say` hears of it.

    Raises Problem: `no-disk-room` before anything is fetched, `fetched-differs`, and what
    `Store.fetch` raises.
    """
    store, chosen = files.store, set(names)
    wanted = [file for file in files.list() if file.name in chosen]
    differ = _differing(files, wanted, say)
    if not differ:
        return store.folder
    _check_room(store, differ)
    what = {"count": len(differ), "size": data_size(sum(f.size for f in differ))}
    say(_FETCHING.format(**what, model=files.name, folder=store.folder))
    stale = [file for file in differ if (store.folder / file.name).exists()]
    absent = [file for file in differ if file not in stale]
    with _progress(store.root, sum(f.size for f in differ), say), muted():
        for batch, again in ((absent, False), (stale, True)):
            if batch:
                store.fetch(batch, again=again)
    for file in _differing(files, differ, say):
        raise Problem("fetched-differs", _DIFFERS.format(name=file.name), file.name)
    return store.folder


_FETCHING = Text(
    en="fetching {size} of {model} into {folder} (files: {count})",
    zh="正在下载 {model} 的 {count} 个文件（{size}）到 {folder}",
)
_SO_FAR = Text(en="fetched {done} of {size}", zh="已下载 {done}，共 {size}")
_COMPARING = Text(
    en="comparing {size} with the SHA-256 that the hub lists",
    zh="正在按平台列出的 SHA-256 核对 {size}",
)
_DIFFERS = Text(
    en="`{name}` was fetched and is not what the hub lists: another size or SHA-256",
    zh="下载到的 `{name}` 与平台所列不符（大小或 SHA-256 不同）",
)
_NO_ROOM = Text(
    en="{size} are to be fetched into {folder}, and {free} are free there; {setting} names another"
    " folder",
    zh="需下载 {size} 到 {folder}，该处仅剩 {free}；可用 {setting} 指定其他目录",
)


def missing(files: HubFiles, names: Sequence[str]) -> list[ModelFile]:
    """Return those of `names` that are not here in the size that the hub lists."""
    folder, chosen = files.store.folder, set(names)
    return [f for f in files.list() if f.name in chosen and _size(folder / f.name) != f.size]


def check_room(files: HubFiles, names: Sequence[str]) -> None:
    """Raise Problem (`no-disk-room`) where the disk has less room than what is missing takes."""
    _check_room(files.store, missing(files, names))


def _check_room(store: Store, files: Sequence[ModelFile]) -> None:
    size = sum(file.size for file in files)
    at = next(path for path in (store.root, *store.root.parents) if path.exists())
    free = shutil.disk_usage(at).free
    if size > free:
        shown = _NO_ROOM.format(
            size=data_size(size), folder=store.root, free=data_size(free), setting=store.setting
        )
        raise Problem("no-disk-room", shown, str(store.root))


def _differing(
    files: HubFiles, wanted: Sequence[ModelFile], say: Callable[[Text], None]
) -> list[ModelFile]:
    """Return the files that are not there as the hub lists them."""
    folder = files.store.folder
    here = [file for file in wanted if _size(folder / file.name) == file.size]
    size = sum(file.size for file in here if file.name in files.sha256)
    if size > _LONG:
        say(_COMPARING.format(size=data_size(size)))
    same = {file for file in here if _has_digest(folder / file.name, files.sha256.get(file.name))}
    return [file for file in wanted if file not in same]


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


def _has_digest(path: Path, sha256: str | None) -> bool:
    if sha256 is None:
        return True
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
    except OSError:
        return False
    return digest.hexdigest() == sha256


@contextmanager
def _progress(root: Path, size: int, say: Callable[[Text], None]) -> Iterator[None]:
    """Say from time to time how much has come.

    What the client has written is seen on the disk: the clients tell of it in three ways, or on a
    terminal alone.
    """
    before, done = _held(root), threading.Event()

    def tell() -> None:
        while not done.wait(EVERY):
            come = min(max(_held(root) - before, 0), size)
            say(_SO_FAR.format(done=data_size(come), size=data_size(size)))

    context = copy_context()  # the language of this run
    thread = threading.Thread(target=context.run, args=(tell,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _held(root: Path) -> int:
    """Return the bytes that the files below `root` take up; those of a sparse one as written."""
    held = 0
    for path in root.rglob("*"):
        try:
            found = path.lstat()
        except OSError:  # renamed meanwhile
            continue
        blocks = getattr(found, "st_blocks", None)
        held += found.st_size if blocks is None else blocks * 512
    return held

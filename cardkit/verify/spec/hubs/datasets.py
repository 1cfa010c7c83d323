"""Files of a data set on Hugging Face, downloaded at one commit through huggingface_hub.

The client decides about endpoint, token, proxies, cache and retries, as for models; its words are
not repeated. What lies in its cache is not fetched again, and is all there is offline.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cardkit.text import Text
from cardkit.verify.spec.files import MAX_FILES, is_inside
from cardkit.verify.spec.hubs.clients import client, quiet
from cardkit.verify.spec.hubs.refs import COMMIT
from cardkit.verify.spec.problem import Problem

MAX_BYTES = 1024 * 1024 * 1024
"""Bytes of one file; what holds more is not what a benchmark's questions are."""
_PACKAGE = "huggingface_hub"
_REVISION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}")
_SETTINGS = {"LocalProtocolError", "UnsupportedProtocol", "InvalidURL", "UnicodeEncodeError"}

Choose = Callable[[Sequence[str]], Sequence[str]]
"""Picks from the names of a repository's files those that are wanted; may raise Problem."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """Files of a data set at one commit: their names there, and where they lie here."""

    name: str
    commit: str
    files: tuple[tuple[str, Path], ...]


def fetch_dataset(name: str, revision: str | None, choose: Choose) -> DataSet:
    """Download the files of `name` (owner/name) that `choose` picks, at one commit.

    The commit is what `revision`, or main, stands for now; offline, what it stood for when it was
    cached. Raises Problem (`hub-*`, `file-missing`, `file-too-large`), MissingExtra without
    huggingface_hub, ConfigError for settings that it refuses.
    """
    if revision is not None and (not _REVISION.fullmatch(revision) or ".." in revision):
        raise _problem("hub-no-revision", _NO_REVISION, f"hf:{name}@{revision[:80]}")
    constants = client(f"{_PACKAGE}.constants", "hub")
    if constants.HF_HUB_OFFLINE:
        return _cached(name, revision, choose, Path(constants.HF_HUB_CACHE))
    commit, sizes = _listing(name, revision, constants.HF_HUB_DOWNLOAD_TIMEOUT)
    shown = f"hf:{name}@{commit}"
    chosen = choose(sorted(sizes))
    for file in chosen:
        if not 0 <= sizes[file] <= MAX_BYTES:
            raise _problem("file-too-large", _LARGE, file, limit=MAX_BYTES)
    return DataSet(shown, commit, tuple((f, _download(name, commit, f)) for f in chosen))


def _listing(name: str, revision: str | None, timeout: float) -> tuple[str, Mapping[str, int]]:
    """Return the commit, and the size of each file whose name and size can be used."""
    hub = client(_PACKAGE, "hub")
    ref = f"hf:{name}" + (f"@{revision}" if revision else "")
    with quiet(_PACKAGE):
        try:
            api = hub.HfApi(user_agent="cardkit")
            info = api.dataset_info(name, revision=revision, files_metadata=True, timeout=timeout)
            commit, listed = info.sha, [(s.rfilename, s.size) for s in info.siblings]
        except Exception as error:
            raise _unavailable(error, ref) from None
    if not isinstance(commit, str) or not COMMIT.fullmatch(commit):
        raise _problem("hub-answer-unusable", _UNUSABLE, ref)
    if revision and COMMIT.fullmatch(revision) and revision != commit:
        raise _problem("hub-answer-unusable", _UNUSABLE, ref)
    plain = ((n, s) for n, s in listed[:MAX_FILES] if isinstance(n, str) and is_inside(n))
    return commit, {n: s for n, s in plain if isinstance(s, int) and not isinstance(s, bool)}


def _download(name: str, commit: str, file: str) -> Path:
    hub = client(_PACKAGE, "hub")
    with quiet(_PACKAGE), _without_bars():
        try:
            found = hub.hf_hub_download(
                name, file, repo_type="dataset", revision=commit, user_agent="cardkit"
            )
        except Exception as error:
            raise _unavailable(error, f"hf:{name}@{commit}/{file}") from None
    return Path(found)


@contextmanager
def _without_bars() -> Iterator[None]:
    """Keep the client's progress bars off a screen that has a table of its own."""
    utils = client(f"{_PACKAGE}.utils", "hub")
    if utils.are_progress_bars_disabled():
        yield
        return
    utils.disable_progress_bars()
    try:
        yield
    finally:
        utils.enable_progress_bars()


def _cached(name: str, revision: str | None, choose: Choose, cache: Path) -> DataSet:
    folder, commit = cache / f"datasets--{name.replace('/', '--')}", revision or "main"
    ref = f"hf:{name}" + (f"@{revision}" if revision else "")
    if not COMMIT.fullmatch(commit):
        try:
            with (folder / "refs" / commit).open(encoding="ascii") as file:
                commit = file.read(64).strip()
        except (OSError, UnicodeDecodeError):
            raise _problem("hub-offline", _OFFLINE, ref) from None
    snapshot = folder / "snapshots" / commit
    if not COMMIT.fullmatch(commit) or not snapshot.is_dir():
        raise _problem("hub-offline", _OFFLINE, ref)
    names = [n for n in _names(snapshot) if is_inside(n)]
    files = tuple((n, snapshot / n) for n in choose(sorted(names)))
    return DataSet(f"hf:{name}@{commit}", commit, files)


def _names(folder: Path) -> Iterator[str]:
    count = 0
    for at, _, names in os.walk(folder):
        for name in names:
            count += 1
            if count > MAX_FILES:
                return
            yield (Path(at) / name).relative_to(folder).as_posix()


def _unavailable(error: Exception, ref: str) -> Problem:
    """Return what an exception of the client means. None of its words are shown."""
    kinds = {c.__name__ for c in type(error).__mro__}
    if "LocalEntryNotFoundError" in kinds and isinstance(error.__cause__, Exception):
        return _unavailable(error.__cause__, ref)  # the hub's answer; the cache had nothing
    status: Any = getattr(getattr(error, "response", None), "status_code", None)
    known = next((answer for names, answer in _MEANINGS if kinds & names), None)
    if known is not None and known is not _NO_CONNECTION:
        return _problem(*known, ref)
    if isinstance(status, int) and status >= 400:
        absent = status == 404
        return _problem(
            "hub-absent" if absent else "hub-unavailable",
            _ABSENT if absent else _STATUS,
            ref,
            status=status,
        )
    if isinstance(error, OSError) and error.errno is not None and "TransportError" not in kinds:
        return _problem("hub-cache", _CACHE, ref)
    return _problem(*(known or ("hub-answer-unusable", _UNUSABLE)), ref)


def _problem(kind: str, message: Text, where: str, **values: object) -> Problem:
    return Problem(kind, message.format(ref=where, **values), where)


_ABSENT = Text(
    en="there is no data set `{ref}`, or it is private (HF_TOKEN)",
    zh="数据集 `{ref}` 不存在，或为私有（需设置 HF_TOKEN）",
)
_GATED = Text(
    en="`{ref}` is gated: accept its terms on the hub, and set HF_TOKEN",
    zh="`{ref}` 需要申请访问权限：请在平台上同意其使用条款，并设置 HF_TOKEN",
)
_NO_REVISION = Text(en="`{ref}` is no revision of the data set", zh="数据集没有 `{ref}` 这一版本")
_NO_FILE = Text(en="the hub has no file `{ref}`", zh="平台上没有文件 `{ref}`")
_STATUS = Text(en="the hub answers {status} for `{ref}`", zh="读取 `{ref}` 时平台返回 {status}")
_REFUSED = Text(
    en="`{ref}` cannot be asked for with the present settings (HF_ENDPOINT, HF_TOKEN, HTTPS_PROXY)",
    zh="现有设置（HF_ENDPOINT、HF_TOKEN、HTTPS_PROXY）无法用于查询 `{ref}`",
)
_CACHE = Text(
    en="`{ref}` cannot be written to the local cache (HF_HOME)",
    zh="无法将 `{ref}` 写入本地缓存（HF_HOME）",
)
_DOWN = Text(
    en="the hub is out of reach for `{ref}`; HF_HUB_OFFLINE=1 uses the local cache",
    zh="无法从平台读取 `{ref}`；可设置 HF_HUB_OFFLINE=1，改用本地缓存",
)
_OFFLINE = Text(
    en="offline mode (HF_HUB_OFFLINE): `{ref}` is not in the local cache",
    zh="离线模式（HF_HUB_OFFLINE）：本地缓存中没有 `{ref}`",
)
_UNUSABLE = Text(
    en="the hub's answer about `{ref}` cannot be used", zh="平台关于 `{ref}` 的返回无法使用"
)
_LARGE = Text(
    en="`{ref}` is larger than {limit} bytes and is left unread",
    zh="`{ref}` 超过 {limit} 字节，未读取",
)
_NO_CONNECTION = ("hub-unreachable", _DOWN)
_MEANINGS: tuple[tuple[set[str], tuple[str, Text]], ...] = (
    ({"GatedRepoError"}, ("hub-gated", _GATED)),
    ({"RevisionNotFoundError"}, ("hub-no-revision", _NO_REVISION)),
    ({"RemoteEntryNotFoundError"}, ("file-missing", _NO_FILE)),
    ({"RepositoryNotFoundError", "HFValidationError"}, ("hub-absent", _ABSENT)),
    (_SETTINGS, ("hub-settings", _REFUSED)),
    ({"TransportError", "LocalEntryNotFoundError", "RuntimeError"}, _NO_CONNECTION),
)
"""What a name among an exception's classes means; the first that fits counts. The library those
classes come from changed with huggingface_hub 2, their names did not."""

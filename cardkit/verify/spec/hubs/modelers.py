"""Models on modelers.cn through openmind_hub, the client without openmind, which is not imported.

The client takes no token from the environment, so only public models are read. Its own limits hold:
the endpoint (OPENMIND_HUB_ENDPOINT) is https. Files in folders of the repository are not listed:
the client would walk them all, however many there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cardkit.errors import CardkitError
from cardkit.text import Text
from cardkit.verify.outcome import Remark
from cardkit.verify.spec.files import MAX_FILES, ModelFile
from cardkit.verify.spec.hubs import refusals
from cardkit.verify.spec.hubs.answer import Part
from cardkit.verify.spec.hubs.clients import client, quiet
from cardkit.verify.spec.hubs.failures import not_fetched
from cardkit.verify.spec.hubs.refs import COMMIT, Ref
from cardkit.verify.spec.hubs.repository import HubFiles, Listed
from cardkit.verify.spec.hubs.through_requests import RequestsFetch, status_of
from cardkit.verify.spec.problem import Problem

_PACKAGE = "openmind_hub"
_SETTINGS = "OPENMIND_HUB_ENDPOINT, HTTPS_PROXY"
_TIMEOUT = 10.0
"""Seconds to connect, and between two pieces of an answer."""


def open_modelers(ref: Ref) -> HubFiles:
    """List the files at the root of a repository at the newest commit of its revision.

    Raises ModelUnavailable, MissingExtra without openmind_hub.
    """
    hub, requests = client(_PACKAGE, "modelers"), client("requests", "modelers")
    commit, listed, folders = _listing(hub, ref)
    if not COMMIT.fullmatch(commit):
        raise refusals.unusable(ref)

    def send(part: Part, headers: Mapping[str, str]) -> Any:  # noqa: ANN401 - requests.Response
        with quiet(_PACKAGE):
            url = hub.om_hub_url(ref.name, part.name, revision=commit)
            headers = {**hub.build_om_headers(), **headers}
            return requests.get(url, headers=headers, stream=True, timeout=_TIMEOUT)

    root = Path(hub.OM_HUB_CACHE, f"models--{ref.name.replace('/', '--')}")
    files = HubFiles(ref, commit, listed, RequestsFetch(send), _Store(ref, commit, root))
    if folders:
        message = Text(
            en="the folders of `{ref}` are not looked into", zh="未查看 `{ref}` 的子目录"
        )
        files.remarks.append(Remark("folders-unlisted", "note", message.format(ref=ref), str(ref)))
    return files


@dataclass(frozen=True, slots=True)
class _Store:
    """A model in the client's own cache, which is laid out as that of huggingface_hub."""

    ref: Ref
    commit: str
    root: Path
    setting: str = "XDG_CACHE_HOME"

    @property
    def folder(self) -> Path:
        """Return the snapshot of the commit."""
        return self.root / "snapshots" / self.commit

    def fetch(self, files: Sequence[ModelFile], *, again: bool) -> None:
        """Fetch the files one by one; raises Problem.

        The client's `snapshot_download` asks for every folder of the repository first, and tries
        ten times what will not work.
        """
        hub = client(_PACKAGE, "modelers")
        for file in files:
            try:
                with quiet(_PACKAGE):
                    hub.om_hub_download(
                        self.ref.name, file.name, revision=self.commit, force_download=again
                    )
            except Exception as error:
                if "WHITE_LIST_PATHS" in str(error):
                    shown = _ELSEWHERE.format(folder=self.folder)
                    raise Problem("cache-unwritable", shown, str(self.folder)) from None
                raise not_fetched(error, file, self.folder) from None


_ELSEWHERE = Text(
    en="openmind_hub does not write into {folder}; HUB_WHITE_LIST_PATHS may name that folder",
    zh="openmind_hub 不允许写入 {folder}；可在 HUB_WHITE_LIST_PATHS 中加入该目录",
)


def _listing(hub: Any, ref: Ref) -> tuple[str, list[Listed], bool]:  # noqa: ANN401 - a module
    """Return commit and files of the repository's root, and whether it has folders."""
    try:
        with quiet(_PACKAGE):
            commit = ref.revision or "main"
            if not COMMIT.fullmatch(commit):
                commit = str(hub.OmApi().get_repo_last_commit(ref.name, revision=commit).oid)
            listed: list[Listed] = []
            folders = False
            for entry in hub.list_repo_tree(ref.name, revision=commit):
                if not isinstance(entry, hub.RepoFile):
                    folders = True
                    continue
                listed.append(Listed(entry.path, entry.size, entry.lfs and entry.lfs.sha256))
                if len(listed) > MAX_FILES + 1:
                    break
    except Exception as error:
        raise _unavailable(error, ref) from None
    return commit, listed, folders


def _unavailable(error: Exception, ref: Ref) -> CardkitError:
    status = status_of(error)
    kinds = {c.__name__ for c in type(error).__mro__}
    if status == 404 and "RevisionNotFoundError" in kinds:
        return refusals.no_revision(ref)
    if status in (401, 403):
        return refusals.private(ref)
    if status is not None:
        return refusals.status(ref, status, None)
    if kinds & {"ConnectionError", "Timeout"}:
        return refusals.unreachable(ref, kinds, None)
    if "OMValidationError" in kinds:  # an id or a revision of another form than that hub's
        return refusals.absent(ref, None)
    if kinds & {"InvalidProxyURL", "InvalidURL", "InvalidSchema"}:
        return refusals.settings(ref, _SETTINGS)
    return refusals.unusable(ref)

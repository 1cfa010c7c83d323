"""Models on ModelScope through modelscope_hub, the client that the modelscope package rests on.

The client's list says of every file the commit that touched it last and the SHA-256 of its content;
a commit is a revision like a branch or a tag. MODELSCOPE_ENDPOINT, MODELSCOPE_API_TOKEN and proxies
are the client's to read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cardkit.errors import CardkitError
from cardkit.verify.spec.files import ModelFile
from cardkit.verify.spec.hubs import refusals
from cardkit.verify.spec.hubs.answer import Part
from cardkit.verify.spec.hubs.clients import client, quiet
from cardkit.verify.spec.hubs.failures import not_fetched
from cardkit.verify.spec.hubs.refs import COMMIT, Ref
from cardkit.verify.spec.hubs.repository import HubFiles, Listed
from cardkit.verify.spec.hubs.through_requests import RequestsFetch, status_of

_PACKAGE = "modelscope_hub"
_TOKEN = "MODELSCOPE_API_TOKEN"
_BRANCH = "master"


def open_modelscope(ref: Ref) -> HubFiles:
    """List a repository at the newest commit of its revision.

    That is the newest one which touched a file that is still there: a later one that only removes
    files leaves the same contents. Raises ModelUnavailable, MissingExtra without modelscope_hub.
    """
    hub = client(_PACKAGE, "modelscope")
    try:
        api = hub.HubApi()
    except Exception:
        raise refusals.settings(ref, f"MODELSCOPE_ENDPOINT, {_TOKEN}") from None
    revision = ref.revision or _BRANCH
    entries = _entries(api, ref, revision)
    commit = revision if COMMIT.fullmatch(revision) else _newest(entries)
    if commit is None:
        raise refusals.unusable(ref)
    if commit != revision:
        entries = _entries(api, ref, commit)

    def send(part: Part, headers: Mapping[str, str]) -> Any:  # noqa: ANN401 - requests.Response
        with quiet(_PACKAGE):
            return api.legacy.download_stream(
                ref.name, "model", part.name, revision=commit, headers=dict(headers)
            )

    listed = [_listed(e) for e in entries if e.get("Type") != "tree"]
    root = Path(hub.get_default_config().cache_dir, "models", ref.name.replace("/", "--"))
    return HubFiles(ref, commit, listed, RequestsFetch(send), _Store(api, ref, commit, root))


@dataclass(frozen=True, slots=True)
class _Store:
    """A model in the client's own cache, in a folder of its commit."""

    api: Any
    ref: Ref
    commit: str
    root: Path
    setting: str = "MODELSCOPE_CACHE"

    @property
    def folder(self) -> Path:
        """Return the snapshot of the commit."""
        return self.root / "snapshots" / self.commit

    def fetch(self, files: Sequence[ModelFile], *, again: bool) -> None:
        """Fetch the files; the client holds them against their sizes. Raises Problem."""
        for file in files:
            try:
                with quiet(_PACKAGE):
                    # The folder is named: where a cache of an older client lies, it would be used,
                    # whatever its revision, and what differs there be deleted.
                    self.api.download_file(
                        self.ref.name,
                        "model",
                        file.name,
                        revision=self.commit,
                        local_dir=self.folder,
                        force=again,
                        file_size=file.size,
                    )
            except Exception as error:
                raise not_fetched(error, file, self.folder) from None


def _entries(api: Any, ref: Ref, revision: str) -> Sequence[dict[str, object]]:  # noqa: ANN401
    try:
        with quiet(_PACKAGE):
            found = api.legacy.list_repo_files(ref.name, "model", revision=revision)
        return [e for e in found if isinstance(e, dict)]
    except Exception as error:
        raise _unavailable(error, ref) from None


def _unavailable(error: Exception, ref: Ref) -> CardkitError:
    status = status_of(error)
    if status is not None:
        return refusals.status(ref, status, _TOKEN)
    kinds = {c.__name__ for c in type(error).__mro__}
    if kinds & {"NetworkError", "ConnectionError", "Timeout"}:
        return refusals.unreachable(ref, kinds, None)
    if kinds & {"InvalidProxyURL", "InvalidURL", "InvalidHeader", "InvalidSchema", "UnicodeError"}:
        return refusals.settings(ref, f"MODELSCOPE_ENDPOINT, {_TOKEN}, HTTPS_PROXY")
    return refusals.unusable(ref)


def _newest(entries: Sequence[dict[str, object]]) -> str | None:
    """Return the commit that touched a file last; None where the list does not say."""
    dated = [
        (date, commit)
        for e in entries
        if isinstance(commit := e.get("Revision"), str) and COMMIT.fullmatch(commit)
        if isinstance(date := e.get("CommittedDate"), int)
    ]
    return max(dated)[1] if dated else None


def _listed(entry: dict[str, object]) -> Listed:
    return Listed(entry.get("Path"), entry.get("Size"), entry.get("Sha256"))

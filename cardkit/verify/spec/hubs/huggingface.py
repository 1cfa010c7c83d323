"""Models on Hugging Face, or on a mirror that HF_ENDPOINT names, through huggingface_hub.

The client decides about endpoint, token, proxies and retries; its words are not repeated, since a
server may put anything into them, the token it was sent included. Layout of the local cache:
https://huggingface.co/docs/huggingface_hub/guides/manage-cache
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cardkit.errors import CardkitError, UsageError
from cardkit.output import write_atomically
from cardkit.text import Text
from cardkit.verify.outcome import Remark
from cardkit.verify.spec.files import ModelFile
from cardkit.verify.spec.hubs import refusals
from cardkit.verify.spec.hubs.answer import PAUSES, Answer, Part, patiently, take
from cardkit.verify.spec.hubs.clients import client, quiet
from cardkit.verify.spec.hubs.failures import not_fetched
from cardkit.verify.spec.hubs.refs import COMMIT, Ref
from cardkit.verify.spec.hubs.repository import HubFiles, Listed, kept
from cardkit.verify.spec.problem import Problem

_PACKAGE = "huggingface_hub"
# Names of exceptions, since the library that they come from changed with huggingface_hub 2.
_SETTINGS = {"LocalProtocolError", "UnsupportedProtocol", "InvalidURL", "UnicodeEncodeError"}
_NO_CONNECTION = {"TransportError", "RuntimeError"}
"""huggingface_hub 1 closes its client after a refused connection, and says so at the next try."""
_BROKEN = {"RemoteProtocolError", "TooManyRedirects", "DecodingError"}


def open_huggingface(ref: Ref) -> HubFiles:
    """List a repository at the commit that its revision stands for now.

    Offline (HF_HUB_OFFLINE), what the local cache holds of it. Raises ModelUnavailable,
    MissingExtra without huggingface_hub, ConfigError for settings that it cannot use.
    """
    constants = client(f"{_PACKAGE}.constants", "hub")
    if constants.HF_HUB_OFFLINE:
        return _offline(ref, _folder(ref, Path(constants.HF_HUB_CACHE)))
    commit, listed = _listing(ref, constants.HF_HUB_DOWNLOAD_TIMEOUT)
    if not isinstance(commit, str) or not COMMIT.fullmatch(commit):
        raise refusals.unusable(ref)
    if ref.revision and COMMIT.fullmatch(ref.revision) and ref.revision != commit:
        raise refusals.unusable(ref)
    store = _Store(ref, commit, _folder(ref, Path(constants.HF_HUB_CACHE)))
    return HubFiles(ref, commit, listed, _Fetch(ref, commit, constants), store)


def _listing(ref: Ref, timeout: float) -> tuple[object, list[Listed]]:
    """Return the commit and the files of a model as the hub gives them."""
    hub, utils = client(_PACKAGE, "hub"), client(f"{_PACKAGE}.utils", "hub")
    with quiet(_PACKAGE):
        try:
            utils.get_session()
        except Exception:  # a proxy that is no address, or one that needs another package
            raise refusals.settings(ref, "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY") from None
        api = hub.HfApi(user_agent="cardkit")
        try:
            info = api.model_info(
                ref.name, revision=ref.revision, files_metadata=True, timeout=timeout
            )
            return info.sha, [
                Listed(s.rfilename, s.size, s.lfs.sha256 if s.lfs else None) for s in info.siblings
            ]
        except Exception as error:
            raise _unavailable(error, ref) from None


def _unavailable(error: Exception, ref: Ref) -> CardkitError:
    """Return what an exception of the client means. None of its words are shown."""
    kinds = {c.__name__ for c in type(error).__mro__}
    if "GatedRepoError" in kinds:
        return refusals.gated(ref, "HF_TOKEN")
    if "RevisionNotFoundError" in kinds:
        return refusals.no_revision(ref)
    if kinds & {"RepositoryNotFoundError", "HFValidationError"}:
        return refusals.absent(ref, "HF_TOKEN")
    status = getattr(getattr(error, "response", None), "status_code", None)
    if isinstance(status, int) and status >= 400:
        return refusals.status(ref, status, "HF_TOKEN")
    if kinds & _SETTINGS:
        return refusals.settings(ref, "HF_ENDPOINT, HF_TOKEN, HTTPS_PROXY")
    if "TransportError" in kinds and not kinds & _BROKEN:
        return refusals.unreachable(ref, kinds, "HF_HUB_OFFLINE=1")
    return refusals.unusable(ref)


class _Fetch:
    """Parts of the files of one commit, by range requests."""

    def __init__(self, ref: Ref, commit: str, constants: Any) -> None:  # noqa: ANN401 - as above
        self._ref = ref
        self._commit = commit
        self._timeout = constants.HF_HUB_DOWNLOAD_TIMEOUT

    def __call__(self, part: Part) -> bytes:
        """Return the bytes of `part`; raises Problem."""
        return patiently(lambda: self._once(part))

    def _once(self, part: Part) -> bytes:
        hub, utils = client(_PACKAGE, "hub"), client(f"{_PACKAGE}.utils", "hub")
        with quiet(_PACKAGE):
            try:
                asked = {"Range": part.range, "Accept-Encoding": "identity"}
                with utils.http_stream_backoff(
                    "GET",
                    hub.hf_hub_url(self._ref.name, part.name, revision=self._commit),
                    headers={**utils.build_hf_headers(user_agent="cardkit"), **asked},
                    timeout=self._timeout,
                    max_retries=len(PAUSES),
                    retry_on_status_codes=(),
                ) as response:
                    return take(_answer(response, part.name), part)
            except Problem:
                raise
            except Exception as error:
                kinds = {c.__name__ for c in type(error).__mro__}
                if kinds & _NO_CONNECTION and not kinds & (_SETTINGS | _BROKEN):
                    raise refusals.part_unreachable(part.name, kinds) from None
                raise refusals.part_unusable(part.name) from None


def _answer(response: Any, name: str) -> Answer:  # noqa: ANN401 - httpx under whichever name
    headers = {k.lower(): v for k, v in response.headers.items()}
    return Answer(response.status_code, headers, _chunks(response, name))


def _chunks(response: Any, name: str) -> Iterator[bytes]:  # noqa: ANN401 - as above
    """Yield the body; a broken one is a Problem, since the client's context would start over."""
    try:
        yield from response.iter_raw()
    except Exception:
        raise refusals.broken_off(name) from None


@dataclass(frozen=True, slots=True)
class _Store:
    """A model in the client's own cache, where transformers finds it as well."""

    ref: Ref
    commit: str
    root: Path
    offline: bool = False
    setting: str = "HF_HUB_CACHE"

    @property
    def folder(self) -> Path:
        """Return the snapshot of the commit."""
        return self.root / "snapshots" / self.commit

    def fetch(self, files: Sequence[ModelFile], *, again: bool) -> None:
        """Fetch the files one by one, each in parts where the hub has it so; raises Problem.

        `snapshot_download` fetches several at once, and once interrupted goes on until they are
        whole; it also asks for a second list, and its errors name no file.
        """
        hub = client(_PACKAGE, "hub")
        for file in files:
            if self.offline:
                raise refusals.part_offline(file.name)
            try:
                with quiet(_PACKAGE):
                    hub.hf_hub_download(
                        self.ref.name,
                        file.name,
                        revision=self.commit,
                        force_download=again,
                        user_agent="cardkit",
                    )
            except Exception as error:
                raise not_fetched(error, file, self.folder) from None
        self._note_commit()

    def _note_commit(self) -> None:
        """Let the revision that was asked for be found offline, where the cache knows none yet.

        One that it knows stays: others may rest on it, and on files that are not fetched here.
        """
        revision = self.ref.revision or "main"
        path = self.root / "refs" / revision
        if COMMIT.fullmatch(revision) or path.exists():
            return
        with suppress(OSError, UsageError):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, self.commit, root=self.root)


def _folder(ref: Ref, cache: Path) -> Path:
    return cache / f"models--{ref.name.replace('/', '--')}"


def _offline(ref: Ref, folder: Path) -> HubFiles:
    commit = ref.revision or "main"
    if not COMMIT.fullmatch(commit):
        try:
            with (folder / "refs" / commit).open(encoding="ascii") as file:
                commit = file.read(64).strip()
        except (OSError, UnicodeDecodeError):
            raise refusals.offline(ref, "HF_HUB_OFFLINE") from None
    store = _Store(ref, commit, folder, offline=True)
    local = kept(store.folder) if COMMIT.fullmatch(commit) else None
    if local is None:
        raise refusals.offline(ref, "HF_HUB_OFFLINE")
    # The blob of an LFS file carries the SHA-256 of its content as its name.
    listed = [Listed(f.name, f.size, local.local(f.name).resolve().name) for f in local.list()]
    files = HubFiles(ref, commit, listed, None, store)
    message = Text(
        en="offline mode: only what the local cache holds of `{ref}` is read",
        zh="离线模式：只读取本地缓存中 `{ref}` 已有的内容",
    )
    files.remarks.extend([*local.remarks])
    files.remarks.append(Remark("hub-offline", "note", message.format(ref=ref), str(ref)))
    return files

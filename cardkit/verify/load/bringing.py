"""From the files of a model, wherever they lie, to a folder on this machine that can be loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from cardkit.errors import CannotLoad, UsageError
from cardkit.text import Text
from cardkit.verify.load.run import run_request
from cardkit.verify.load.session import Request
from cardkit.verify.load.wanted import wanted
from cardkit.verify.outcome import Remark
from cardkit.verify.spec.config import CONFIG
from cardkit.verify.spec.files import LocalFiles, ModelFiles
from cardkit.verify.spec.hubs.fetching import check_room, fetch, missing
from cardkit.verify.spec.hubs.repository import HubFiles
from cardkit.verify.spec.observe import Observed
from cardkit.verify.spec.problem import Problem
from cardkit.verify.spec.tokenizer import SETTINGS, TOKENIZER

Say = Callable[[Text], None]


@dataclass(frozen=True, slots=True)
class Here:
    """A model on this machine: its folder, a GGUF file of it, and what is to be said of both."""

    folder: Path
    gguf: str | None = None
    remarks: tuple[Remark, ...] = ()


class NotHere(Exception):
    """The model is not brought here; `remarks` say why."""

    def __init__(self, *remarks: Remark) -> None:
        super().__init__(remarks[0].message.en)
        self.remarks = remarks


def bring(
    files: ModelFiles, observed: Observed, request: Request, timeout: float, say: Say
) -> Here:
    """Return where the model of `files` lies on this machine, fetched where it is on a hub.

    `request` tells how it is to be loaded. Raises NotHere where the spec check has an error, and,
    before any weight is fetched, for what the device has no room for; UsageError for a
    path that is no model and for a device, index or dtype that cannot be.
    """
    if any(r.level == "error" and r.where not in (TOKENIZER, SETTINGS) for r in observed.remarks):
        kind = "not-fetched" if isinstance(files, HubFiles) else "not-loaded"
        raise NotHere(Remark(kind, "note", _STANDS_AGAINST, files.name))
    if isinstance(files, HubFiles):
        return _fetched(files, observed, request, timeout, say)
    assert isinstance(files, LocalFiles)  # noqa: S101 - there is no third kind
    path = files.path.absolute()
    if path.is_dir():
        return Here(path, _only_gguf(files))
    if path.suffix != ".gguf":
        raise UsageError(_NO_MODEL.format(path=path), hint=_GIVE)
    return Here(path.parent, path.name)


_NO_MODEL = Text(
    en="a folder, a GGUF file or a repository can be loaded, and `{path}` is none",
    zh="只能加载目录、GGUF 文件或平台上的仓库，`{path}` 都不是",
)
_GIVE = Text(
    en="give the folder that the file lies in, or use --spec-only",
    zh="请给出该文件所在的目录，或使用 --spec-only",
)


def _only_gguf(files: ModelFiles) -> str | None:
    """Return the one GGUF file of a folder without a config of its own."""
    names = [file.name for file in files.list() if "/" not in file.name]
    found = [name for name in names if name.endswith(".gguf")]
    return found[0] if len(found) == 1 and CONFIG not in names else None


def _fetched(
    files: HubFiles, observed: Observed, request: Request, timeout: float, say: Say
) -> Here:
    try:
        names = wanted(files)
        every = (*names.settings, *names.weights)
        check_room(files, every)
        folder = fetch(files, names.settings, say)
        if missing(files, names.weights):
            ahead = replace(request, folder=str(folder), gguf=names.gguf)
            _look_ahead(files, observed, ahead, timeout, say)
        fetch(files, names.weights, say)
    except Problem as problem:
        raise NotHere(problem.remark) from problem
    except CannotLoad as error:
        raise NotHere(Remark(error.kind, "error", error.message, files.name, error.hint)) from error
    compared = sum(name in files.sha256 for name in every)
    message = _LOADED_FROM.format(
        count=len(every), commit=files.commit, compared=compared, folder=folder
    )
    return Here(folder, names.gguf, (Remark("loaded-from", "note", message, files.name),))


_STANDS_AGAINST = Text(
    en="the model is not loaded: what is said of its files stands against it",
    zh="未加载模型：其文件存在上述问题",
)
_LOADED_FROM = Text(
    en="{count} {count:file|files} of commit {commit} {count:is|are} loaded, of the sizes that"
    " the hub lists, {compared} of"
    " them of the SHA-256 that it lists: {folder}",
    zh="加载的 {count} 个文件取自提交 {commit}，大小与平台所列一致，其中 {compared} 个的 SHA-256"
    " 也一致：{folder}",
)
_AHEAD = Text(
    en="before the weights are fetched: can they be loaded here?",
    zh="下载权重之前，先检查本机能否加载",
)
_LEFT = Text(en="the weights are not fetched", zh="未下载权重")


def _look_ahead(
    files: HubFiles, observed: Observed, request: Request, timeout: float, say: Say
) -> None:
    """Raise NotHere where device, architecture or memory refuse weights that are not here yet."""
    counts = [o.value for o in observed.of("parameters") if type(o.value) is int]
    say(_AHEAD)
    outcome = run_request(replace(request, elements=max(counts, default=0)), timeout, say)
    if not outcome.completed:
        raise NotHere(*outcome.remarks, Remark("not-fetched", "note", _LEFT, files.name))

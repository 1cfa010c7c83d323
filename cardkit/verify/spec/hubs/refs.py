"""What a reference to a model means: a path on this machine, or a repository on a hub."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Literal, get_args

from cardkit.errors import UsageError
from cardkit.text import Text

Hub = Literal["hf", "modelscope", "modelers"]
HUBS: tuple[Hub, ...] = get_args(Hub)

_PART = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?")
_REVISION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}")
COMMIT = re.compile(r"[0-9a-f]{40}")

_FORMS = Text(
    en="give a folder, a file, `owner/name`, `hf:owner/name`, `modelscope:owner/name` or "
    "`modelers:owner/name`, a hub's id with `@revision` if need be",
    zh="请给出目录、文件、`owner/name`、`hf:owner/name`、`modelscope:owner/name` 或 "
    "`modelers:owner/name`；平台上的 id 可加 `@revision`",
)


@dataclass(frozen=True, slots=True)
class Ref:
    """Where a model is to be looked for.

    `hub` is None for a path, and `name` then is the path as given, else `owner/name`. `notice` says
    what a reader may not expect of the choice: a path that is there goes before an id.
    """

    hub: Hub | None
    name: str
    revision: str | None = None
    notice: Text | None = None

    def __str__(self) -> str:
        """Return the reference in full: `hf:owner/name@revision`, or the path."""
        if self.hub is None:
            return self.name
        return f"{self.hub}:{self.name}" + (f"@{self.revision}" if self.revision else "")


def parse_ref(text: str, *, revision: str | None = None) -> Ref:
    """Read a reference to a model; `revision` is one that was given apart from it.

    An existing path wins over a bare id, with a notice; `hf:`, `modelscope:` and `modelers:` always
    name a hub. Raises UsageError when it is neither, or when two revisions are given.
    """
    prefix, colon, rest = text.partition(":")
    hub = next((h for h in HUBS if colon and h == prefix.lower()), None)
    if hub is not None:
        return _repository(text, hub, rest, revision)
    if os.path.lexists(text):
        return _existing(text, revision)
    if "://" in text:
        message = _said("`{ref}` is a web address", "`{ref}` 是网址", text)
        raise UsageError(message, hint=_id_of(text))
    if _looks_like_a_path(text):
        raise UsageError(_said("`{ref}` does not exist", "`{ref}` 不存在", text), hint=_FORMS)
    return _repository(text, "hf", text, revision)


def _id_of(address: str) -> Text:
    """Return how to write the model of a web address, or how ids look where it is none known."""
    for host, hub in _HOSTS.items():
        start = rf"https?://(?:www\.)?{re.escape(host)}/(?:models/)?"
        found = re.match(start + r"([^/?#]+/[^/?#]+)", address)
        if found and _is_id(found[1]):
            return _said("write `{ref}`", "请写 `{ref}`", f"{hub}:{found[1]}")
    return Text(en="give the id alone: `hf:owner/name`", zh="请只给出 id，例如 `hf:owner/name`")


_HOSTS: dict[str, Hub] = {
    "huggingface.co": "hf",
    "modelscope.cn": "modelscope",
    "modelers.cn": "modelers",
}


def _looks_like_a_path(text: str) -> bool:
    return (
        text.startswith((".", "/", "~"))
        or text.endswith((".safetensors", ".gguf", ".json", "/"))
        or "\\" in text
        or text.count("/") > 1 + text.partition("@")[2].count("/")
    )


def _existing(text: str, revision: str | None) -> Ref:
    if revision is not None:
        raise UsageError(
            _said(
                "`{ref}` lies on this machine and has no revision",
                "`{ref}` 位于本机，没有 revision",
                text,
            ),
            hint=Text(
                en="leave the revision out, or name the hub: `hf:owner/name`",
                zh="请去掉 revision，或写明平台：`hf:owner/name`",
            ),
        )
    notice = None
    if _is_id(text) and not _looks_like_a_path(text):
        notice = _said(
            "`{ref}` is taken as the path of that name; write `hf:{ref}` for the hub",
            "`{ref}` 按同名路径处理；若指平台上的模型，请写 `hf:{ref}`",
            text,
        )
    return Ref(None, text, None, notice)


def _repository(text: str, hub: Hub, rest: str, revision: str | None) -> Ref:
    name, at, own = rest.partition("@")
    if not _is_id(name):
        raise UsageError(
            _said(
                "`{ref}` is no path on this machine and no model on a hub (`owner/name`)",
                "`{ref}` 既不是本机路径，也不是平台上的模型（`owner/name`）",
                text,
            ),
            hint=_FORMS,
        )
    if at and revision is not None and own != revision:
        raise UsageError(
            _said(
                "two revisions are given: one in `{ref}` and another beside it",
                "给出了两个 revision：`{ref}` 中一个，另给一个",
                text,
            )
        )
    chosen = own if at else revision
    if chosen is not None and (not _REVISION.fullmatch(chosen) or ".." in chosen):
        raise UsageError(
            _said("`{ref}` cannot be a revision", "`{ref}` 不能作为 revision", chosen),
            hint=Text(
                en="a revision is a branch, a tag or a commit",
                zh="revision 是分支、标签或提交",
            ),
        )
    return Ref(hub, name, chosen)


def _is_id(name: str) -> bool:
    owner, slash, model = name.partition("/")
    plain = slash and _PART.fullmatch(owner) and _PART.fullmatch(model)
    return bool(plain) and ".." not in name and "--" not in name


def _said(en: str, zh: str, ref: str) -> Text:
    return Text(en=en, zh=zh).format(ref=ref[:200])

"""A file as a revision of git has it: `HEAD~1:README.md`, read with git itself."""

from __future__ import annotations

import re

from cardkit.errors import UnreadableFile, UsageError
from cardkit.source import git
from cardkit.source.source import DEFAULT_MAX_BYTES, Source, decode
from cardkit.source.text_only import refuse_binary
from cardkit.text import Text, visible

_FORM = re.compile(r"[^\s:-][^\s:]{0,200}:[^:\n]{1,1000}")
_NO_GIT = Text(
    en="`{name}` names a revision, and git is not installed",
    zh="`{name}` 指向某个版本，但未安装 git",
)
_REFUSED = Text(en="git has no `{name}`: {why}", zh="git 中没有 `{name}`：{why}")
_HOW = Text(
    en="a revision is written REV:PATH, the path from the repository's root, or REV:./PATH",
    zh="版本写作 REV:PATH，路径从仓库根目录算起；从当前目录算起则写 REV:./PATH",
)
_SLOW = Text(en="git did not answer in {seconds} s", zh="git 在 {seconds} 秒内没有响应")
_LARGE = Text(en="`{name}` is larger than {limit} bytes", zh="`{name}` 超过 {limit} 字节")
_MAX_SAID = 300


def is_revision(text: str) -> bool:
    """Say whether `text` has the form REV:PATH; whether it exists is git's to say."""
    return _FORM.fullmatch(text) is not None and not text.startswith(("http:", "https:"))


def read_revision(name: str, *, max_bytes: int = DEFAULT_MAX_BYTES) -> Source:
    """Read the file that REV:PATH names in the repository of the working folder.

    No shell, no pager, no filter, no network. Raises UsageError where git is missing or slow,
    UnreadableFile where it has no such file or it is too large, NotACard for what is no text.
    """
    try:
        answer = git.ask(["cat-file", "blob", name], limit=max_bytes)
    except (OSError, ValueError) as error:
        raise UsageError(_NO_GIT.format(name=name)) from error
    if answer.late:
        raise UsageError(_SLOW.format(seconds=int(git.TIMEOUT)))
    data = answer.data
    if len(data) > max_bytes:
        raise UnreadableFile(_LARGE.format(name=name, limit=max_bytes))
    if answer.code != 0:
        why = visible(" ".join(answer.said.decode("utf-8", "replace").split())[:_MAX_SAID])
        raise UnreadableFile(_REFUSED.format(name=name, why=why), hint=_HOW)
    return refuse_binary(decode(data, name))

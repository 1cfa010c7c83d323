"""Whether two folders are checkouts of one repository: one may then be what the other was."""

from __future__ import annotations

import os
from pathlib import Path

from cardkit.errors import ConfigError
from cardkit.policy.tree import ask, shown
from cardkit.text import Text


def are_checkouts_of_one(a: Path, b: Path) -> bool:
    """Say whether two roots of checkouts, not the same, belong to one repository.

    They share its store (worktrees), a remote (two clones, shallow ones too, as CI makes them) or
    the first commit. Raises ConfigError where git does not read one of them.
    """
    if a.resolve() == b.resolve():
        return False
    if _store(a) == _store(b) or _remotes(a) & _remotes(b):
        return True
    return bool(_firsts(a) & _firsts(b))


def _store(root: Path) -> Path:
    answer = ask(root, ["rev-parse", "--git-common-dir"])
    if not answer:
        raise ConfigError(_UNREAD.format(root=shown(root)), hint=_WHY.format(root=shown(root)))
    return (root / os.fsdecode(answer.rstrip(b"\n"))).resolve()


def _remotes(root: Path) -> set[bytes]:
    """Return the addresses of its remotes, however their ends are written."""
    answer = ask(root, ["config", "-z", "--get-regexp", r"^remote\..*\.url$"]) or b""
    urls = (entry.partition(b"\n")[2] for entry in answer.split(b"\0"))
    return {url.rstrip(b"/").removesuffix(b".git") for url in urls if url}


def _firsts(root: Path) -> set[bytes]:
    """Return its commits without a parent, of a shallow clone the last that it has."""
    return set((ask(root, ["rev-list", "--max-parents=0", "HEAD"]) or b"").split())


_UNREAD = Text(
    en="git does not read the repository `{root}`, so that nobody can say whose policy it holds",
    zh="git 无法读取仓库 `{root}`，因此无法判断其中的策略属于哪个仓库",
)
_WHY = Text(
    en="`git -C {root} status` says why; of another owner's folder `safe.directory` may be missing",
    zh="运行 `git -C {root} status` 查看原因；目录属于其他用户时，可能需要设置 `safe.directory`",
)

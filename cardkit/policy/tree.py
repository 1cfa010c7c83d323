"""Where policies are read from: folders on disk, or the files of a commit. Never through a link."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cardkit.errors import ConfigError, reason
from cardkit.policy.toml_file import MAX_BYTES
from cardkit.source import git
from cardkit.text import Text

MAX_BASELINE = 16 * 1024 * 1024
_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/@~^{}+-]{0,199}")
_REGULAR = frozenset({b"100644", b"100755"})


class Tree(Protocol):
    """Files by path: absolute paths of the working tree, whatever they are read from."""

    @property
    def label(self) -> str:
        """What stands before the names of its files in messages: empty, or a commit and a colon."""
        ...

    def read(self, path: Path, limit: int = MAX_BYTES) -> bytes | None:
        """Return the bytes of a file, None where there is none.

        Raises ConfigError where it is a link, no regular file, larger than `limit`, or unreadable.
        """
        ...


def _refused(path: str, message: Text) -> ConfigError:
    whole = Text(en="`{path}` {why}", zh="`{path}` {why}")
    return ConfigError(whole.format(path=path, why=message))


_LINK = Text(
    en="is a symbolic link; a policy is read only from a file itself",
    zh="是符号链接；策略只从文件本身读取",
)
_NOT_REGULAR = Text(en="is not a regular file", zh="不是普通文件")


def _too_large(path: str, limit: int) -> ConfigError:
    message = Text(en="is larger than {n} bytes", zh="超过 {n} 字节")
    return _refused(path, message.format(n=limit))


@dataclass(frozen=True)
class Disk:
    """The working tree itself."""

    label: str = ""

    def read(self, path: Path, limit: int = MAX_BYTES) -> bytes | None:
        """Return the bytes of a file, as `Tree.read` does."""
        try:
            kind = path.lstat().st_mode
            if stat.S_ISLNK(kind):
                raise _refused(shown(path), _LINK)
            if not stat.S_ISREG(kind):
                raise _refused(shown(path), _NOT_REGULAR)
            # What became a link since is refused by the system.
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
            with os.fdopen(handle, "rb") as stream:
                data = stream.read(limit + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise _refused(shown(path), reason(error)) from None
        if len(data) > limit:
            raise _too_large(shown(path), limit)
        return data


@dataclass(frozen=True)
class Commit:
    """The files of one commit of the repository at `root`."""

    root: Path
    id: str
    label: str = ""
    _known: dict[str, bytes | None] = field(default_factory=dict, repr=False, compare=False)

    def read(self, path: Path, limit: int = MAX_BYTES) -> bytes | None:
        """Return the bytes of a file of the commit, as `Tree.read` does."""
        place = path.parent.resolve() / path.name  # git knows its root by its real path
        if not place.is_relative_to(self.root):
            return None
        name = place.relative_to(self.root).as_posix()
        if name not in self._known:
            self._known[name] = self._blob(name, limit)
        return self._known[name]

    def _blob(self, name: str, limit: int) -> bytes | None:
        listed = ask(self.root, ["ls-tree", "-l", "-z", self.id, "--", name])
        if not listed:
            return None
        head, _, _ = listed.partition(b"\t")
        mode, kind, blob, size = head.split()[:4]
        where = f"{self.label}{name}"
        if mode == b"120000":
            raise _refused(where, _LINK)
        if kind != b"blob" or mode not in _REGULAR:
            return None
        if int(size) > limit:
            raise _too_large(where, limit)
        return ask(self.root, ["cat-file", "blob", blob.decode("ascii")])


def shown(path: Path) -> str:
    """Return a path as people read it: from the working folder where it lies below it."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def commit(ref: str, folder: Path) -> Commit:
    """Return the commit that `ref` stands for in the repository of `folder`.

    Raises ConfigError where `ref` cannot be a name of git's, where there is no repository, or no
    such commit in it.
    """
    if not _REF.fullmatch(ref) or ".." in ref or "@{" in ref:
        message = Text(en="`{ref}` cannot be a commit", zh="`{ref}` 不是有效的提交引用")
        raise ConfigError(message.format(ref=ref[:200]), hint=_REF_HINT)
    top = ask(folder, ["rev-parse", "--show-toplevel"])
    if not top:
        message = Text(en="`{folder}` is in no git repository", zh="`{folder}` 不在 git 仓库中")
        raise ConfigError(message.format(folder=shown(folder)), hint=_REF_HINT)
    root = Path(os.fsdecode(top.rstrip(b"\n")))
    found = ask(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"])
    if not found:
        message = Text(
            en="the repository `{root}` has no commit `{ref}`",
            zh="仓库 `{root}` 中没有提交 `{ref}`",
        )
        hint = Text(
            en="a shallow clone may lack it: git fetch origin {ref}",
            zh="浅克隆中可能没有该提交：git fetch origin {ref}",
        )
        raise ConfigError(message.format(root=root, ref=ref), hint=hint.format(ref=ref))
    return Commit(root, found.decode("ascii").strip(), f"{ref}:")


_REF_HINT = Text(
    en="give a branch, tag or commit, or a path that begins with `/` or `./`",
    zh="请给出分支、标签或提交，或以 `/`、`./` 开头的路径",
)


def ask(folder: Path, words: Sequence[str]) -> bytes | None:
    """Return what git wrote, None where it failed. Raises ConfigError where it did not answer."""
    try:
        answer = git.ask(words, folder=folder)
    except (OSError, ValueError) as error:
        raise ConfigError(_NO_ANSWER.format(why=str(error)[:200])) from None
    if answer.late:
        raise ConfigError(_NO_ANSWER.format(why=f"{int(git.TIMEOUT)} s"))
    return answer.data if answer.code == 0 else None


_NO_ANSWER = Text(en="git did not answer: {why}", zh="git 无响应：{why}")

"""Which policy a card is held against: the nearest above it, one named, or one that is trusted."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from cardkit.errors import ConfigError
from cardkit.policy.checkouts import are_checkouts_of_one
from cardkit.policy.policy import NAMES, Policy, load
from cardkit.policy.tree import Commit, Disk, Tree, commit, shown
from cardkit.text import Text


@dataclass
class Finder:
    """Finds policies for folders, each file read once.

    `config` names the one configuration for all cards; `none` says that there is none. With
    `trusted`, a commit (`origin/main`) or a path that begins with `/` or `.`, policies are read
    from there. Those of the working tree are only compared with them, where they are what these
    were in the same repository: a policy that an organisation shares is no earlier state of theirs.
    """

    config: Path | None = None
    none: bool = False
    trusted: str | None = None
    _by_folder: dict[Path, Policy] = field(default_factory=dict, repr=False)
    _commits: dict[Path, Commit] = field(default_factory=dict, repr=False)
    _checkouts: dict[tuple[Path, Path], bool] = field(default_factory=dict, repr=False)
    _by_file: dict[tuple[str, Path], Policy | None] = field(default_factory=dict, repr=False)

    def policy_for(self, folder: Path) -> Policy:
        """Return the policy for the cards of `folder`; an empty one where there is none.

        Raises ConfigError for a configuration that does not fit or may not be read.
        """
        folder = Path(os.path.abspath(folder))  # noqa: PTH100 - links are left as they are
        if folder not in self._by_folder:
            self._by_folder[folder] = self._policy(folder)
        return self._by_folder[folder]

    def _policy(self, folder: Path) -> Policy:
        if self.none:
            return Policy()
        if self.trusted is None:
            return self._nearest(Disk(), folder) or Policy()
        try:
            working = self._nearest(Disk(), folder) or Policy()
        except ConfigError as error:  # it decides nothing: a finding, and no reason to stop
            working = Policy(problem=error.message)
        return replace(self._trusted(folder, working), working=working)

    def _trusted(self, folder: Path, working: Policy) -> Policy:
        reference = self.trusted or ""
        if not reference.startswith(("/", "./", "../")):
            at = self.config.parent if self.config else folder
            found = self._nearest(self._commit(reference, at), folder) or Policy()
            return replace(found, is_base=True)
        path = Path(os.path.abspath(reference))  # noqa: PTH100 - as above
        files = [path / name for name in NAMES] if path.is_dir() else [path]
        named = [p for p in (self._load(Disk(), file, working.root) for file in files) if p]
        if not named:
            message = Text(en="there is no policy in `{path}`", zh="`{path}` 中没有策略")
            raise ConfigError(message.format(path=shown(path)))
        return replace(_only(named), is_base=self._is_checkout(path, _checking(folder)[-1]))

    def _is_checkout(self, path: Path, own: Path) -> bool:
        """Say whether `path` is in another checkout of the repository at `own`, asked once."""
        other = _upward(path if path.is_dir() else path.parent)[-1]
        if (other, own) not in self._checkouts:
            both = all((at / ".git").exists() for at in (other, own))
            self._checkouts[other, own] = both and are_checkouts_of_one(other, own)
        return self._checkouts[other, own]

    def _commit(self, reference: str, folder: Path) -> Commit:
        top = _checking(Path(os.path.abspath(folder)))[-1]  # noqa: PTH100 - as above
        if top not in self._commits:
            self._commits[top] = commit(reference, top)
        return self._commits[top]

    def _nearest(self, tree: Tree, folder: Path) -> Policy | None:
        """Return the policy that `--config` names or the nearest above `folder`."""
        if self.config is not None:
            return self._named(tree, self.config)
        for above in _upward(folder) if isinstance(tree, Disk) else _checking(folder):
            found = [p for p in (self._load(tree, above / name) for name in NAMES) if p]
            if found:
                return _only(found)
        return None

    def _named(self, tree: Tree, config: Path) -> Policy:
        path = Path(os.path.abspath(config))  # noqa: PTH100 - as above
        found = self._load(tree, path, Path.cwd())
        if found is None:
            message = Text(
                en="there is no policy in `{path}`: no such file, or no `[tool.cardkit]` in it",
                zh="`{path}` 中没有策略：文件不存在，或其中没有 `[tool.cardkit]`",
            )
            raise ConfigError(message.format(path=tree.label + shown(path)))
        return found

    def _load(self, tree: Tree, path: Path, root: Path | None = None) -> Policy | None:
        key = (tree.label, path)
        if key not in self._by_file:
            self._by_file[key] = load(tree, path, root=root)
        return self._by_file[key]


def _only(found: list[Policy]) -> Policy:
    if len(found) > 1:
        message = Text(en="both `{a}` and `{b}` hold a policy", zh="`{a}` 与 `{b}` 中都有策略")
        hint = Text(en="keep one of them", zh="请只保留其中之一")
        raise ConfigError(message.format(a=found[0].name, b=found[1].name), hint=hint)
    return found[0]


def _checking(folder: Path) -> list[Path]:
    """Return `folder` and those above it, up to the root of the repository of who checks.

    That is the one of the working folder, where it holds `folder`: a repository within it (a
    submodule, a clone) was brought by somebody, who must not bring the policy for it too.
    """
    chain = _upward(Path.cwd())
    top = chain[-1]
    if (top / ".git").exists() and folder.is_relative_to(top):
        return [at for at in (folder, *folder.parents) if at.is_relative_to(top)]
    return _upward(folder)


def _upward(folder: Path) -> list[Path]:
    """Return `folder` and those above it, up to the root of its repository.

    Where there is no repository, up to the working folder if that holds it; else it alone: what
    strangers put into `/tmp` is no policy.
    """
    chain = [folder, *folder.parents]
    for i, above in enumerate(chain):
        if (above / ".git").exists():
            return chain[: i + 1]
    working = Path.cwd()
    return chain[: chain.index(working) + 1] if working in chain else [folder]

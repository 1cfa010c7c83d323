"""A policy: a configuration with its profiles resolved and its baseline read, and where from."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from cardkit.policy import baseline as baselines
from cardkit.policy.baseline import Baseline
from cardkit.policy.config import Config, KeyFile, Level
from cardkit.policy.parse import parse
from cardkit.policy.profiles import Levels, resolve
from cardkit.policy.toml_file import Place, TomlFile, read_toml
from cardkit.policy.tree import MAX_BASELINE, Disk, Tree, shown
from cardkit.rules.registry import RuleSettings
from cardkit.source.source import Source
from cardkit.text import Text

PYPROJECT: Place = ("tool", "cardkit")
NAMES = ("cardkit.toml", "pyproject.toml")


@dataclass(frozen=True)
class Policy:
    """All that decides about findings.

    `folder` is that of the configuration, from which its paths count; `root` is what the names of
    cards in waivers and baseline count from, the same but for a configuration named by `--config`.
    `working` is the policy of the working tree, where this one is trusted instead of it.
    """

    config: Config = field(default_factory=Config)
    levels: Levels = field(default_factory=Levels)
    file: TomlFile | None = None
    path: Path | None = None
    folder: Path = field(default_factory=Path.cwd)
    root: Path = field(default_factory=Path.cwd)
    tree: Tree = field(default_factory=Disk)
    baseline: Baseline | None = None
    working: Policy | None = None
    is_base: bool = False
    """Whether this is what `working` was, in the same repository: then what changed is found."""
    problem: Text | None = None
    """Why the policy of the working tree could not be read, where a trusted one decides."""

    @cached_property
    def settings(self) -> RuleSettings:
        """What the engine has to know. Raises ConfigError for a trusted key that is not there."""
        asked = self.config.evidence
        if not (asked.trusted_keys or asked.max_age_days or asked.require != "none"):
            return self.levels.settings()
        from cardkit.policy.evidence import terms_of

        return replace(self.levels.settings(), terms=terms_of(self))

    @property
    def name(self) -> str:
        """The name the configuration goes by; empty where there is none."""
        return self.file.name if self.file else ""

    @property
    def baseline_path(self) -> Path | None:
        """Where the baseline lies, or would."""
        return self.folder / self.config.baseline.file if self.config.baseline else None

    def level(self, code: str) -> Level | None:
        """Return the level the policy gives a rule, None where it leaves it as it is."""
        return self.levels.by_code.get(code)

    def card_name(self, source: Source) -> str:
        """Return the name a card has in waivers and baseline: its path from `root`, with `/`.

        A card elsewhere, and standard input, has the name it goes by.
        """
        file = source.file or Path(source.name)
        path = Path(os.path.abspath(file))  # noqa: PTH100 - links are left as they are
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return file.as_posix()

    def key_text(self, key: KeyFile) -> bytes | None:
        """Return the public key as the policy's own tree has it, None where there is no file."""
        return self.tree.read(self.folder / key.file)


def load(tree: Tree, path: Path, *, root: Path | None = None) -> Policy | None:
    """Read the policy in the file `path` of `tree`; None where there is no such file or table.

    Raises ConfigError for a configuration, profile or baseline that does not fit.
    """
    data = tree.read(path)
    if data is None or (path.name == "pyproject.toml" and b"cardkit" not in data):
        return None
    file = read_toml(data, shown(path), tree.label)
    at: Place = ()
    if path.name == "pyproject.toml":
        tool = file.data.get("tool")
        if not isinstance(tool, dict) or "cardkit" not in tool:
            return None
        at = PYPROJECT
    config = parse(file, at)
    policy = Policy(
        config=config,
        levels=resolve(config, file, at),
        file=file,
        path=path,
        folder=path.parent,
        root=root or path.parent,
        tree=tree,
    )
    return replace(policy, baseline=_baseline(policy, file, at))


def _baseline(policy: Policy, file: TomlFile, at: Place) -> Baseline | None:
    place = policy.baseline_path
    if place is None:
        return None
    if policy.tree.label == "" and not place.parent.resolve().is_relative_to(
        policy.folder.resolve()
    ):
        message = Text(
            en="the folder of `{file}` leads out of that of the configuration through a link",
            zh="`{file}` 所在目录经符号链接指向配置文件所在目录之外",
        )
        raise file.error((*at, "baseline", "file"), message.format(file=shown(place)))
    data = policy.tree.read(place, MAX_BASELINE)
    return None if data is None else baselines.read(data, policy.tree.label + shown(place))

"""Paths in a policy and its baseline: below the folder of the configuration, never out of it."""

from __future__ import annotations

from pathlib import PurePosixPath

from cardkit.policy.toml_file import Place, TomlFile
from cardkit.text import Text

MAX_PATH = 1000


def is_inside(path: str) -> bool:
    """Say whether `path` is relative, climbs nowhere and has only characters of a path."""
    pure = PurePosixPath(path)
    first = pure.parts[0] if pure.parts else ""
    plain = path.isprintable() and "\\" not in path and ":" not in first
    return plain and 0 < len(path) <= MAX_PATH and not pure.is_absolute() and ".." not in pure.parts


def inside(file: TomlFile, at: Place, path: str) -> str:
    """Return `path` in its plain form. Raises ConfigError where it leaves the folder."""
    if not is_inside(path):
        message = Text(
            en="the path `{path}` leaves the folder of the configuration",
            zh="路径 `{path}` 超出了配置文件所在目录",
        )
        hint = Text(
            en="write it from that folder, with `/`, without `..`",
            zh="请写成相对于该目录的路径，用 `/` 分隔，不含 `..`",
        )
        raise file.error(at, message.format(path=path[:200]), hint)
    return str(PurePosixPath(path))

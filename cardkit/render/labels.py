"""The phrases only rendering needs, from `templates/labels/{en,zh}.toml`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from cardkit.errors import ConfigError, reason
from cardkit.text import Language, Text

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's phrases: words, punctuation marks and symbols, by key."""

    phrase: dict[str, str]
    mark: dict[str, str]
    symbol: dict[str, str]


def load_phrases(folder: Path, language: Language) -> Phrases:
    """Read `labels/LANGUAGE.toml` of a template folder.

    Raises ConfigError when it is missing, is no TOML or lacks one of the three tables.
    """
    file = folder / "labels" / f"{language}.toml"
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        return Phrases(**{table: _texts(data[table]) for table in ("phrase", "mark", "symbol")})
    except (OSError, KeyError, TypeError, UnicodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(
            Text(
                en="cannot use the labels in `{file}`: {error}",
                zh="无法使用 `{file}` 中的标签：{error}",
            ).format(file=file, error=reason(error)),
            hint=Text(
                en="copy `labels/` from the templates that come with cardkit and change that",
                zh="请复制 cardkit 自带模板中的 `labels/`，在其基础上修改",
            ),
        ) from error


def _texts(table: object) -> dict[str, str]:
    if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
        raise TypeError("every label is a text in one of the tables phrase, mark and symbol")
    return table

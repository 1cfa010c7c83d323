"""The options of `cardkit translate`, and which of them go together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cardkit.errors import UsageError
from cardkit.text import Language, Text
from cardkit.text import listed as _listed

if TYPE_CHECKING:
    from cardkit.translate.exchange import Format


@dataclass(frozen=True)
class Settings:
    """The options of one run."""

    card: str
    to: Language | None
    form: Format | None
    file: str | None
    output: Path | None
    force: bool
    unknown: bool
    allow_same: bool
    accept: tuple[str, ...]
    dry_run: bool
    output_format: str
    max_bytes: int

    @property
    def as_json(self) -> bool:
        """Say whether the outcome is written for programs."""
        return self.output_format == "json"


def check_usage(settings: Settings, given: set[str]) -> None:
    """Raise UsageError for options that do not go together."""
    if settings.form and settings.file:
        raise UsageError(_EITHER)
    for name, needed in _NEEDED.items():
        if name in given and not any(getattr(settings, option) for option in needed):
            options = _listed(_SPELT[option] for option in needed)
            raise UsageError(_NEEDS.format(name=_SPELT.get(name, name), options=options))
    if settings.file is None and settings.to is None:
        raise UsageError(_NO_LANGUAGE, hint=_SAY_IT)
    if settings.form and settings.as_json and settings.output is None:
        raise UsageError(_BOTH_ON_STDOUT, hint=_NAME_A_FILE)
    if settings.file and settings.card == "-" and not (settings.output or settings.dry_run):
        raise UsageError(_STDIN, hint=_NAME_A_FILE)
    if settings.card == settings.file == "-":
        raise UsageError(_STDIN_TWICE)


_NEEDED = {
    "unknown": ("form",),
    "output": ("form", "file"),
    "force": ("output",),
    "allow_same": ("file",),
    "accept": ("file",),
    "dry_run": ("file",),
}
"""Option → options of which it needs one."""
_SPELT = {
    "form": "--export",
    "file": "--import",
    "output": "-o",
    "unknown": "--unknown",
    "force": "--force",
    "allow_same": "--allow-same",
    "accept": "--accept",
    "dry_run": "--dry-run",
}
_EITHER = Text(
    en="--export and --import do not go together", zh="--export 与 --import 不能同时使用"
)
_NEEDS = Text(en="{name} needs {options}", zh="{name} 需与 {options} 一起使用")
_NO_LANGUAGE = Text(en="which language is to be translated into?", zh="缺少译文语言")
_SAY_IT = Text(en="say it: --to zh or --to en", zh="请用 --to zh 或 --to en 指明")
_BOTH_ON_STDOUT = Text(
    en="the export and the JSON cannot both go to stdout",
    zh="导出内容和 JSON 不能同时写到标准输出",
)
_NAME_A_FILE = Text(en="name a file: -o FILE", zh="请用 -o FILE 指定文件")
_STDIN = Text(en="standard input cannot be written back", zh="无法写回标准输入")
_STDIN_TWICE = Text(
    en="standard input cannot be card and translation at once",
    zh="标准输入不能同时作为卡片和译文",
)

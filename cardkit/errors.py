"""What stops the program, as exceptions that say what to do.

Findings are data and never raised; only these are::

    CardkitError
    ├── UsageError             the caller asked for something that cannot be          exit 2
    │   ├── ConfigError        a setting, flag or plug-in is wrong                    exit 2
    │   ├── MissingExtra       what was asked for needs packages that are not there   exit 2
    │   └── UnsafeOutput       the output path is a link or leaves its folder         exit 2
    ├── UnreadableFile         the file cannot be opened or is too large              exit 2
    ├── NotACard               a strict read found something that is not a record     exit 2
    ├── NoCardsFound           the paths hold no card                                 exit 3
    ├── CannotLoad             no device, no room, weights or code refused            exit 4
    ├── ModelUnavailable       a hub does not give the model: gated, offline, down    exit 4
    ├── FindingsError          `Report.raise_for_findings()` met findings             exit 1
    ├── ClaimsContradicted     `VerifyReport.raise_for_contradictions()` met one      exit 1
    └── EvidenceRefused        evidence that was named is forged, foreign, broken     exit 1

CardkitWarning, a UserWarning, is for what is left out while the run goes on: a broken plug-in.
Every error carries ``message`` and ``hint`` in both languages.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping
from typing import ClassVar

from cardkit.text import Language, Text


def reason(error: Exception) -> Text:
    """Return why the system refused: its own words in English, the common ones in Chinese too."""
    if not isinstance(error, OSError) or error.strerror is None:
        return Text(en=str(error), zh=str(error))
    return Text(en=error.strerror, zh=_REASONS.get(error.errno or 0, error.strerror))


_REASONS: Mapping[int, str] = {
    errno.ENOENT: "文件或目录不存在",
    errno.EEXIST: "同名文件已存在",
    errno.ENOTDIR: "路径中有一部分不是目录",
    errno.EISDIR: "这是目录",
    errno.EACCES: "权限不足",
    errno.EPERM: "操作不被允许",
    errno.EROFS: "文件系统只读",
    errno.ENOSPC: "磁盘空间不足",
    errno.ENAMETOOLONG: "文件名过长",
    errno.ELOOP: "符号链接层数过多",
}


class CardkitError(Exception):
    """Root of the tree: a message, and a hint that says what to do next."""

    exit_code: ClassVar[int] = 2

    def __init__(self, message: Text, *, hint: Text | None = None) -> None:
        super().__init__(message.en)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[Callable[..., CardkitError], tuple[object, ...]]:
        """Say how it travels from one process of `audit` to another: with all that it says."""
        return _again, (type(self), self.args, self.__dict__)

    def describe(self, language: Language) -> str:
        """Return the message and, on a second line, the hint, in `language`."""
        if self.hint is None:
            return self.message.get(language)
        label = {"en": "hint: ", "zh": "提示："}[language]
        return f"{self.message.get(language)}\n\n{label}{self.hint.get(language)}"


def _again(
    kind: type[CardkitError], args: tuple[object, ...], said: dict[str, object]
) -> CardkitError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(said)
    return error


class UsageError(CardkitError):
    """The caller asked for something that cannot be done."""


class ConfigError(UsageError):
    """A setting, flag or plug-in is wrong."""


class MissingExtra(UsageError):
    """What was asked for needs a package of an optional extra, and the package is not there."""

    def __init__(self, package: str, extra: str) -> None:
        message = Text(
            en=f"this needs the package `{package}`: pip install 'cardkit[{extra}]'",
            zh=f"此操作需要软件包 `{package}`：pip install 'cardkit[{extra}]'",
        )
        super().__init__(message)
        self.package = package
        self.extra = extra


class UnsafeOutput(UsageError):
    """The output path is a symbolic link or leaves the folder it was given."""


class UnreadableFile(CardkitError):
    """The file cannot be opened, is no regular file, or is larger than the cap."""


class NotACard(CardkitError):
    """A strict read (`cardkit.record.load`) found something that is not a record."""


class NoCardsFound(CardkitError):
    """The given paths hold no card."""

    exit_code = 3


class CannotLoad(CardkitError):
    """The model cannot be loaded: no device, no room, damaged files, pickle or code refused.

    `kind` is the stable id under which a report lists it, such as `pickle-refused`; `where` the
    file or step it is about, where that is known.
    """

    exit_code = 4

    def __init__(
        self, kind: str, message: Text, *, hint: Text | None = None, where: str | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.kind = kind
        self.where = where


class ModelUnavailable(CardkitError):
    """A hub does not give the model: absent, gated, offline, out of reach. Nothing was checked."""

    exit_code = 4


class FindingsError(CardkitError):
    """`Report.raise_for_findings()` met findings at or above the level."""

    exit_code = 1


class ClaimsContradicted(CardkitError):
    """`VerifyReport.raise_for_contradictions()` met a claim that the model contradicts."""

    exit_code = 1


class EvidenceRefused(CardkitError):
    """Evidence that was named cannot count: forged, signed by a stranger, broken, too large."""

    exit_code = 1


class CardkitWarning(UserWarning):
    """Something was left out and the run goes on: an installed extension that is broken."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message

"""Standard streams, language, colour and width: the one place that knows the terminal."""

from __future__ import annotations

import os
import shutil
import sys
from contextvars import ContextVar
from typing import TYPE_CHECKING, TextIO

from cardkit.text import Language, Text, choose_language, visible, without_commands

if TYPE_CHECKING:
    from rich.console import Console

_language: ContextVar[Language | None] = ContextVar("language", default=None)
_color: ContextVar[str] = ContextVar("color", default="auto")
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)

DEFAULT_WIDTH = 80
_HAN = "用法：、"


def language() -> Language:
    """Return the language of messages in this run."""
    return _language.get() or choose_language(None, os.environ)


def speak_readably(stream: TextIO) -> None:
    """Go on in English where `stream` cannot show Chinese: escapes are no language."""
    if not can_encode(_HAN, stream):
        set_language("en")


def set_language(choice: str | None) -> None:
    """Choose the language: `en`, `zh`, or `auto`/None for the environment's."""
    _language.set(choose_language(choice, os.environ))


def set_color(choice: str) -> None:
    """Choose colour: `auto`, `always` or `never`."""
    _color.set(choice)


def set_quiet(quiet: bool) -> None:
    """Silence hints and progress on stderr."""
    _quiet.set(quiet)


def is_quiet() -> bool:
    """Say whether hints and progress are silenced."""
    return _quiet.get()


def use_color(stream: TextIO) -> bool:
    """Say whether to colour: the flag, NO_COLOR, FORCE_COLOR, then whether it is a terminal."""
    choice = _color.get()
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Return the columns to write in: COLUMNS, the terminal's, else 80."""
    return shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns


def can_encode(text: str, stream: TextIO | None = None) -> bool:
    """Say whether `stream` (stdout) can show `text`; an ASCII or cp936 one may not."""
    encoding = getattr(stream or sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def screen(text: str) -> None:
    """Write what people read to stdout: no line is a command to the runner of a workflow."""
    out(without_commands(text))


def out(text: str) -> None:
    """Write data to stdout; what the stream cannot encode is shown escaped, never a crash."""
    _write(text, sys.stdout)


def err(text: str) -> None:
    """Write a message to stderr; no line is a command to the runner of a workflow."""
    _write(without_commands(text), sys.stderr)


def error(message: str, todo: str | None = None) -> None:
    """Write an error, and what to do about it, to stderr; what came from a card is shown safely."""
    label = Text(en="error: ", zh="错误：").get(language())
    err(visible(label + message, keep="\n"))
    if todo:
        mark = Text(en="hint: ", zh="提示：").get(language())
        err("\n" + visible(mark + todo, keep="\n"))


def warning(message: str) -> None:
    """Write a warning to stderr: something was left out and the run goes on."""
    label = Text(en="warning: ", zh="警告：").get(language())
    err(visible(label + message, keep="\n"))


def hint(text: str) -> None:
    """Write a hint or a note on progress to stderr, unless the run is quiet."""
    if not _quiet.get():
        err(text)


def _write(text: str, stream: TextIO) -> None:
    line = text if text.endswith("\n") else text + "\n"
    if not can_encode(line, stream):
        encoding = stream.encoding or "ascii"
        line = line.encode(encoding, "backslashreplace").decode(encoding)
    stream.write(line)
    stream.flush()


def rich_console(stream: TextIO | None = None) -> Console:
    """Return a rich console on `stream` (stdout) that interprets no markup."""
    from rich.console import Console

    file = stream or sys.stdout
    colored = use_color(file)
    return Console(
        file=file,
        width=width(),
        no_color=not colored,
        force_terminal=colored or file.isatty(),  # one without colours is a terminal all the same
        color_system="standard" if colored else None,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )

"""Escaping by context: a value from a card stays a value wherever a template puts it.

Each function takes plain text and returns Markdown that a CommonMark reader (with pipe tables)
turns back into that text. Runs of whitespace count as one space: Markdown has no other.
"""

from __future__ import annotations

import re
import unicodedata

_ENTITY = re.compile(r"&(?=#?[0-9A-Za-z]{1,40};)")
_ALWAYS = re.compile(r"[\\`*\[\]<]")
_LONE_UNDERSCORE = re.compile(r"(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])")
_ORDERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_BLOCK_START = re.compile(r"[#>+=~-]|:(?=-)")
_BACKTICKS = re.compile(r"`+")
_FENCE_LANGUAGE = re.compile(r"[0-9A-Za-z_+#.-]{1,40}")
_SAFE_SCHEMES = ("https://", "http://", "mailto:")
_URL_UNSAFE = re.compile(r"[\s\x00-\x20\x7f-\x9f<>\\`\"|^{}]|&(?=#?[0-9A-Za-z]{1,40};)")
_TEXT_CONTROLS = "\n\t"


class Markdown(str):
    """Text that is Markdown already: nothing escapes it again."""

    __slots__ = ()


def drop_controls(text: str) -> str:
    r"""Return `text` with `\n` line ends and without the control characters no text file holds."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    if unified.isprintable():
        return unified
    return "".join(
        c for c in unified if c in _TEXT_CONTROLS or unicodedata.category(c) not in {"Cc", "Cs"}
    )


def plain(text: str) -> str:
    """Return `text` as one line: runs of whitespace become one space, control characters go."""
    return " ".join(drop_controls(text).replace("\ufeff", "").split())


def inline(text: str) -> str:
    """Escape plain text that stands within a line of Markdown."""
    escaped = _ALWAYS.sub(r"\\\g<0>", plain(text))
    escaped = _LONE_UNDERSCORE.sub(r"\\_", escaped)
    escaped = _ENTITY.sub(r"\\&", escaped)
    return escaped.replace("~", r"\~") if escaped.count("~") > 1 else escaped


def cell(text: str) -> str:
    """Escape plain text that stands in a cell of a pipe table."""
    return inline(text).replace("|", r"\|")


def line(text: str) -> str:
    """Escape plain text that begins a line: it cannot open a heading, list, quote or fence."""
    escaped = inline(text).replace("|", r"\|")
    if _BLOCK_START.match(escaped):
        return "\\" + escaped
    return _ORDERED.sub(r"\1\\\2", escaped, count=1) if _ORDERED.match(escaped) else escaped


def heading(text: str) -> str:
    """Escape plain text for an ATX heading, whose trailing `#` would be cut off."""
    escaped = line(text)
    bare = escaped.rstrip("#")
    run = len(escaped) - len(bare)
    return f"{bare}\\{'#' * run}" if run and not bare.endswith("\\") else escaped


def code_span(text: str) -> str:
    """Write plain text as a code span, with a longer fence than any run of backticks inside."""
    content = plain(text)
    runs = {len(run) for run in _BACKTICKS.findall(content)}
    ticks = "`" * next(n for n in range(1, len(runs) + 2) if n not in runs)
    pad = " " if content[:1] == "`" or content[-1:] == "`" else ""
    return f"{ticks}{pad}{content}{pad}{ticks}"


def fence_language(language: str) -> str:
    """Return the info word of a fence, in lower case; empty where it could break the fence."""
    word = language.strip().lower()
    return word if _FENCE_LANGUAGE.fullmatch(word) else ""


def fence(code: str, language: str = "") -> str:
    """Write a fenced block whose fence is longer than any run of backticks inside."""
    longest = max((len(run) for run in _BACKTICKS.findall(code)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{fence_language(language)}\n{code}\n{ticks}"


def safe_url(url: str) -> str | None:
    """Return `url` fit for a link, None for one that is neither http(s) nor mailto.

    Spaces, angle brackets and control characters are percent-encoded; what is a valid URL is
    returned as it is.
    """
    stripped = url.strip()
    if not stripped.lower().startswith(_SAFE_SCHEMES) or len(stripped) <= len("https://"):
        return None
    return _URL_UNSAFE.sub(_percent, drop_controls(stripped))


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match.group().encode())


def link(url: str, title: str | None = None) -> str:
    """Write a link; `url` has passed `safe_url`. Parentheses go between angle brackets."""
    if title is None:
        return f"<{url}>"
    target = f"<{url}>" if "(" in url or ")" in url else url
    return f"[{inline(title)}]({target})"

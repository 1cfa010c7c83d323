"""The syntax of link destinations, titles, labels and bare URLs."""

from __future__ import annotations

import re
from typing import NamedTuple

from cardkit.source.characters import unescape

_SPACE = re.compile(r"[ \t\r\n]*")
_ANGLED = re.compile(r"<(?:[^<>\\\r\n]|\\.)*>")
_TITLES = {
    '"': re.compile(r'"(?:[^"\\]|\\[\s\S])*"'),
    "'": re.compile(r"'(?:[^'\\]|\\[\s\S])*'"),
    "(": re.compile(r"\((?:[^()\\]|\\[\s\S])*\)"),
}
_PART_OF_URL = re.compile(r"[^\x00-\x20\x7f()\\]+|\\[\x21-\x2f:-@\[-`{-~]|[()\\]")
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\[\s\S]){0,999})\]")
_ESCAPE = re.compile(r"\\([\x21-\x2f:-@\[-`{-~])")
_MAX_PARENTHESES = 32

BARE_URL = re.compile(r"https?://[A-Za-z0-9\-._~:/?#@!$&'()+,;=%{}]+")
_AUTOLINK = re.compile(
    r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\x00-\x1f]*"
    r"|[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-zA-Z0-9-]{1,63}(?:\.[a-zA-Z0-9-]{1,63}){0,20})>"
)


class Target(NamedTuple):
    """Where a link leads: its destination at `text[start:end]`, and the end of the whole."""

    url: str
    start: int
    end: int
    after: int


def destination(text: str, at: int) -> Target | None:
    """Read the destination that begins at `at`, in angle brackets or bare."""
    if text.startswith("<", at):
        match = _ANGLED.match(text, at)
        if match is None:
            return None
        return Target(clean(match[0][1:-1]), at + 1, match.end() - 1, match.end())
    depth = 0
    end = at
    while part := _PART_OF_URL.match(text, end):
        if part[0] == "(":
            depth += 1
            if depth > _MAX_PARENTHESES:
                return None
        elif part[0] == ")":
            if depth == 0:
                break
            depth -= 1
        end = part.end()
    return None if depth else Target(clean(text[at:end]), at, end, end)


def inline_target(text: str, at: int) -> Target | None:
    """Read `(destination "title")` at `at`."""
    if not text.startswith("(", at):
        return None
    at = _skip_space(text, at + 1)
    target = destination(text, at)
    if target is None:
        return None
    after = _skip_space(text, target.after)
    title = _TITLES.get(text[after : after + 1])
    if title and after > target.after and (match := title.match(text, after)):
        after = _skip_space(text, match.end())
    if not text.startswith(")", after):
        return None
    return target._replace(after=after + 1)


def label_at(text: str, at: int) -> tuple[str, int] | None:
    """Read the reference label `[label]` at `at`; return it and where it ends."""
    match = _LABEL.match(text, at)
    return (match[1], match.end()) if match else None


def definition_target(text: str) -> Target | None:
    """Read the destination of the link reference definition `text`."""
    label = label_at(text, 0)
    if label is None:
        return None
    return destination(text, _skip_space(text, label[1] + 1))


def normal_label(label: str) -> str:
    """Return `label` as labels are compared: case and white space do not count."""
    return " ".join(label.split()).casefold()


def autolink_at(text: str, at: int) -> tuple[str, int] | None:
    """Read `<scheme:...>` or `<mail@host>` at `at`; return its content and where it ends."""
    match = _AUTOLINK.match(text, at)
    return (match[1], match.end()) if match else None


def bare_url_at(text: str, at: int) -> int:
    """Return where the URL that begins at `at` ends, or -1.

    Only ASCII counts: in Chinese text the sentence goes on right after the URL. Punctuation at the
    end and a closing parenthesis that no opening one matches belong to the text.
    """
    match = BARE_URL.match(text, at)
    if match is None:
        return -1
    url = match[0]
    surplus = url.count(")") - url.count("(")
    end = len(url)
    while url[end - 1] in "?!.,:;'_~{" or (url[end - 1] == ")" and surplus > 0):
        surplus -= url[end - 1] == ")"
        end -= 1
    return at + end if end > len("https://") else -1


def clean(url: str) -> str:
    """Return `url` without backslash escapes and with character references decoded."""
    return unescape(_ESCAPE.sub(r"\1", url) if "\\" in url else url)


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at

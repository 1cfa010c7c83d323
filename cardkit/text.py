"""Bilingual text, language choice, display width, and safe display of hostile characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Text:
    """One message in both languages; `{name}` fields are filled by `format`."""

    en: str
    zh: str

    def get(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.zh if language == "zh" else self.en

    def format(self, **values: object) -> Text:
        """Fill the `{name}` fields of both texts; values are shown with hostile characters visible.

        A value may itself be a `Text`; each language then gets its own. `{n:finding|findings}` is
        the one word where `n` is 1, else the other: it stands for the word alone, not the number.
        """
        return Text(
            en=self.en.format_map({k: _Shown(_show(v, "en")) for k, v in values.items()}),
            zh=self.zh.format_map({k: _Shown(_show(v, "zh")) for k, v in values.items()}),
        )


class _Shown(str):
    """A value in a text; it chooses between two words where the field names them."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        one, parted, many = spec.partition("|")
        if not parted:
            return super().__format__(spec)
        return one if self == "1" else many


def _show(value: object, language: Language) -> str:
    return visible(value.get(language) if isinstance(value, Text) else str(value))


def visible(text: str, *, keep: str = "") -> str:
    r"""Show control, bidirectional, private and tag characters as `\u{...}`.

    Terminal escapes (ESC, OSC 8), bidi overrides and Unicode tags pass through rich unchanged, so
    everything that comes from a card goes through here before it is shown. Characters in `keep`
    (a newline, say) are left alone.
    """
    if text.isprintable() and max(text, default="") < "\u0300":
        return text
    return "".join(
        c if c in keep or unicodedata.category(c) not in _INVISIBLE else f"\\u{{{ord(c):x}}}"
        for c in text
    )


_MARKDOWN = str.maketrans({c: f"&#{ord(c)};" for c in '&<>|`*_[]()#!~\\:\n\r"'})
"""Everything that Markdown or HTML begins with, as a character reference."""
_REFERENCE = re.compile(r"(?:[@#]|!(?=\d)|\bGH-(?=\d)|\bwww\.)+", re.IGNORECASE)
"""What forges make links and notices of: a mention, an issue, a merge request, an address."""


def plain_markdown(text: str) -> str:
    """Return `text` so that Markdown shows it and makes nothing of it.

    Forges look for mentions and numbers of issues in the page, after references are resolved: what
    such a thing begins with stands in code.
    """
    made, at = [], 0
    shown = visible(text)
    for match in _REFERENCE.finditer(shown):
        made += [shown[at : match.start()].translate(_MARKDOWN), f"`{match[0]}`"]
        at = match.end()
    return "".join([*made, shown[at:].translate(_MARKDOWN)])


def without_commands(text: str) -> str:
    r"""Return lines of a screen so that no runner of GitHub or Azure takes one for a command.

    Such a line begins with `::` and a name, blanks before it aside, or holds `##[` or `##vso[`
    anywhere, as a card's or a model's names may. The sign is shown as `\u{3a}` or `\u{23}`.
    """
    if "::" not in text and "##" not in text:
        return text
    return _OLD_COMMAND.sub(r"\\u{23}#\1", _COMMAND.sub(r"\1\\u{3a}:", text))


def json_without_commands(text: str) -> str:
    r"""Return JSON that says the same and in which no runner finds a command: `##` is escaped.

    In JSON no line begins with `::`; the older form, `##[error]`, counts anywhere.
    """
    return _TWO.sub(r"\\u0023", text) if "##" in text else text


_TWO = re.compile(r"#(?=#)")
_COMMAND = re.compile(r"^([^\S\n]*)::(?=\w)", re.MULTILINE)  # a name follows; not in `::: file`
_OLD_COMMAND = re.compile(r"##(\[|vso\[)")


def choose_language(explicit: str | None, environment: Mapping[str, str]) -> Language:
    """Choose the message language: the flag, CARDKIT_LANG, LC_ALL, LC_MESSAGES, LANG, else en."""
    candidates = [explicit, *(environment.get(k) for k in _LANGUAGE_VARIABLES)]
    for candidate in candidates:
        if candidate and candidate.lower() != "auto":
            return "zh" if candidate.lower().startswith("zh") else "en"
    return "en"


_LANGUAGE_VARIABLES = ("CARDKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def width(text: str) -> int:
    """Return the number of terminal columns `text` takes; Han and emoji take two."""
    if text.isprintable() and max(text, default="") < "\u0300":
        return len(text)  # most texts, and `--help` need not import rich for them
    from rich.cells import cell_len

    return cell_len(text)


_SEGMENT = re.compile(r"#?[^/#]*/?")
_NOT_FIRST = frozenset("，。、；：？！）》〉】］」』”’…—％,.;:?!)]}%`")
_NOT_LAST = frozenset("（《〈【［「『“‘([{`")


def wrap(text: str, room: int, *, first: str = "", rest: str = "") -> list[str]:
    """Break `text` into lines of at most `room` columns, `first` and `rest` before them included.

    Lines break at spaces and between Han characters, but not before closing marks (，。：；）) nor
    behind opening ones (（《“); Latin words stay whole unless a line is too short for them.
    """
    lines: list[str] = []
    line, used, empty = first, width(first), True
    for space, piece in _pieces(text):
        for i, part in enumerate(_cut(piece, max(room - width(rest), 2))):
            gap = "" if empty or i else space
            if not empty and used + len(gap) + width(part) > room:
                lines.append(line)
                line, used, gap = rest, width(rest), ""
            line += gap + part
            used += len(gap) + width(part)
            empty = False
    return [*lines, line]


def wrap_path(path: str, room: int, *, first: str = "", rest: str = "") -> list[str]:
    """Break a path or `FILE#POINTER` behind `/` and before `#`, as `wrap` breaks at spaces."""
    lines: list[str] = []
    line = first
    for piece in filter(None, _SEGMENT.findall(path)):
        for part in _cut(piece, max(room - width(rest), 2)):
            if line not in (first, rest) and width(line) + width(part) > room:
                lines.append(line)
                line = rest
            line += part
    return [*lines, line]


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield what no line may break within, each with the blanks before it."""
    space, start = "", 0
    for i, c in enumerate(text):
        if c in " \t\n":
            if start < i:
                yield space, text[start:i]
                space = ""
            space, start = space + " ", i + 1
        elif i > start and _may_break(text[i - 1], c):
            yield space, text[start:i]
            space, start = "", i
    if start < len(text):
        yield space, text[start:]


def _may_break(before: str, after: str) -> bool:
    if before.isascii() and after.isascii():
        return False
    han = width(before) > 1 or width(after) > 1
    return han and before not in _NOT_LAST and after not in _NOT_FIRST


def _cut(piece: str, room: int) -> Iterator[str]:
    """Yield a piece in parts of at most `room` columns, so that no line is wider than that."""
    if width(piece) <= room:
        yield piece
        return
    part, used = "", 0
    for c in piece:
        if part and used + width(c) > room:
            yield part
            part, used = "", 0
        part += c
        used += width(c)
    yield part


def listed(items: Iterable[Text | str]) -> Text:
    """Return `items` in a row: with commas in English, with 、 in Chinese."""
    texts = [i if isinstance(i, Text) else Text(en=i, zh=i) for i in items]
    return Text(en=", ".join(t.en for t in texts), zh="、".join(t.zh for t in texts))

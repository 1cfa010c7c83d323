"""Bilingual text, language choice, display width, and safe display of hostile characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
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

        A value may itself be a `Text`; each language then gets its own.
        """
        return Text(
            en=self.en.format_map({k: _show(v, "en") for k, v in values.items()}),
            zh=self.zh.format_map({k: _show(v, "zh") for k, v in values.items()}),
        )


def _show(value: object, language: Language) -> str:
    return visible(value.get(language) if isinstance(value, Text) else str(value))


def visible(text: str, *, keep: str = "") -> str:
    r"""Show control, bidirectional, private and tag characters as `\u{...}`.

    Terminal escapes (ESC, OSC 8), bidi overrides and Unicode tags pass through rich unchanged, so
    everything that comes from a card goes through here before it is shown. Characters in `keep`
    (a newline, say) are left alone.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        c if c in keep or unicodedata.category(c) not in _INVISIBLE else f"\\u{{{ord(c):x}}}"
        for c in text
    )


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
    from rich.cells import cell_len

    return cell_len(text)

"""How a string is written in YAML so that every reader takes it for a string."""

from __future__ import annotations

import re

from cardkit.source.yaml_versions import means_something_else

_PLAIN = r"[A-Za-z一-鿿][\w一-鿿./+()-]*(?: [\w一-鿿./+()-]+)*"
"""Compiled when a fix asks for it: at import it cost more than any other pattern."""


def yaml_string(text: str, written: str = "") -> str:
    r"""Write `text` as a YAML scalar, plain where no reader of YAML 1.1 or 1.2 can misread it.

    `written` is what stood there: its quotes are kept where they can hold the text.

    >>> yaml_string("apache-2.0"), yaml_string("no"), yaml_string("12:30")
    ('apache-2.0', '"no"', '"12:30"')
    """
    simple = all(c.isprintable() and c not in "\"'\\" for c in text)
    if written[:1] in {"'", '"'} and simple:
        return f"{written[0]}{text}{written[0]}"
    if re.fullmatch(_PLAIN, text) and not means_something_else(text):
        return text
    return '"' + "".join(_escape(c) for c in text) + '"'


def _escape(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    code = ord(character)
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )

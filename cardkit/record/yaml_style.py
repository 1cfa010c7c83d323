"""How scalars are written: quotes where readers could disagree, blocks for prose, safe escapes."""

from __future__ import annotations

import re
import unicodedata

import yaml

from cardkit.errors import UsageError
from cardkit.source.yaml_versions import means_something_else
from cardkit.text import Text

STRING, MAP, SEQUENCE = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq"))

_BASIC_INTEGER = re.compile(r"-?[1-9][0-9]{0,399}|0")
_BASIC_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+)")
_BASIC_FLOAT_DIGITS = 64
_NOT_FINITE = {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}

_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def word_node(word: str) -> yaml.ScalarNode:
    """Return `null`, `true` or `false`."""
    return yaml.ScalarNode(STRING, word)


def number_node(digits: str) -> yaml.ScalarNode:
    """Return digits as a plain number where a reader gets the same digits back, else as text.

    `007` and `+5` would come back as 7 and 5; a float keeps its text.
    """
    digits = _NOT_FINITE.get(digits, digits)
    if _BASIC_INTEGER.fullmatch(digits) or digits in _NOT_FINITE.values():
        return yaml.ScalarNode(STRING, digits)
    if len(digits) <= _BASIC_FLOAT_DIGITS and _BASIC_FLOAT.fullmatch(digits):
        return yaml.ScalarNode(STRING, digits)
    return text_node(digits)


def text_node(text: str) -> yaml.ScalarNode:
    """Return text: a block for several lines, quoted where a reader could take it for a value.

    Raises UsageError for half a surrogate pair.
    """
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise UsageError(
            Text(
                en="a text holds half of a surrogate pair, which YAML cannot carry",
                zh="文本中含有不成对的代理码位，YAML 无法表示",
            )
        )
    return yaml.ScalarNode(STRING, text, style=_style(text))


def _style(text: str) -> str | None:
    if any(c not in "\n\t" and unicodedata.category(c) in _UNSEEN for c in text):
        return '"'
    if "\n" in text:
        return "|" if _is_block(text) else '"'
    return '"' if "\t" in text or means_something_else(text) else None


def _is_block(text: str) -> bool:
    """Say whether a literal block carries `text` without indentation hints or lost spaces."""
    lines = text.removesuffix("\n").split("\n")
    tidy = all(line == line.rstrip(" \t") for line in lines)
    return tidy and bool(lines[-1]) and bool(lines[0]) and lines[0][0] not in " \t"


class RecordDumper(yaml.Dumper):
    """PyYAML's dumper that takes style from the node alone and indents lists."""

    def resolve(self, kind: type[yaml.Node], value: object, implicit: object) -> str:
        """Give every scalar one tag: `number_node` and `text_node` have settled what is quoted."""
        if kind is yaml.ScalarNode:
            return STRING
        return MAP if kind is yaml.MappingNode else SEQUENCE

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent the items of a list below their key."""
        super().increase_indent(flow, False)

    def choose_scalar_style(self) -> str:
        """Use double quotes where PyYAML would use single ones: one kind, with escapes."""
        asked = getattr(self.event, "style", None)
        if asked == "|" and not self.flow_level and not self.simple_key_context:
            return "|"
        style: str = super().choose_scalar_style()
        return '"' if style == "'" else style

    def write_double_quoted(self, text: str, split: bool = True) -> None:
        """Write `text` on one line, with what cannot be seen as escapes."""
        self.write_indicator(double_quoted(text), True)


def double_quoted(text: str) -> str:
    """Return `text` as a double-quoted scalar on one line, what cannot be seen escaped."""
    return '"' + "".join(map(_escape, text)) + '"'


def _escape(character: str) -> str:
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    if unicodedata.category(character) not in _UNSEEN:
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"

"""Front matter by a real YAML writer, quoted so that YAML 1.1 and 1.2 readers agree on it."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from cardkit.record.yaml_style import double_quoted
from cardkit.source.yaml_nodes import SourceFloat, SourceInt
from cardkit.source.yaml_versions import kind_1_1, means_something_else

_SURROGATE = re.compile("[\ud800-\udfff]")
_STR = "tag:yaml.org,2002:str"


class _Dumper(yaml.SafeDumper):
    """A safe dumper without aliases: the reader refuses them, and rightly so."""

    def ignore_aliases(self, data: object) -> bool:
        """Write every value out."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent the items of a sequence below their key, as hub cards do."""
        super().increase_indent(flow, False)

    def write_double_quoted(self, text: str, split: bool = True) -> None:
        """Write `text` on one line, with what cannot be seen as escapes: bidi marks too."""
        self.write_indicator(double_quoted(text), True)


def _string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    text = _SURROGATE.sub("\ufffd", text)  # half a pair is no character, and no YAML can hold it
    if not text.isprintable():
        style = '"'  # escapes line ends, so that no line of a value can pass for the closing `---`
    elif means_something_else(text):
        style = "'"
    return dumper.represent_scalar(_STR, text, style=style)


def _float(dumper: yaml.SafeDumper, number: SourceFloat) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:float", number.text)


def _int(dumper: yaml.SafeDumper, number: SourceInt) -> yaml.ScalarNode:
    # plain as it stood: `!!int 0o17` stops PyYAML, which knows another spelling of octals
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind_1_1(number.text)}", number.text)


_Dumper.add_representer(str, _string)
_Dumper.add_representer(SourceInt, _int)
_Dumper.add_representer(SourceFloat, _float)


def dump_front_matter(values: Mapping[str, object]) -> str:
    """Return the block from `---` to `---`; empty where there is nothing to say."""
    if not values:
        return ""
    return f"---\n{dump_yaml(dict(values))}---\n"


def dump_yaml(values: object) -> str:
    """Return plain data as block YAML in the order given; floats and odd integers as printed."""
    text: str = yaml.dump(
        values,
        Dumper=_Dumper,
        allow_unicode=True,
        default_flow_style=False,
        sort_keys=False,
        width=10**6,
    )
    return text

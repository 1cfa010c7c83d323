"""What YAML 1.1 makes of a plain scalar: the one table is PyYAML's own, which hubs read with.

YAML 1.2 is `yaml_reader.resolve`. PyYAML is loaded when it is first asked.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

_STRING = "str"
_OLD_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", ""})
"""Words of both versions in any case; `y` and `n` are in the old standard, not in PyYAML."""
_NUMBER_1_2 = (
    r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|nan)"
)


@lru_cache(maxsize=1)
def _resolver() -> Any:  # noqa: ANN401 - types-PyYAML types nothing of a resolver
    import yaml.resolver

    return yaml.resolver.Resolver()


def kind_1_1(text: str) -> str:
    """Return PyYAML's type of a plain scalar: `bool`, `int`, `float`, `timestamp`, `str` ...

    `value` (the scalar `=`) and `merge` (`<<`) are types too.

    >>> kind_1_1("no"), kind_1_1("12:30"), kind_1_1("2e-3"), kind_1_1("08")
    ('bool', 'int', 'str', 'str')
    """
    return _tag(text).rpartition(":")[2]


def _tag(text: str) -> str:
    import yaml

    tag: str = _resolver().resolve(yaml.ScalarNode, text, (True, False))
    return tag


def value_1_1(text: str) -> str | float | bool | date | None:
    """Return what PyYAML's safe loader makes of a plain scalar.

    Raises ValueError where it fails: for `=`, `0x_` and `2024-02-30`.
    """
    import yaml
    from yaml.constructor import SafeConstructor

    constructor: Any = SafeConstructor()
    try:
        value: str | float | bool | date | None = constructor.construct_document(
            yaml.ScalarNode(_tag(text), text)
        )
    except (yaml.YAMLError, OverflowError) as error:
        raise ValueError(str(error)) from error
    return value


def means_something_else(text: str) -> bool:
    """Say whether some YAML reader takes the plain `text` for a number, a date, a truth or null."""
    if text.lower() in _OLD_WORDS or re.fullmatch(_NUMBER_1_2, text, re.IGNORECASE):
        return True
    return kind_1_1(text) != _STRING

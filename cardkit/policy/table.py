"""One table of a policy, read key by key: what does not fit is an error with file and line."""

from __future__ import annotations

import datetime
import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from cardkit.errors import ConfigError
from cardkit.policy.keys import Key
from cardkit.policy.toml_file import Place, TomlFile
from cardkit.text import Text, listed

_COUNTED: Mapping[str, Text] = {"waiver": Text(en="waiver {n}", zh="第 {n} 条豁免")}
MAX_TEXT = 2000
MAX_ITEMS = 5000

_WANTED: Mapping[str, Text] = {
    "text": Text(en="a text", zh="字符串"),
    "texts": Text(en="a list of texts", zh="字符串数组"),
    "flag": Text(en="true or false", zh="true 或 false"),
    "date": Text(
        en="a date without quotes, such as 2027-01-31", zh="不带引号的日期，如 2027-01-31"
    ),
    "days": Text(en="a whole number from 1", zh="不小于 1 的整数"),
    "table": Text(en="a table", zh="表"),
    "tables": Text(en="an array of tables", zh="表数组"),
    "keys": Text(en="a list of texts or tables", zh="字符串或表的数组"),
}


class Table:
    """A table of a configuration file whose keys are known.

    Raises ConfigError for a key that is not among `keys`, with the nearest one as a hint, for one
    that is missing though required, and for a value of another kind.
    """

    def __init__(self, data: object, at: Place, file: TomlFile, keys: Sequence[Key]) -> None:
        self.at, self.file = at, file
        self._keys = {key.name: key for key in keys}
        if not isinstance(data, dict):
            raise file.error(at, _must_be(str(at[-1]), "table"))
        self._data: Mapping[str, Any] = data
        for name in data:
            if name not in self._keys:
                raise unknown_key(file, (*at, name), self._keys)
        for key in keys:
            if key.required and key.name not in data:
                raise self.missing(key.name)
        for name, value in data.items():
            self._check(self._keys[name], value)

    def missing(self, name: str) -> ConfigError:
        """Return the error for a key that has to be there."""
        message = Text(en="{table} has no `{key}`", zh="{table}缺少 `{key}`")
        about = self._keys[name].about
        about = Text(en=about.en[:1].lower() + about.en[1:], zh=about.zh)
        hint = Text(en="`{key}` is needed: {about}", zh="须填写 `{key}`：{about}")
        return self.file.error(
            self.at,
            message.format(table=self.named(), key=name),
            hint.format(key=name, about=about),
        )

    def named(self) -> Text:
        """Return the name of the table as people know it; in Chinese the next word may follow."""
        *front, last = self.at
        if isinstance(last, int):
            name, n = str(front[-1]), last + 1
            counted = Text(en=f"{name} {n}", zh=f"`{name}` 第 {n} 项")
            return _COUNTED[name].format(n=n) if name in _COUNTED else counted
        shown = f"[{'.'.join(map(str, self.at))}]"
        return Text(en=shown, zh=f"{shown} ")

    def get(self, name: str) -> Any:  # noqa: ANN401 - what TOML holds; its kind was checked
        """Return the value of a key, None where it is not there."""
        return self._data.get(name)

    def text(self, name: str) -> str:
        """Return the text of a required key."""
        value: str = self._data[name]
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the texts of a key, none where it is not there."""
        return tuple(self._data.get(name, ()))

    def error(self, name: str, message: Text, hint: Text | None = None) -> ConfigError:
        """Return an error about the value of a key."""
        return self.file.error((*self.at, name), message, hint)

    def _check(self, key: Key, value: object) -> None:
        if not _fits(key.kind, value):
            raise self.error(key.name, _must_be(key.name, key.kind))
        if key.kind == "texts" and isinstance(value, list):
            for text in value:
                self._check_text(key, text)
        elif isinstance(value, str):
            self._check_text(key, value)

    def _check_text(self, key: Key, text: str) -> None:
        if key.choices and text not in key.choices:
            message = Text(
                en="`{key}` cannot be `{text}`; it takes {choices}",
                zh="`{key}` 不能为 `{text}`；可取值：{choices}",
            )
            choices = listed([f"`{one}`" for one in key.choices])
            raise self.error(
                key.name,
                message.format(key=key.name, text=text[:80], choices=choices),
                meant(text, key.choices),
            )
        if not text.strip() or (key.required and not _says(text)):
            raise self.error(
                key.name, Text(en="`{key}` is empty", zh="`{key}` 为空").format(key=key.name)
            )
        if len(text) > MAX_TEXT or (key.pattern and not re.fullmatch(key.pattern, text)):
            message = Text(en="`{key}` cannot be `{text}`", zh="`{key}` 不能为 `{text}`")
            hint = Text(en="it matches {pattern}", zh="格式应为 {pattern}")
            raise self.error(
                key.name,
                message.format(key=key.name, text=text[:80]),
                hint.format(pattern=key.pattern) if key.pattern else None,
            )


def _says(text: str) -> bool:
    """Say whether a text has a letter or digit that can be seen: an owner is not made of dots."""
    return any(unicodedata.category(c)[0] in "LN" and c not in _FILLERS for c in text)


_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters to Unicode that show nothing."""


def _fits(kind: str, value: object) -> bool:
    if kind == "date":
        return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
    if kind == "days":
        return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 100_000
    if kind in ("texts", "keys", "tables"):
        kinds: tuple[type, ...] = {"texts": (str,), "tables": (dict,)}.get(kind, (str, dict))
        return (
            isinstance(value, list)
            and len(value) <= MAX_ITEMS
            and all(isinstance(item, kinds) for item in value)
        )
    plain: type = {"text": str, "flag": bool, "table": dict}[kind]
    return isinstance(value, plain)


def _must_be(name: str, kind: str) -> Text:
    message = Text(en="`{key}` must be {kind}", zh="`{key}` 必须是{kind}")
    wanted = _WANTED[kind]
    blank = " " if wanted.zh[0].isascii() else ""
    return message.format(key=name, kind=Text(en=wanted.en, zh=f"{blank}{wanted.zh}"))


def unknown_key(
    file: TomlFile, place: Place, known: Sequence[str] | Mapping[str, Any]
) -> ConfigError:
    """Return the error for a key that is not known, with the nearest one as a hint."""
    name = str(place[-1])
    message = Text(en="there is no key `{key}`", zh="没有 `{key}` 这个键")
    all_of_them = Text(en="keys: {all}", zh="可用的键：{all}")
    return file.error(
        place,
        message.format(key=name[:80]),
        meant(name, list(known)) or all_of_them.format(all=listed([f"`{k}`" for k in known])),
    )


def meant(text: str, known: Sequence[str]) -> Text | None:
    """Return a question that names the nearest of `known`, None where none is near."""
    near = difflib.get_close_matches(text.lower().replace("_", "-")[:60], known, n=1, cutoff=0.5)
    if not near:
        return None
    return Text(en="did you mean `{best}`?", zh="是否想写 `{best}`？").format(best=near[0])

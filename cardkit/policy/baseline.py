"""The baseline: findings that were there before, by fingerprint and count; it only shrinks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from cardkit.errors import ConfigError
from cardkit.json_faults import json_fault
from cardkit.policy.inside import is_inside
from cardkit.policy.keys import FINGERPRINT
from cardkit.source.source import Source
from cardkit.text import Text, listed

VERSION = 1
MAX_ENTRIES = 200_000
_CODE = re.compile(r"[A-Z]{2,3}\d{3}")


class Key(NamedTuple):
    """What an entry is known by."""

    card: str
    rule: str
    fingerprint: str


@dataclass(frozen=True)
class Baseline:
    """Findings by card, rule and fingerprint, with how many of each were there."""

    counts: Mapping[Key, int]
    source: Source | None = None
    """The file it was read from; None for one that is about to be written."""

    @property
    def total(self) -> int:
        """The number of findings."""
        return sum(self.counts.values())

    def grown_from(self, before: Baseline) -> list[Key]:
        """Return what it holds more of than `before`, in order."""
        return sorted(k for k, n in self.counts.items() if n > before.counts.get(k, 0))


EMPTY = Baseline({})


def write(baseline: Baseline) -> str:
    """Return the text of a baseline: one finding a line, in order, so that a change reads well."""
    lines = [
        json.dumps(
            {"card": key.card, "rule": key.rule, "fingerprint": key.fingerprint, "count": n},
            ensure_ascii=True,
        )
        for key, n in sorted(baseline.counts.items())
    ]
    entries = ",\n    ".join(lines)
    body = f"[\n    {entries}\n  ]" if lines else "[]"
    return f'{{\n  "version": {VERSION},\n  "entries": {body}\n}}\n'


def read(data: bytes, name: str) -> Baseline:
    """Read the baseline `name`.

    Raises ConfigError for what is no baseline of ours: no JSON, a key twice, an unknown key, a
    path that leaves the folder, an entry twice, a count that is no count.
    """
    try:
        text = data.decode("utf-8")
        parsed = json.loads(text, object_pairs_hook=_no_key_twice, parse_constant=_no_constant)
    except _Twice as error:
        raise _refused(name, _TWICE.format(key=error.args[0])) from None
    except _Constant as error:
        raise _refused(name, _NUMBER.format(name=error.args[0])) from None
    except UnicodeDecodeError:
        raise _refused(name, _NOT_UTF8) from None
    except (ValueError, RecursionError) as error:
        detail = json_fault(error) if isinstance(error, ValueError) else _DEEP
        message = Text(en="it is not JSON: {detail}", zh="不是合法的 JSON：{detail}")
        raise _refused(name, message.format(detail=detail)) from None
    version = parsed.get("version") if isinstance(parsed, dict) else None
    if not isinstance(parsed, dict) or set(parsed) != {"version", "entries"}:
        raise _refused(name, _SHAPE)
    if version != VERSION or isinstance(version, bool):
        message = Text(
            en="its version is {version}, not {known}", zh="版本为 {version}，应为 {known}"
        )
        raise _refused(name, message.format(version=str(version)[:40], known=VERSION))
    entries = parsed["entries"]
    if not isinstance(entries, list) or len(entries) > MAX_ENTRIES:
        raise _refused(name, _SHAPE)
    counts: dict[Key, int] = {}
    for i, entry in enumerate(entries):
        key, n = _entry(name, i, entry)
        if key in counts:
            message = Text(en="entry {i} repeats an earlier one", zh="第 {i} 项与前面某项重复")
            raise _refused(name, message.format(i=i + 1))
        counts[key] = n
    return Baseline(counts, Source(text, name))


class _Constant(Exception):
    """NaN or Infinity, which Python reads as JSON."""


class _Twice(Exception):
    """A key stands twice in one object."""


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(key[:80])
        found[key] = value
    return found


def _no_constant(name: str) -> object:
    raise _Constant(name)


_TWICE = Text(en="the key `{key}` stands twice in one object", zh="同一对象中键 `{key}` 出现两次")
_NUMBER = Text(en="it is not JSON: {name} is no number", zh="不是合法的 JSON：{name} 不是数字")
_NOT_UTF8 = Text(en="it is not UTF-8 text", zh="不是 UTF-8 文本")
_DEEP = Text(en="too deeply nested", zh="嵌套过深")
_SHAPE = Text(
    en="it does not have the form that `--write-baseline` writes",
    zh="格式与 `--write-baseline` 写出的不符",
)
_NAMES = ("card", "rule", "fingerprint", "count")
_KEYS = frozenset(_NAMES)


def _entry(name: str, i: int, entry: object) -> tuple[Key, int]:
    if not isinstance(entry, dict) or set(entry) != _KEYS:
        message = Text(en="entry {i} does not hold exactly {keys}", zh="第 {i} 项应恰好包含 {keys}")
        raise _refused(name, message.format(i=i + 1, keys=listed(_NAMES)))
    card, rule, mark, n = entry["card"], entry["rule"], entry["fingerprint"], entry["count"]
    if not isinstance(card, str) or not is_inside(card):
        message = Text(
            en="entry {i}: the path `{path}` leaves the folder of the configuration",
            zh="第 {i} 项：路径 `{path}` 超出了配置文件所在目录",
        )
        raise _refused(name, message.format(i=i + 1, path=str(card)[:200]))
    fits = isinstance(rule, str) and _CODE.fullmatch(rule)
    fits = fits and isinstance(mark, str) and re.fullmatch(FINGERPRINT, mark)
    counted = isinstance(n, int) and not isinstance(n, bool) and 0 < n < 1_000_000
    if not fits or not counted:
        message = Text(
            en="entry {i} has no rule, fingerprint or count that can be",
            zh="第 {i} 项的规则、指纹或数量无效",
        )
        raise _refused(name, message.format(i=i + 1))
    return Key(card, str(rule), str(mark)), int(n)


def _refused(name: str, message: Text) -> ConfigError:
    whole = Text(en="the baseline `{name}` is refused: {why}", zh="基线 `{name}` 无法使用：{why}")
    hint = Text(
        en="put back the one that was committed, or delete it and run `--write-baseline`;"
        " it is not meant to be edited",
        zh="请恢复已提交的版本，或删除该文件后用 `--write-baseline` 重新生成；该文件不应手工编辑",
    )
    return ConfigError(whole.format(name=name, why=message), hint=hint)

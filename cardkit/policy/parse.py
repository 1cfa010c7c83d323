"""From a configuration file to a `Config`; what is wrong is said with file and line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from cardkit.errors import ConfigError
from cardkit.policy import keys
from cardkit.policy.config import (
    BaselineSettings,
    Config,
    EvidencePolicy,
    KeyFile,
    Level,
    Profile,
    RuleEntry,
)
from cardkit.policy.inside import inside
from cardkit.policy.parse_waivers import rules_of, waivers
from cardkit.policy.table import Table, meant
from cardkit.policy.toml_file import Place, TomlFile
from cardkit.rules.finding import Severity
from cardkit.rules.registry import Rule
from cardkit.text import Text, listed

_GUARDS = Text(
    en="{code} cannot be turned off or lessened: it guards the checks themselves",
    zh="{code} 不能关闭或降级：它保证检查本身有效",
)
_EITHER = Text(
    en='`unsigned = "{level}"` says nothing beside `trusted-keys`: evidence that none of them'
    " signed is refused",
    zh='写有 `trusted-keys` 时，`unsigned = "{level}"` 不起作用：未经其签名的证据一律拒绝',
)
_WHICH = Text(
    en="leave `unsigned` out; or leave `trusted-keys` out, and take evidence for the word of"
    " whoever wrote it",
    zh="请删去 `unsigned`；或删去 `trusted-keys`，把证据当作写入者的一面之词",
)


_OWN = frozenset({"CK", "POL"})
"""What cardkit says of itself and of a policy: said even where the family is ignored."""


def parse(file: TomlFile, at: Place) -> Config:
    """Read the policy that stands in `file` in the table `at` (`()` is the whole file).

    Raises ConfigError for what does not fit, with the place and what to write instead.
    """
    if not at and "tool" in file.data:
        raise _prefixed(file)
    root = Table(_inside(file.data, at), at, file, keys.ROOT)
    for key in ("select", "ignore"):
        for selector in root.texts(key):
            rules = rules_of(file, (*at, key), selector)
            guards = [r for r in rules if not r.waivable and r.family not in _OWN]
            if key == "ignore" and (guards or not any(r.waivable for r in rules)):
                raise file.error((*at, key), _GUARDS.format(code=(guards or rules)[0].code))
    profiles = root.get("profile") or {}
    baseline = root.get("baseline")
    return Config(
        profiles=root.texts("profiles"),
        own_profiles={n: _profile(file, (*at, "profile", n), n, v) for n, v in profiles.items()},
        fail_on=root.get("fail-on"),
        offline=bool(root.get("offline")),
        languages=root.texts("languages"),  # type: ignore[arg-type]  # checked against its choices
        select=root.texts("select"),
        ignore=root.texts("ignore"),
        comments=root.get("comments") is not False,
        evidence=_evidence(file, (*at, "evidence"), root.get("evidence")),
        waivers=waivers(file, (*at, "waiver"), root.get("waiver") or []),
        baseline=None if baseline is None else _baseline(file, (*at, "baseline"), baseline),
    )


def _prefixed(file: TomlFile) -> ConfigError:
    """Return the error for `[tool.cardkit]` in a file that is all cardkit's."""
    message = Text(en="there is no key `tool`", zh="没有 `tool` 这个键")
    hint = Text(
        en="drop `tool.cardkit`: in `{name}` keys stand at the top, and `[tool.cardkit.baseline]`"
        " is `[baseline]`",
        zh="请去掉 `tool.cardkit` 前缀：`{name}` 中的键直接写在顶层，`[tool.cardkit.baseline]` "
        "应写为 `[baseline]`",
    )
    name = PurePath(file.source.name).name
    return file.error(("tool",), message, hint.format(name=name))


def _inside(data: Mapping[str, Any], at: Place) -> object:
    found: Any = data
    for part in at:
        found = found[part]
    return found


def profile_entries(file: TomlFile, at: Place, data: Mapping[str, Any]) -> tuple[RuleEntry, ...]:
    """Read what a profile says of rules: `MET101 = "off"`, `MET = { severity = "note" }`."""
    found = (_entry(file, (*at, name), name, value) for name, value in data.items())
    return tuple(found)


def _profile(file: TomlFile, at: Place, name: str, data: object) -> Profile:
    if not re.fullmatch(keys.NAME, name):
        message = Text(
            en="`{name}` cannot be the name of a profile: small letters, digits and hyphens",
            zh="`{name}` 不能作为配置档名称：只能用小写字母、数字和连字符",
        )
        raise file.error(at, message.format(name=name[:80]))
    if name in keys.SHIPPED:
        message = Text(
            en="`{name}` is a profile that comes with cardkit",
            zh="`{name}` 是 cardkit 自带的配置档",
        )
        hint = Text(
            en='give yours another name; `extends = ["{name}"]` builds on it',
            zh='请另取名称；可用 `extends = ["{name}"]` 在其基础上扩展',
        )
        raise file.error(at, message.format(name=name), hint.format(name=name))
    extends = {"extends": data["extends"]} if isinstance(data, dict) and "extends" in data else {}
    head = Table(extends if isinstance(data, dict) else data, at, file, [keys.EXTENDS])
    rest = {k: v for k, v in data.items() if k != "extends"} if isinstance(data, dict) else {}
    return Profile(name, head.texts("extends"), profile_entries(file, at, rest))


def _entry(file: TomlFile, at: Place, selector: str, value: object) -> RuleEntry:
    rules = rules_of(file, at, selector)
    if isinstance(value, str):
        return RuleEntry(selector, _level(file, at, value, rules))
    if not isinstance(value, dict):
        message = Text(
            en="`{rule}` must be a level or a table with `severity` and options",
            zh="`{rule}` 必须是级别，或含 `severity` 和选项的表",
        )
        raise file.error(at, message.format(rule=selector), _levels())
    level = None
    if "severity" in value:
        level = _level(file, (*at, "severity"), value["severity"], rules)
    given = {name: item for name, item in value.items() if name != "severity"}
    options = {name: _option(file, (*at, name), item, rules) for name, item in given.items()}
    return RuleEntry(selector, level, options)


def _level(file: TomlFile, at: Place, value: object, rules: list[Rule]) -> Level:
    if value not in keys.LEVELS:
        message = Text(en="there is no level `{value}`", zh="没有 `{value}` 这个级别")
        raise file.error(at, message.format(value=str(value)[:80]), _levels())
    level: Level = "off" if value == "off" else Severity.parse(str(value))
    fixed = [r for r in rules if not r.waivable]
    if len(fixed) == len(rules) and (level == "off" or level < fixed[0].severity):
        raise file.error(at, _GUARDS.format(code=fixed[0].code))
    return level


def _levels() -> Text:
    names = listed([f'"{level}"' for level in keys.LEVELS])
    return Text(en="levels: {names}", zh="可用的级别：{names}").format(names=names)


def _option(file: TomlFile, at: Place, value: object, rules: list[Rule]) -> tuple[str, ...]:
    name = str(at[-1])
    known = {option: r.options[option] for r in rules for option in r.options}
    if name not in known:
        message = Text(en="{rule} has no option `{name}`", zh="{rule} 没有选项 `{name}`")
        names = ["severity", *known]
        hint = Text(en="it takes {names}", zh="可用：{names}")
        raise file.error(
            at,
            message.format(rule=str(at[-2]), name=name[:80]),
            meant(name, names) or hint.format(names=listed([f"`{n}`" for n in names])),
        )
    spec = keys.Key(name, "texts", known[name].about, choices=known[name].allowed)
    return Table({name: value}, at[:-1], file, [spec]).texts(name)


def _evidence(file: TomlFile, at: Place, data: object) -> EvidencePolicy:
    if data is None:
        return EvidencePolicy()
    table = Table(data, at, file, keys.EVIDENCE)
    unsigned = table.get("unsigned")
    if unsigned not in (None, "error") and table.get("trusted-keys"):
        raise file.error((*at, "unsigned"), _EITHER.format(level=unsigned), _WHICH)
    plain = EvidencePolicy()
    return EvidencePolicy(
        require=table.get("require") or plain.require,
        unsigned="off" if unsigned == "off" else Severity.parse(unsigned or "warning"),
        max_age_days=table.get("max-age-days"),
        trusted_keys=tuple(
            _key(file, (*at, "trusted-keys"), item) for item in table.get("trusted-keys") or ()
        ),
    )


def _key(file: TomlFile, at: Place, item: object) -> KeyFile:
    if isinstance(item, str):
        item = {"file": item}
    table = Table(item, at, file, keys.TRUSTED_KEY)
    return KeyFile(
        inside(file, at, table.text("file")), table.get("valid-from"), table.get("valid-until")
    )


def _baseline(file: TomlFile, at: Place, data: object) -> BaselineSettings:
    table = Table(data, at, file, keys.BASELINE)
    shrink = table.get("shrink-only")
    name = inside(file, (*at, "file"), table.text("file"))
    return BaselineSettings(name, True if shrink is None else shrink)

"""Profiles: shipped ones as data, those of a configuration, and what they come to for each rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from cardkit import resources
from cardkit.policy.config import Config, Level, Profile
from cardkit.policy.keys import SHIPPED
from cardkit.policy.parse import profile_entries
from cardkit.policy.table import meant
from cardkit.policy.toml_file import Place, TomlFile, read_toml
from cardkit.rules.registry import RuleSettings, find, rules_by_code
from cardkit.text import Text, listed


@dataclass(frozen=True)
class Levels:
    """What the profiles of a policy come to: a level for each rule they name, and options."""

    by_code: Mapping[str, Level] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def settings(self) -> RuleSettings:
        """Return what the engine has to know."""
        off = frozenset(code for code, level in self.by_code.items() if level == "off")
        return RuleSettings(frozenset(self.by_code) - off, off, self.options)


@lru_cache(maxsize=len(SHIPPED))
def shipped(name: str) -> Profile:
    """Return a profile that comes with cardkit."""
    file = read_toml(resources.profile_file(name).read_bytes(), f"{name}.toml")
    rules = file.data.get("rules", {})
    extends = tuple(file.data.get("extends", ()))
    return Profile(name, extends, profile_entries(file, ("rules",), rules))


def resolve(config: Config, file: TomlFile | None, at: Place) -> Levels:
    """Lay the profiles of `config` over each other: what is built on first, then in their order.

    Of two profiles that speak of one rule the later wins; within one the more specific selector.
    What is off by default is turned on only by its whole code or name. Lists of options add up, so
    that no profile takes away what another asks for. A rule that is not waivable is never turned
    off. Raises ConfigError for a profile that does not exist or that
    builds on itself.
    """
    by_code: dict[str, Level] = {}
    options: dict[str, dict[str, tuple[str, ...]]] = {}
    for profile in _in_order(config, file, at):
        weighed = sorted(
            ((find(entry.selector), entry) for entry in profile.entries), key=lambda x: x[0][1]
        )
        for (rules, weight), entry in weighed:
            for rule in rules:
                if rule.default == "off" and weight < len(rule.code) and rule.code not in by_code:
                    continue
                if entry.level is not None and _may(rule.code, entry.level):
                    by_code[rule.code] = entry.level
                elif entry.level is None:
                    by_code.setdefault(rule.code, rule.severity)
                for name, items in entry.options.items():
                    if name in rule.options:
                        known = options.setdefault(rule.code, {}).get(name, ())
                        options[rule.code][name] = tuple(dict.fromkeys((*known, *items)))
    return Levels(by_code, options)


def _may(code: str, level: Level) -> bool:
    rule = rules_by_code()[code]
    return rule.waivable or (level != "off" and level >= rule.severity)


def _in_order(config: Config, file: TomlFile | None, at: Place) -> Iterator[Profile]:
    done: set[str] = set()

    def visit(name: str, place: Place, above: tuple[str, ...]) -> Iterator[Profile]:
        if name in above:
            chain = " → ".join((*above, name))
            message = Text(
                en="the profile `{name}` builds on itself: {chain}",
                zh="配置档 `{name}` 循环引用自身：{chain}",
            )
            raise _error(file, place, message.format(name=name, chain=chain))
        if name in done:
            return
        profile = config.own_profiles.get(name)
        if profile is None:
            if name not in SHIPPED:
                raise _unknown(config, file, place, name)
            profile = shipped(name)
        for base in profile.extends:
            yield from visit(base, (*at, "profile", name, "extends"), (*above, name))
        done.add(name)
        yield profile

    for name in config.profiles:
        yield from visit(name, (*at, "profiles"), ())
    for name in config.own_profiles:  # one that nothing uses must still be one that could be used
        for _ in visit(name, (*at, "profile", name), ()):
            pass


def _unknown(config: Config, file: TomlFile | None, at: Place, name: str) -> Exception:
    known = [*SHIPPED, *config.own_profiles]
    message = Text(en="there is no profile `{name}`", zh="没有 `{name}` 这个配置档")
    hint = Text(en="profiles: {known}", zh="可用的配置档：{known}")
    every = listed([f"`{one}`" for one in known])
    return _error(
        file, at, message.format(name=name[:80]), meant(name, known) or hint.format(known=every)
    )


def _error(file: TomlFile | None, at: Place, message: Text, hint: Text | None = None) -> Exception:
    from cardkit.errors import ConfigError

    return ConfigError(message, hint=hint) if file is None else file.error(at, message, hint)

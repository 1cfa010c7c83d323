"""The options by which a verb is given a policy, and the days and decisions that follow."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cardkit.cli import console
from cardkit.cli.bilingual import option
from cardkit.errors import ConfigError, UsageError
from cardkit.rules.day import today
from cardkit.text import Text, listed

if TYPE_CHECKING:
    from cardkit.policy.decide import Decision
    from cardkit.policy.find import Finder
    from cardkit.policy.policy import Policy
    from cardkit.rules.report import Report

F = TypeVar("F", bound=Callable[..., Any])

_BASELINE = '[tool.cardkit.baseline]\nfile = ".cardkit-baseline.json"'

_ABOVE = Text(
    en="The policy; else cardkit.toml or pyproject.toml above the card",
    zh="策略文件；默认取卡片上层的 cardkit.toml 或 pyproject.toml",
)
OF_WORKING_FOLDER = Text(
    en="The policy; else that of the working folder, never one beside a card",
    zh="策略文件；默认取当前目录的策略，不采用卡片旁边的策略",
)


def _config(help_: Text) -> Callable[[F], F]:
    return option("--config", type=click.Path(path_type=Path), metavar="FILE", help=help_)


_SOURCE = (
    option("--no-config", is_flag=True, help=Text(en="Use no policy", zh="不使用策略")),
    option(
        "--policy-from",
        metavar="REF|PATH",
        help=Text(
            en="Read policy, waivers and baseline from a commit or another folder",
            zh="从某个提交或其他目录读取策略、豁免和基线",
        ),
    ),
)
_WRITES = option(
    "--write-baseline",
    is_flag=True,
    help=Text(
        en="Write today's findings to the policy's baseline",
        zh="把当前问题写入策略指定的基线",
    ),
)


def policy_options(function: F, *, config: Text = _ABOVE) -> F:
    """Add `--config`, `--no-config`, `--policy-from` and `--write-baseline` to a verb.

    `config` says of the first which policy holds without it.
    """
    return policy_source(_WRITES(function), config=config)


def policy_source(function: F, *, config: Text = _ABOVE) -> F:
    """Add those of them that say where the policy is read from."""
    for one in reversed((_config(config), *_SOURCE)):
        function = one(function)
    return function


@dataclass(frozen=True)
class PolicyFlags:
    """What these options said; `fail_on` is None where `--fail-on` was not given."""

    config: Path | None = None
    no_config: bool = False
    policy_from: str | None = None
    write_baseline: bool = False
    fail_on: str | None = None

    def finder(self) -> Finder:
        """Return what finds the policy of each card.

        Raises UsageError for options that exclude each other.
        """
        from cardkit.policy.find import Finder

        if self.no_config and (self.config or self.policy_from or self.write_baseline):
            raise UsageError(
                Text(
                    en="`--no-config` goes with no other option of a policy",
                    zh="`--no-config` 不能与其他策略选项同用",
                )
            )
        if self.policy_from is not None and self.write_baseline:
            raise UsageError(
                Text(
                    en="`--write-baseline` writes the working tree's; `--policy-from` reads one",
                    zh="`--write-baseline` 写入工作区的基线，而 `--policy-from` 读取的是另一份",
                ),
                hint=Text(en="use one of them", zh="请二选一"),
            )
        return Finder(self.config, self.no_config, self.policy_from)


@dataclass
class Groups:
    """Reports by the policy that decides about them."""

    flags: PolicyFlags
    _groups: dict[tuple[object, ...], tuple[Policy, list[Report]]] = field(default_factory=dict)

    def add(self, policy: Policy, reports: Iterable[Report]) -> None:
        """Add reports of cards that a policy is for."""
        key = (policy.tree.label, policy.path, policy.working and policy.working.path)
        self._groups.setdefault(key, (policy, []))[1].extend(reports)

    def decide(self, ran: Callable[[Policy], frozenset[str]]) -> list[Decision]:
        """Decide group by group, and write the baselines that were asked for."""
        from cardkit.policy.decide import decide

        found = []
        for policy, reports in self._groups.values():
            decision = decide(
                reports,
                policy,
                today(),
                fail_on=self.flags.fail_on,
                ran=ran(policy),
                writes_baseline=self.flags.write_baseline,
            )
            if self.flags.write_baseline:
                write_baseline(policy, decision)
            found.append(decision)
        return found


def check_baseline(policy: Policy) -> None:
    """Raise ConfigError where `--write-baseline` has no place to write to."""
    place = policy.baseline_path
    if place is not None:
        from cardkit.output import check_output

        check_output(place, root=policy.folder)
        return
    message = (
        Text(en="there is no policy, so no baseline", zh="没有策略，因而没有基线")
        if policy.file is None
        else Text(en="`{name}` names no baseline", zh="`{name}` 未指定基线").format(
            name=policy.name
        )
    )
    hint = Text(en="add to pyproject.toml:\n{lines}", zh="请在 pyproject.toml 中加入：\n{lines}")
    lines = _BASELINE  # its line break is ours
    raise ConfigError(
        message,
        hint=Text(en=hint.en.replace("{lines}", lines), zh=hint.zh.replace("{lines}", lines)),
    )


def write_baseline(policy: Policy, decision: Decision) -> None:
    """Write the baseline of a decision and say what it holds."""
    from cardkit.output import write_atomically
    from cardkit.policy import baseline
    from cardkit.policy.tree import shown

    check_baseline(policy)
    place = policy.baseline_path
    if place is None:
        return
    write_atomically(place, baseline.write(decision.baseline), root=policy.folder)
    done = Text(
        en="wrote `{path}`: {n} {n:finding|findings}; entries in all: {all}",
        zh="已写入 `{path}`：{n} 个问题，共 {all} 条",
    )
    said = done.format(path=shown(place), n=decision.taken, all=decision.baseline.total)
    console.hint(said.get(console.language()))
    if decision.kept_out:
        kept = Text(
            en="findings not taken in, as the baseline only shrinks: {n}",
            zh="基线只减不增，未收入 {n} 个新问题",
        )
        console.hint(kept.format(n=decision.kept_out).get(console.language()))


def name_off_rules(policy: Policy, select: Sequence[str]) -> None:
    """Say which rules that `--select` names in full the policy turns off."""
    from cardkit.rules.registry import find

    for selector in select:
        rules, weight = find(selector)
        off = [r.code for r in rules if r.code in policy.settings.off and weight == len(r.code)]
        if off:
            text = Text(en="{code} is off in `{name}`", zh="{code} 已在 `{name}` 中关闭")
            console.hint(text.format(code=off[0], name=policy.name).get(console.language()))


def name_guards(ignore: Sequence[str]) -> None:
    """Say which rules run although `--ignore` means them. Raises ConfigError for no rule."""
    from cardkit.rules.registry import guards

    kept = [rule.code for rule in guards(ignore)]
    if kept:
        text = Text(
            en="--ignore leaves {codes} in: what guards the checks is always said",
            zh="--ignore 对 {codes} 无效：保证检查有效的规则始终运行",
        )
        console.hint(text.format(codes=listed(kept)).get(console.language()))


def keep_offline(card: str, ref: str) -> None:
    """Raise ConfigError where `ref` is on a hub and the policy of the card says `offline = true`.

    Data sets then come from the cache of the hub's client alone.
    """
    from cardkit.policy.find import Finder
    from cardkit.verify.spec.hubs import parse_ref

    policy = Finder().policy_for(Path(card).parent)
    if not policy.config.offline:
        return
    os.environ["HF_HUB_OFFLINE"] = "1"
    if parse_ref(ref).hub is not None:
        message = Text(
            en="`{name}` says `offline = true`, and `{ref}` is on a hub",
            zh="`{name}` 设置了 `offline = true`，而 `{ref}` 在平台上",
        )
        hint = Text(en="give a folder or a file", zh="请给出本地目录或文件")
        raise ConfigError(message.format(name=policy.name, ref=ref), hint=hint)

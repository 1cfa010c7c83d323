"""How findings of `cardkit diff` are decided about: by the policy, as those of `validate` are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cardkit.cli.policy_options import Groups, PolicyFlags
from cardkit.errors import UsageError
from cardkit.text import Text

if TYPE_CHECKING:
    from cardkit.api import Card
    from cardkit.diff.outcome import Diff
    from cardkit.policy.policy import Policy
    from cardkit.rules.report import Report

_NO_RULE = Text(
    en="no rule between two languages is left: `--select`, `--ignore` or the policy takes all out",
    zh="`--select`、`--ignore` 或策略排除了全部双语一致性规则",
)
_NO_RULE_HINT = Text(
    en="--select BIL takes those that are on; --no-config uses no policy",
    zh="--select BIL 选择默认开启的规则；--no-config 不使用策略",
)
_TWO_POLICIES = Text(
    en="the two cards lie below two policies: `{a}` and `{b}`",
    zh="两张卡片适用不同的策略：`{a}` 与 `{b}`",
)
_TWO_HINT = Text(
    en="say which decides: --config FILE, or --no-config",
    zh="请指明所用策略：--config FILE，或 --no-config",
)
_ABOUT_POLICY = Text(
    en="{file}:{line}: {level} {code}: {message}", zh="{file}:{line}：{level} {code}：{message}"
)


@dataclass(frozen=True)
class Choice:
    """Which rules the command line chose, and where the policy comes from."""

    select: Sequence[str]
    ignore: Sequence[str]
    flags: PolicyFlags

    def selectors(self, policy: Policy) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what is selected and ignored: `--select` takes the place of the policy's."""
        config = policy.config
        return tuple(self.select) or config.select, (*config.ignore, *self.ignore)

    def ran(self, policy: Policy) -> frozenset[str]:
        """Return the rules between two languages that run under a policy. Raises UsageError."""
        from cardkit.rules.registry import choose

        rules = choose(*self.selectors(policy), policy.settings)
        found = frozenset(rule.code for rule in rules if rule.subject == "pair")
        if not found:
            raise UsageError(_NO_RULE, hint=_NO_RULE_HINT)
        return found


def agreement(a: Card, b: Card, choice: Choice) -> tuple[Diff, int]:
    """Return where two languages disagree, as the policy has it, and the exit code of that.

    Raises ConfigError, and UsageError where no rule or no single policy is left.
    """
    from cardkit.diff.pair import CardPair
    from cardkit.rules.between import as_diff
    from cardkit.rules.engine import agree

    policy = _policy(a, b, choice.flags)
    choice.ran(policy)  # where no rule is left nothing is compared
    select, ignore = choice.selectors(policy)
    pair = CardPair(a.reading, b.reading)
    groups = Groups(choice.flags)
    groups.add(policy, agree(pair, select=select, ignore=ignore, settings=policy.settings))
    (decision,) = groups.decide(choice.ran)
    one, two = (report for report in decision.reports if report.is_card)
    about = [report for report in decision.reports if not report.is_card]
    diff = as_diff(a.reading, b.reading, (one, two), _about_policy(about))
    return diff, decision.exit_code


def _policy(a: Card, b: Card, flags: PolicyFlags) -> Policy:
    """Return the policy above both cards, or above the one that has one.

    Which card is named first is no reason to hold them against the one or the other: where two
    policies could decide, it has to be said which does.
    """
    finder = flags.finder()
    found = [finder.policy_for(_folder(card)) for card in (a, b)]
    named = {policy.path: policy for policy in found if policy.path or policy.working}
    if len(named) > 1:
        one, two = (policy.name for policy in named.values())
        raise UsageError(_TWO_POLICIES.format(a=one, b=two), hint=_TWO_HINT)
    return next(iter(named.values()), found[0])


def _about_policy(reports: Sequence[Report]) -> Iterator[Text]:
    """Yield what is found about the policy itself, a line each."""
    for found in (found for report in reports for found in report.findings):
        yield _ABOUT_POLICY.format(
            file=found.file,
            line=found.start.line,
            level=found.severity.label,
            code=found.code,
            message=found.message,
        )


def mirror(upstream: Card, copy: Card, flags: PolicyFlags) -> tuple[Diff, int]:
    """Return what a copy lost, and the exit code by the level that the policy fails at.

    No rule finds it, so that of a policy only `fail-on` has a say.
    """
    from cardkit.policy.decide import EXIT_CLEAN, EXIT_FINDINGS, level_that_fails

    least = level_that_fails(_policy(upstream, copy, flags), flags.fail_on)
    diff = upstream.diff(copy, mirror=True)
    failing = least is not None and diff.at_least(least.label)
    return diff, EXIT_FINDINGS if failing else EXIT_CLEAN


def _folder(card: Card) -> Path:
    """Return where the policy is looked for: for what is no file, in the working folder."""
    return card.source.file.parent if card.source.file is not None else Path()

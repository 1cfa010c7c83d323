"""What the caller of a score check chooses: limits, budget, which claims, where things lie."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from cardkit.errors import UsageError
from cardkit.stats.sequential.design import Limits
from cardkit.text import Text, listed
from cardkit.verify.measure.asking import Budget
from cardkit.verify.measure.logs import Logs, read_logs
from cardkit.verify.protocol.claims import ScoreClaim

_BUDGET = re.compile(r"([0-9]{1,9})(s|m|h)?")
_SECONDS = {"s": 1, "m": 60, "h": 3600}
_ALL = 2**31


@dataclass(frozen=True, slots=True)
class ScoreSettings:
    """How scores are measured again.

    `folder` is where items are looked for. `tasks` are ids or printed names of the claims to
    measure, all where it is empty. `journal` is where answers are written down, by default a file
    of its own in the cache for each card, model and setting; `resume` goes on from it. `salt` fixes
    the order of the items together with the card; drawn at random where it is None. `tier` forces
    how the scorer shares work. `logs` have the claims' own answers.
    """

    folder: Path | None = None
    limits: Limits = field(default_factory=Limits)
    budget: Budget = field(default_factory=Budget)
    tasks: tuple[str, ...] = ()
    every_reading: bool = False
    resume: bool = False
    journal: Path | None = None
    salt: str | None = None
    tier: str = "auto"
    logs: Logs | None = None


def score_settings(  # noqa: PLR0913 - each argument is a choice of who asks
    *,
    data: str | Path | None = None,
    tasks: Sequence[str] = (),
    budget: str | int | None = None,
    alpha: float = 0.05,
    tolerance: Decimal | float | str = 1,
    margin: Decimal | float | str = 5,
    full: bool = False,
    every_rule: bool = False,
    resume: bool = False,
    journal: str | Path | None = None,
    salt: str | None = None,
    tier: str = "auto",
    logs: str | Path | None = None,
) -> ScoreSettings:
    """Return the settings that the options of `cardkit verify` stand for.

    `data` is a folder, `budget` as `budget_of` reads it, `tolerance` and `margin` are points of a
    hundred, `logs` a per-item log of lm-eval's or a folder of them. Raises UsageError for a folder
    that is not there and for what cannot be, and what `read_logs` raises.
    """
    if data is not None and not Path(data).is_dir():
        raise UsageError(_NO_FOLDER.format(path=data), hint=DATA)
    if salt is not None and not (salt.isascii() and salt.isprintable() and "|" not in salt):
        raise UsageError(_SALT.format(salt=salt[:40]))
    if tier not in ("auto", "tree", "expand", "plain"):
        raise UsageError(_TIER.format(tier=tier[:40]))
    limit = Budget() if budget is None else budget_of(str(budget))
    if full and limit.items is not None:
        raise UsageError(_FULL.format(budget=budget), hint=_TIME)
    limits = _limits(alpha, tolerance, margin)
    return ScoreSettings(
        folder=None if data is None else Path(data),
        limits=in_full(limits) if full else limits,
        budget=limit,
        tasks=tuple(tasks),
        every_reading=every_rule,
        resume=resume,
        journal=None if journal is None else Path(journal),
        salt=salt,
        tier=tier,
        logs=None if logs is None else read_logs(Path(logs)),
    )


def _limits(
    alpha: float, tolerance: Decimal | float | str, margin: Decimal | float | str
) -> Limits:
    if not 0 < alpha < 1:
        raise UsageError(_ALPHA.format(alpha=alpha))
    try:
        return Limits(Decimal(str(tolerance)) / 100, Decimal(str(margin)) / 100, alpha)
    except (ArithmeticError, ValueError) as error:
        message = _LIMITS.format(tolerance=str(tolerance)[:40], margin=str(margin)[:40])
        raise UsageError(message) from error


def budget_of(text: str) -> Budget:
    """Return the budget that a person writes: `500` items a task, `30m` or `2h` for all of them.

    Raises UsageError for anything else.
    """
    match = _BUDGET.fullmatch(text.strip())
    if match is None or int(match[1]) == 0:
        raise UsageError(_NO_BUDGET.format(text=text[:40]), hint=_BUDGETS)
    if match[2] is None:
        return Budget(items=int(match[1]))
    return Budget(seconds=float(int(match[1]) * _SECONDS[match[2]]))


def in_full(limits: Limits) -> Limits:
    """Return limits under which every task is run to its last item."""
    return replace(limits, complete_up_to=_ALL)


def chosen(claims: Sequence[ScoreClaim], tasks: Sequence[str]) -> tuple[ScoreClaim, ...]:
    """Return the claims that `tasks` name by id, by the benchmark behind it or by printed name.

    All of them where `tasks` is empty. Raises UsageError for a name that is nobody's.
    """
    if not tasks:
        return tuple(claims)
    found: list[ScoreClaim] = []
    for name in tasks:
        own = [c for c in claims if name.casefold() in _names(c)]
        if not own:
            shown = listed(dict.fromkeys(c.task or c.label.en for c in claims) or ["-"])
            hint = _A_FILE if name.endswith((".yaml", ".yml")) else _CLAIMED.format(tasks=shown)
            raise UsageError(_NO_CLAIM.format(name=name[:80]), hint=hint)
        found += own
    return tuple(c for c in claims if c in found)


def _names(claim: ScoreClaim) -> frozenset[str]:
    names = [claim.task, claim.label.en, claim.label.zh]
    if claim.registered is not None:
        names += [claim.registered.id, claim.registered.benchmark]
    return frozenset(name.casefold() for name in names if name)


DATA = Text(
    en="--data DIR names the folder of the items, jsonl as llm-foundry lays them out",
    zh="用 --data 给出题目所在目录（llm-foundry 布局的 jsonl）",
)
_NO_FOLDER = Text(en="there is no folder `{path}`", zh="没有目录 `{path}`")
_SALT = Text(
    en="a salt is printable ASCII without `|`, not `{salt}`",
    zh="盐值只能是不含 `|` 的可打印 ASCII 字符，不能是 `{salt}`",
)
_TIER = Text(
    en="`{tier}` is no tier: auto, tree, expand, plain",
    zh="没有 `{tier}`：可选 auto、tree、expand、plain",
)
_FULL = Text(
    en="--full asks every item, and a budget of {budget} {budget:item|items} does not let it",
    zh="--full 要求评测所有题目，与 {budget} 题的上限矛盾",
)
_TIME = Text(
    en="leave out one of them, or give a time (30m)", zh="请去掉其中之一，或改用时间上限（30m）"
)
_ALPHA = Text(
    en="alpha is {alpha}, not between 0 and 1", zh="alpha 应在 0 与 1 之间，不能是 {alpha}"
)
_LIMITS = Text(
    en="a tolerance of {tolerance} and a margin of {margin} points leave nothing to test",
    zh="容差 {tolerance} 与界限 {margin}（百分点）之间没有可检验的余地",
)
_NO_BUDGET = Text(en="`{text}` is no budget", zh="`{text}` 不是有效的预算")
_BUDGETS = Text(
    en="write items of each task (500) or a time for all of them (90s, 30m, 2h)",
    zh="请写每个任务的题数（500），或全部任务的总时间（90s、30m、2h）",
)
_NO_CLAIM = Text(en="the card claims no score for `{name}`", zh="卡片没有 `{name}` 的分数声明")
_CLAIMED = Text(en="it claims scores for: {tasks}", zh="卡片声明了以下任务的分数：{tasks}")
_A_FILE = Text(
    en="a file of tasks is named before the verb: cardkit --tasks FILE verify ...",
    zh="任务文件须写在子命令之前：cardkit --tasks 文件 verify ……",
)

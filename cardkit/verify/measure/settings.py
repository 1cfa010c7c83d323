"""What the caller of a score check chooses: limits, budget, which claims, where things lie."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cardkit.errors import UsageError
from cardkit.stats.sequential.design import Limits
from cardkit.text import Text
from cardkit.verify.measure.asking import Budget
from cardkit.verify.protocol.claims import ScoreClaim

_BUDGET = re.compile(r"(\d{1,9})(s|m|h)?")
_SECONDS = {"s": 1, "m": 60, "h": 3600}
_ALL = 2**31


@dataclass(frozen=True, slots=True)
class ScoreSettings:
    """How scores are measured again.

    `folder` is where items are looked for. `tasks` are ids or printed names of the claims to
    measure, all where it is empty. `journal` is where answers are written down, by default a file
    of its own in the cache for each card, model and setting; `resume` goes on from it. `salt` fixes
    the order of the items together with the card; drawn at random where it is None. `tier` forces
    how the scorer shares work.
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
            shown = ", ".join(dict.fromkeys(c.task or c.label.en for c in claims)) or "-"
            hint = _A_FILE if name.endswith((".yaml", ".yml")) else _CLAIMED.format(tasks=shown)
            raise UsageError(_NO_CLAIM.format(name=name[:80]), hint=hint)
        found += own
    return tuple(c for c in claims if c in found)


def _names(claim: ScoreClaim) -> frozenset[str]:
    names = [claim.task, claim.label.en, claim.label.zh]
    if claim.registered is not None:
        names += [claim.registered.id, claim.registered.benchmark]
    return frozenset(name.casefold() for name in names if name)


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

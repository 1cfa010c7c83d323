"""The scores of a run while it runs, a line for each event: for logs and pipes."""

from __future__ import annotations

from collections.abc import Callable

from cardkit.report.score_rows import share
from cardkit.report.verify_screen import VERDICTS
from cardkit.text import Text
from cardkit.verify.load.checks import STEPS, Event
from cardkit.verify.measure.conclude import standing_verdict
from cardkit.verify.measure.plan import Plan, Planned
from cardkit.verify.measure.standing import Standing
from cardkit.verify.outcome import Remark

_BEGUN = Text(en="{step} ...", zh="{step} ……")
_TOOK = Text(en="{step}: {took} s", zh="{step}：{took} 秒")
_PLAN = Text(
    en="{count} {count:score|scores} to measure, on {tasks} {tasks:task|tasks}",
    zh="待测量 {count} 项分数，涉及 {tasks} 个任务",
)
_SO_FAR = Text(
    en="{label}: {share} after {seen} of {n} items",
    zh="{label}：{seen}/{n} 题后为 {share}",
)
_DECIDED = Text(
    en="{label}: {verdict} after {seen} of {n} items ({share}, claimed {claimed})",
    zh="{label}：{seen}/{n} 题后{verdict}（{share}，卡片所述 {claimed}）",
)
_REFUSED = Text(en="{label}: {why}", zh="{label}：{why}")
_EVERY = 10.0
"""Seconds of work on a task between two lines about it."""


class ScoreLines:
    """Follows a run (`measure.follow.Watcher`); a context manager."""

    def __init__(self, plan: Plan, say: Callable[[Text], None]) -> None:
        self._plan = plan
        self._say = say
        self._told: dict[str, float] = {}
        self._decided: set[object] = set()

    def __enter__(self) -> ScoreLines:
        own = [p for p in self._plan.planned if not p.other]
        self._say(_PLAN.format(count=len(own), tasks=len({p.asking for p in own})))
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def step(self, step: Event) -> None:
        """Tell of a step of loading."""
        name = STEPS[step.step]
        if step.state == "begin":
            self._say(_BEGUN.format(step=name))
        else:
            self._say(_TOOK.format(step=name, took=f"{step.seconds:.1f}"))

    def moved(self, standing: Standing) -> None:
        """Tell of claims that are decided, and now and then of those that are not."""
        due = standing.seconds - self._told.get(standing.asking.id, 0.0) >= _EVERY
        if due:
            self._told[standing.asking.id] = standing.seconds
        for planned in self._plan.planned:
            if planned.asking == standing.asking.id and not planned.other:
                self._tell(planned, standing, due=due)

    def refused(self, asking: str, remark: Remark) -> None:
        """Tell of a task that cannot be scored."""
        for planned in self._plan.planned:
            if planned.asking == asking and not planned.other:
                self._say(_REFUSED.format(label=planned.claim.label, why=remark.message))

    def _tell(self, planned: Planned, standing: Standing, *, due: bool) -> None:
        trial, claim = standing.trials[planned.trials[0]], planned.claim
        if claim.path in self._decided or not trial.seen:
            return
        values = {
            "label": claim.label,
            "share": share(trial.observed or 0.0, claim),
            "seen": f"{trial.seen:,}",
            "n": f"{planned.items.n:,}",
        }
        if trial.decision is not None:
            self._decided.add(claim.path)
            verdict, _ = standing_verdict(planned, standing)
            self._say(_DECIDED.format(verdict=VERDICTS[verdict], claimed=claim.printed, **values))
        elif due:
            self._say(_SO_FAR.format(**values))

"""The scores of a run while it runs: one table on the terminal, kept up to date."""

from __future__ import annotations

import time
from collections.abc import Mapping

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text as Cell

from cardkit.report.score_rows import share, short
from cardkit.report.verify_screen import VERDICTS
from cardkit.text import Language, Text, visible
from cardkit.verify.load.checks import STEPS, Event
from cardkit.verify.measure.conclude import standing_verdict
from cardkit.verify.measure.plan import Plan, Planned
from cardkit.verify.measure.standing import Standing
from cardkit.verify.outcome import Remark, Verdict

_HEADS = (
    Text(en="task", zh="任务"),
    Text(en="claimed", zh="卡片所述"),
    Text(en="measured", zh="实测"),
    Text(en="items", zh="题数"),
    Text(en="verdict", zh="结论"),
    Text(en="tokens/s", zh="token/秒"),
    Text(en="at most", zh="至多还需"),
)
_COLORS: Mapping[Verdict, str] = {
    "contradicted": "red",
    "inconclusive": "yellow",
    "consistent": "green",
    "verified": "green",
}
_RUNNING = Text(en="...", zh="……")
_REFUSED = Text(en="no score", zh="无法评分")


class LiveTable:
    """Follows a run (`measure.run.Watcher`) and draws one table; a context manager."""

    def __init__(self, plan: Plan, console: Console, language: Language) -> None:
        self._plan = plan
        self._language = language
        self._console = console
        self._standings: dict[str, Standing] = {}
        self._refused: dict[str, Remark] = {}
        self._step = ""
        self._live = Live(self._table(), console=console, refresh_per_second=4, transient=True)

    def __enter__(self) -> LiveTable:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def step(self, step: Event) -> None:
        """Show the step of loading that is under way."""
        self._step = STEPS[step.step].get(self._language) if step.state == "begin" else ""
        self._live.update(self._table())

    def moved(self, standing: Standing) -> None:
        """Show new answers to a task."""
        self._standings[standing.asking.id] = standing
        self._live.update(self._table())

    def refused(self, asking: str, remark: Remark) -> None:
        """Show that a task cannot be scored."""
        self._refused[asking] = remark
        self._live.update(self._table())

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False, caption=self._step or None, caption_justify="left")
        rows = [self._row(planned) for planned in self._plan.planned if not planned.other]
        for place, head in enumerate(_HEADS):
            cells = [Cell(head.get(self._language)), *(row[place] for row in rows)]
            table.add_column(
                cells[0],
                justify="left" if place in (0, 4) else "right",
                no_wrap=True,
                # Where the page is narrow the label gives way, and no figure.
                min_width=max(cell.cell_len for cell in cells) if place else None,
            )
        for row in rows:
            table.add_row(*row)
        return table

    def _row(self, planned: Planned) -> tuple[Cell, ...]:
        claim = planned.claim
        label = Cell(short(visible(claim.label.get(self._language)), 32))
        claimed = Cell(visible(claim.printed))
        standing = self._standings.get(planned.asking)
        if planned.asking in self._refused:
            refused = Cell(_REFUSED.get(self._language), style="yellow")
            return (label, claimed, Cell("-"), Cell("-"), refused, Cell(""), Cell(""))
        if standing is None or not standing.items:
            n = Cell(f"0/{planned.items.n:,}")
            return (label, claimed, Cell("-"), n, Cell(""), Cell(""), Cell(""))
        trial = standing.trials[planned.trials[0]]
        low, high = (share(end, claim) for end in trial.interval)
        observed = share(trial.observed or 0.0, claim)
        rate = standing.fed / standing.seconds if standing.seconds else 0.0
        verdict, left = Cell(_RUNNING.get(self._language)), Cell(self._left(standing))
        if trial.decision is not None:
            said, _ = standing_verdict(planned, standing)
            verdict = Cell(VERDICTS[said].get(self._language), style=_COLORS[said])
        return (
            label,
            claimed,
            Cell(f"{observed} [{low}, {high}]"),
            Cell(f"{trial.seen:,}/{planned.items.n:,}"),
            verdict,
            Cell(f"{rate:,.0f}"),
            left,
        )

    def _left(self, standing: Standing) -> str:
        """Return the time that the rest of the items would take, were all of them needed."""
        if standing.decided or not standing.items:
            return ""
        each = standing.seconds / len(standing.items)
        return _clock(each * (standing.asking.n - len(standing.items)))


def _clock(seconds: float) -> str:
    return time.strftime(
        "%H:%M:%S" if seconds >= 3600 else "%M:%S", time.gmtime(min(seconds, 86399))
    )

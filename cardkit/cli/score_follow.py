"""The progress of measuring scores, on stderr."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cardkit.cli import console

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from cardkit.verify.measure.follow import Watcher
    from cardkit.verify.measure.plan import Plan


def follow(plan: Plan) -> AbstractContextManager[Watcher]:
    """Return what shows the run: a live table on a terminal, else a line for each event."""
    from cardkit.report.score_lines import ScoreLines

    say = lambda text: console.hint(text.get(console.language()))  # noqa: E731
    if console.is_quiet() or not sys.stderr.isatty():
        return ScoreLines(plan, say)
    terminal = console.rich_console(sys.stderr)
    if terminal.is_dumb_terminal:
        return ScoreLines(plan, say)
    from cardkit.report.score_live import LiveTable

    return LiveTable(plan, terminal, console.language())

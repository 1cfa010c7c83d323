"""Who follows a run of scores while it runs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from cardkit.verify.load.checks import Event
from cardkit.verify.measure.plan import Plan
from cardkit.verify.measure.standing import Standing
from cardkit.verify.outcome import Remark


class Watcher(Protocol):
    """A live table, a line for each event, or nobody."""

    def step(self, step: Event) -> None:
        """Hear of a step of loading that begins or ends."""

    def moved(self, standing: Standing) -> None:
        """Hear of new answers to a task."""

    def refused(self, asking: str, remark: Remark) -> None:
        """Hear of a task that cannot be scored."""


Follow = Callable[[Plan], AbstractContextManager[Watcher]]
"""Makes whoever follows a run, once it is known what is asked."""


class Nobody:
    """Follows nothing."""

    def step(self, step: Event) -> None:
        """Ignore it."""

    def moved(self, standing: Standing) -> None:
        """Ignore it."""

    def refused(self, asking: str, remark: Remark) -> None:
        """Ignore it."""


def by_nobody(_plan: Plan) -> AbstractContextManager[Watcher]:
    """Let nobody follow."""
    return nullcontext(Nobody())

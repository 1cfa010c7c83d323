"""A task as a Markdown card prints it: a name, which is read as the task that it names alone.

`winograd` of the suite `dclm` is printed `Winograd`, and a card that does not follow the suite says
`wsc273` by that. Evidence of the one is about the other.
"""

from __future__ import annotations

from functools import lru_cache

from cardkit.catalog.tasks import Task, benchmarks, find_task, suite_tasks


@lru_cache(maxsize=2048)
def read_as(task: str) -> frozenset[str]:
    """Return the ids that the printed names of a task may be read as, its own among them."""
    known: Task | None = suite_tasks("dclm").get(task) or benchmarks().get(task)
    found = {task}
    for name in () if known is None else (known.en, known.zh):
        match = find_task(name)
        if match is not None:
            found.add(match.id)
    return frozenset(found)

"""From a hub's result blocks to a result set."""

from __future__ import annotations

from collections.abc import Iterable

from cardkit.results.hub_score import HubScore
from cardkit.results.json_tree import pointer
from cardkit.results.result_set import Format, Result, ResultSet, Unread


def result_set_of(scores: Iterable[HubScore], format_: Format, file: str, sha256: str) -> ResultSet:
    """Return the scores of a block as results; values that are no numbers are listed."""
    results: list[Result] = []
    unread: list[Unread] = []
    for score in scores:
        at = pointer(*score.path)
        if score.number is None:
            unread.append(Unread(at, "not-a-number", score.not_a_number or ""))
            continue
        metric = score.known_metric
        results.append(
            Result(
                name=score.label,
                score=score.number,
                pointer=at,
                task=score.task_id,
                metric=score.metric,
                metric_id=metric.id if metric else None,
                label=score.label,
                unit="percent" if score.number.percent else None,
                direction=metric.direction if metric else None,
                shots=score.shots,
                cot=bool(score.task and score.task.cot),
                model=score.model,
                dataset=score.dataset,
                dataset_config=score.config,
                dataset_revision=score.revision,
                split=score.split,
                settings=dict(score.args),
                date=score.date,
                source=score.source,
                unsaid=score.unsaid,
            )
        )
    names = {score.model for score in results}
    model = names.pop() if len(names) == 1 else None
    return ResultSet(
        format=format_,
        file=file,
        sha256=sha256,
        results=tuple(results),
        model=model,
        unread=tuple(unread),
    )

"""The evaluations a card states, with what its setup says of all of them, as results."""

from __future__ import annotations

import json
from collections.abc import Sequence

from cardkit.catalog.tasks import Task, benchmarks, suite_tasks
from cardkit.quantity import Number
from cardkit.record.card import CardRecord
from cardkit.record.evaluation import Evaluation
from cardkit.results.json_tree import pointer
from cardkit.results.result_set import Result, ResultSet


def stated_evaluations(record: CardRecord) -> tuple[Evaluation, ...]:
    """Return the card's evaluations, each with the harness, unit and evaluator of the setup."""
    setup = record.evaluation_setup
    if setup is None:
        return record.evaluations
    shared = {
        name: value
        for name in ("harness", "unit", "measured_by")
        if (value := getattr(setup, name)) is not None
    }
    return tuple(
        evaluation.model_copy(
            update={k: v for k, v in shared.items() if getattr(evaluation, k) is None}
        )
        for evaluation in record.evaluations
    )


def results_of_card(record: CardRecord, file: str, sha256: str) -> ResultSet:
    """Return the card's evaluations as results; `pointer` is the path in the record."""
    evaluations = stated_evaluations(record)
    return ResultSet(
        format="card",
        file=file,
        sha256=sha256,
        results=tuple(_result(e, i, evaluations) for i, e in enumerate(evaluations)),
        model=record.name,
        task_type=record.metadata.pipeline_tag if record.metadata else None,
    )


def uses_dclm_suite(evaluations: Sequence[Evaluation]) -> bool:
    """Say whether ids that data sets share (`arc_easy`) mean DCLM's tasks, with their shots.

    True where at least five tasks are named that only the suite has.
    """
    own = set(suite_tasks("dclm")) - set(benchmarks())
    return len({e.task for e in evaluations} & own) >= 5


def _result(evaluation: Evaluation, index: int, every: Sequence[Evaluation]) -> Result:
    own = suite_task_of(evaluation, every)
    label = evaluation.label
    name = evaluation.task or (label.en or label.zh if label else None) or "?"
    printed = evaluation.score.printed
    spread = evaluation.uncertainty
    error = spread.value if spread and spread.kind == "stderr" else None
    source = evaluation.source
    return Result(
        name=name,
        score=Number(evaluation.score.value, printed, text=printed),
        pointer=pointer("evaluations", index, "score"),
        task=evaluation.task,
        metric=evaluation.metric,
        metric_id=evaluation.metric,
        label=(label.en or label.zh) if label else None,
        unit=evaluation.unit,
        direction=evaluation.direction,
        shots=shots_of(evaluation, every),
        cot=bool(own and own.cot),
        n=evaluation.n,
        stderr=Number(error.value, error.printed, text=error.printed) if error else None,
        version=evaluation.metric_version,
        dataset=evaluation.dataset,
        dataset_revision=evaluation.dataset_revision,
        split=evaluation.split,
        prompt_format=evaluation.prompt_format,
        date=evaluation.date.iso if evaluation.date else None,
        source=source.url if source else None,
        measured_by=evaluation.measured_by,
        samples_sha256=evaluation.samples_sha256,
        settings={key: _setting(value) for key, value in (evaluation.generation or {}).items()},
    )


def _setting(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def suite_task_of(evaluation: Evaluation, every: Sequence[Evaluation]) -> Task | None:
    """Return the task of DCLM's suite that a card means by an id, None where it means another."""
    task = suite_tasks("dclm").get(evaluation.task or "")
    shared = task is not None and task.id in benchmarks()
    return None if shared and not uses_dclm_suite(every) else task


def shots_of(evaluation: Evaluation, every: Sequence[Evaluation]) -> int | None:
    """Return the shots a card states: in so many words, or by the id of a suite's task."""
    if evaluation.shots is not None:
        return evaluation.shots
    task = suite_task_of(evaluation, every)
    return task.shots if task else None

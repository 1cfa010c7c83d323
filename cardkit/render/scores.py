"""The table of the card's own scores: written whole, read back, compared with the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cardkit.bind.matrix import TaskFinder
from cardkit.catalog.tasks import Task, aggregates, benchmarks, suite_tasks
from cardkit.record.evaluation import Evaluation
from cardkit.render import escape, proof
from cardkit.render.escape import Markdown, plain
from cardkit.render.facts import UNREADABLE
from cardkit.render.grid import Grid
from cardkit.render.lens import NOT_PRINTED, STATUS, Lens
from cardkit.render.marks import Marks, with_marks
from cardkit.render.write import Writer, with_arrow
from cardkit.source.span import Path
from cardkit.text import Language, Text

OTHER_TASK = Text(
    en="its printed name is read as another task", zh="其显示名称会被识别为另一个任务"
)


@dataclass(frozen=True, slots=True)
class _Column:
    id: str
    right: bool
    write: Callable[[Evaluation], str | None]


def _error(evaluation: Evaluation) -> str | None:
    spread = evaluation.uncertainty
    is_stderr = spread is not None and spread.kind == "stderr" and spread.value is not None
    return spread.value.printed if is_stderr and spread and spread.value else None


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)


_BESIDE = (
    _Column("metric", False, lambda e: e.metric),
    _Column("shots", True, lambda e: _number(e.shots)),
    _Column("n", True, lambda e: _number(e.n)),
    _Column("stderr", True, _error),
    _Column("split", False, lambda e: e.split),
)
"""Columns that stand only where a score has something for them."""


def task_label(task: str, language: Language) -> str | None:
    """Return the catalog's name of a task, benchmark or aggregate; None for an unknown id."""
    found: Task | None = suite_tasks("dclm").get(task) or benchmarks().get(task)
    if found is not None:
        return found.zh if language == "zh" else found.en
    aggregate = aggregates().get(task)
    return aggregate.name if aggregate else None


def state_scores(
    lens: Lens,
    writer: Writer,
    find: TaskFinder,
    evaluations: Sequence[Evaluation],
    marks: Marks,
) -> tuple[tuple[Evaluation, ...], Grid | None]:
    """Return the evaluations a card states, and their table with the marks of their scores."""
    named = [(i, e, name) for i, e in enumerate(evaluations) if (name := _name(lens, i, e))]
    while named:
        beside = [marks.get(("evaluations", i, "score")) for i, _, _ in named]
        grid = with_marks(writer, _grid(writer, [(e, name) for _, e, name in named]), beside)
        found = proof.read_scores(grid.markdown(), find, lens.language)
        if len(found) == len(named):
            for (i, wanted, _), read in zip(named, found, strict=True):
                _compare(lens, ("evaluations", i), wanted, read)
            return tuple(found), grid
        readable = [entry for entry in named if _is_readable(lens, writer, entry, find)]
        if len(readable) == len(named):
            break
        for entry in named:
            if entry not in readable:
                lens.lose(("evaluations", entry[0]), UNREADABLE)
        named = readable
    for i, _, _ in named:
        lens.lose(("evaluations", i), UNREADABLE)
    return (), None


_Named = tuple[int, Evaluation, str]


def _is_readable(lens: Lens, writer: Writer, entry: _Named, find: TaskFinder) -> bool:
    grid = _grid(writer, [entry[1:]])
    return len(proof.read_scores(grid.markdown(), find, lens.language)) == 1


def _name(lens: Lens, i: int, evaluation: Evaluation) -> str:
    name = score_name(lens.language, evaluation)
    if not name:
        lens.lose(("evaluations", i), UNREADABLE)
    return name


def score_name(language: Language, evaluation: Evaluation) -> str:
    """Return what the first cell of a score says: the card's label, else the catalog's name."""
    name = _bare_name(language, evaluation)
    return with_arrow(name, evaluation.direction) if name else ""


def _bare_name(language: Language, evaluation: Evaluation) -> str:
    label = evaluation.label
    own = plain((label.get(language) or "") if label else "")
    if own:
        return own
    if evaluation.task is not None:
        return task_label(evaluation.task, language) or plain(evaluation.task)
    # A benchmark's name is a name: better the other language's than a score without one.
    return plain((label.en or label.zh or "") if label else "")


def _grid(writer: Writer, named: Sequence[tuple[Evaluation, str]]) -> Grid:
    beside = [c for c in _BESIDE if any(c.write(e) is not None for e, _ in named)]
    ids = ["task", *(c.id for c in beside), "score"]
    return Grid(
        headers=tuple(writer.label("column", id_) for id_ in ids),
        right=(False, *(c.right for c in beside), True),
        rows=tuple(
            (
                Markdown(escape.cell(name)),
                *(Markdown(escape.cell(c.write(e) or "")) for c in beside),
                Markdown(escape.cell(_score(e))),
            )
            for e, name in named
        ),
    )


def _score(evaluation: Evaluation) -> str:
    printed = evaluation.score.printed
    if evaluation.unit == "percent":
        printed += "%"
    spread = evaluation.uncertainty
    if spread is not None and spread.kind == "unknown" and spread.value is not None:
        printed += f" ± {spread.value.printed}"
    return printed


def _compare(lens: Lens, path: Path, wanted: Evaluation, read: Evaluation) -> None:
    """Note what the printed row does not say of the evaluation."""
    if wanted.task is not None and read.task != wanted.task:
        lens.lose((*path, "task"), OTHER_TASK)
    if wanted.status != "stated":
        lens.lose((*path, "status"), STATUS)
    for name in type(wanted).model_fields:
        value = getattr(wanted, name)
        if value is None or name in ("task", "label", "status", "score"):
            continue
        if getattr(read, name) != value:
            lens.lose((*path, name), NOT_PRINTED)

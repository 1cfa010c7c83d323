"""Score tables: one evaluation for each number that is the card's own model's."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from cardkit.bind.draft import Draft
from cardkit.bind.grid import Grid
from cardkit.bind.lookup import find_metric, is_gap, number_of
from cardkit.bind.marks import bind_mark, note_others
from cardkit.bind.matrix import (
    Axis,
    Matrix,
    TaskFinder,
    column_role,
    is_group_row,
    is_own,
    is_score_like,
    task_column,
)
from cardkit.bind.values import printed_digits
from cardkit.catalog.metrics import is_over_runs
from cardkit.catalog.tasks import TaskMatch
from cardkit.quantity import Number, parse_quantity
from cardkit.record.evaluation import Evaluation
from cardkit.record.scalars import Direction, Measure, Score, Uncertainty, Unit
from cardkit.source.blocks import Cell
from cardkit.source.span import Path, Span

_MAX_COUNT = 10**12
"""No evaluation has more items; `1e999` would be an integer of a thousand digits."""
_SCORE_COLUMNS = ("score", "value")
_PLACED = {"metric": "metric", "n": "n", "stderr": "uncertainty"}
"""Columns whose cells have a path of their own, and the field they fill."""
_READ = frozenset({"metric", "shots", "n", "stderr", "split"})
_BESIDE = _READ | {"version", "category", "baseline", "verification"}


@dataclass(frozen=True, slots=True)
class Beside:
    """What a table says of a score outside its cell and its task label."""

    metric: str | None = None
    shots: str | None = None
    n: str | None = None
    stderr: str | None = None
    split: str | None = None
    header: str = ""
    places: Mapping[str, Span] = field(default_factory=dict)
    """Where `metric`, `n` and `stderr` stand."""


def bind_long_table(draft: Draft, grid: Grid, find: TaskFinder, own: Collection[str]) -> bool:
    """Bind a table of one model: a task column, a score column, perhaps metric, shots, error.

    The score column may be headed by one of the `own` names of the card's model. False when the
    table is not plainly that; nothing is then bound.
    """
    columns = _long_columns(grid, find, own)
    if columns is None:
        return False
    task_column, score_column = columns["task"], columns["score"]
    _mark_table(draft, grid)
    header = grid.headers[score_column]
    metric_of_header = None if column_role(header) in _SCORE_COLUMNS else find_metric(header)
    label: Cell | None = None
    for row in range(len(grid.rows)):
        cell = grid.cells[row][task_column]
        if cell is not None and cell.text.strip():
            label = cell
        if label is None or is_group_row(grid, row):
            continue
        text = {name: grid.text(row, at) for name, at in columns.items()}
        beside = Beside(
            metric=text.get("metric") or (metric_of_header.id if metric_of_header else None),
            shots=text.get("shots"),
            n=text.get("n"),
            stderr=text.get("stderr"),
            split=text.get("split"),
            header=header,
            places=_places(grid, row, columns),
        )
        _take_read(draft, grid, row, columns)
        score = grid.cells[row][score_column]
        error = "stderr" in text.get("metric", "").casefold()
        if score is None or error or is_gap(score.text):
            draft.list_unrecognised("score", grid.rows[row].span)
            continue
        path = _add(draft, label, find(label.text), score, grid.rows[row].span, beside)
        if path is None:
            continue
        at, cells = (*path, "score"), grid.cells[row]
        if "verification" in columns:
            bind_mark(draft, at, label.text, cells[columns["verification"]])
        note_others(draft, at, label.text, cells, columns.values())
    return True


def _places(grid: Grid, row: int, columns: Mapping[str, int]) -> dict[str, Span]:
    """Return where the cells stand that rules point at beside a score."""
    cells = {name: grid.cells[row][columns[name]] for name in _PLACED if name in columns}
    return {name: cell.content.span for name, cell in cells.items() if cell and cell.text.strip()}


def _take_read(draft: Draft, grid: Grid, row: int, columns: dict[str, int]) -> None:
    """Say which cells beside a score `_add` reads or lists."""
    for name in _READ & columns.keys():
        cell = grid.cells[row][columns[name]]
        if cell is not None:
            draft.taken.add(cell.content.span)


def _mark_table(draft: Draft, grid: Grid) -> None:
    """Say where the first score table stands; its header is the key."""
    if ("evaluations",) not in draft.spans:
        header = grid.table.header[0].span if grid.table.header else None
        draft.mark(("evaluations",), grid.table.span, header)


def _long_columns(grid: Grid, find: TaskFinder, own: Collection[str]) -> dict[str, int] | None:
    """Return the columns by role; None unless exactly one holds scores and one holds tasks."""
    roles = [column_role(header) for header in grid.headers]
    if "model" in roles:
        return None
    named = "task" in roles or "dataset" in roles
    task = task_column(grid, roles, find) if named else _column_of_tasks(grid, find)
    scores = [i for i, role in enumerate(roles) if role in _SCORE_COLUMNS and i != task]
    if not scores and grid.width >= 2:
        scores = [
            i
            for i, header in enumerate(grid.headers)
            if i != task and roles[i] is None and find_metric(header)
        ]
    if not scores and named:
        scores = _own_column(grid, roles, own)
    if task is None or len(scores) != 1:
        return None
    texts = grid.column(scores[0])
    if not any(number_of(text) for text in texts) or not _mostly(texts, is_score_like):
        return None
    columns = {role: i for i, role in reversed(list(enumerate(roles))) if role in _BESIDE}
    columns = {role: i for role, i in columns.items() if i not in (task, scores[0])}
    spare = set(range(grid.width)) - {task, scores[0], *columns.values()}
    if any(find_metric(grid.headers[i]) or roles[i] in _SCORE_COLUMNS for i in spare):
        return None
    return columns | {"task": task, "score": scores[0]}


def _own_column(grid: Grid, roles: Sequence[str | None], own: Collection[str]) -> list[int]:
    """Return the column headed by the card's own model, where no other column may be a model's."""
    open_columns = [i for i, role in enumerate(roles) if role is None]
    if len(open_columns) != 1:
        return []
    return [i for i in open_columns if is_own(grid.headers[i], own)]


def _column_of_tasks(grid: Grid, find: TaskFinder) -> int | None:
    labels = [text for text in grid.column(0) if text]
    known = sum(find(text) is not None for text in labels)
    return 0 if known and 2 * known >= len(labels) else None


def _mostly(texts: Sequence[str], test: object) -> bool:
    good = sum(bool(callable(test) and test(text)) for text in texts)
    return 5 * good >= 4 * len(texts)


def bind_own_scores(draft: Draft, matrix: Matrix, own: Axis) -> None:
    """Bind the row or column of the card's own model."""
    _mark_table(draft, matrix.grid)
    for metric in matrix.metrics:
        cell = matrix.at(own, metric)
        if metric.cell is not None and cell is not None:
            shots = None if metric.shots is None else str(metric.shots)
            beside = Beside(header=metric.label, shots=shots)
            line = own.line if matrix.by_rows else metric.line
            _add(draft, metric.cell, metric.task, cell, line, beside, label=metric.label)


def bind_one_row(draft: Draft, grid: Grid, find: TaskFinder) -> bool:
    """Bind a table without models: tasks in the header and one row of scores."""
    if len(grid.rows) != 1 or not all(
        header and (find(header) or column_role(header) == "average") for header in grid.headers
    ):
        return False
    if not all(is_score_like(grid.text(0, column)) for column in range(grid.width)):
        return False
    _mark_table(draft, grid)
    for column, header in enumerate(grid.headers):
        cell, above = grid.cells[0][column], grid.header_cells[column]
        if above is not None:
            beside = Beside(header=header)
            _add(draft, above, find(header), cell, grid.rows[0].span, beside, label=header)
    return True


def _add(
    draft: Draft,
    label_cell: Cell,
    task: TaskMatch | None,
    cell: Cell | None,
    line: Span,
    beside: Beside,
    label: str | None = None,
) -> Path | None:
    """Append one evaluation and return its path; a cell that is no exact number is listed.

    A gap is nothing.
    """
    if cell is None or is_gap(cell.text):
        return None
    number = number_of(cell.text)
    if number is None or number.approximate:
        draft.list_unrecognised("score", cell.content.span)
        draft.taken.add(label_cell.content.span)
        return None
    text = (label or label_cell.text).strip()
    evaluation = Evaluation(
        task=task.id if task else None,
        label=None if task is not None and text == canonical(draft, task) else draft.prose(text),
        score=Score(printed=printed_digits(number.printed, number.value)),
        unit=_unit(number, beside.header),
        direction=_direction(text, beside.header),
        metric=_metric(beside.metric, task),
        shots=_shots(beside.shots, task),
        n=_count(beside.n),
        uncertainty=_uncertainty(number, beside.stderr),
        split=beside.split or (task.split if task else None),
    )
    key = label_cell.content.span
    path = draft.append(("evaluations",), evaluation, line, key)
    draft.mark((*path, "score"), cell.content.span, key)
    draft.mark((*path, "task"), key)
    draft.mark((*path, "label"), key)
    for name, place in beside.places.items():
        draft.mark((*path, _PLACED[name]), place)
    _list_unread(draft, evaluation, beside, line)
    return path


def _list_unread(draft: Draft, evaluation: Evaluation, beside: Beside, line: Span) -> None:
    """List what stands beside a score and was not read: `about 5` items are no number of items."""
    for name, text, read in (
        ("n", beside.n, evaluation.n),
        ("shots", beside.shots, evaluation.shots),
        ("stderr", beside.stderr, evaluation.uncertainty),
    ):
        if text and read is None and not is_gap(text):
            draft.list_unrecognised("field", line, f"{name}: {text}")


def canonical(draft: Draft, match: TaskMatch) -> str:
    """Return the words a card of this language prints for a task."""
    if match.task is not None:
        return match.task.zh if draft.language == "zh" else match.task.en
    return match.aggregate.name if match.aggregate else match.id


def _unit(number: Number, header: str) -> Unit | None:
    return "percent" if number.percent or "%" in header or "％" in header else None


def _direction(label: str, header: str) -> Direction | None:
    for text in (label, header):
        if "↑" in text or "↓" in text:
            return "higher" if "↑" in text else "lower"
    return None


def _metric(text: str | None, task: TaskMatch | None) -> str | None:
    if not text:
        return task.metric if task else None
    known = find_metric(text)
    return known.id if known and not is_over_runs(text) else text


def _shots(text: str | None, task: TaskMatch | None) -> int | None:
    """Return the shots a card states; a suite's task has them in its id."""
    if text and not is_gap(text):
        return _count(text.casefold().removesuffix("s").removesuffix("-shot"))
    return task.shots if task is not None and task.suite is None else None


def _count(text: str | None) -> int | None:
    """Return an exact count up to `_MAX_COUNT`, None for any other text."""
    found = parse_quantity(text) if text else None
    if found is None or found.approximate or found.amount > _MAX_COUNT:
        return None
    whole = found.amount == found.amount.to_integral_value()
    return int(found.amount) if whole else None


def _uncertainty(number: Number, stderr: str | None) -> Uncertainty | None:
    if number.plus_minus is not None:
        return Uncertainty(kind="unknown", value=Measure(printed=f"{number.plus_minus:f}"))
    error = number_of(stderr) if stderr else None
    if error is None or error.approximate:
        return None
    printed = printed_digits(error.printed, error.value)
    return Uncertainty(kind="stderr", value=Measure(printed=printed))

"""From a table of models to a `Comparison`: groups, facts of the models, marked scores."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cardkit.bind.draft import Draft
from cardkit.bind.lookup import is_gap, number_of
from cardkit.bind.matrix import Axis, Matrix
from cardkit.bind.values import printed_digits, quantity_of
from cardkit.catalog.hubs import hub_id
from cardkit.catalog.words import flag
from cardkit.record.base import Prose
from cardkit.record.comparison import (
    Comparison,
    ComparisonGroup,
    ComparisonRow,
    ComparisonScore,
    MetricColumn,
)
from cardkit.record.scalars import Quantity, Score
from cardkit.source.blocks import Cell
from cardkit.source.span import Path, Span

_ROOT: Path = ("comparison",)
_PERCENT = re.compile(r"[(（][%％]|[%％][)）]? ?[↑↓]?$")
_SLUG = re.compile(r"[^0-9a-z\u3400-\u9fff]+")


def comparison_of(draft: Draft, matrix: Matrix, intro: Prose | None) -> Comparison:
    """Build the comparison and mark the span of every fact in it."""
    ids = _column_ids(matrix)
    draft.mark(_ROOT, matrix.grid.table.span)
    columns = tuple(
        _column(draft, matrix, axis, i, ids[i]) for i, axis in enumerate(matrix.metrics)
    )
    metrics = tuple(map(_Metric, ids, matrix.metrics, columns))
    return Comparison(intro=intro, columns=columns, groups=_groups(draft, matrix, metrics))


@dataclass(frozen=True, slots=True)
class _Metric:
    """A metric, the id it got, and its column."""

    id: str
    axis: Axis
    column: MetricColumn


def _column_ids(matrix: Matrix) -> list[str]:
    """Return a distinct id for each metric: the benchmark's or aggregate's, else the header's."""
    ids: dict[str, None] = {}
    seen: Counter[str] = Counter()
    for i, axis in enumerate(matrix.metrics):
        match = axis.task
        benchmark = match.task.benchmark if match and match.task else None
        base = benchmark or (match.id if match else "")
        base = base or _SLUG.sub("_", axis.label.casefold()).strip("_") or f"column_{i + 1}"
        seen[base] += 1
        name = base if seen[base] == 1 else f"{base}_{seen[base]}"
        while name in ids:
            seen[base] += 1
            name = f"{base}_{seen[base]}"
        ids[name] = None
    return list(ids)


def _column(draft: Draft, matrix: Matrix, axis: Axis, i: int, id_: str) -> MetricColumn:
    path: Path = (*_ROOT, "columns", i)
    draft.mark(path, axis.span)
    draft.mark((*path, "label"), axis.span)
    match = axis.task
    percent = says_percent(axis.label) or _all_percent(matrix, axis)
    return MetricColumn(
        id=id_,
        label=draft.prose(axis.label),
        task=match.id if match else None,
        metric_version=match.version if match else None,
        shots=axis.shots
        if axis.shots is not None
        else (match.shots if match is not None and match.suite is None else None),
        unit="percent" if percent else None,
        direction="higher" if "↑" in axis.label else "lower" if "↓" in axis.label else None,
    )


def says_percent(label: str) -> bool:
    """Say whether a heading gives its unit as per cent: `Acc (%)`, `胜率 ％`, `EM % ↑`."""
    return _PERCENT.search(label.rstrip()) is not None


def _all_percent(matrix: Matrix, axis: Axis) -> bool:
    numbers = [
        number
        for model in matrix.models
        if (cell := matrix.at(model, axis)) is not None and (number := number_of(cell.text))
    ]
    return bool(numbers) and all(number.percent for number in numbers)


def _groups(
    draft: Draft, matrix: Matrix, metrics: Sequence[_Metric]
) -> tuple[ComparisonGroup, ...]:
    """Return the groups; models before the first label row form a group without label."""
    starts = [group.first for group in matrix.groups]
    labels: list[Prose | None] = [draft.prose(group.label) for group in matrix.groups]
    spans = [group.span for group in matrix.groups]
    groups: list[ComparisonGroup] = []
    if not starts or starts[0] > 0:
        starts, labels = [0, *starts], [None, *labels]
        spans = [matrix.grid.table.span, *spans]
    for i, start in enumerate(starts):
        end = starts[i + 1] if i + 1 < len(starts) else len(matrix.models)
        path: Path = (*_ROOT, "groups", i)
        last = matrix.models[end - 1].line if end > start else spans[i]
        draft.mark(path, Span(spans[i].start, max(spans[i].end, last.end)))
        if labels[i] is not None:
            draft.mark((*path, "label"), spans[i])
        rows = tuple(
            _row(draft, matrix, model, (*path, "rows", r), metrics)
            for r, model in enumerate(matrix.models[start:end])
        )
        groups.append(ComparisonGroup(label=labels[i], rows=rows))
    return tuple(groups)


def _row(
    draft: Draft, matrix: Matrix, model: Axis, path: Path, metrics: Sequence[_Metric]
) -> ComparisonRow:
    draft.mark(path, model.line)
    draft.mark((*path, "label"), model.span)
    scores: dict[str, ComparisonScore | None] = {}
    for metric in metrics:
        cell = matrix.at(model, metric.axis)
        scores[metric.id] = _score(draft, metric.column, cell)
        if cell is not None:
            draft.mark((*path, "scores", metric.id), cell.content.span, metric.axis.span)
    return ComparisonRow(
        label=model.label,
        model=_hub_id(draft, model),
        params=_quantity(draft, matrix, model, (*path, "params"), "parameters"),
        tokens=_quantity(draft, matrix, model, (*path, "tokens"), "tokens"),
        open_data=_open_data(draft, matrix, model, (*path, "open_data")),
        scores=scores,
    )


def _score(draft: Draft, column: MetricColumn, cell: Cell | None) -> ComparisonScore | None:
    """Read one exact score; any other is listed.

    In a column of both `73.8%` and `0.74` a score keeps the unit it is printed with, so that no
    number is ranked against one of another scale.
    """
    if cell is None or is_gap(cell.text):
        return None
    number = number_of(cell.text)
    if number is None or number.approximate:
        draft.list_unrecognised("score", cell.content.span)
        return None
    return ComparisonScore(
        score=Score(printed=printed_digits(number.printed, number.value)),
        unit="percent" if number.percent and column.unit != "percent" else None,
        emphasised=cell.content.strong,
    )


def _quantity(draft: Draft, matrix: Matrix, model: Axis, path: Path, unit: str) -> Quantity | None:
    cell = matrix.fact(model, "params" if unit == "parameters" else "tokens")
    if cell is None or not cell.text.strip():
        return None
    draft.mark(path, cell.content.span)
    found = quantity_of(cell.text, 100_000, unit)
    if found is None and not is_gap(cell.text):
        draft.list_unrecognised("field", cell.content.span)
    return found


def _open_data(draft: Draft, matrix: Matrix, model: Axis, path: Path) -> bool | None:
    cell = matrix.fact(model, "open_data")
    if cell is None or not cell.text.strip():
        return None
    draft.mark(path, cell.content.span)
    found = flag(cell.text)
    if found is None and not is_gap(cell.text):
        draft.list_unrecognised("field", cell.content.span)
    return found


def _hub_id(draft: Draft, model: Axis) -> str | None:
    """Return the Hub id where the label links to one model there."""
    links = [link for link in draft.links_in(model.span) if not link.image]
    return hub_id(links[0].url) if len(links) == 1 else None
